"""Where the names on a map stand, so that none lies on another or on a sign: beside its own sign, on the first side free."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import altair as alt
import pandas as pd

from optimizer.ui import palette
from optimizer.ui.charts.geometry import Extent

_GAP_PX = 4.0
_LINE = 1.25  # of the font size, from one line of text to the next
_NARROW = 0.6  # of the font size: what a Latin letter takes at most in a bold face


class Sign(NamedTuple):
    """Something on a map: where it stands (degrees), how far it reaches, and its name, empty when it shows none."""

    lon: float
    lat: float
    reach_px: float
    name: str


class Side(NamedTuple):
    """A side of a sign: which way the name lies from it, and how its text is aligned there."""

    right: int
    down: int
    align: Literal["left", "center", "right"]
    baseline: Literal["top", "middle", "bottom"]


SIDES = (
    Side(0, -1, "center", "bottom"),
    Side(0, 1, "center", "top"),
    Side(1, 0, "left", "middle"),
    Side(-1, 0, "right", "middle"),
    Side(1, -1, "left", "bottom"),
    Side(1, 1, "left", "top"),
    Side(-1, -1, "right", "bottom"),
    Side(-1, 1, "right", "top"),
)
Box = tuple[float, float, float, float]  # left, top, right, bottom


def sides(signs: Sequence[Sign], extent: Extent, font_px: float) -> list[Side | None]:
    """Return on which side of its sign every name stands; None for one that has no room, or no name.

    The first in order choose first. Where every side is taken, a name may cover signs that show none.
    """
    spots = [_on_paper(sign, extent) for sign in signs]
    own = [(x - s.reach_px, y - s.reach_px, x + s.reach_px, y + s.reach_px) for s, (x, y) in zip(signs, spots, strict=True)]
    names: list[Box] = []
    found: list[Side | None] = []
    for number, (sign, spot) in enumerate(zip(signs, spots, strict=True)):
        boxes = {side: _box(sign, spot, side, font_px) for side in SIDES} if sign.name else {}
        apart = [box for other, box in enumerate(own) if other != number]
        named = [box for other, box in enumerate(own) if other != number and signs[other].name]
        side = _free(boxes, [*names, *apart]) or _free(boxes, [*names, *named])
        found.append(side)
        if side is not None:
            names.append(boxes[side])
    return found


def name_layer(signs: Sequence[Sign], extent: Extent | None, font_px: int, **looks: Any) -> Any:
    """Return the names as a layer of a map; without an extent all stand above their signs."""
    placed = [SIDES[0] if sign.name else None for sign in signs] if extent is None else sides(signs, extent, font_px)
    rows = []
    for sign, side in zip(signs, placed, strict=True):
        if side is not None:
            away = _away(side, sign.reach_px)
            rows.append((sign.lon, sign.lat, sign.name, side.right * away, side.down * away, side.align, side.baseline))
    table = pd.DataFrame(rows, columns=pd.Index(["lon", "lat", "name", "dx", "dy", "align", "baseline"]))
    own: dict[str, Any] = {name: alt.expr(f"datum.{name}") for name in ("dx", "dy", "align", "baseline")}
    return (  # one layer for all: each layer takes the browser time
        alt.Chart(table)
        .mark_text(fontSize=font_px, color=palette.INK, clip=True, **own, **looks)
        .encode(longitude="lon:Q", latitude="lat:Q", text="name:N")
    )


def _free(boxes: Mapping[Side, Box], taken: Sequence[Box]) -> Side | None:
    return next((side for side, box in boxes.items() if not any(_overlap(box, other) for other in taken)), None)


def _away(side: Side, reach_px: float) -> float:
    """Return how far a name stands off, down and to the side each: nearer where it stands off in both."""
    return (reach_px + _GAP_PX) * (math.sqrt(0.5) if side.right and side.down else 1.0)


def _on_paper(sign: Sign, extent: Extent) -> tuple[float, float]:
    """Return the Mercator place in pixels, from the middle of the picture."""
    return (
        extent.scale * math.radians(sign.lon - extent.lon),
        extent.scale * (_northing(extent.lat) - _northing(sign.lat)),
    )


def _northing(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def _box(sign: Sign, spot: tuple[float, float], side: Side, font_px: float) -> Box:
    wide = sum(font_px * (1.0 if unicodedata.east_asian_width(one) in "WF" else _NARROW) for one in sign.name)
    high, away = font_px * _LINE, _away(side, sign.reach_px)
    x = spot[0] + side.right * (away + wide / 2)
    y = spot[1] + side.down * (away + high / 2)
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
