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
from optimizer.verify.groups import heads
from optimizer.verify.stretches import parts


class Place(NamedTuple):
    """A role and skill ("" for any) in a ward during a shift (or part of an interval) of a day index."""

    ward_id: str
    role: Role
    skill: str
    shift_type: str
    day: int


class Asked(NamedTuple):
    """People wanted at a place at least, and preferred where somebody says so; whoever is at any of `counting` counts."""

    place: Place
    least: int
    preferred: int
    counting: tuple[Place, ...]

    def there(self, assigned: Counter[Place]) -> int:
        """Return how many people count."""
        return sum(assigned[place] for place in self.counting)


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
    for row in heads(plan):
        day = plan.dataset.horizon.day(row.date)
        for skill in {"", *counts_for(plan, plan.member(row.staff_id))}:
            found[Place(row.ward_id, row.role, skill, row.shift_type_id, day)] += 1
    return found


def _asked(plan: Plan) -> list[Asked]:
    found: dict[Place, Asked] = {}
    for row in plan.dataset.ward_cover:
        for day, date in enumerate(plan.dataset.horizon):
            least, preferred = _numbers(plan, row, day)
            inside = plan.pools.is_isolation(row.ward_id, day)
            counted = (
                [(row.shift_type, [(row.shift_type, 0)])] if row.shift_type else parts(plan.dataset, row, date, inside=inside)
            )
            for when, shifts in counted:
                place = Place(row.ward_id, row.role, row.skill, when, day)
                counting = tuple(place._replace(shift_type=shift, day=day + by) for shift, by in shifts)
                known = found.get(place, Asked(place, 0, 0, counting))  # intervals that overlap: the larger number
                found[place] = known._replace(least=max(known.least, least), preferred=max(known.preferred, preferred))
    for ward_id, day in sorted({(place.ward_id, place.day) for place in found}):
        if plan.pools.is_isolation(ward_id, day):
            _isolation(plan, found, ward_id, day)
    return list(found.values())


def _numbers(plan: Plan, cover: WardCover, day: int) -> tuple[int, int]:
    """Return the minimum and the preferred number of a row on a day."""
    factor = _factor(plan, cover, day)
    return ceil_int(cover.min * factor), ceil_int((cover.preferred or 0) * factor)


def _isolation(plan: Plan, found: dict[Place, Asked], ward_id: str, day: int) -> None:
    """Ask for what isolation asks for on every shift, or part of an interval, of a ward on a day."""
    policy, shift_type = plan.dataset.scenario.policy, plan.dataset.shift_type
    roles = {row.role for row in plan.dataset.ward_cover if row.ward_id == ward_id}
    role = next(role for role in (Role.NURSE, *Role) if role in roles)
    carried = {skill for person in plan.dataset.staff if person.role is role for skill in counts_for(plan, person)}
    today: dict[str, list[Asked]] = defaultdict(list)
    for place, one in found.items():
        if (place.ward_id, place.day) == (ward_id, day):
            today[place.shift_type].append(one)
    for when, rows in today.items():
        mine = [one for one in rows if one.place.role is role and max(one.least, one.preferred) > 0]
        if not mine or (when in shift_type and shift_type[when].on_call):
            continue
        inside = sum(one.least for one in rows if not one.place.skill)
        anyone = Place(ward_id, role, "", when, day)
        counting = tuple(place._replace(skill="") for place in mine[0].counting)
        plain = found.get(anyone, Asked(anyone, 0, 0, counting))
        found[anyone] = plain._replace(least=max(plain.least, plain.least + policy.isolation_inside_min - inside))
        for skill in policy.isolation_shift_skills:
            if skill in carried and all(one.place.skill != skill for one in rows):
                skilled = tuple(place._replace(skill=skill) for place in counting)
                found[anyone._replace(skill=skill)] = Asked(anyone._replace(skill=skill), 1, 0, skilled)


def _factor(plan: Plan, cover: WardCover, day: int) -> int:
    """Return what a cover requirement is multiplied by on a day: 1, the patients, or the effective beds of the ward."""
    if cover.per in {CoverPer.WARD, CoverPer.GROUP}:
        return 1
    units = [unit.unit_id for unit in plan.pools.units_of[cover.ward_id]]
    if cover.per is CoverPer.PATIENT:
        return sum(plan.occupancy.census[unit, day] for unit in units)
    return sum(plan.stated[unit, day].effective for unit in units if (unit, day) in plan.stated)
