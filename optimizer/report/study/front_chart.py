"""The front as a picture: sites from left to right, minutes above, below it people without a place or beyond the limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup

from optimizer.core.text import ILLUSTRATIVE, Text
from optimizer.planning.sites_front import SitesPoint
from optimizer.report.svg.draw import circle, joined, line, picture, words
from optimizer.report.words import number

_WIDTH, _LEFT, _RIGHT, _PANEL, _TOP = 880.0, 56.0, 30.0, 210.0, 34.0
_PLOT = 140.0
_NAME = Text("Sites against service", "定点数量与服务对照图")
_OWN = Text("plan", "本方案")
MINUTES = Text("Mean trip of those with a place, min", "有定点者平均路程（分钟）")
UNCOVERED = Text("Without a place, or beyond the travel limit, % of what is expected", "无定点可收或超出路程上限（占预计需求 %）")
SITES = Text("sites designated", "定点数（机构-类别）")


def front_chart(found: Sequence[SitesPoint], illustrative: bool) -> Markup:
    """Return two panels over the same number of sites; the plan's own point is marked."""
    height = 2 * _PANEL + 40
    parts = [
        *_panel(found, MINUTES, lambda one: one.mean_min, 0),
        *_panel(found, UNCOVERED, lambda one: 100 * one.unserved_share, _PANEL),
        words(SITES, (_LEFT + _WIDTH - _RIGHT) / 2, 2 * _PANEL + 14, "study-title", "middle"),
    ]
    if illustrative:
        parts.append(words(ILLUSTRATIVE, _WIDTH - 4, height - 6, "svg-mark", "end"))
    return picture(_WIDTH, height, joined(parts), _NAME, "study")


def _panel(found: Sequence[SitesPoint], title: Text, value: Callable[[SitesPoint], float | None], top: float) -> Iterator[Markup]:
    """Yield axes from zero, a line through the points, and a figure at each."""
    first, last = found[0].sites, found[-1].sites
    seen = [(one, figure) for one in found if (figure := value(one)) is not None]
    most = max((figure for _, figure in seen), default=0.0) or 1.0
    bottom = top + _TOP + _PLOT

    def across(sites: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * ((sites - first) / (last - first) if last > first else 0.5)

    def up(figure: float) -> float:
        return bottom - (_PLOT - 14) * figure / most

    yield words(title, 0, top + 16, "study-title")
    yield line(_LEFT - 12, bottom, _WIDTH - _RIGHT + 12, bottom, "study-axis", 1)
    yield words("0", _LEFT - 18, bottom + 4, "", "end")
    for (one, begun), (other, ended) in pairwise(seen):
        yield line(across(one.sites), up(begun), across(other.sites), up(ended), "study-line", 1.5)
    for one, figure in seen:
        x, y, own = across(one.sites), up(figure), " study-own" if one.is_plan else ""
        yield circle(x, y, 6 if one.is_plan else 4, "study-own" if one.is_plan else "study-dot")
        yield words(number(figure), x, y - 9, f"study-figure{own}", "middle")
        yield words(str(one.sites), x, bottom + 16, own.strip(), "middle")
        if one.is_plan:
            yield words(_OWN, x, y - 24, "study-own", "middle")
