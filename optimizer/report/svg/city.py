"""The map: the whole city on the left, its dense part enlarged on the right."""

from __future__ import annotations

import math
from collections.abc import Iterator

from markupsafe import Markup

from optimizer.core.text import ILLUSTRATIVE, Text
from optimizer.report.svg.draw import circle, f, joined, line, picture, rect, title, words
from optimizer.report.svg.projection import Box, Frame, core_of, spread
from optimizer.report.views.geography import Geography, MapHospital
from optimizer.report.words import both, number

HEIGHT = 560.0
WIDE, WHOLE = 1180.0, 420.0
_GAP = 16.0
_NAME = Text("Map of hospitals and patient flows", "医疗机构与患者流向图")
_WHOLE = Text("Whole city", "全市")
_CORE = Text("Urban core", "主城区")


def city_map(geo: Geography, illustrative: bool) -> Markup:
    """Return the map as SVG, or an empty text when nothing has a place."""
    points = [hospital.place for hospital in geo.hospitals]
    if not points:
        return Markup("")
    homes = [home for home, _, _ in geo.flows]
    everything = [*points, *homes, *(point for _, rings in geo.districts for ring in rings for point in ring)]
    whole, core = Box.around(everything, 0.03), Box.around(core_of([*points, *homes]), 0.08)
    if core.width_km * core.height_km > 0.4 * whole.width_km * whole.height_km:
        frames = [(Frame(whole, 0, 0, WIDE, HEIGHT), "whole", _WHOLE)]
    else:
        left, right = Frame(whole, 0, 0, WHOLE, HEIGHT), Frame(core, WHOLE + _GAP, 0, WIDE - WHOLE - _GAP, HEIGHT)
        frames = [(left, "whole", _WHOLE), (right, "core", _CORE)]
    panels = [_panel(geo, frame, key, heading, enlarged=len(frames) == 1 or key == "core") for frame, key, heading in frames]
    if len(frames) == 2:
        panels.append(_outline_of(frames[1][0].box, frames[0][0]))
    if illustrative:
        panels.append(_mark())
    return picture(WIDE, HEIGHT, joined(panels), _NAME, "map")


def _panel(geo: Geography, frame: Frame, key: str, heading: Text, *, enlarged: bool) -> Markup:
    x, y, width, height = f(frame.x), f(frame.y), f(frame.width), f(frame.height)
    clip = Markup('<clipPath id="clip-{}"><rect x="{}" y="{}" width="{}" height="{}" rx="8"/></clipPath>').format(
        key, x, y, width, height
    )
    shown = [hospital for hospital in geo.hospitals if not enlarged or hospital.place in frame.box]
    body = joined([*_districts(geo, frame), *_flows(geo, frame), *_homes(geo, frame), *_hospitals(shown, frame, enlarged)])
    return joined(
        [
            clip,
            rect(frame.x, frame.y, frame.width, frame.height, "sheet", radius=8),
            Markup('<g clip-path="url(#clip-{})">{}</g>').format(key, body),
            words(heading, frame.x + 14, frame.y + 24, "panel-title"),
            _scale_bar(frame),
        ]
    )


def _districts(geo: Geography, frame: Frame) -> Iterator[Markup]:
    for name, rings in geo.districts:
        for ring in rings:
            corners = " ".join(f"{f(x)},{f(y)}" for x, y in (frame.place(point) for point in ring))
            yield Markup('<polygon points="{}" class="district">{}</polygon>').format(corners, title(name))
    for name, rings in geo.districts:
        visible = [frame.place(point) for ring in rings for point in ring if point in frame.box]
        if len(visible) >= 3:
            xs, ys = [x for x, _ in visible], [y for _, y in visible]
            yield words(name, (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, "district-name", "middle")


def _flows(geo: Geography, frame: Frame) -> Iterator[Markup]:
    places = {hospital.hospital_id: hospital for hospital in geo.hospitals}
    most = max((count for _, _, count in geo.flows), default=1.0)
    unit = Text("bed-days expected", "预计床日") if geo.expected else Text("patients", "人")
    for home, hospital_id, count in sorted(geo.flows, key=lambda flow: flow[2]):
        hospital = places.get(hospital_id)
        if hospital is None:
            continue
        (x1, y1), (x2, y2) = frame.place(home), frame.place(hospital.place)
        width = 0.6 + 5.0 * math.sqrt(count / most)
        tip = Text(f"to {hospital.name.en}: {number(count)} {unit.en}", f"→ {hospital.name.zh}：{number(count)} {unit.zh}")
        bow = 0.12  # a slight bow keeps the two directions of a road apart
        cx, cy = (x1 + x2) / 2 + bow * (y2 - y1), (y1 + y2) / 2 - bow * (x2 - x1)
        yield Markup('<path d="M{} {}Q{} {} {} {}" class="flow" stroke-width="{}"><title>{}</title></path>').format(
            f(x1), f(y1), f(cx), f(cy), f(x2), f(y2), f(width), both(tip)
        )


def _homes(geo: Geography, frame: Frame) -> Iterator[Markup]:
    for home, count in geo.sources.items():
        x, y = frame.place(home)
        yield circle(x, y, 2.2, "home", number(count))


def _hospitals(shown: list[MapHospital], frame: Frame, enlarged: bool) -> Iterator[Markup]:
    most = max((hospital.peak_census for hospital in shown), default=1) or 1
    low, high = (11.0, 25.0) if enlarged else (4.0, 11.0)
    radii = [low + (high - low) * math.sqrt(hospital.peak_census / most) for hospital in shown]
    true = [frame.place(hospital.place) for hospital in shown]
    places = spread(true, radii) if enlarged else true
    for (x, y), (true_x, true_y) in zip(places, true, strict=True):
        if math.hypot(x - true_x, y - true_y) > 3:
            yield line(true_x, true_y, x, y, "leader") + circle(true_x, true_y, 2, "true-place")
    order = sorted(range(len(shown)), key=lambda i: -radii[i])
    for i in order:
        hospital, (x, y), radius = shown[i], places[i], radii[i]
        ring = " designated" if hospital.designated else ""
        yield circle(x, y, radius, f"hospital {hospital.level}{ring}", _tip(hospital))
        if enlarged:
            css = f"hospital-number {hospital.level}"
            yield words(str(hospital.number), x, y + 4.5, css, "middle")


def _tip(hospital: MapHospital) -> Text:
    peak = "–" if hospital.peak_pct is None else f"{hospital.peak_pct} %"
    return Text(
        f"{hospital.number}. {hospital.name.en}: {hospital.patients} patients, fullest day {peak}",
        f"{hospital.number}. {hospital.name.zh}：{hospital.patients} 人，最高使用率 {peak}",
    )


def _outline_of(box: Box, frame: Frame) -> Markup:
    (x1, y1), (x2, y2) = frame.place((box.west, box.north)), frame.place((box.east, box.south))
    return rect(x1, y1, x2 - x1, y2 - y1, "zoom", radius=3)


def _scale_bar(frame: Frame) -> Markup:
    km = next(step for step in (100, 50, 20, 10, 5, 2, 1, 0.5) if step * frame.per_km <= 0.3 * frame.width or step == 0.5)
    x, y, length = frame.x + 14, frame.y + frame.height - 16, km * frame.per_km
    return line(x, y, x + length, y, "scale") + words(f"{km:g} km", x, y - 6, "scale-text")


def _mark() -> Markup:
    return words(ILLUSTRATIVE, WIDE - 16, HEIGHT - 14, "svg-mark", "end")
