"""What everybody carries from plan to plan, and how even it gets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from optimizer.core.horizon import Horizon
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading import read_dataset
from optimizer.planning.carry import totals, with_carry
from optimizer.planning.plan import plan
from optimizer.report.build import render
from tests.benchmarks.fairness import periods, ward
from tests.cities import write_small_city
from tests.factories import had, nurse, request, service, worked
from tests.rota.small import ward_data


def planned(days: int = 7, **tables: object) -> PlanRecord:
    people = [nurse("S1"), nurse("S2"), nurse("S3")]
    return plan(ward_data(days, **{"services": [service()], "staff": people, **tables}), steps=("rota",))


def later(data: Dataset, days: int) -> Dataset:
    start = data.horizon.start + dt.timedelta(days=days)
    return replace(data, scenario=replace(data.scenario, horizon=Horizon(start, data.horizon.days)))


def test_without_a_plan_in_force_nothing_is_carried() -> None:
    data = ward_data(2)
    assert with_carry(data, None) is data


def test_totals_are_those_before_and_the_plan() -> None:
    record = planned(
        requests=[request("S1", 0, "A", hard=True), request("S1", 0, weight=3)], fairness_carry=[had("S1", nights=9)]
    )
    found = {row.staff_id: row for row in totals(record, record.dataset.horizon.last)}
    assert sum(row.nights for row in found.values()) == 9 + 7
    assert sum(row.weekends for row in found.values()) in {2, 3}
    assert found["S1"].refused == 3
    assert {row.until for row in found.values()} == {record.dataset.horizon.last}


def test_what_was_really_worked_is_believed_from_its_first_date() -> None:
    record = planned()
    start = record.dataset.horizon.start
    told = (worked("S1", 2, "N"),)
    found = {row.staff_id: row for row in totals(record, start + dt.timedelta(days=3), told)}
    early = [row for row in record.tables.rota if row.shift_type_id == "N" and row.date < told[0].date]
    assert sum(row.nights for row in found.values()) == len(early) + 1


def test_a_replan_of_the_same_days_carries_what_the_first_plan_did() -> None:
    record = planned(fairness_carry=[had("S1", nights=4), had("S2"), had("S3")])
    again = with_carry(record.dataset, record)
    assert again.fairness_carry == record.dataset.fairness_carry


def test_a_row_of_the_office_that_is_as_late_counts_more() -> None:
    record = planned()
    mine = had("S1", 6, nights=1)
    data = with_carry(replace(later(record.dataset, 7), fairness_carry=(mine,)), record)
    assert data.carry["S1"] == mine
    assert data.carry["S2"].until == record.dataset.horizon.last


def test_who_is_new_starts_at_the_fewest_and_stays_known() -> None:
    record = planned(fairness_carry=[had(f"S{n}", nights=5, weekends=n) for n in (1, 2, 3)])
    data = later(replace(record.dataset, staff=(*record.dataset.staff, nurse("S4"), nurse("D1", role="doctor"))), 7)
    carried = with_carry(data, record).carry
    known = [carried[f"S{n}"] for n in (1, 2, 3)]
    assert carried["S4"].nights == min(row.nights for row in known) >= 5
    assert carried["S4"].weekends == min(row.weekends for row in known)
    assert "D1" not in carried  # nobody like them to go by


def test_every_plan_writes_what_the_next_may_read(tmp_path: Path) -> None:
    city = write_small_city(tmp_path / "city")
    record = plan(read_dataset(city), steps=("teams", "routing", "rota"))
    written = render(record, "zh", {})["fairness_carry.csv"]
    assert (city / "fairness_carry.csv").write_bytes(written)
    scenario = city / "scenario.toml"
    start = record.dataset.horizon.start
    scenario.write_text(
        scenario.read_text().replace(start.isoformat(), (record.dataset.horizon.last + dt.timedelta(1)).isoformat(), 1)
    )
    again = read_dataset(city)
    assert again.fairness_carry == totals(record, record.dataset.horizon.last)


def test_twelve_periods_are_as_even_as_the_rules_allow() -> None:
    """Nobody has two nights or weekends more than another, but where the plan proves that leave and requests left no less."""
    for record in periods(ward(12, 7), 12, seed=3):
        (step,) = record.steps
        terms = {term.name: term for term in step.terms}
        assert all(terms[name].value <= max(1, terms[name].bound or 0) for name in ("night_spread", "weekend_spread"))
        assert terms["short_of_min"].value == 0
