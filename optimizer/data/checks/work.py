"""Staff, teams, wards and shifts."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, warning
from optimizer.data.reading.draft import Draft
from optimizer.data.vocabulary import CoverPer, PairRule


def check_pairs_of_two(draft: Draft) -> Iterator[Issue]:
    """Check that a pair is made of two people."""
    for row, line in draft.lines("staff_pairs"):
        if line.staff_id == line.other_id:
            message = Text("Both sides of the pair are the same person.", "搭配双方是同一人。")
            fix = Text("Name the other person.", "请填另一人的工号。")
            yield fault("self_reference", message, fix, table="staff_pairs", row=row, column="other_id", value=line.other_id)


def check_pairs_agree(draft: Draft) -> Iterator[Issue]:
    """Check that no two people are to share what they must not share."""
    rows: dict[frozenset[str], dict[PairRule, int]] = {}
    for row, line in draft.lines("staff_pairs"):
        rows.setdefault(frozenset((line.staff_id, line.other_id)), {})[line.rule] = row
    for people, rules in rows.items():
        for one, other in ((PairRule.TOGETHER, PairRule.APART), (PairRule.SHARE_SHIFT, PairRule.NO_SHARED_SHIFT)):
            if one in rules and other in rules:
                first, then = sorted((rules[one], rules[other]))
                message = Text("Row {first} says the opposite of this pair.", "与第 {first} 行对同一对人员的规定相反。")
                fix = Text("Delete one of the two rows.", "请删除其中一行。")
                yield fault(
                    "pair_contradiction",
                    message,
                    fix,
                    table="staff_pairs",
                    row=then,
                    column="rule",
                    value=", ".join(sorted(people)),
                    first=first,
                )


def check_ineligible_said_once(draft: Draft) -> Iterator[Issue]:
    """Check that nobody has a reason against isolation and may enter it all the same."""
    for row, line in draft.lines("staff"):
        if line.ineligible_reason is not None and line.isolation_eligible:
            message = Text(
                "There is a reason against isolation, yet isolation_eligible is not no.",
                "已填不可进隔离原因，但“可进隔离病区”不为否。",
            )
            fix = Text("Write no in isolation_eligible, or clear the reason.", "请将“可进隔离病区”填为否，或清空原因。")
            yield fault(
                "eligible_with_reason",
                message,
                fix,
                table="staff",
                row=row,
                column="ineligible_reason",
                value=str(line.ineligible_reason),
            )


def check_team_minimums_fit(draft: Draft) -> Iterator[Issue]:
    """Check that a team is as large as its role minimums together, its grade minimums, each skill minimum, its key members."""
    for row, line in draft.lines("teams_wanted"):
        roles, grades = (sum(count for _, count in least) for least in (line.role_min, line.grade_min))
        wanted = max([roles, grades, *(count for _, count in line.skill_min), line.key_members_min])
        if wanted > line.size:
            message = Text(
                "The minimums ask for {wanted} people, the team has {size}.", "各项下限合计需 {wanted} 人，而梯队仅 {size} 人。"
            )
            fix = Text("Enlarge the team or lower the minimums.", "请增加人数或降低下限。")
            yield fault(
                "team_too_small",
                message,
                fix,
                table="teams_wanted",
                row=row,
                column="size",
                value=str(line.size),
                wanted=wanted,
                size=line.size,
            )


def check_unit_in_one_ward(draft: Draft) -> Iterator[Issue]:
    """Check that a unit belongs to one ward at most."""
    first: dict[str, str] = {}
    for row, line in draft.lines("wards"):
        for unit in line.unit_ids:
            if first.setdefault(unit, line.ward_id) != line.ward_id:
                message = Text("The unit belongs to ward {ward} already.", "该单元已属于病区 {ward}。")
                fix = Text("Leave it in one ward.", "请只保留在一个病区。")
                yield fault(
                    "unit_in_two_wards", message, fix, table="wards", row=row, column="unit_ids", value=unit, ward=first[unit]
                )


def check_ward_in_one_hospital(draft: Draft) -> Iterator[Issue]:
    """Check that the units of a ward are in one hospital (a warning: the first one's hospital staffs it)."""
    hospitals = _hospital_of_unit(draft)
    for row, line in draft.lines("wards"):
        if len({hospitals[unit] for unit in line.unit_ids if unit in hospitals}) > 1:
            message = Text("The ward's units are in several hospitals.", "该病区的单元分属不同机构。")
            yield warning("ward_across_hospitals", message, table="wards", row=row, column="unit_ids", value=line.ward_id)


def check_ward_has_people(draft: Draft) -> Iterator[Issue]:
    """Check that a post says whose people staff it, that a ward says nothing else than its units, and what cover is per."""
    hospitals = _hospital_of_unit(draft)
    posts = set()
    for row, line in draft.lines("wards"):
        if not line.unit_ids:
            posts.add(line.ward_id)
            if line.hospital_id is None:
                message = Text("A post without units does not say whose people staff it.", "无收治单元的岗位未填由哪个机构值守。")
                fix = Text("Fill in hospital_id, or unit_ids.", "请填机构编号，或填单元。")
                yield fault("post_without_people", message, fix, table="wards", row=row, column="hospital_id", value=line.ward_id)
        elif line.hospital_id is not None and hospitals.get(line.unit_ids[0], line.hospital_id) != line.hospital_id:
            message = Text("The ward's units are in another hospital.", "该病区的单元属于另一机构。")
            fix = Text("Clear hospital_id, or name the hospital of the units.", "请清空机构编号，或填单元所属机构。")
            yield fault("ward_of_another", message, fix, table="wards", row=row, column="hospital_id", value=line.hospital_id)
    for row, line in draft.lines("ward_cover"):
        if line.ward_id in posts and line.per in {CoverPer.PATIENT, CoverPer.BED}:
            message = Text("A post without units has neither patients nor beds.", "无收治单元的岗位没有患者或床位。")
            fix = Text("Ask for people per ward.", "请按每病区（岗位）填写。")
            yield fault("post_cover_per_bed", message, fix, table="ward_cover", row=row, column="per", value=str(line.per))


def check_groups_go_together(draft: Draft) -> Iterator[Issue]:
    """Check cover in groups: no skill, nothing else asked of the same people, and one contract in a group."""
    hospitals = _hospital_of_unit(draft)
    owner = {
        line.ward_id: line.hospital_id if not line.unit_ids else hospitals.get(line.unit_ids[0])
        for _, line in draft.lines("wards")
    }
    grouped = {(owner.get(line.ward_id), line.role) for _, line in draft.lines("ward_cover") if line.per is CoverPer.GROUP}
    for row, line in draft.lines("ward_cover"):
        if line.per is CoverPer.GROUP and line.skill:
            message = Text("Cover in groups asks for a skill.", "按组计的在岗要求不能限定技能。")
            fix = Text("Clear the skill.", "请清空技能。")
            yield fault("group_cover_skill", message, fix, table="ward_cover", row=row, column="skill", value=line.skill)
        if line.per is not CoverPer.GROUP and (owner.get(line.ward_id), line.role) in grouped:
            message = Text("The same people are asked for in groups elsewhere.", "同一机构同一岗位在他处按组计。")
            fix = Text("Ask for them in groups everywhere, or nowhere.", "请统一按组或按人填写。")
            yield fault("group_and_people", message, fix, table="ward_cover", row=row, column="per", value=str(line.per))
    contract: dict[tuple[str, str, str], str] = {}
    for row, line in draft.lines("staff"):
        if line.group_id is None or (line.hospital_id, line.role) not in grouped:
            continue
        if contract.setdefault((line.hospital_id, line.role, line.group_id), line.contract_id) != line.contract_id:
            message = Text("The group has people of another contract.", "同组人员合同类型不同。")
            fix = Text("Give the group one contract, or make two groups of it.", "请统一合同类型，或拆分为两组。")
            yield fault(
                "group_of_two_contracts", message, fix, table="staff", row=row, column="contract_id", value=line.contract_id
            )


def check_shift_minutes(draft: Draft) -> Iterator[Issue]:
    """Check that the minutes of a shift fit between its start and end, and those inside the ward within them."""
    for row, line in draft.lines("shift_types"):
        span = (line.end.hour - line.start.hour) * 60 + line.end.minute - line.start.minute
        span += 0 if span > 0 else 24 * 60
        if line.minutes > span:
            message = Text(
                "The shift lasts {span} minutes from start to end, fewer than stated.", "该班次起止仅 {span} 分钟，少于所填工时。"
            )
            fix = Text("Correct the minutes, the start or the end.", "请更正工时或起止时间。")
            yield fault(
                "shift_minutes", message, fix, table="shift_types", row=row, column="minutes", value=str(line.minutes), span=span
            )
        elif line.on_call and line.ward_minutes:
            message = Text("Nobody on call is inside.", "备班人员不在舱内。")
            fix = Text("Leave ward_minutes empty, or on_call no.", "请清空舱内分钟，或将备班填为否。")
            column, value = "ward_minutes", str(line.ward_minutes)
            yield fault("on_call_inside", message, fix, table="shift_types", row=row, column=column, value=value)
        elif line.ward_minutes is not None and line.ward_minutes > line.minutes:
            message = Text("One entry is longer than the shift.", "一次进舱时间超过班次工时。")
            fix = Text("Correct ward_minutes.", "请更正舱内分钟。")
            yield fault(
                "shift_minutes", message, fix, table="shift_types", row=row, column="ward_minutes", value=str(line.ward_minutes)
            )


def _hospital_of_unit(draft: Draft) -> dict[str, str]:
    return {line.unit_id: line.hospital_id for _, line in draft.lines("units")}
