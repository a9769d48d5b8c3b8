"""Rows of a replay: one set of institutions each, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.columns import Kind, column
from optimizer.data.schema import TableSpec


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """A set of institutions and what designation makes of it; loads are expected bed-days and sessions."""

    set_id: str = column(Kind.ID, "组别编号", required=True)
    name_zh: str = column(Kind.TEXT, "组别", required=True)
    name_en: str = column(Kind.TEXT, "英文名称", required=True)
    institutions: int = column(Kind.INTEGER, "定点机构", required=True)
    of_set: int = column(
        Kind.INTEGER, "其中组内机构", required=True, about=("without those alike in every set", "不含各组相同者")
    )
    sites: int = column(Kind.INTEGER, "机构-类别", required=True)
    mean_min: float | None = column(Kind.NUMBER, "平均路程分钟")
    worst_min: int | None = column(Kind.INTEGER, "最长路程分钟")
    uncovered: float = column(Kind.NUMBER, "无定点可收", required=True)
    beyond_limit: float = column(Kind.NUMBER, "超出路程上限", required=True)
    crossing: int = column(Kind.INTEGER, "多类病区机构", required=True, about=("hospitals with both kinds", "两类病区并存的机构"))
    conversions: int = column(Kind.INTEGER, "转换单元", required=True)
    travel_gap: float | None = column(Kind.NUMBER, "路程差距", about=("to the proven bound, a share", "与已证下界之差，比例"))


@dataclass(frozen=True, slots=True)
class ReplayMemberRow:
    """A hospital designated in a set, or listed in it."""

    set_id: str = column(Kind.ID, "组别编号", required=True)
    hospital_id: str = column(Kind.ID, "机构编号", required=True)
    listed: bool = column(Kind.BOOLEAN, "组内", required=True)
    designated: bool = column(Kind.BOOLEAN, "定点", required=True)


REPLAY = TableSpec("replay", ReplayRow, ("set_id",), Text("Replay of a historical plan", "历史方案回放"))
REPLAY_MEMBERS = TableSpec(
    "replay_members", ReplayMemberRow, ("set_id", "hospital_id"), Text("Hospitals of every set", "各组机构")
)
