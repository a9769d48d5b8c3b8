"""The map of one service: who is designated, for which kind of ward, and from where people are expected to come."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS, WardKind
from optimizer.ui import palette
from optimizer.ui.charts.city_map import HEIGHT_PX, WIDTH_PX, outlines, projected
from optimizer.ui.charts.flows import HOSPITAL, expected_layer
from optimizer.ui.charts.geometry import central_extent, outline_features
from optimizer.ui.charts.labels import Sign, name_layer
from optimizer.ui.charts.paper import ON_PAPER
from optimizer.ui.plans import PlanView

NOT_DESIGNATED = Text("not designated for it", "未定点")
_AS = Text("designated as", "定点病区")
_LOOKS: dict[WardKind, tuple[str, str]] = {  # apart by shape as well as by colour
    WardKind.GENERAL: (palette.TEAL, "circle"),
    WardKind.BUFFER: (palette.ORANGE, "square"),
    WardKind.ISOLATION: (palette.PURPLE, "diamond"),
}
_NONE_LOOK = (palette.SLATE, "cross")
_MINE_PX, _OTHER_PX, _FONT_PX = 8.0, 3.4, 11


def service_map(view: PlanView, service_id: str, lang: Lang) -> Any:
    """Return the map of who is designated for a service, with the flows expected to each."""
    data = view.record.dataset
    kinds: dict[str, list[WardKind]] = {}
    for row in view.record.tables.designation:
        if row.service_id == service_id:
            kinds.setdefault(row.hospital_id, []).append(row.ward_kind)
    places = []
    for hospital in data.hospitals:
        if hospital.drawn_at is None or hospital.outside_network:
            continue
        name = view.names.hospital(hospital.hospital_id).to(lang)
        for kind in kinds.get(hospital.hospital_id, [None]):
            said = (NOT_DESIGNATED if kind is None else LABELS[kind]).to(lang)
            places.append((hospital.hospital_id, name, *hospital.drawn_at, said, kind is not None))
    table = pd.DataFrame(places, columns=pd.Index(["id", "name", "lon", "lat", "kind", "mine"]))
    features = outline_features(data.outlines)
    layers: list[Any] = [outlines(features, lang)] if features else []
    spots = list(zip(table["lon"], table["lat"], strict=True))
    extent = central_extent(spots, WIDTH_PX, HEIGHT_PX) if len(table) > 2 else None
    layers += [_flows(view, service_id, lang), _points(table, lang), name_layer(_signs(table), extent, _FONT_PX)]
    return projected(alt.layer(*layers).properties(height=HEIGHT_PX, view=ON_PAPER), extent)


def _points(table: pd.DataFrame, lang: Lang) -> Any:
    looks = [(LABELS[kind].to(lang), *look) for kind, look in _LOOKS.items()]
    looks = [look for look in looks if (table["kind"] == look[0]).any()] + [(NOT_DESIGNATED.to(lang), *_NONE_LOOK)]
    domain = [name for name, _, _ in looks]
    legend = alt.Legend(title=None, orient="top", symbolSize=130, symbolStrokeWidth=0.5)
    return (
        alt.Chart(table)
        .mark_point(filled=True, opacity=0.92, stroke="white", strokeWidth=0.8, clip=True)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=domain, range=[colour for _, colour, _ in looks]), legend=legend),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=domain, range=[shape for _, _, shape in looks]), legend=legend),
            size=alt.Size(
                "mine:N", scale=alt.Scale(domain=[False, True], range=[4 * _OTHER_PX**2, 4 * _MINE_PX**2]), legend=None
            ),
            tooltip=[alt.Tooltip("name:N", title=HOSPITAL.to(lang)), alt.Tooltip("kind:N", title=_AS.to(lang))],
        )
    )


def _signs(table: pd.DataFrame) -> list[Sign]:
    """Return the hospitals for their names, which those designated show: once, also with two kinds of ward."""
    named: set[str] = set()
    signs = []
    for one in table.to_dict("records"):
        shown = one["mine"] and one["id"] not in named
        signs.append(Sign(one["lon"], one["lat"], _MINE_PX if one["mine"] else _OTHER_PX, one["name"] if shown else ""))
        named.add(one["id"])
    return signs


def _flows(view: PlanView, service_id: str, lang: Lang) -> Any:
    data, lines = view.record.dataset, []
    for row in view.record.tables.flows:
        start, end = data.origin[row.origin_id], data.hospital[row.hospital_id].drawn_at
        if row.service_id == service_id and start.lon is not None and start.lat is not None and end is not None:
            called = start.title.to(lang)
            lines.append((start.lon, start.lat, *end, called, view.names.hospital(row.hospital_id).to(lang), row.expected))
    table = pd.DataFrame(lines, columns=pd.Index(["lon", "lat", "lon2", "lat2", "origin", "name", "expected"]))
    return expected_layer(table, 0.4, lang)
