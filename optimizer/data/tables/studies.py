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


@dataclass(frozen=True, slots=True)
class LossRow:
    """What the loss of a designated hospital comes to; loads are expected bed-days and sessions."""

    hospital_id: str = column(Kind.ID, "机构编号", required=True)
    load: float = column(Kind.NUMBER, "承担", required=True)
    uncovered_more: float = column(Kind.NUMBER, "无定点可收增加", required=True)
    beyond_limit_more: float = column(Kind.NUMBER, "超出路程上限增加", required=True)
    minutes_more: float = column(Kind.NUMBER, "路程增加", required=True, about=("minutes × load", "分钟 × 床日、次数"))
    goes_to: tuple[str, ...] = column(Kind.LIST, "转由", about=("hospital and load", "机构与床日、次数"))
    opened: tuple[str, ...] = column(Kind.LIST, "须新增", about=("hospital, service, ward kind", "机构、类别、病区类别"))
    converted: tuple[str, ...] = column(Kind.LIST, "须转换单元")
    origin_ids: tuple[str, ...] = column(Kind.LIST, "受影响乡镇街道", about=("most hit first", "影响大者在前"))
    proven: bool = column(Kind.BOOLEAN, "新增已证最少", required=True)


@dataclass(frozen=True, slots=True)
class AdditionRow:
    """What one hospital more would bring, with every place it has and no conversion."""

    hospital_id: str = column(Kind.ID, "机构编号", required=True)
    uncovered_less: float = column(Kind.NUMBER, "无定点可收减少", required=True)
    beyond_limit_less: float = column(Kind.NUMBER, "超出路程上限减少", required=True)
    minutes_less: float = column(Kind.NUMBER, "路程减少", required=True, about=("minutes × load", "分钟 × 床日、次数"))
    sites: tuple[str, ...] = column(Kind.LIST, "定点类别", about=("service and ward kind", "类别、病区类别"))


REHEARSAL = TableSpec("rehearsal", LossRow, ("hospital_id",), Text("Loss of every designated hospital", "定点机构停用推演"))
ADDITIONS = TableSpec("additions", AdditionRow, ("hospital_id",), Text("Hospitals to add next", "可增机构"))
FRONT = TableSpec("front", FrontRow, ("sites",), Text("Front of sites against service", "定点数量与服务对照"))
