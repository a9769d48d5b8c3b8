"""Supplies: what a hospital holds, and what work uses up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.data.columns import Kind, column
from optimizer.data.vocabulary import Provenance, UsePer


@dataclass(frozen=True, slots=True)
class Supply:
    """Stock of an item at a hospital when the horizon begins, and what is on order."""

    item: str = column(Kind.ID, "物资", required=True)
    hospital_id: str = column(Kind.ID, "机构编号", required=True, refers_to="hospitals.hospital_id")
    on_hand: float = column(Kind.NUMBER, "库存", required=True, low=0)
    on_order: float = column(Kind.NUMBER, "在途", default=0.0, low=0)
    arrives: dt.date | None = column(Kind.DATE, "到货日")
    source: str = column(Kind.TEXT, "来源", default="")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class SupplyUse:
    """Quantity of an item used per entry, patient-day or shift."""

    item: str = column(Kind.ID, "物资", required=True)
    per: UsePer = column(Kind.CHOICE, "计算单位", required=True, vocabulary=UsePer)
    quantity: float = column(Kind.NUMBER, "用量", required=True, low=0, high=1000)
    source: str = column(Kind.TEXT, "来源", default="")
