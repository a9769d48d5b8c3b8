"""Cover of an interval is counted by whoever is there: part by part, whatever their shift, inside where it is isolation."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.outcome import Termination
from optimizer.data.dataset import Dataset
from optimizer.data.intervals import parse_interval, written
from optimizer.data.scenario import Policy
from optimizer.data.tables.staff import TeamWanted, WardCover
from optimizer.data.vocabulary import Role
from optimizer.rota.desk.replace import Vacancy, replacements
from optimizer.rota.desk.shortage import open_needs, shortage
from optimizer.rota.entities import OFF
from optimizer.rota.measure import measure
from optimizer.rota.required import wanted
from optimizer.rota.rules import keeps_rules
from optimizer.rota.split import whole
from tests.factories import capacity, contract, cover, nurse, service, shift
from tests.rota.small import instance_of, pools_of, solve, team_data, ward_data, worked_on
from tests.rota.test_desk import desk_of, row
from tests.rota.test_held import again

EARLY, LATE, MIDDLE = shift("E", 6, 14), shift("L", 14, 22), shift("M", 10, 18)


def through(interval: str, least: float = 1, **changes: Any) -> WardCover:
    return cover("", least, interval=interval, **changes)


def stretches(data: Dataset, number: int = 0) -> dict[str, set[tuple[str, int]]]:
    """The parts of a day that are asked for, with the shifts that count in each."""
    rows = wanted(data, capacity(data), pools_of(data).is_isolation)
    return {one.row.interval: set(one.spots) for one in rows if data.horizon.day(one.date) == number and not one.row.skill}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("08:00-12:00", (480, 720)),
        ("8:00 – 12:30", (480, 750)),
        ("２２：００至６：００", (1320, 1800)),
        ("00:00-24:00", (0, 1440)),
        ("12:00-12:00", (720, 2160)),
        ("8-12", None),
        ("08:60-12:00", None),
        ("24:00-25:00", None),
        ("", None),
    ],
)
def test_intervals_as_offices_write_them(text: str, minutes: tuple[int, int] | None) -> None:
    assert parse_interval(text) == minutes
    if minutes is not None:
        assert parse_interval(written(*minutes)) == minutes


def test_an_interval_is_cut_where_somebody_comes_or_goes() -> None:
    data = ward_data(1, shift_types=[EARLY, LATE, MIDDLE], ward_cover=[through("08:00-16:00")])
    assert stretches(data) == {
        "08:00-10:00": {("E", 0)},
        "10:00-14:00": {("E", 0), ("M", 0)},
        "14:00-16:00": {("M", 0), ("L", 0)},
    }


def test_a_row_for_a_shift_says_which_shifts_a_ward_knows() -> None:
    data = ward_data(1, shift_types=[EARLY, LATE, MIDDLE], ward_cover=[through("06:00-22:00"), cover("E", 0), cover("L", 0)])
    asked = {key: spots for key, spots in stretches(data).items() if key}
    assert asked == {"06:00-14:00": {("E", 0)}, "14:00-22:00": {("L", 0)}}


def test_without_rows_of_their_own_a_role_works_the_shifts_the_ward_knows() -> None:
    rows = [through("06:00-18:00"), cover("E", role=Role.DOCTOR), cover("N", role=Role.DOCTOR)]
    data = ward_data(1, shift_types=[EARLY, LATE, MIDDLE, shift("N", 22, 6)], ward_cover=rows)
    assert {key: spots for key, spots in stretches(data).items() if key} == {"06:00-14:00": {("E", 0)}}


def test_nights_count_on_the_next_day_and_what_is_outside_the_horizon_is_not_asked() -> None:
    data = ward_data(2, shift_types=[shift("N", 22, 6), EARLY], ward_cover=[through("04:00-08:00")])
    assert stretches(data, 0) == {"06:00-08:00": {("E", 0)}}
    assert stretches(data, 1) == {"04:00-06:00": {("N", -1)}, "06:00-08:00": {("E", 0)}}


def test_inside_an_isolation_ward_only_the_time_inside_counts() -> None:
    """Entries of five hours with four inside, an hour apart, follow each other without a gap."""
    first, second = shift("A", 8, 13, ward_minutes=240), shift("B", 12, 17, ward_minutes=240)
    data = team_data(1, shift_types=[first, second], ward_cover=[through("08:30-16:30", 2)])
    assert stretches(data) == {"08:30-12:30": {("A", 0)}, "12:30-16:30": {("B", 0)}}
    staff = [nurse(f"S{n}") for n in range(4)]
    outcome = solve(replace(data, staff=tuple(staff)), "S0", "S1", "S2", "S3")
    assert outcome.term("short_of_min") == 0
    assert sorted(shift for n in range(4) for shift in worked_on(outcome, f"S{n}").values()) == ["A", "A", "B", "B"]


def test_one_who_overlaps_counts_in_both_parts_and_nobody_more_comes() -> None:
    staff = [nurse(f"S{n}") for n in range(4)]
    data = ward_data(1, shift_types=[EARLY, LATE, MIDDLE], ward_cover=[through("10:00-18:00")], staff=staff)
    outcome = again(data, ())
    assert outcome.term("short_of_min") == 0
    assert outcome.solution is not None
    assert len(outcome.solution.rota) <= 2


def test_what_is_missing_is_named_with_its_part_of_the_day() -> None:
    data = ward_data(1, shift_types=[EARLY, LATE], ward_cover=[through("12:00-16:00")], staff=[nurse("S1")])
    outcome = again(data, ())
    assert outcome.term("short_of_min") == 1
    assert outcome.solution is not None
    (short,) = outcome.solution.shortfalls
    assert short.stretch in {"12:00-14:00", "14:00-16:00"}


def test_isolation_asks_in_every_part() -> None:
    entries = [shift("A", 8, 12, ward_minutes=240), shift("B", 10, 14, ward_minutes=240)]
    data = team_data(1, shift_types=entries, ward_cover=[through("08:00-14:00")], staff=[nurse("S1", skills=("leader",))])
    rows = wanted(data, capacity(data), pools_of(data).is_isolation)
    parts = ("08:00-10:00", "10:00-12:00", "12:00-14:00")
    assert {(one.row.interval, one.row.skill, one.least) for one in rows} == {
        (part, skill, least) for part in parts for skill, least in (("", 2), ("leader", 1))
    }
    free = replace(data, scenario=replace(data.scenario, policy=Policy(isolation_inside_min=0, isolation_shift_skills=())))
    assert {one.least for one in wanted(free, capacity(free), pools_of(free).is_isolation)} == {1}


def test_the_desk_counts_people_of_all_the_shifts() -> None:
    staff = [nurse("S1"), nurse("S2")]
    data = ward_data(1, shift_types=[EARLY, MIDDLE], ward_cover=[through("10:00-18:00")], staff=staff)
    desk = desk_of(data, row("S1", 0, "M"))
    assert open_needs(desk) == ()
    gone = desk_of(data)
    assert {need.stretch for need in open_needs(gone)} == {"10:00-14:00", "14:00-18:00"}
    assert shortage(gone, open_needs(gone)[0]).free
    ranking = replacements(desk, Vacancy((0, data.staff[0].role, 1, 0), absent=0))
    assert ranking.replacements[0].change["short_of_min"] == 0


SHIFTS = [shift("E", 6, 14), shift("M", 10, 18), shift("N", 22, 6, night=True)]


@st.composite
def towns(draw: st.DrawFn, days: int = 3) -> Dataset:
    hours = st.integers(0, 23)
    intervals = draw(st.lists(st.tuples(hours, hours, st.integers(0, 2)), min_size=1, max_size=2, unique_by=lambda one: one[:2]))
    rows = [through(f"{start:02}:00-{end:02}:00", least, preferred=least + 1) for start, end, least in intervals]
    rows += [cover("M", 1)] if draw(st.booleans()) else []
    if draw(st.booleans()):
        rows += [through("10:00-14:00", 1, skill="icu")]
    staff = [nurse(f"S{n}", skills=("icu",) if n == 0 else ()) for n in range(draw(st.integers(1, 3)))]
    inside = draw(st.booleans())
    shifts = [replace(one, ward_minutes=240) for one in SHIFTS] if inside else SHIFTS
    return (team_data if inside else ward_data)(
        days,
        services=[service()],
        teams_wanted=[TeamWanted(team_id="T1", ward_id=("W1",), size=len(staff))],
        shift_types=shifts,
        ward_cover=rows,
        staff=staff,
        contracts=[contract(min_rest_h=draw(st.sampled_from([0, 11])))],
    )


@given(towns())
@settings(max_examples=60, deadline=None)
def test_the_check_counts_as_the_rota_does(data: Dataset) -> None:
    """Every plan of a small town passes the check, whose terms are its own."""
    members = [one.staff_id for one in data.staff]
    outcome = again(data, (), *members)
    assert outcome.termination in {Termination.OPTIMAL, Termination.FEASIBLE}


def least_short(data: Dataset) -> int:
    """The fewest people missing, over every set of lines that keeps the rules."""
    instance = instance_of(data, *(one.staff_id for one in data.staff))
    lines = [
        [
            line
            for line in itertools.product(*((OFF, *sorted(person.options[day])) for day in range(instance.days)))
            if keeps_rules(instance, person, line)
        ]
        for person in instance.people
    ]
    return min(
        measure(
            instance,
            whole(instance),
            {(who, day): (shift, 0) for who, line in enumerate(chosen) for day, shift in enumerate(line) if shift != OFF},
        )["short_of_min"]
        for chosen in itertools.product(*lines)
    )


@given(towns(days=2))
@settings(max_examples=25, deadline=None)
def test_nothing_is_less_short(data: Dataset) -> None:
    outcome = again(data, (), *(one.staff_id for one in data.staff))
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.term("short_of_min") == least_short(data)
