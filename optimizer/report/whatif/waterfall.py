"""What each change contributes: for every figure that changed, bars that step from the plan before to the plan after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from optimizer.core.text import ILLUSTRATIVE, Text
from optimizer.planning.whatif.comparison import DUST
from optimizer.report.svg.draw import joined, line, picture, rect, words
from optimizer.report.words import number

_WIDTH, _PANEL, _PLOT, _TOP = 880.0, 190.0, 96.0, 46.0
DIGITS = 2
_NAME = Text("What each change contributes", "各项变更的影响")
_BEFORE, _AFTER = Text("before", "调整前"), Text("after", "调整后")


@dataclass(frozen=True, slots=True)
class Steps:
    """One figure before, after each change, and so after all of them."""

    title: Text
    values: tuple[float, ...]
    less_is_better: bool = True


def waterfall(found: Sequence[Steps], changes: Sequence[Text], illustrative: bool) -> Markup:
    """Return a panel per figure; the changes are numbered as in the list beside the picture."""
    height = len(found) * _PANEL + (20 if illustrative else 4)
    parts = [part for place, one in enumerate(found) for part in _panel(one, len(changes), place * _PANEL)]
    if illustrative:
        parts.append(words(ILLUSTRATIVE, _WIDTH - 4, height - 6, "svg-mark", "end"))
    return picture(_WIDTH, height, joined(parts), _NAME, "study")


def _panel(one: Steps, changes: int, top: float) -> Iterator[Markup]:
    """Yield title, floor, the two whole bars and a step for every change."""
    bars = changes + 2
    slot = _WIDTH / bars
    low, high = min(*one.values, 0.0), max(*one.values, 0.0)
    span = (high - low) or 1.0

    def up(value: float) -> float:
        return top + _TOP + _PLOT * (high - value) / span

    yield words(one.title, 0, top + 18, "study-title")
    yield line(0, up(0.0), _WIDTH, up(0.0), "study-axis", 1)
    for place in range(bars):
        left, wide = place * slot + slot * 0.22, slot * 0.56
        middle = left + wide / 2
        if place in {0, bars - 1}:
            value = one.values[0 if place == 0 else -1]
            begin, end, css = 0.0, value, "fall-whole"
            figure, name = number(value, DIGITS), _BEFORE if place == 0 else _AFTER
        else:
            begin, end = one.values[place - 1], one.values[place]
            better = (end < begin) is one.less_is_better
            css = "fall-same" if end == begin else "fall-better" if better else "fall-worse"
            figure, name = _step(end - begin), Text(f"{place}", f"{place}")
        above = min(up(begin), up(end))
        yield rect(left, above, wide, max(1.5, abs(up(end) - up(begin))), css)
        yield words(figure, middle, above - 5, "", "middle")
        yield words(name, middle, top + _TOP + _PLOT + 18, "", "middle")
        if place < bars - 1:
            level = up(one.values[min(place, changes)])
            yield line(left + wide, level, left + slot, level, "study-axis", 1)


def _step(change: float) -> str:
    return "=" if abs(change) < DUST else f"{'+' if change > 0 else '−'}{number(abs(change), DIGITS)}"
