"""Decisions of the desk: laid on the rota, and written as hard requests for the next plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.staff import Request
from optimizer.planning.rota_decided import Decided, laid, to_plan_again
from tests.report.city import make_plan


@pytest.fixture(scope="module")
def plan() -> PlanRecord:
    return make_plan(12, 5, 24)


def test_a_day_off_takes_the_shift_away_and_a_shift_takes_its_place(plan: PlanRecord) -> None:
    row = plan.tables.rota[0]
    rows = laid(plan, [Decided(row.staff_id, row.date)]).tables.rota
    assert len(rows) == len(plan.tables.rota) - 1
    assert row not in rows
    again = laid(plan, [Decided(row.staff_id, row.date), Decided(row.staff_id, row.date, row.shift_type_id, row.ward_id)])
    assert sorted(again.tables.rota, key=lambda one: (one.staff_id, one.date)) == sorted(
        plan.tables.rota, key=lambda one: (one.staff_id, one.date)
    )


def test_a_decision_is_a_hard_request_and_an_earlier_hard_one_gives_way(plan: PlanRecord) -> None:
    row = plan.tables.rota[0]
    kept = Request(staff_id=row.staff_id, date=row.date + dt.timedelta(days=1), shift_type="off", hard=True)
    soft = Request(staff_id=row.staff_id, date=row.date, shift_type=row.shift_type_id, weight=3)
    hard = replace(soft, hard=True)
    asked = replace(plan, dataset=replace(plan.dataset, requests=(kept, soft, hard)))
    made = to_plan_again(asked, [Decided(row.staff_id, row.date)]).dataset.requests
    assert set(made) == {kept, soft, replace(kept, date=row.date)}


def test_the_published_days_are_frozen(plan: PlanRecord) -> None:
    day = plan.dataset.horizon.start
    assert to_plan_again(plan, (), day).dataset.scenario.replan.rota_frozen_until == day
    assert to_plan_again(plan, ()).dataset == plan.dataset
