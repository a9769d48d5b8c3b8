"""One row per shift that is different between two publications of a rota."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.columns import Kind, column
from optimizer.data.schema import TableSpec
from optimizer.data.vocabulary import Role


@dataclass(frozen=True, slots=True)
class RotaChangeRow:
    """What somebody was to work on a day, and works now; blank for a day off."""

    staff_id: str = column(Kind.ID, "工号", required=True)
    role: Role = column(Kind.CHOICE, "岗位", required=True, vocabulary=Role)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    before_shift: str = column(Kind.ID, "原班次", default="")
    before_ward: str = column(Kind.ID, "原病区", default="")
    after_shift: str = column(Kind.ID, "现班次", default="")
    after_ward: str = column(Kind.ID, "现病区", default="")


ROTA_CHANGES = TableSpec("rota_changes", RotaChangeRow, ("staff_id", "date"), Text("Rota changes", "排班变动"))
