"""What cover asks for and nobody can give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, warning
from optimizer.data.intervals import DAY_MIN, parse_interval, presence, written
from optimizer.data.reading.draft import Draft
from optimizer.data.vocabulary import LABELS, Role, WardKind, guard_role


def check_isolation_skills_carried(draft: Draft) -> Iterator[Issue]:
    """Check that somebody has the skills asked for on every shift of an isolation ward (a warning: they are not asked for)."""
    if draft.scenario is None or not all(draft.judges(table) for table in ("staff", "units", "wards")):
        return
    isolated = _isolated(draft)
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


def check_shift_or_interval(draft: Draft) -> Iterator[Issue]:
    """Check that a row of cover names a shift type or an interval that can be read, and only one of them."""
    for row, line in draft.lines("ward_cover"):
        if bool(line.shift_type) == bool(line.interval):
            message = Text("Either a shift type or an interval is wanted, and only one.", "“班次”与“时段”须填且只填一项。")
            fix = Text("Fill in one and leave the other empty.", "请填一项，另一项留空。")
            yield fault(
                "shift_or_interval", message, fix, table="ward_cover", row=row, column="shift_type", value=line.shift_type
            )
        elif line.interval and parse_interval(line.interval) is None:
            message = Text("This is no interval of the day.", "时段无法识别。")
            fix = Text("Write it as 08:00-12:00.", "请写作 08:00-12:00。")
            yield fault("unreadable_interval", message, fix, table="ward_cover", row=row, column="interval", value=line.interval)


def check_intervals_reached(draft: Draft) -> Iterator[Issue]:
    """Check that some shift reaches every part of an interval (a warning: nobody is asked for in the rest)."""
    isolated = _isolated(draft)
    shifts = [line for _, line in draft.lines("shift_types") if not line.on_call]
    for row, line in draft.lines("ward_cover"):
        asked = parse_interval(line.interval)
        if asked is None:
            continue
        named = {one.shift_type for _, one in draft.lines("ward_cover") if one.ward_id == line.ward_id and one.shift_type}
        serving = [shift for shift in shifts if not named or shift.shift_type_id in named]
        open_ = _unreached(asked, [presence(shift, inside=line.ward_id in isolated) for shift in serving])
        if open_ is not None:
            message = Text("No shift reaches {part}; nobody is asked for then.", "{part} 无班次覆盖，该时段不作要求。")
            fix = Text("Add a shift type, or a row for one that the ward may use.", "请增加班次，或为该病区增加可用班次的行。")
            column, part = "interval", written(*open_)
            yield warning(
                "interval_unreached", message, fix, table="ward_cover", row=row, column=column, value=line.interval, part=part
            )


def _isolated(draft: Draft) -> set[str]:
    """Return the wards with an isolation unit."""
    kind = {line.unit_id: line.ward_kind for _, line in draft.lines("units")}
    return {line.ward_id for _, line in draft.lines("wards") if any(kind.get(one) is WardKind.ISOLATION for one in line.unit_ids)}


def _unreached(asked: tuple[int, int], there: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the first part of an interval in which nobody is there on any day; None when there is none."""
    start, end = asked
    spans = sorted((first + by * DAY_MIN, last + by * DAY_MIN) for first, last in there for by in (-1, 0, 1))
    for first, last in spans:
        if first > start:
            return (start, min(first, end)) if start < end else None
        start = max(start, last)
    return (start, end) if start < end else None
