"""Rows of studies around a designation: the front of sites; what the loss of a hospital, or another one more, comes to."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.columns import Kind, column
from optimizer.data.schema import TableSpec


@dataclass(frozen=True, slots=True)
class FrontRow:
    """A point of the front; loads are expected bed-days and sessions."""

    sites: int = column(Kind.INTEGER, "机构-类别", required=True)
    hospitals: int = column(Kind.INTEGER, "定点机构", required=True)
    is_plan: bool = column(Kind.BOOLEAN, "本方案", required=True)
    uncovered: float = column(Kind.NUMBER, "无定点可收", required=True)
    uncovered_share: float = column(Kind.NUMBER, "无定点可收比例", required=True)
    beyond_limit: float = column(Kind.NUMBER, "超出路程上限", required=True)
    mixed_kinds: int = column(Kind.INTEGER, "多余病区类别", required=True)
    coordination: int = column(Kind.INTEGER, "需协调机构", required=True)
    districts_without: int = column(Kind.INTEGER, "无定点区县", required=True)
    conversions: int = column(Kind.INTEGER, "转换单元", required=True)
    mean_min: float | None = column(Kind.NUMBER, "平均路程分钟")
    proven: bool = column(Kind.BOOLEAN, "已证最优", required=True, about=("travel to 0.1 %", "路程至 0.1 %"))
    travel_gap: float | None = column(Kind.NUMBER, "路程差距", about=("to the proven bound, a share", "与已证下界之差，比例"))
    hospital_ids: tuple[str, ...] = column(Kind.LIST, "机构编号")


FRONT = TableSpec("front", FrontRow, ("sites",), Text("Front of sites against service", "定点数量与服务对照"))
