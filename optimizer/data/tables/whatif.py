"""Rows of a what-if: its changes, its figures and goals, what each change contributes, and who moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.columns import Kind, column
from optimizer.data.schema import TableSpec


@dataclass(frozen=True, slots=True)
class WhatIfChangeRow:
    """One change as it was asked for."""

    number: int = column(Kind.INTEGER, "序号", required=True)
    change: str = column(Kind.TEXT, "变更", required=True)
    reason: str = column(Kind.TEXT, "原因", default="")


@dataclass(frozen=True, slots=True)
class WhatIfGoalRow:
    """One goal of one step before, and after each change; `after` is the last of them."""

    step: str = column(Kind.TEXT, "步骤", required=True)
    goal: str = column(Kind.TEXT, "目标", required=True)
    before: float | None = column(Kind.NUMBER, "调整前")
    after: float | None = column(Kind.NUMBER, "调整后")
    stages: tuple[str, ...] = column(Kind.LIST, "逐项之后", about=("the value after each change", "每项变更之后的值"))


@dataclass(frozen=True, slots=True)
class WhatIfMoveRow:
    """A patient whose placement differs."""

    patient_id: str = column(Kind.ID, "病例编号", required=True)
    kind: str = column(Kind.TEXT, "变动类型", required=True)
    from_unit_id: str = column(Kind.TEXT, "原单元", default="")
    from_date: dt.date | None = column(Kind.DATE, "原日期")
    to_unit_id: str = column(Kind.TEXT, "现单元", default="")
    to_date: dt.date | None = column(Kind.DATE, "现日期")


CHANGES = TableSpec("whatif_changes", WhatIfChangeRow, ("number",), Text("Changes tried", "推演变更"))
GOALS = TableSpec("whatif_goals", WhatIfGoalRow, ("step", "goal"), Text("Goals before and after", "目标前后对比"))
MOVES = TableSpec("whatif_moves", WhatIfMoveRow, ("patient_id",), Text("Patients who move", "变动患者"))
