"""Plans of a town as emitted rows, judged by the independent check alone: its terms, its rules, no planner and no solver."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

from optimizer.core.rulebook import RULES
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow, SessionRow, UnplacedRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Pattern
from optimizer.planning.capacity import with_census
from optimizer.routing.costs import NEAREST
from optimizer.routing.solution import TRANSFER, RoutingSolution
from optimizer.verify.prepare import prepare
from optimizer.verify.run import broken_rules
from optimizer.verify.terms import recompute
from tests.properties.towns import DAYS, Town
from tests.routing.town import effective, everywhere

NOT_ASKED = frozenset({"capacity_figures", "unplaced_reason", "changes_listed"})  # reports on a plan, not the plan
Care = tuple[tuple[PlacementRow, ...], tuple[SessionRow, ...]]  # of one patient; nothing: not placed


def plan_of(town: Town, placements: Sequence[PlacementRow], sessions: Sequence[SessionRow]) -> PlanTables:
    """Return a plan's tables; whoever has no row is not yet placed."""
    room = effective(town.data, town.conversions)
    placed = {row.patient_id for row in placements}
    left = (row.patient_id for row in town.data.patients if row.patient_id not in placed)
    return PlanTables(
        designation=everywhere(town.data),
        conversions=town.conversions,
        capacity=tuple(with_census(town.data, room, placements, sessions).values()),
        placements=tuple(placements),
        sessions=tuple(sessions),
        unplaced=tuple(UnplacedRow(patient_id=who, reason_code="full") for who in left),
    )


def terms(town: Town, tables: PlanTables) -> dict[str, float]:
    """Return every goal of routing in the order in which it counts, recomputed from the rows."""
    found = recompute(town.data, tables, ("routing",), town.previous)["routing"]
    urgent = {row.patient_id for row in town.data.patients if row.urgency == 1}
    first = {row.patient_id: row for row in sorted(tables.placements, key=lambda row: row.from_, reverse=True)}
    found[NEAREST] = sum(row.travel_min for who, row in first.items() if who in urgent)
    return {goal.name: found[goal.name] for goal in town.instance().goals}


def broken(town: Town, tables: PlanTables) -> list[str]:
    """Return the rules of routing that a plan breaks."""
    plan, bad = prepare(town.data, tables, ("routing",), town.previous)
    codes = [issue.code for issue in (*bad, *broken_rules(plan))]
    return [code for code in codes if code not in NOT_ASKED and (code not in RULES or RULES[code].step == "routing")]


def better_plans(town: Town, plan: RoutingSolution, most: int = 150) -> Iterator[str]:
    """Yield plans that the check accepts and that are better, among those in which one or two patients have other care.

    Care tried: nothing; every unit of every service, from every day that the policy lets a patient wait for, for the
    whole stay or course. Not tried, since the product rules it out by design: a session for the life-threatened, who need a
    bed, and to be admitted later where one lies already.
    """
    before = tuple(terms(town, plan_of(town, plan.placements, plan.sessions)).values())
    had = {row.patient_id: _care_of(row.patient_id, plan) for row in town.data.patients}
    ways = {row.patient_id: list(_care(town, row)) for row in town.data.patients}
    for changed in itertools.islice(_changes(ways), most):
        care = [changed.get(who, old) for who, old in had.items()]
        tables = plan_of(town, [row for rows, _ in care for row in rows], [row for _, rows in care for row in rows])
        after = tuple(terms(town, tables).values())
        if after < before and not broken(town, tables):
            told = {who: [(row.unit_id, row.from_.isoformat()) for row in rows] for who, (rows, _) in changed.items()}
            yield f"{told}: {after} against {before}"


def _changes(ways: dict[str, list[Care]]) -> Iterator[dict[str, Care]]:
    for who, some in ways.items():
        yield from ({who: one} for one in some)
    pairs = [
        ({one: a, other: b} for a, b in itertools.product(ways[one], ways[other]))
        for one, other in itertools.combinations(ways, 2)
    ]
    for few in itertools.zip_longest(*pairs):  # a few of every pair, wherever the trying ends
        yield from (one for one in few if one is not None)


def _care_of(who: str, plan: RoutingSolution) -> Care:
    return (
        tuple(row for row in plan.placements if row.patient_id == who),
        tuple(row for row in plan.sessions if row.patient_id == who),
    )


def _care(town: Town, who: Patient) -> Iterator[Care]:
    yield (), ()
    data = town.data
    travel, ready = Travel(data), data.horizon.day(who.ready_at.date())
    window = data.service[who.service_id].max_wait_days + data.scenario.policy.extra_wait_days
    last = min(DAYS - 1, ready + window)
    for one in data.units:
        minutes = travel.to_unit(who, one)
        in_sessions = data.service[one.service_id].pattern is Pattern.SESSIONS
        moved = who.current_unit_id is not None and who.current_unit_id != one.unit_id and not in_sessions
        if in_sessions and who.urgency == 1:
            continue
        row = PlacementRow(
            patient_id=who.patient_id,
            unit_id=one.unit_id,
            from_=data.horizon.start,
            to=data.horizon.start,
            wait_days=0,
            travel_min=minutes,
            move_reason=TRANSFER if moved else "",
        )
        for start in range(ready, ready + 1 if who.current_unit_id == one.unit_id else last + 1):
            begun = dataclasses.replace(row, from_=data.horizon.date(start), wait_days=start - ready)
            if in_sessions:
                yield from _courses(town, who, begun, start, one.shifts_per_day or 1)
            else:
                end = start + (who.stay_days or 1) - 1
                yield (dataclasses.replace(begun, to=data.horizon.date(end)),), ()


def _courses(town: Town, who: Patient, row: PlacementRow, start: int, shifts: int) -> Iterator[Care]:
    horizon = town.data.horizon
    for cohort in town.data.service[who.service_id].cohorts or ("1234567",):
        days = [day for day in range(start, DAYS) if str(horizon.date(day).isoweekday()) in cohort]
        if not days or days[0] != start:
            continue
        whole = dataclasses.replace(row, to=horizon.date(days[-1]))
        for shift in range(1, shifts + 1):
            held = (
                SessionRow(patient_id=who.patient_id, unit_id=row.unit_id, date=horizon.date(day), shift=shift) for day in days
            )
            yield (whole,), tuple(held)
