"""The map: the whole city on the left, its dense part enlarged on the right."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Spot:
    """A hospital's circle: where it is drawn, and where the hospital really is."""

    hospital: MapHospital
    x: float
    y: float
    home_x: float
    home_y: float
    radius: float


def city_map(geo: Geography, illustrative: bool) -> Markup:
    """Return the map as SVG, or an empty text when nothing has a place."""
    points = [hospital.place for hospital in geo.hospitals if hospital.place is not None]
    if not points:
        return Markup("")
    homes = [home for home, _, _ in geo.flows]
    everything = [*points, *homes, *(point for _, rings in geo.districts for ring in rings for point in ring)]
    whole, core = Box.around(everything, 0.03), Box.around(core_of(points), 0.12)
    if core.width_km * core.height_km > 0.4 * whole.width_km * whole.height_km:
        panels = [_panel(geo, Frame(whole, 0, 0, WIDE, HEIGHT), _WHOLE, enlarged=True)]
    else:
        left, right = Frame(whole, 0, 0, WHOLE, HEIGHT), Frame(core, WHOLE + _GAP, 0, WIDE - WHOLE - _GAP, HEIGHT)
        panels = [
            _panel(geo, left, _WHOLE, enlarged=False),
            _outline_of(right.visible, left),
            _panel(geo, right, _CORE, enlarged=True),
        ]
    if illustrative:
        panels.append(words(ILLUSTRATIVE, WIDE - 16, HEIGHT - 14, "svg-mark", "end"))
    return picture(WIDE, HEIGHT, joined(panels), _NAME, "map")


def _panel(geo: Geography, frame: Frame, heading: Text, *, enlarged: bool) -> Markup:
    key = "core" if enlarged else "whole"
    clip = Markup('<clipPath id="clip-{}">{}</clipPath>').format(
        key, rect(frame.x, frame.y, frame.width, frame.height, "", radius=8)
    )
    spots = _spots(geo, frame, enlarged)
    layers = [
        *_districts(geo, frame),
        *_flows(geo, frame),
        *_homes(geo, frame),
        *_names(geo, frame, spots),
        *_circles(spots, enlarged),
    ]
    return joined(
        [
            clip,
            rect(frame.x, frame.y, frame.width, frame.height, "sheet", radius=8),
            Markup('<g clip-path="url(#clip-{})">{}</g>').format(key, joined(layers)),
            words(heading, frame.x + 14, frame.y + 24, "panel-title"),
            _scale_bar(frame),
        ]
    )


def _districts(geo: Geography, frame: Frame) -> Iterator[Markup]:
    for name, rings in geo.districts:
        for ring in rings:
            corners = " ".join(f"{f(x)},{f(y)}" for x, y in (frame.place(point) for point in ring))
            yield Markup('<polygon points="{}" class="district">{}</polygon>').format(corners, title(name))


def _names(geo: Geography, frame: Frame, spots: list[Spot]) -> Iterator[Markup]:
    """Write each district's name in the visible part of it, where it covers no hospital if there is such a place."""
    taken = [(spot.x, spot.y, spot.radius) for spot in spots]
    for name, rings in geo.districts:
        visible = [frame.place(point) for ring in rings for point in ring if point in frame.visible]
        if len(visible) < 3:
            continue
        x = sum(x for x, _ in visible) / len(visible)
        y = sum(y for _, y in visible) / len(visible)
        tries = [(x + dx, y + dy) for dy in (0, -28, 28, -56, 56, -84, 84) for dx in (0, -50, 50)]
        free = (spot for spot in tries if not any(_covers(spot, circle_) for circle_ in taken))
        place = next(free, (x, y))
        taken.append((*place, 16.0))
        yield words(name, place[0], place[1] + 4, "district-name", "middle")


def _covers(label: tuple[float, float], taken: tuple[float, float, float]) -> bool:
    """Whether a name of about 60 × 16 at a place touches a circle."""
    return abs(label[0] - taken[0]) < taken[2] + 32 and abs(label[1] - taken[1]) < taken[2] + 9


def _flows(geo: Geography, frame: Frame) -> Iterator[Markup]:
    hospitals = {hospital.hospital_id: hospital for hospital in geo.hospitals}
    most = max((count for _, _, count in geo.flows), default=1.0)
    unit = Text("bed-days expected", "预计床日") if geo.expected else Text("patients", "人")
    for home, hospital_id, count in sorted(geo.flows, key=lambda flow: flow[2]):
        hospital = hospitals.get(hospital_id)
        if hospital is None or hospital.place is None:
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
        yield circle(*frame.place(home), 2.2, "home", number(count))


def _spots(geo: Geography, frame: Frame, enlarged: bool) -> list[Spot]:
    """Place the circles; in the enlarged panel they are pushed apart until none covers another."""
    shown = [h for h in geo.hospitals if h.place is not None and (not enlarged or h.place in frame.visible)]
    most = max((hospital.peak_census for hospital in shown), default=1) or 1
    low, high = (11.0, 24.0 if len(shown) < 20 else 20.0) if enlarged else (3.5, 9.0)
    radii = [low + (high - low) * math.sqrt(hospital.peak_census / most) for hospital in shown]
    true = [frame.place(hospital.place) for hospital in shown if hospital.place is not None]
    places = spread(true, radii) if enlarged else true
    spots = [
        Spot(hospital, *place, *home, radius) for hospital, place, home, radius in zip(shown, places, true, radii, strict=True)
    ]
    return sorted(spots, key=lambda spot: -spot.radius)


def _circles(spots: list[Spot], enlarged: bool) -> Iterator[Markup]:
    for spot in spots:
        if math.hypot(spot.x - spot.home_x, spot.y - spot.home_y) > 3:
            yield line(spot.home_x, spot.home_y, spot.x, spot.y, "leader") + circle(spot.home_x, spot.home_y, 2, "true-place")
    for spot in spots:
        ring = " designated" if spot.hospital.designated else ""
        yield circle(spot.x, spot.y, spot.radius, f"hospital {spot.hospital.level}{ring}", _tip(spot.hospital))
        if enlarged:
            yield words(str(spot.hospital.number), spot.x, spot.y + 4.5, f"hospital-number {spot.hospital.level}", "middle")


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
