"""The next plan begins where the rota in force ends: what it says of earlier days counts as worked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from optimizer.data.reading import read_dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role
from optimizer.planning.history import with_history
from optimizer.planning.plan import plan
from tests.cities import write_small_city
from tests.factories import day, nurse, worked
from tests.rota.small import ward_data


def row(staff_id: str, number: int, shift_type: str = "A") -> RotaRow:
    return RotaRow(staff_id=staff_id, date=day(number), shift_type_id=shift_type, ward_id="W1", role=Role.NURSE)


def test_nothing_in_force_nothing_carried() -> None:
    data = ward_data(2)
    assert with_history(data, ()) == (data, ())
    assert with_history(data, (row("S1", 0),)) == (data, ())  # a day of the plan itself


def test_shifts_before_the_first_day_are_carried() -> None:
    data, notes = with_history(ward_data(2), (row("S1", -1), row("S1", -2, "N"), row("gone", -1), row("S1", -3, "unknown")))
    assert data.roster_history == (worked("S1", -2, "N"), worked("S1", -1))
    assert [note.code for note in notes] == ["history_carried"]
    assert "roster_history" in data.given


def test_the_table_is_believed_up_to_its_last_date() -> None:
    """Somebody planned for day -2 was away: the table, which reaches that far, does not have them."""
    before = (row("S1", -2), row("S1", -1))
    data, _ = with_history(ward_data(2, staff=[nurse("S1"), nurse("S2")], roster_history=[worked("S2", -2)]), before)
    assert data.roster_history == (worked("S2", -2), worked("S1", -1))


def test_a_week_later_rest_and_runs_go_on(tmp_path: Path) -> None:
    city = write_small_city(tmp_path / "city")
    first = plan(read_dataset(city), steps=("teams", "routing", "rota"))
    later = read_dataset(city)
    horizon = replace(later.scenario.horizon, start=later.horizon.start + dt.timedelta(days=4))
    later = replace(later, scenario=replace(later.scenario, horizon=horizon))
    again = plan(later, steps=("teams", "routing", "rota"), previous=first)  # checked, history included
    told = max((row.date for row in later.roster_history), default=dt.date.min)
    wanted = {(row.staff_id, row.date) for row in first.tables.rota if told < row.date < later.horizon.start}
    assert wanted
    assert wanted <= {(row.staff_id, row.date) for row in again.dataset.roster_history}
    assert "history_carried" in {issue.code for issue in again.issues}
