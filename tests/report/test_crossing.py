"""The crossing figure by hospital and day: it adds up to the goal, and a day by hand."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl

from optimizer.data.planfolder import PlanRecord
from optimizer.report.views.crossing import crossing
from optimizer.verify import recompute


def test_all_days_of_all_hospitals_add_up_to_the_goal(plan: PlanRecord) -> None:
    rows = crossing(plan)
    total = recompute(plan.dataset, plan.tables, ("routing",))["routing"]["crossing"]
    assert sum(row.total for row in rows) == total
    assert all(len(row.days) == plan.dataset.horizon.days for row in rows)


def test_each_day_counts_the_kinds_beyond_the_first(plan: PlanRecord) -> None:
    for row in crossing(plan):
        for date, count in zip(plan.dataset.horizon, row.days, strict=True):
            here = {
                one.ward_kind
                for one in plan.tables.capacity
                if one.date == date and one.census and plan.dataset.unit[one.unit_id].hospital_id == row.hospital_id
            }
            assert count == max(0, len(here) - 1)


def test_report_and_workbook_show_it(plan: PlanRecord, files: Mapping[str, bytes]) -> None:
    shown = bool(crossing(plan))
    assert ("Crossing risk by hospital and day" in files["report.html"].decode()) == shown
    book = openpyxl.load_workbook(io.BytesIO(files["plan.xlsx"]))
    assert ("交叉风险" in book.sheetnames) == shown
