"""The sets of a replay side by side, one small row of bars per figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from optimizer.core.text import ILLUSTRATIVE, Text
from optimizer.planning.replay import Replayed
from optimizer.report.svg.draw import joined, picture, rect, words
from optimizer.report.words import number

_WIDTH, _NAMES, _PANELS, _TOP, _ROW, _BAR, _FIGURE = 1180.0, 300.0, 3, 30.0, 24.0, 14.0, 56.0
_NAME = Text("Sets side by side", "各组对照图")
Figure = tuple[Text, tuple[float | None, ...]]


def chart(found: Sequence[Replayed], figures: Sequence[Figure], illustrative: bool) -> Markup:
    """Return one panel per figure; in each, a bar per set, in the order given and of one colour: none is marked out."""
    width = (_WIDTH - _NAMES) / _PANELS
    panel = _TOP + _ROW * len(found) + 18
    bands = -(-len(figures) // _PANELS)
    parts: list[Markup] = []
    for band in range(bands):
        top = panel * band
        for row, one in enumerate(found):
            parts.append(words(one.of.title, 0, top + _TOP + _ROW * row + 12, "replay-name"))
        for place, figure in enumerate(figures[band * _PANELS : (band + 1) * _PANELS]):
            parts += _panel(figure, _NAMES + place * width, top, width - 18)
    height = panel * bands
    if illustrative:
        parts.append(words(ILLUSTRATIVE, _WIDTH - 4, height - 4, "svg-mark", "end"))
    return picture(_WIDTH, height + 4, joined(parts), _NAME, "replay")


def _panel(figure: Figure, left: float, top: float, width: float) -> Iterator[Markup]:
    title, values = figure
    most = max((value for value in values if value is not None), default=0.0) or 1.0
    yield words(title, left, top + 16, "replay-title")
    for row, value in enumerate(values):
        y = top + _TOP + _ROW * row
        long = (width - _FIGURE) * (value or 0.0) / most
        yield rect(left, y, long, _BAR, "replay-bar")
        yield words(number(value), left + long + 6, y + 12, "replay-figure")
