"""What cover asks for and nobody can give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import warning
from optimizer.data.reading.draft import Draft
from optimizer.data.vocabulary import LABELS, Role, WardKind, guard_role


def check_isolation_skills_carried(draft: Draft) -> Iterator[Issue]:
    """Check that somebody has the skills asked for on every shift of an isolation ward (a warning: they are not asked for)."""
    if draft.scenario is None or not all(draft.judges(table) for table in ("staff", "units", "wards")):
        return
    kind = {line.unit_id: line.ward_kind for _, line in draft.lines("units")}
    isolated = {
        line.ward_id for _, line in draft.lines("wards") if any(kind.get(one) is WardKind.ISOLATION for one in line.unit_ids)
    }
    roles: dict[str, set[Role]] = defaultdict(set)
    for _, line in draft.lines("ward_cover"):
        roles[line.ward_id].add(line.role)
    wanted = {guard_role(roles[ward]) for ward in isolated if ward in roles}
    carried = {(line.role, skill) for _, line in draft.lines("staff") for skill in (*line.skills, line.grade)}
    stand_ins = [line for _, line in draft.lines("stand_ins")]
    carried |= {
        (role, line.skill)
        for line in stand_ins
        for role in wanted
        if (role, line.stand_in) in carried and line.role in {None, role}
    }
    for role in sorted(wanted):
        for skill in draft.scenario.policy.isolation_shift_skills:
            if (role, skill) not in carried:
                message = Text(
                    "Every shift of an isolation ward should have somebody with the skill {skill}; no {role} has it, so nobody is"
                    " asked for.",
                    "隔离病区每班应有具备“{skill}”技能者；{role}中无人具备，故未作要求。",
                )
                fix = Text(
                    "Enter the skill in staff.skills, or take it out of policy.isolation_shift_skills.",
                    "请在人员表“技能”中填写，或从 policy.isolation_shift_skills 中去掉。",
                )
                column = "policy.isolation_shift_skills"
                yield warning(
                    "isolation_skill_missing",
                    message,
                    fix,
                    table="scenario",
                    column=column,
                    value=skill,
                    skill=skill,
                    role=LABELS[role],
                )
