from __future__ import annotations

import dataclasses
import datetime as dt
import json

from optimizer.core.outcome import Term
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.goods import Supply
from optimizer.data.tables.plan import CapacityRow, PlacementRow, RotaRow, SupplyRow, TransferRow, UnplacedRow
from optimizer.data.tables.staff import WardCover
from optimizer.data.vocabulary import CoverPer, Role, WardKind
from optimizer.report.cover import cover_cells
from optimizer.report.stock import stock_lines
from optimizer.report.summary import summarize
from optimizer.report.words import number, say
from tests.report.city import START, make_plan


def of(plan: PlanRecord, **tables: tuple[object, ...]) -> PlanRecord:
    return dataclasses.replace(plan, tables=PlanTables(**tables))  # type: ignore[arg-type]


def place(plan: PlanRecord, index: int, travel_min: int) -> PlacementRow:
    return PlacementRow(
        patient_id=plan.dataset.patients[index].patient_id,
        unit_id="U001",
        from_=START,
        to=START,
        wait_days=1,
        travel_min=travel_min,
    )


def urgent_of(plan: PlanRecord) -> int:
    return next(i for i, patient in enumerate(plan.dataset.patients) if patient.urgency == 1)


def test_people_add_up(plan: PlanRecord) -> None:
    summary = summarize(plan)
    assert summary.placed + summary.unplaced == summary.patients == len(plan.dataset.patients)
    assert sum(summary.unplaced_by_urgency.values()) == sum(summary.unplaced_by_reason.values()) == summary.unplaced
    assert sum(use.placed for use in summary.peak_use) == summary.placed
    assert sum(use.patients for use in summary.peak_use) == summary.patients


def test_late_counts_only_beyond_the_limit_and_only_urgency_1(plan: PlanRecord) -> None:
    urgent = urgent_of(plan)
    limit = int(plan.dataset.service[plan.dataset.patients[urgent].service_id].max_travel_min)
    other = next(i for i, patient in enumerate(plan.dataset.patients) if patient.urgency == 2)
    assert summarize(of(plan, placements=(place(plan, urgent, limit), place(plan, other, 500)))).urgent_late == 0
    late = summarize(of(plan, placements=(place(plan, urgent, limit + 7),)))
    assert (late.urgent_late, late.urgent_late_min) == (1, 7)


def test_over_full_counts_units_and_days(plan: PlanRecord) -> None:
    def day(offset: int, census: int) -> CapacityRow:
        date = START + dt.timedelta(days=offset)
        return CapacityRow(
            unit_id="U001", date=date, ward_kind=WardKind.BUFFER, physical=4, staffed=4, supplied=4, effective=4, census=census
        )

    summary = summarize(of(plan, capacity=(day(0, 4), day(1, 5), day(2, 6))))
    assert (summary.over_capacity_units, summary.over_capacity_days) == (1, 2)
    use = next(use for use in summary.peak_use if use.service_id == plan.dataset.unit["U001"].service_id)
    assert (use.peak_pct, use.peak_date, use.peak_census, use.places) == (150, START + dt.timedelta(days=2), 6, 4)


def test_a_service_without_places_has_no_peak(plan: PlanRecord) -> None:
    assert all(use.peak_pct is None and use.peak_date is None for use in summarize(of(plan)).peak_use)


def test_cover_per_patient_is_rounded_up_and_asks_for_the_skill(plan: PlanRecord) -> None:
    ward = plan.dataset.wards[0]
    row = WardCover(ward_id=ward.ward_id, role=Role.NURSE, skill="icu", shift_type="A", min=0.3, per=CoverPer.PATIENT)
    data = dataclasses.replace(plan.dataset, ward_cover=(row,))
    icu = next(m.staff_id for m in plan.dataset.staff if m.role is Role.NURSE and "icu" in m.skills)
    plain = next(m.staff_id for m in plan.dataset.staff if m.role is Role.NURSE and not m.skills)
    capacity = CapacityRow(
        unit_id=ward.unit_ids[0],
        date=START,
        ward_kind=WardKind.ISOLATION,
        physical=9,
        staffed=9,
        supplied=9,
        effective=9,
        census=4,
    )
    rota = tuple(
        RotaRow(staff_id=key, date=START, shift_type_id="A", ward_id=ward.ward_id, role=Role.NURSE) for key in (icu, plain)
    )
    cells = cover_cells(dataclasses.replace(of(plan, capacity=(capacity,), rota=rota), dataset=data))
    assert (cells[0].wanted, cells[0].assigned, cells[0].missing) == (2, 1, 1)
    assert all(cell.wanted == 0 for cell in cells[1:] if cell.row is row)


def test_without_a_rota_nothing_is_said_to_be_uncovered(plan: PlanRecord) -> None:
    summary = summarize(dataclasses.replace(plan, steps=(), tables=PlanTables()))
    assert (summary.cover_short, summary.rota_cover_pct) == (0, None)


def stocked(plan: PlanRecord, use: float, stock: float, *transfers: TransferRow) -> PlanRecord:
    supply = Supply(item="mask", hospital_id="H01", on_hand=10.0, on_order=5.0, arrives=START)
    row = SupplyRow(hospital_id="H01", item="mask", date=START, stock=stock, use=use, days_of_cover=stock / use)
    record = of(plan, supplies=(row,), transfers=transfers)
    return dataclasses.replace(record, dataset=dataclasses.replace(plan.dataset, supplies=(supply,)))


def test_stock_used_to_the_last_piece_does_not_run_out(plan: PlanRecord) -> None:
    assert summarize(stocked(plan, 15.0, 0.0)).supplies_short == 0


def test_stock_that_lacks_a_piece_runs_out(plan: PlanRecord) -> None:
    record = stocked(plan, 16.0, 0.0)
    assert summarize(record).supplies_short == 1
    assert stock_lines(record)[0].missing == 1.0
    assert stock_lines(record)[0].runs_out == START


def test_a_transfer_fills_the_gap(plan: PlanRecord) -> None:
    transfer = TransferRow(item="mask", from_hospital_id="H02", to_hospital_id="H01", date=START, quantity=1.0)
    assert summarize(stocked(plan, 16.0, 0.0, transfer)).supplies_short == 0


def test_the_reserve_is_counted_after_the_first_day(plan: PlanRecord) -> None:
    reserve = plan.dataset.scenario.policy.reserve_days
    assert summarize(stocked(plan, 1.0, reserve - 1.0)).supplies_below_reserve == 0
    assert summarize(stocked(plan, 1.0, reserve - 1.1)).supplies_below_reserve == 1


def test_figures_of_terms_are_taken_from_the_steps(plan: PlanRecord) -> None:
    step = dataclasses.replace(plan.steps[1], terms=(Term("ward_days_without_team", 3.0, 3.0),))
    assert summarize(dataclasses.replace(plan, steps=(step,))).ward_days_without_team == 3


def test_an_unknown_patient_does_not_break_the_summary(plan: PlanRecord) -> None:
    record = of(plan, unplaced=(UnplacedRow(patient_id="ghost", reason_code="full"),))
    assert summarize(record).unplaced == 1


def test_the_summary_is_ready_for_json(plan: PlanRecord) -> None:
    record = json.loads(json.dumps(summarize(plan).to_dict()))
    assert record["start"] == "2022-03-18"
    assert record["peak_use"][0]["service_id"] == "critical"


def test_a_read_plan_has_the_same_summary() -> None:
    assert summarize(make_plan(20)) == summarize(make_plan(20))


def test_figures_are_written_for_people() -> None:
    assert [number(value) for value in (None, 0, 1234, 2.0, 2.25, 0.04)] == ["–", "0", "1,234", "2", "2.2", "0"]
    assert say(Text("a <b>", "甲")) == '<span lang="zh">甲</span><span lang="en">a &lt;b&gt;</span>'
    assert say(Text("A&B", "A&B")) == "A&amp;B"
