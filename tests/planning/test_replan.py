"""`plan --previous` on a small city: what is in force stays, what changes is told, releases are by name."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord, read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.data.tables.care import CapacityChange
from optimizer.data.tables.staff import TeamEvent
from optimizer.data.vocabulary import Phase, PlacementState, PullReason
from optimizer.designation.model import designate
from optimizer.planning.plan import plan
from optimizer.planning.releases import with_releases
from optimizer.report.page import page
from optimizer.verify import verify_folder
from tests.cities import write_small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("city")
    write_small_city(folder)
    (folder / "releases.csv").unlink()
    return read_dataset(folder)


@pytest.fixture(scope="module")
def in_force(city: Dataset) -> PlanRecord:
    return plan(city, steps=("designation", "teams", "routing"))


def changed(city: Dataset, **tables: tuple[object, ...]) -> Dataset:
    """The city with other tables, as if they had been read."""
    made = dataclasses.replace(city, **tables)  # type: ignore[arg-type]
    return dataclasses.replace(made, input_hashes={**city.input_hashes, **dict.fromkeys(tables, "other")})


def sealed(city: Dataset, hospital: str) -> Dataset:
    rows = tuple(
        CapacityChange(unit_id=one.unit_id, from_=city.horizon.start, to=city.horizon.last, capacity=0, reason="sealed")
        for one in city.units
        if one.hospital_id == hospital
    )
    return changed(city, capacity_changes=(*city.capacity_changes, *rows))


def unit_of(record: PlanRecord) -> dict[str, str]:
    return {row.patient_id: row.unit_id for row in record.tables.placements}


def test_with_nothing_changed_nothing_changes(city: Dataset, in_force: PlanRecord) -> None:
    again = plan(city, steps=("designation", "teams", "routing"), previous=in_force)
    for name in ("designation", "conversions", "teams", "rotation", "placements", "sessions", "unplaced"):
        assert again.tables.rows(name) == in_force.tables.rows(name), name
    assert again.tables.changes == ()


def test_a_sealed_hospital_moves_its_own_and_says_why(city: Dataset, in_force: PlanRecord, tmp_path: Path) -> None:
    shut = sealed(city, "H02")
    record = plan(shut, steps=("routing",), base=in_force, previous=in_force)
    here = {who for who, unit in unit_of(in_force).items() if city.unit[unit].hospital_id == "H02"}
    assert here
    assert {row.patient_id: row.reason_code for row in record.tables.changes} == dict.fromkeys(here, "unit_closed")
    assert not any(row.hospital_id == "H02" for row in record.tables.designation)
    term = record.term("changes")
    assert term is not None
    assert term.value == term.bound == len(here)
    for lang in ("en", "zh"):
        assert 'id="changes"' in page(record, lang).decode()  # type: ignore[arg-type]
    honest = dataclasses.replace(record, dataset=dataclasses.replace(shut, input_hashes={}))
    write_plan(tmp_path / "plan", honest, {})
    assert verify_folder(tmp_path / "plan") == ()
    assert read_plan(tmp_path / "plan").tables.changes == record.tables.changes


def test_designation_in_force_is_kept_and_only_added_to(city: Dataset, in_force: PlanRecord) -> None:
    held = (in_force.tables.designation, in_force.tables.conversions)
    shut = sealed(city, "H01")
    outcome = designate(shut, city.scenario.limits, in_force=held)
    assert outcome.solution is not None
    stays = {row for row in in_force.tables.designation if row.hospital_id != "H01"}
    assert stays <= set(outcome.solution.designation)
    assert not any(row.hospital_id == "H01" for row in outcome.solution.designation)


def test_who_is_bound_to_a_sealed_hospital_is_named_until_released(city: Dataset, in_force: PlanRecord) -> None:
    there = next(who for who, unit in unit_of(in_force).items() if city.unit[unit].hospital_id == "H02")
    people = tuple(
        dataclasses.replace(one, placement_state=PlacementState.ACCEPTED) if one.patient_id == there else one
        for one in city.patients
    )
    shut = changed(sealed(city, "H02"), patients=people)
    waiting = plan(shut, steps=("routing",), base=in_force, previous=in_force)
    assert [(row.patient_id, row.reason_code) for row in waiting.tables.unplaced if row.patient_id == there] == [
        (there, "release_needed")
    ]
    assert "release_needed" in {issue.code for issue in waiting.issues}
    freed = with_releases(shut, ["H02"], "duty office", "sealed tonight", in_force.tables.placements)
    assert [(row.patient_id, row.by, row.reason) for row in freed.releases] == [(there, "duty office", "sealed tonight")]
    moved = plan(freed, steps=("routing",), base=in_force, previous=in_force)
    told = {row.patient_id: (row.reason_code, row.detail) for row in moved.tables.changes}
    assert told[there] == ("released", "duty office: sealed tonight")


def test_a_release_needs_a_reason_and_a_known_name(city: Dataset) -> None:
    with pytest.raises(BadInputError) as caught:
        with_releases(city, ["P01"], "duty office", " ")
    assert [issue.code for issue in caught.value.issues] == ["release_without_reason"]
    with pytest.raises(BadInputError) as caught:
        with_releases(city, ["P01", "X9"], "duty office", "sealed")
    assert [(issue.code, issue.value) for issue in caught.value.issues] == [("unknown_release", "X9")]
    with pytest.raises(BadInputError) as caught:
        with_releases(city, [], "duty office", "sealed")
    assert [issue.code for issue in caught.value.issues] == ["reason_without_release"]


def test_what_is_drawn_early_is_the_plan_that_is_returned(city: Dataset, in_force: PlanRecord) -> None:
    drafts: list[PlanRecord] = []
    record = plan(sealed(city, "H02"), steps=("routing",), base=in_force, previous=in_force, draft=drafts.append)
    assert dataclasses.replace(drafts[-1], run=record.run) == record


def test_nothing_else_is_released_by_a_wrong_name(city: Dataset) -> None:
    with pytest.raises(BadInputError) as caught:
        with_releases(city, ["P01", "X9"], "duty office", "sealed")
    assert [(issue.code, issue.value) for issue in caught.value.issues] == [("unknown_release", "X9")]


def test_a_new_patient_is_told_as_new(city: Dataset, in_force: PlanRecord) -> None:
    newcomer = dataclasses.replace(city.patient["P01"], patient_id="P99", urgency=2)
    record = plan(changed(city, patients=(*city.patients, newcomer)), steps=("routing",), base=in_force, previous=in_force)
    assert [(row.patient_id, row.reason_code) for row in record.tables.changes] == [("P99", "new_patient")]
    assert record.term("changes").value == 0  # type: ignore[union-attr]


def test_a_team_pulled_out_changes_the_rotation_only_as_far_as_it_must(
    city: Dataset, in_force: PlanRecord, tmp_path: Path
) -> None:
    """The plan in force is read for who is on duty, the folder carries it, and the change is listed with its reason."""
    hit = next(row for row in in_force.tables.rotation if row.phase is Phase.DUTY)
    event = TeamEvent(team_id=hit.team_id, from_=hit.from_ + dt.timedelta(days=1), reason=PullReason.INFECTION)
    record = plan(changed(city, team_events=(event,)), steps=("designation", "teams"), previous=in_force)
    assert record.tables.teams == in_force.tables.teams
    assert record.previous_rotation == in_force.tables.rotation
    assert {row.from_team_id: row.reason_code for row in record.tables.rotation_changes}[hit.team_id] == "pulled_out"
    again = plan(record.dataset, steps=("routing",), base=record, previous=record)
    assert again.previous_rotation == record.previous_rotation
    write_plan(tmp_path / "plan", again, {})
    assert {issue.code for issue in verify_folder(tmp_path / "plan")} <= {"manifest"}  # the hash of the event is made up
