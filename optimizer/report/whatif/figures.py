"""Key figures of two plans side by side, each with what it is called."""

from __future__ import annotations

from optimizer.core.text import Text
from optimizer.planning.whatif.comparison import Pair
from optimizer.report.summary import Summary

BEFORE, AFTER, CHANGE = Text("Before", "调整前"), Text("After", "调整后"), Text("Change", "变化")
JUDGEMENT = Text("Better or worse", "优劣")
BETTER, WORSE = Text("better", "改善"), Text("worse", "变差")
NOBODY = Text("No patient moved.", "没有患者变动。")
FIGURES: dict[str, Text] = {
    "placed": Text("Patients placed", "已安排患者"),
    "unplaced": Text("Not yet placed", "待落实"),
    "worst_trip_min": Text("Longest trip (min)", "最长路程（分钟）"),
    "mean_trip_min": Text("Mean trip (min)", "平均路程（分钟）"),
    "mean_wait_days": Text("Mean wait (days)", "平均等待（天）"),
    "urgent_late": Text("Life-threatened who come late", "危急患者超时限人数"),
    "over_capacity_days": Text("Unit-days over capacity", "超容单元日"),
    "designated_hospitals": Text("Designated hospitals", "定点机构"),
    "conversions": Text("Units converted", "转换单元"),
    "ward_days_without_team": Text("Ward-days without a team", "无梯队病区日"),
    "cover_short": Text("Person-shifts short", "缺口人班"),
    "supplies_below_reserve": Text("Items below reserve", "低于储备物资项"),
}
"""Key figures by their name in `Summary`."""
_MORE_IS_BETTER = frozenset({"placed"})


def figure_pairs(before: Summary, after: Summary) -> tuple[Pair, ...]:
    """Return the key figures of two plans."""
    return tuple(Pair(name, getattr(before, name), getattr(after, name), name not in _MORE_IS_BETTER) for name in FIGURES)
