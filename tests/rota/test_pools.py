"""Who may work where: trivial, just inside, just outside for every rule about people and wards."""

from __future__ import annotations

import datetime as dt

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow
from optimizer.data.vocabulary import CoverPer, Phase, Role
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pools import Pools
from tests.factories import START, capacity, cover, day, nurse, shift, unit, ward
from tests.rota.small import on_duty, pools_of, team_data, ward_data


def options(data: Dataset, *staff_ids: str, **duty: int) -> list[set[str]]:
    """Shift types the first person may work, by day."""
    instance = RotaInstance.from_dataset(data, pools_of(data, *staff_ids, **duty))
    return [{instance.shifts[one].shift_type_id for one in shifts} for shifts in instance.people[0].options]


def test_own_ward_draws_on_its_hospital() -> None:
    assert options(ward_data(2)) == [{"A", "N"}] * 2
    assert options(ward_data(2, staff=[nurse("S1", hospital_id="H2")])) == [set()] * 2


def test_available_days() -> None:
    first, last = START + dt.timedelta(days=1), START + dt.timedelta(days=2)
    found = options(ward_data(4, staff=[nurse("S1", available_from=first, available_to=last)]))
    assert [bool(today) for today in found] == [False, True, True, False]


def test_team_ward_draws_on_the_team_on_duty() -> None:
    found = options(team_data(4), "S1", first=1, last=2)
    assert [bool(today) for today in found] == [False, True, True, False]
    assert options(team_data(2)) == [set()] * 2


@pytest.mark.parametrize("phase", [Phase.OBSERVATION, Phase.REST, Phase.STANDBY])
def test_own_ward_waits_for_a_team_in_observation_or_rest(phase: Phase) -> None:
    data = ward_data(2)
    members, _ = on_duty("S1")
    rotation = (RotationRow(team_id="T1", from_=day(0), to=day(0), phase=phase),)
    instance = RotaInstance.from_dataset(data, Pools(data, members, rotation, capacity(data)))
    assert [bool(today) for today in instance.people[0].options] == [phase is Phase.STANDBY, True]


def test_only_the_eligible_enter_isolation() -> None:
    assert options(team_data(1, staff=[nurse("S1", isolation_eligible=False)]), "S1") == [set()]
    assert options(team_data(1), "S1") == [{"A", "N"}]


def test_people_work_in_their_role() -> None:
    rows = [cover("A"), cover("N", role=Role.DOCTOR)]
    assert options(ward_data(1, ward_cover=rows)) == [{"A"}]


@pytest.mark.parametrize(("minutes", "inside"), [(240, {"A", "N"}), (241, {"N"}), (None, {"N"})])
def test_entries_of_at_most_four_hours(minutes: int | None, inside: set[str]) -> None:
    shifts = [shift("A", 8, 13, ward_minutes=minutes), shift("N", 20, 24, ward_minutes=240, night=True)]
    assert options(team_data(1, shift_types=shifts), "S1") == [inside]


def test_cover_per_patient_and_bed_rounds_up() -> None:
    rows = [cover("A", 0.3, per=CoverPer.PATIENT), cover("N", 0.25, preferred=0.5, per=CoverPer.BED)]
    data = ward_data(1, ward_cover=rows)
    needs = RotaInstance.from_dataset(data, pools_of(data, census=4)).needs
    assert [(need.least, need.preferred) for need in needs] == [(2, 0), (3, 5)]


def test_hospital_of_a_ward_is_that_of_its_first_unit() -> None:
    data = ward_data(1, units=[unit("U1", hospital_id="H2"), unit("U2")], wards=[ward("W1", "U1", "U2")])
    assert options(data) == [set()]
