"""What somebody counts as: their own skills and grade, and those for which a stand-in is allowed."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import StaffMember, StandIn


def own_skills(member: StaffMember) -> frozenset[str]:
    """Return the skills and the grade of somebody."""
    return frozenset((*member.skills, member.grade)) - {""}


def counting_skills(member: StaffMember, stand_ins: Iterable[StandIn]) -> frozenset[str]:
    """Return what somebody counts for where cover asks for a skill or grade: their own, and those they may stand in for."""
    own = own_skills(member)
    return own | {row.skill for row in stand_ins if row.stand_in in own and row.role in {None, member.role}}


def carried(dataset: Dataset) -> frozenset[tuple[str, str]]:
    """Return every role with a skill or grade that somebody counts for."""
    return frozenset((one.role, skill) for one in dataset.staff for skill in counting_skills(one, dataset.stand_ins))
