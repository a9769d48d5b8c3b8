"""The map: district outlines, hospitals as circles by patients and fullness, expected flows as lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.ui import palette
from optimizer.ui.charts.flows import HOSPITAL, expected_layer
from optimizer.ui.charts.geometry import Extent, central_extent, label_point, outline_features
from optimizer.ui.charts.labels import Sign, name_layer
from optimizer.ui.charts.paper import ON_PAPER
from optimizer.ui.figures import FlowLine, HospitalLoad
from optimizer.ui.plans import PlanView

HEIGHT_PX = 470
WIDTH_PX = 640.0  # the picture takes the width of its column; this one only sets the scale of the central part

_PLACED = Text("patients placed", "已安排患者")
_PEAK = Text("fullest day (%)", "最高使用率（%）")
_BANDS = (
    (Text("no places", "无可用床位"), palette.SLATE),
    (Text("up to 70 %", "70% 及以下"), palette.LOW),
    (Text("71 to 90 %", "71%–90%"), palette.MIDDLE),
    (Text("over 90 %", "90% 以上"), palette.HIGH),
)
_AREAS = (90.0, 1100.0)  # of a circle in square pixels, from nobody placed to the most
_BAND_TITLE = Text("Fullest day", "最高使用率")


def city_map(view: PlanView, loads: Sequence[HospitalLoad], flows: Sequence[FlowLine], lang: Lang, *, central: bool) -> Any:
    """Return the map of a plan; `central` shows the part where most hospitals stand."""
    hospitals = _hospital_points(view, loads, lang)
    layers: list[Any] = []
    features = outline_features(view.record.dataset.outlines)
    if features:
        layers.append(outlines(features, lang))
    if flows:
        layers.append(_flows(view, flows, lang))
    if not central and features:
        layers.append(_district_names(features, lang))
    layers.append(_circles(hospitals, lang))
    extent = None
    if central and len(hospitals) > 2:
        extent = central_extent(list(zip(hospitals["lon"], hospitals["lat"], strict=True)), WIDTH_PX, HEIGHT_PX)
    if central:  # in the whole city they would lie on one another
        layers.append(name_layer(_signs(hospitals), extent, 10, fontWeight="bold"))
    return projected(alt.layer(*layers).properties(height=HEIGHT_PX, view=ON_PAPER), extent)


def projected(chart: Any, extent: Extent | None) -> Any:
    """Return a map in Mercator's projection, of a part when one is given."""
    if extent is None:
        return chart.project(type="mercator")
    return chart.project(type="mercator", scale=extent.scale, center=[extent.lon, extent.lat])


def _hospital_points(view: PlanView, loads: Sequence[HospitalLoad], lang: Lang) -> pd.DataFrame:
    rows = []
    for load in loads:
        place = view.record.dataset.hospital[load.hospital_id].drawn_at
        if place is None:
            continue
        band = 0 if load.peak_pct is None else 1 if load.peak_pct <= 70 else 2 if load.peak_pct <= 90 else 3
        name = view.names.hospital(load.hospital_id).to(lang)
        rows.append((load.hospital_id, name, *place, load.placed, load.peak_pct, _BANDS[band][0].to(lang)))
    return pd.DataFrame(rows, columns=pd.Index(["id", "name", "lon", "lat", "placed", "peak", "band"]))


def outlines(features: list[dict[str, Any]], lang: Lang) -> Any:
    """Return the districts as a layer."""
    name = "properties.name" if lang == "zh" else "properties.name_en"
    return (
        alt.Chart(alt.InlineData(values=features))
        .mark_geoshape(fill=palette.LAND, stroke=palette.BORDER, strokeWidth=0.8, clip=True)
        .encode(tooltip=alt.Tooltip(name, type="nominal", title=Text("district", "区县").to(lang)))
    )


def _district_names(features: list[dict[str, Any]], lang: Lang) -> Any:
    key = "name" if lang == "zh" else "name_en"
    rows = [(feature["properties"].get(key, ""), *label_point(feature)) for feature in features]
    names = pd.DataFrame(rows, columns=pd.Index(["name", "lon", "lat"]))
    words = alt.Chart(names).mark_text(fontSize=11, color=palette.FAINT_INK, dy=24)
    return words.encode(longitude="lon:Q", latitude="lat:Q", text="name:N")


def _flows(view: PlanView, flows: Sequence[FlowLine], lang: Lang) -> Any:
    rows = []
    for flow in flows:
        start, end = view.record.dataset.origin[flow.origin_id], view.record.dataset.hospital[flow.hospital_id].drawn_at
        if start.lon is not None and start.lat is not None and end is not None:
            name = view.names.hospital(flow.hospital_id).to(lang)
            rows.append((start.lon, start.lat, *end, start.name, name, flow.expected))
    lines = pd.DataFrame(rows, columns=pd.Index(["lon", "lat", "lon2", "lat2", "origin", "name", "expected"]))
    return expected_layer(lines, 0.35, lang)


def _circles(hospitals: pd.DataFrame, lang: Lang) -> Any:
    bands = [text.to(lang) for text, _ in _BANDS]
    return (
        alt.Chart(hospitals)
        .mark_circle(opacity=0.88, stroke="white", strokeWidth=1.2, clip=True)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("placed:Q", scale=alt.Scale(range=list(_AREAS), zero=True), legend=None),
            color=alt.Color(
                "band:N",
                scale=alt.Scale(domain=bands, range=[colour for _, colour in _BANDS]),
                legend=alt.Legend(title=_BAND_TITLE.to(lang), orient="top", titleOrient="left"),
            ),
            tooltip=[
                alt.Tooltip("name:N", title=HOSPITAL.to(lang)),
                alt.Tooltip("placed:Q", title=_PLACED.to(lang)),
                alt.Tooltip("peak:Q", title=_PEAK.to(lang)),
            ],
        )
    )


def _signs(hospitals: pd.DataFrame) -> list[Sign]:
    """Return the circles for their labels, the largest first: its label finds its side before the small ones around it."""
    most = max(hospitals["placed"].max(), 1) if len(hospitals) else 1
    low, high = _AREAS
    found = [
        Sign(one["lon"], one["lat"], round(math.sqrt((low + (high - low) * one["placed"] / most) / math.pi)), one["id"])
        for one in hospitals.to_dict("records")
    ]
    return sorted(found, key=lambda sign: -sign.reach_px)
