"""What every ward wants on every shift and day, derived a second time, and who is there.

On every shift (on call aside) of an isolation ward on which the cover table wants anybody of its guards (its nurses, else its
first role): as many people as `policy.isolation_inside_min` says, and somebody with each of `policy.isolation_shift_skills`,
unless a row of the ward and shift names that skill, or nobody of the role has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from optimizer.core.rounding import ceil_int
from optimizer.data.tables.staff import StaffMember, WardCover
from optimizer.data.vocabulary import CoverPer, Role
from optimizer.verify.context import Plan


class Place(NamedTuple):
    """A role and skill ("" for any) in a ward during a shift of a day index."""

    ward_id: str
    role: Role
    skill: str
    shift_type: str
    day: int


class Asked(NamedTuple):
    """People wanted at a place at least, and preferred where somebody says so."""

    place: Place
    least: int
    preferred: int = 0


def asked(plan: Plan) -> list[Asked]:
    """Return everything that is wanted."""
    return plan.memo("cover_asked", _asked)


def assigned(plan: Plan) -> Counter[Place]:
    """Return how many people are at every place."""
    return plan.memo("cover_assigned", _assigned)


def own_skills(person: StaffMember) -> set[str]:
    """Return somebody's skills and grade."""
    return {*person.skills, person.grade} - {""}


def counts_for(plan: Plan, person: StaffMember) -> set[str]:
    """Return the skills and grades that somebody counts for: their own, and those that a row lets them stand in for."""
    own = own_skills(person)
    return own.union(
        row.skill for row in plan.dataset.stand_ins if row.stand_in in own and (row.role is None or row.role is person.role)
    )


def _assigned(plan: Plan) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for _, row in plan.rota:
        day = plan.dataset.horizon.day(row.date)
        for skill in {"", *counts_for(plan, plan.member(row.staff_id))}:
            found[Place(row.ward_id, row.role, skill, row.shift_type_id, day)] += 1
    return found


def _asked(plan: Plan) -> list[Asked]:
    stated = {
        Place(row.ward_id, row.role, row.skill, row.shift_type, day): _numbers(plan, row, day)
        for row in plan.dataset.ward_cover
        for day in range(plan.days)
    }
    for ward_id in sorted({row.ward_id for row in plan.dataset.ward_cover}):
        for day in range(plan.days):
            if plan.pools.is_isolation(ward_id, day):
                _isolation(plan, stated, ward_id, day)
    return [Asked(place, *numbers) for place, numbers in stated.items()]


def _numbers(plan: Plan, cover: WardCover, day: int) -> tuple[int, int]:
    """Return the minimum and the preferred number of a row on a day."""
    factor = _factor(plan, cover, day)
    return ceil_int(cover.min * factor), ceil_int((cover.preferred or 0) * factor)


def _isolation(plan: Plan, stated: dict[Place, tuple[int, int]], ward_id: str, day: int) -> None:
    """Ask for what isolation asks for on every shift of a ward on a day."""
    policy, cover = plan.dataset.scenario.policy, [row for row in plan.dataset.ward_cover if row.ward_id == ward_id]
    role = next(role for role in (Role.NURSE, *Role) if any(row.role is role for row in cover))
    carried = {skill for person in plan.dataset.staff if person.role is role for skill in counts_for(plan, person)}
    named = defaultdict(set)
    for row in cover:
        named[row.shift_type].add(row.skill)
    for shift, skills in named.items():
        if plan.dataset.shift_type[shift].on_call:
            continue
        here = {row: stated[Place(ward_id, row.role, row.skill, shift, day)] for row in cover if row.shift_type == shift}
        if not any(max(numbers) for row, numbers in here.items() if row.role is role):
            continue
        anyone = Place(ward_id, role, "", shift, day)
        inside = sum(least for row, (least, _) in here.items() if not row.skill)
        least, preferred = stated.get(anyone, (0, 0))
        stated[anyone] = max(least, least + policy.isolation_inside_min - inside), preferred
        for skill in policy.isolation_shift_skills:
            if skill not in skills and skill in carried:
                stated[anyone._replace(skill=skill)] = 1, 0


def _factor(plan: Plan, cover: WardCover, day: int) -> int:
    """Return what a cover requirement is multiplied by on a day: 1, the patients, or the effective beds of the ward."""
    if cover.per is CoverPer.WARD:
        return 1
    units = [unit.unit_id for unit in plan.pools.units_of[cover.ward_id]]
    if cover.per is CoverPer.PATIENT:
        return sum(plan.occupancy.census[unit, day] for unit in units)
    return sum(plan.stated[unit, day].effective for unit in units if (unit, day) in plan.stated)
