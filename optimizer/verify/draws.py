"""Check of what the teams take from their donors, hospital by hospital and role by role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.rounding import floor_int
from optimizer.data.tables.plan import DrawRow
from optimizer.data.vocabulary import Role, StaffedBy
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault


def check_draw_figures(plan: Plan) -> Iterator[Issue]:
    """Require one row for every hospital and role that gives people, with its figures as the tables and the teams say."""
    wanted = {(row.hospital_id, row.role): row for row in _draws(plan)}
    for number, row in plan.draws:
        if wanted.pop((row.hospital_id, row.role), None) != row:
            said = f"{row.hospital_id} / {row.role}"
            yield fault("draw_figures", f"{said} is not so", f"{said} 不属实", table="draws", row=number, column="hospital_id")
    for hospital, role in wanted:
        said = f"{hospital} / {role}"
        yield fault(
            "draw_figures", f"{said} is not listed", f"{said} 未列出", table="draws", column="hospital_id", value=hospital
        )


def _draws(plan: Plan) -> Iterator[DrawRow]:
    employed = Counter((person.hospital_id, person.role) for person in plan.dataset.staff)
    people = [plan.member(one) for one in plan.pools.team_of]
    minimum = {(row.hospital_id, row.role): row.headcount for row in plan.dataset.donor_minimum}
    for (hospital, role), drawn in Counter((person.hospital_id, person.role) for person in people).items():
        per_bed = _nurses_per_bed(plan, hospital) if role is Role.NURSE else 0.0
        yield DrawRow(
            hospital_id=hospital,
            role=role,
            employed=employed[hospital, role],
            drawn=drawn,
            remaining=employed[hospital, role] - drawn,
            must_remain=minimum.get((hospital, role), 0),
            beds=floor_int(drawn / per_bed) if per_bed else None,
        )


def _nurses_per_bed(plan: Plan, hospital: str) -> float:
    """Mean headcount per bed over the beds that a hospital staffs itself and whose ratio is known."""
    ratios = {row.service_id: row.nurses_headcount_per_bed for row in plan.dataset.services}
    rated = [
        (unit.capacity, ratio)
        for unit in plan.dataset.units
        if unit.hospital_id == hospital and unit.staffed_by is StaffedBy.OWN and (ratio := ratios.get(unit.service_id))
    ]
    beds = sum(capacity for capacity, _ in rated)
    return sum(capacity * ratio for capacity, ratio in rated) / beds if beds else 0.0
