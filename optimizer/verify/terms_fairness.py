"""Spreads of what is to be even among people, recomputed from the emitted rows and what everybody has had before."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from optimizer.data.tables.staff import ShiftType, StaffMember
from optimizer.data.vocabulary import Role
from optimizer.verify.context import Plan
from optimizer.verify.contracts import met, shifts_by_day

SATURDAY = 6
People = list[str]


def night_spread(plan: Plan) -> float:
    """Σ over pools of the most less the fewest night shifts of a person, those before the horizon included."""
    had = {row.staff_id: row.nights for row in plan.dataset.fairness_carry}
    nights = _shifts(plan, lambda shift: int(shift.night), had)
    return _spread(nights, [*_teams(plan), *_own(plan)])


def weekend_spread(plan: Plan) -> float:
    """Σ over pools of own staff of the most less the fewest weekends with work of a person, earlier ones included."""
    total = Counter({row.staff_id: row.weekends for row in plan.dataset.fairness_carry})
    counted: dict[str, set[tuple[int, int]]] = defaultdict(set)  # weekends that the totals hold already
    new: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for staff_id, date, _ in _worked(plan):
        if date.isoweekday() >= SATURDAY:
            year, week, _ = date.isocalendar()
            (new if _is_later(plan, staff_id, date) else counted)[staff_id].add((year, week))
    for staff_id, weeks in new.items():
        total[staff_id] += len(weeks - counted[staff_id])
    return _spread(total, _own(plan))


def request_spread(plan: Plan) -> float:
    """Σ over pools of own staff of the most less the least weight of soft requests refused to a person, earlier ones included."""
    total = Counter({row.staff_id: row.refused for row in plan.dataset.fairness_carry})
    shifts = shifts_by_day(plan)
    for wish in plan.dataset.requests:
        done = shifts.get((wish.staff_id, wish.date), set())
        if not wish.hard and wish.date in plan.dataset.horizon and not met(done, wish.shift_type):
            total[wish.staff_id] += wish.weight
    return _spread(total, _own(plan))


def entry_spread(plan: Plan) -> float:
    """Σ over teams on duty and roles of the most less the fewest shifts with time inside of a person, earlier ones included."""
    had = {row.staff_id: row.entries for row in plan.dataset.fairness_carry}
    return _spread(_shifts(plan, lambda shift: int((shift.ward_minutes or 0) > 0), had), _teams(plan))


def inside_spread(plan: Plan) -> float:
    """Hours: Σ over teams on duty and roles of the most less the least time inside of a person, earlier time included."""
    had = {row.staff_id: row.inside_min for row in plan.dataset.fairness_carry}
    return round(_spread(_shifts(plan, lambda shift: shift.ward_minutes or 0, had), _teams(plan)) / 60, 2)


def _spread(total: Counter[str], pools: Iterator[People] | list[People]) -> int:
    return sum(max(total[one] for one in people) - min(total[one] for one in people) for people in pools if len(people) > 1)


def _shifts(plan: Plan, figure: Callable[[ShiftType], int], had: dict[str, int]) -> Counter[str]:
    """Return a figure of every shift added up per person: what is carried over, and every shift worked since."""
    total = Counter(had)
    for staff_id, date, shift_type in _worked(plan):
        if _is_later(plan, staff_id, date):
            total[staff_id] += figure(plan.dataset.shift_type[shift_type])
    return total


def _worked(plan: Plan) -> Iterator[tuple[str, dt.date, str]]:
    """Yield every shift: the history before the horizon, then the rota."""
    for row in plan.dataset.roster_history:
        if row.date < plan.start:
            yield row.staff_id, row.date, row.shift_type
    for _, line in plan.rota:
        yield line.staff_id, line.date, line.shift_type_id


def _is_later(plan: Plan, staff_id: str, date: dt.date) -> bool:
    """Return whether a date is not yet in what somebody carries over."""
    until = plan.memo("carried_until", lambda one: {row.staff_id: row.until for row in one.dataset.fairness_carry})
    return date > until.get(staff_id, dt.date.min)


def _teams(plan: Plan) -> list[People]:
    """Return per team ward, team on duty there and role with cover the team's members."""
    pools, member = plan.pools, plan.dataset.member
    found = []
    for name in pools.team_wards:
        teams = {team for day in range(plan.days) for team in pools.duty_teams(name, day)}
        for team in teams:
            for role in [role for role in Role if (name, role) in pools.covered_roles]:
                found.append([one for one in pools.members.get(team, ()) if member[one].role is role])
    return found


def _own(plan: Plan) -> list[People]:
    """Return per hospital with wards of its own staff, and role with cover there, who is in a pool of one on every day."""
    return plan.memo("own_pools", lambda one: list(_own_pools(one)))


def _own_pools(plan: Plan) -> Iterator[People]:
    pools = plan.pools
    staff: dict[tuple[str, Role], list[StaffMember]] = defaultdict(list)
    for person in plan.dataset.staff:
        staff[person.hospital_id, person.role].append(person)
    for (hospital, role), people in staff.items():
        wards = [name for name in pools.own_wards(hospital) if (name, role) in pools.covered_roles]
        if wards:
            yield [
                person.staff_id
                for person in people
                if all(any(pools.in_pool(person, name, day) for name in wards) for day in range(plan.days))
            ]
