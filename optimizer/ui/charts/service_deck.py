"""The map of one service to pan and zoom: arcs from where people live to who is designated. It asks no server for anything."""

from __future__ import annotations

import json
from statistics import median
from typing import Any

import pydeck

from optimizer.core.text import Lang
from optimizer.ui import palette
from optimizer.ui.plans import PlanView

HEIGHT_PX = 520
_FONTS = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
_AROUND = 4.0  # degrees of paper on every side
_WIDEST_PX = 6.0


def service_deck(view: PlanView, service_id: str, lang: Lang) -> Any:
    """Return the map; without ``map_style``, which would be fetched even where no map is drawn below."""
    data = view.record.dataset
    chosen = {row.hospital_id for row in view.record.tables.designation if row.service_id == service_id}
    places: list[dict[str, Any]] = [
        {"at": list(hospital.drawn_at), "name": view.names.hospital(hospital.hospital_id).to(lang)}
        for hospital in data.hospitals
        if hospital.hospital_id in chosen and hospital.drawn_at is not None
    ]
    lon, lat = (median(place["at"][axis] for place in places) if places else 0.0 for axis in (0, 1))
    layers = [
        pydeck.Layer("PolygonLayer", [{"ring": _square(lon, lat)}], get_polygon="ring", get_fill_color=_rgb(palette.PAPER)),
        pydeck.Layer(
            "GeoJsonLayer",
            json.loads(data.outlines) if data.outlines else {"type": "FeatureCollection", "features": []},
            get_fill_color=_rgb(palette.LAND),
            get_line_color=_rgb(palette.BORDER),
            line_width_min_pixels=1,
        ),
        pydeck.Layer(
            "ArcLayer",
            _arcs(view, service_id, lang),
            get_source_position="start",
            get_target_position="end",
            get_width="wide",
            get_height=0.3,
            opacity=0.45,
            get_source_color=_rgb(palette.FLOW),
            get_target_color=_rgb(palette.ORANGE),
            pickable=True,
            auto_highlight=True,
        ),
        pydeck.Layer(
            "ScatterplotLayer",
            places,
            get_position="at",
            get_radius=300,
            radius_min_pixels=5,
            radius_max_pixels=12,
            get_fill_color=_rgb(palette.ORANGE),
            pickable=True,
        ),
        pydeck.Layer(
            "TextLayer",
            places,
            get_position="at",
            get_text="name",
            get_size=13,
            get_color=_rgb(palette.INK),
            get_pixel_offset=[0, -16],
            character_set=pydeck.types.String("auto"),
            font_family=pydeck.types.String(_FONTS),
        ),
    ]
    start = pydeck.ViewState(longitude=lon, latitude=lat, zoom=9, pitch=35)
    return pydeck.Deck(layers=layers, map_provider=None, initial_view_state=start, tooltip={"text": "{name}"})


def _arcs(view: PlanView, service_id: str, lang: Lang) -> list[dict[str, Any]]:
    data, arcs = view.record.dataset, []
    rows = [row for row in view.record.tables.flows if row.service_id == service_id]
    most = max((row.expected for row in rows), default=1.0)
    for row in rows:
        origin, end = data.origin[row.origin_id], data.hospital[row.hospital_id].drawn_at
        if origin.lon is None or origin.lat is None or end is None:
            continue
        called = origin.title.to(lang)
        name = f"{called} → {view.names.hospital(row.hospital_id).to(lang)}: {row.expected:,.1f}"
        wide = 1 + (_WIDEST_PX - 1) * row.expected / most
        arcs.append({"start": [origin.lon, origin.lat], "end": list(end), "wide": wide, "name": name})
    return arcs


def _square(lon: float, lat: float) -> list[list[float]]:
    corners = ((-_AROUND, -_AROUND), (-_AROUND, _AROUND), (_AROUND, _AROUND), (_AROUND, -_AROUND))
    return [[lon + east, lat + north] for east, north in corners]


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
