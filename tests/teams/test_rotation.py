"""The rotation: mended when a team is pulled out, carried on over a later start, hand-overs, wards without a team named."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.horizon import Horizon
from optimizer.core.issue import Issue
from optimizer.core.outcome import Outcome
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.places import Hospital
from optimizer.data.tables.plan import RotationRow
from optimizer.data.tables.staff import Rotation, TeamEvent, Ward
from optimizer.data.vocabulary import IneligibleReason, Phase, PullReason
from optimizer.teams.blocks import RotationInstance
from optimizer.teams.model import form_teams
from optimizer.teams.solution import TeamsSolution
from optimizer.verify import faults_of, recompute
from tests.factories import dataset, day, nurse
from tests.teams.pool import team

LIMITS = Limits(deterministic_s=3.0)


def wards(number: int, duty: int, observation: int, rest: int, handover_h: float = 2.0) -> dict[str, Any]:
    names = [f"W{n + 1}" for n in range(number)]
    rows = [
        Rotation(ward_id=one, duty_days=duty, observation_days=observation, rest_days=rest, handover_h=handover_h)
        for one in names
    ]
    return {"wards": [Ward(ward_id=one, unit_ids=("U",)) for one in names], "rotation": rows}


def corps(teams: int, days: int, **tables: Any) -> Dataset:
    """Teams of one nurse each."""
    names = [f"T{n + 1}" for n in range(teams)]
    staff, wanted = [nurse(f"N{one}") for one in names], [team(one, 1) for one in names]
    hospital = Hospital(hospital_id="H1", name_zh="医院", district="D")
    return dataset(days, hospitals=[hospital], staff=staff, teams_wanted=wanted, **tables)


def out(team_id: str, first: int, **more: Any) -> TeamEvent:
    return TeamEvent(team_id=team_id, from_=day(first), reason=PullReason.INFECTION, **more)


def later(data: Dataset, first: int) -> Dataset:
    return replace(data, scenario=replace(data.scenario, horizon=Horizon(day(first), data.horizon.days)))


def planned(data: Dataset, before: TeamsSolution | None = None) -> tuple[TeamsSolution, Outcome[TeamsSolution]]:
    """Plan, and let the check that knows no solver judge rules and terms."""
    members, rotation = (before.teams, before.rotation) if before else ((), ())
    outcome = form_teams(data, LIMITS, members=members, in_force=rotation)
    assert outcome.solution is not None
    assert judged(data, outcome.solution, rotation) == ()
    found = outcome.solution
    tables = emitted(found)
    assert {one.name: one.value for one in outcome.terms} == recompute(data, tables, ("teams",), previous_rotation=rotation)[
        "teams"
    ]
    return outcome.solution, outcome


def emitted(found: TeamsSolution) -> PlanTables:
    return PlanTables(teams=found.teams, draws=found.draws, rotation=found.rotation, rotation_changes=found.rotation_changes)


def judged(data: Dataset, found: TeamsSolution, rotation: tuple[RotationRow, ...] = ()) -> tuple[Issue, ...]:
    tables = emitted(found)
    return faults_of(data, tables, ("teams",), previous_rotation=rotation)


def on_duty(rows: tuple[RotationRow, ...], ward_id: str, date: dt.date) -> str:
    return next((r.team_id for r in rows if r.ward_id == ward_id and r.from_ <= date <= r.to), "")


def test_who_relieves_is_named_with_the_hours() -> None:
    found, _ = planned(corps(2, 8, **wards(1, 4, 2, 2)))
    duties = sorted((row for row in found.rotation if row.phase is Phase.DUTY), key=lambda row: row.from_)
    assert [(row.relieves, row.handover_h) for row in duties[:2]] == [("", 0.0), (duties[0].team_id, 2.0)]


@pytest.mark.parametrize(("handover_h", "gap"), [(0.0, 0), (1.0, 4)])
def test_nobody_comes_out_of_observation_to_take_over_on_the_same_evening(handover_h: float, gap: int) -> None:
    """Without rest a team is observed until the evening before its next block: it cannot be there for the hand-over."""
    _, outcome = planned(corps(2, 12, **wards(1, 4, 4, 0, handover_h)))
    assert outcome.term("ward_days_without_team") == gap


def test_a_team_that_was_pulled_out_is_replaced_from_that_day_and_hands_nothing_over() -> None:
    data = corps(4, 14, **wards(2, 7, 3, 4))
    before, _ = planned(data)
    hit = on_duty(before.rotation, "W1", day(3))
    found, outcome = planned(replace(data, team_events=(out(hit, 3),)), before)
    assert outcome.term("ward_days_without_team") == 0
    assert found.teams == before.teams
    fill = next(row for row in found.rotation if row.ward_id == "W1" and row.from_ == day(3))
    assert (fill.relieves, fill.handover_h) == ("", 0.0)
    assert all(on_duty(found.rotation, "W1", day(n)) == hit for n in range(3))
    assert {row.reason_code for row in found.rotation_changes} <= {"pulled_out", "not_free"}
    assert outcome.term("rotation_changes") == sum(
        (row.to - row.from_).days + 1 for row in found.rotation_changes if row.from_team_id
    )


def test_what_nobody_was_pulled_out_of_stays_as_it_is() -> None:
    data = corps(4, 14, **wards(2, 7, 3, 4))
    before, _ = planned(data)
    found, outcome = planned(data, before)
    assert found.rotation == before.rotation
    assert found.rotation_changes == ()
    assert outcome.term("rotation_changes") == 0


def test_a_ward_that_must_wait_says_what_its_teams_do() -> None:
    data = corps(2, 14, **wards(1, 7, 3, 4))
    before, _ = planned(data)
    second = on_duty(before.rotation, "W1", day(8))
    found, outcome = planned(replace(data, team_events=(out(second, 9),)), before)
    gap = outcome.term("ward_days_without_team")
    assert gap == 5  # the first team rests until day 13, the other is out
    said = [issue.describe("en") for issue in outcome.issues if issue.params["first"] <= data.horizon.last.isoformat()]
    assert len(said) == 1
    assert "No rotation under these rules leaves fewer" in said[0]
    assert f"{second}: observation" in said[0]
    assert "rest to 2022-04-03" in said[0]
    assert found.rotation_changes[0].to_team_id == ""


def test_a_later_start_goes_on_with_who_is_on_duty() -> None:
    data = corps(4, 14, **wards(2, 7, 3, 4))
    before, _ = planned(data)
    for first in (3, 7, 10):
        moved = later(data, first)
        found, outcome = planned(moved, before)
        assert outcome.term("ward_days_without_team") == 0
        assert outcome.term("rotation_changes") == 0
        for ward_id, number in itertools.product(("W1", "W2"), range(first, 14)):
            assert on_duty(found.rotation, ward_id, day(number)) == on_duty(before.rotation, ward_id, day(number))


def test_nobody_goes_from_a_ward_without_rest_to_a_handover_elsewhere_on_the_same_evening() -> None:
    """The ward left gives no rest, the ward to be taken over asks for a hand-over: a day must lie between."""
    rows = [
        Rotation(ward_id="W1", duty_days=4, observation_days=2, rest_days=0),
        Rotation(ward_id="W2", duty_days=2, observation_days=2, rest_days=4, handover_h=2.0),
    ]
    planned(corps(2, 9, wards=[Ward(ward_id=one, unit_ids=("U",)) for one in ("W1", "W2")], rotation=rows))


def test_a_pull_told_late_undoes_what_the_team_was_to_do_since() -> None:
    data = corps(1, 7, **wards(1, 3, 1, 4))
    before, _ = planned(data)
    first = next(row for row in before.rotation if row.phase is Phase.DUTY).from_
    told = replace(data, team_events=(TeamEvent(team_id="T1", from_=first, reason=PullReason.EXPOSURE),))
    found, _ = planned(later(told, (first - data.horizon.start).days + 2), before)
    assert not any(row.phase is Phase.DUTY and row.from_ <= first for row in found.rotation)


def test_a_team_out_from_before_the_first_plan_is_out() -> None:
    data = corps(2, 7, **wards(1, 7, 3, 4), team_events=[out("T1", -1)])
    found, outcome = planned(data)
    assert on_duty(found.rotation, "W1", day(0)) == "T2"
    assert outcome.term("ward_days_without_team") == 0


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_mended_as_well_as_trying_everything(draw: st.DataObject) -> None:
    """Two or three teams, one ward, a pull: fewest days without a team, then fewest that change hands."""
    duty, observation, rest = draw.draw(st.integers(2, 4)), draw.draw(st.integers(1, 2)), draw.draw(st.integers(0, 2))
    data = corps(draw.draw(st.integers(2, 3)), 6, **wards(1, duty, observation, rest, draw.draw(st.sampled_from((0.0, 1.0)))))
    before, _ = planned(data)
    event = out(draw.draw(st.sampled_from([row.team_id for row in data.teams_wanted])), draw.draw(st.integers(0, 5)))
    data = replace(data, team_events=(event,))
    _, outcome = planned(data, before)
    best = min(_everything(data, before.rotation))
    assert (outcome.term("ward_days_without_team"), outcome.term("rotation_changes")) == best
    assert all(term.bound == term.value for term in outcome.terms if term.name in {"ward_days_without_team", "rotation_changes"})


def _everything(data: Dataset, in_force: tuple[RotationRow, ...]) -> Iterator[tuple[int, int]]:
    """Yield the two first terms of every set of duties that can be had, by plain recursion over the blocks."""
    instance = RotationInstance.from_dataset(data, in_force)

    def extend(number: int, chosen: list[Any]) -> Iterator[list[Any]]:
        if number == len(instance.blocks):
            yield chosen
            return
        block = instance.blocks[number]
        if block.first >= instance.days and not instance.kept_days(block):
            yield from extend(number + 1, chosen)
            return
        if not any(block.clashes(one) for one in chosen):
            yield from extend(number + 1, [*chosen, block])
        yield from extend(number + 1, chosen)

    for chosen in extend(0, []):
        all_of = [*instance.given, *chosen]
        missing = instance.days - sum(block.days(0, instance.days) for block in all_of)
        yield missing, len(instance.before) - sum(instance.kept_days(block) for block in all_of)


def test_teams_in_force_lose_only_who_cannot_stay() -> None:
    """One of six can no longer enter isolation: one joins for them, nobody else moves, and both are named."""
    hospital = Hospital(hospital_id="H1", name_zh="医院", district="D")
    wanted = [team("T1", 3), team("T2", 3)]
    data = dataset(14, hospitals=[hospital], staff=[nurse(f"N{n}") for n in range(8)], teams_wanted=wanted, **wards(1, 7, 3, 4))
    before, _ = planned(data)
    out_of = next(row for row in before.teams if row.team_id == "T1").staff_id
    staff = tuple(
        replace(one, isolation_eligible=False, ineligible_reason=IneligibleReason.PROTECTED) if one.staff_id == out_of else one
        for one in data.staff
    )
    outcome = form_teams(replace(data, staff=staff), LIMITS, before=before.teams, in_force=before.rotation)
    assert outcome.solution is not None
    old, new = ({(row.team_id, row.staff_id) for row in rows} for rows in (before.teams, outcome.solution.teams))
    assert old - new == {("T1", out_of)}
    said = [issue.describe("en") for issue in outcome.issues if issue.code == "team_members_changed"]
    assert len(said) == 1
    assert out_of in said[0]
