"""Who goes elsewhere under a variant: lines from the hospital before to the hospital after, wide where many go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.planning.whatif.comparison import Moved
from optimizer.ui import palette
from optimizer.ui.charts.city_map import HEIGHT_PX, WIDTH_PX, outlines
from optimizer.ui.charts.flows import lines_layer
from optimizer.ui.charts.geometry import central_extent, outline_features
from optimizer.ui.charts.paper import ON_PAPER
from optimizer.ui.plans import PlanView

_FROM, _TO, _PEOPLE = Text("from", "由"), Text("to", "至"), Text("patients", "患者")


def moves_map(before: PlanView, after: PlanView, moved: Iterable[Moved], lang: Lang) -> Any | None:
    """Return the map; None when nobody goes to another hospital."""
    pairs: Counter[tuple[str, str]] = Counter()
    for one in moved:
        if one.before is not None and one.after is not None:
            old = before.record.dataset.unit[one.before.unit_id].hospital_id
            new = after.record.dataset.unit[one.after.unit_id].hospital_id
            if old != new:
                pairs[old, new] += 1
    data, names = after.record.dataset, after.names
    rows = []
    for (old, new), people in sorted(pairs.items()):
        start, end = data.hospital[old].drawn_at, data.hospital[new].drawn_at
        if start is not None and end is not None:
            rows.append((*start, *end, names.hospital(old).to(lang), names.hospital(new).to(lang), people))
    if not rows:
        return None
    lines = pd.DataFrame(rows, columns=pd.Index(["lon", "lat", "lon2", "lat2", "old", "new", "people"]))
    ends = [(row[0], row[1]) for row in rows] + [(row[2], row[3]) for row in rows]
    features = outline_features(data.outlines)
    layers: list[Any] = [outlines(features, lang)] if features else []
    said = (("old:N", _FROM), ("new:N", _TO), ("people:Q", _PEOPLE))
    tips = [alt.Tooltip(field, title=title.to(lang)) for field, title in said]
    layers += [
        lines_layer(lines, "people", (1, 8), 0.55, tips),
        _points(lines, "lon", "lat", "old", palette.ORANGE),
        _points(lines, "lon2", "lat2", "new", palette.TEAL),
    ]
    chart = alt.layer(*layers).properties(height=HEIGHT_PX, view=ON_PAPER)
    extent = central_extent(ends, WIDTH_PX, HEIGHT_PX)
    return chart.project(type="mercator", scale=extent.scale, center=[extent.lon, extent.lat])


def _points(lines: pd.DataFrame, lon: str, lat: str, name: str, colour: str) -> Any:
    points = lines.groupby([lon, lat, name], as_index=False)["people"].sum()
    circles = (
        alt.Chart(points)
        .mark_circle(color=colour, opacity=0.9, stroke="white", clip=True)
        .encode(
            longitude=f"{lon}:Q", latitude=f"{lat}:Q", size=alt.Size("people:Q", scale=alt.Scale(range=[60, 500]), legend=None)
        )
    )
    words = alt.Chart(points).mark_text(dy=-13, fontSize=10, color=palette.INK, clip=True)
    return circles + words.encode(longitude=f"{lon}:Q", latitude=f"{lat}:Q", text=f"{name}:N")
