"""Checks of team formation: size, mix, eligibility, groups, pairs, donors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.rounding import ceil_int, floor_int
from optimizer.data.tables.staff import StaffMember, TeamWanted
from optimizer.data.vocabulary import LABELS, PairRule, Role
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault


def formed(plan: Plan) -> Iterator[tuple[TeamWanted, list[StaffMember]]]:
    """Yield every team wanted with its people, each row counted."""
    people: dict[str, list[StaffMember]] = defaultdict(list)
    for _, row in plan.teams:
        people[row.team_id].append(plan.member(row.staff_id))
    for wanted in plan.dataset.teams_wanted:
        yield wanted, people[wanted.team_id]


def check_team_size(plan: Plan) -> Iterator[Issue]:
    """Require that a team has exactly the size wanted."""
    for wanted, people in formed(plan):
        have, size = len(people), wanted.size
        if have != size:
            yield _team(plan, "team_size", wanted, f"{have} instead of {size}", f"{have} 人，应为 {size} 人")


def check_team_role(plan: Plan) -> Iterator[Issue]:
    """Require that a team has at least the number wanted of every role."""
    for wanted, people in formed(plan):
        roles = Counter(str(person.role) for person in people)
        for role, least in wanted.role_min:
            have = roles[role]
            if have < least:
                zh = f"{LABELS[Role(role)].zh} {have} 人，至少 {least} 人"
                yield _team(plan, "team_role", wanted, f"{have} of {least} {role}", zh)


def check_team_skill(plan: Plan) -> Iterator[Issue]:
    """Require that a team has at least the number wanted of every skill."""
    for wanted, people in formed(plan):
        skills = Counter(skill for person in people for skill in set(person.skills))
        for skill, least in wanted.skill_min:
            have = skills[skill]
            if have < least:
                said = f"{have} of {least} {skill}"
                yield _team(plan, "team_skill", wanted, said, f"{skill} {have} 人，至少 {least} 人")


def check_team_grade(plan: Plan) -> Iterator[Issue]:
    """Require that a team has at least the number wanted of every grade."""
    for wanted, people in formed(plan):
        grades = Counter(person.grade for person in people)
        for grade, least in wanted.grade_min:
            have = grades[grade]
            if have < least:
                yield _team(plan, "team_grade", wanted, f"{have} of {least} {grade}", f"{grade} {have} 人，至少 {least} 人")


def check_team_key_members(plan: Plan) -> Iterator[Issue]:
    """Require that a team has enough key members."""
    for wanted, people in formed(plan):
        keys = sum(person.key_member for person in people)
        if keys < wanted.key_members_min:
            least = wanted.key_members_min
            yield _team(plan, "team_key_members", wanted, f"{keys} of {least}", f"{keys} 人，至少 {least} 人")


def check_team_donor(plan: Plan) -> Iterator[Issue]:
    """Require that a team's people come from its donor hospitals; any hospital where none is named."""
    for wanted, people in formed(plan):
        for person in people:
            if wanted.donor_ids and person.hospital_id not in wanted.donor_ids:
                said = f"{person.staff_id} is of {person.hospital_id}"
                yield _team(plan, "team_donor", wanted, said, f"{person.staff_id} 属 {person.hospital_id}")


def check_team_mix(plan: Plan) -> Iterator[Issue]:
    """Require that no hospital gives more than floor(share × size) people."""
    for wanted, people in formed(plan):
        most = floor_int(wanted.max_share_one_hospital * wanted.size)
        for hospital, count in Counter(person.hospital_id for person in people).items():
            if count > most:
                yield _team(
                    plan, "team_mix", wanted, f"{count} of {hospital}, at most {most}", f"{hospital} {count} 人，至多 {most} 人"
                )


def check_one_team(plan: Plan) -> Iterator[Issue]:
    """Nobody has two rows."""
    seen: set[str] = set()
    for number, row in plan.teams:
        if row.staff_id in seen:
            yield _person("one_team", number, row.staff_id, "is listed twice", "重复列出")
        seen.add(row.staff_id)


def check_team_eligible(plan: Plan) -> Iterator[Issue]:
    """People of teams may enter isolation wards and are available throughout the horizon."""
    for number, row in plan.teams:
        person = plan.member(row.staff_id)
        if not person.isolation_eligible or person.ineligible_reason is not None:
            yield _person("team_eligible", number, row.staff_id, "is not eligible", "不符合条件")
        starts, ends = person.available_from or plan.start, person.available_to or plan.last
        if starts > plan.start or ends < plan.last:
            yield _person("team_eligible", number, row.staff_id, "is not available throughout", "并非全程可用")


def check_team_standby(plan: Plan) -> Iterator[Issue]:
    """Require that the people named as standby are the share wanted of the team's size, rounded up."""
    named = Counter(line.row.team_id for line in plan.teams if line.row.standby)
    for wanted, _ in formed(plan):
        have, share = named[wanted.team_id], ceil_int(wanted.standby_share * wanted.size)
        if have != share:
            yield _team(plan, "team_standby", wanted, f"{have} named instead of {share}", f"指定 {have} 人，应为 {share} 人")


def check_group_whole(plan: Plan) -> Iterator[Issue]:
    """All members of a group are in the same team, or none is in any."""
    where: dict[str, set[str]] = defaultdict(set)
    for person in plan.dataset.staff:
        if person.group_id:
            where[person.group_id] |= plan.pools.team_of.get(person.staff_id) or {""}
    for group, teams in where.items():
        if len(teams) > 1:
            names = ", ".join(sorted(team or "-" for team in teams))
            yield _plain("group_whole", group, f"group {group} is split over {names}", f"小组 {group} 分散于 {names}")


def check_pair_together(plan: Plan) -> Iterator[Issue]:
    """Two people who belong together are in the same team, or both in none."""
    yield from _pairs(plan, PairRule.TOGETHER, "pair_together")


def check_pair_apart(plan: Plan) -> Iterator[Issue]:
    """Two people kept apart share no team."""
    yield from _pairs(plan, PairRule.APART, "pair_apart")


def check_donor_minimum(plan: Plan) -> Iterator[Issue]:
    """Employed less drawn leaves the headcount that must remain, per hospital and role."""
    employed = Counter((person.hospital_id, person.role) for person in plan.dataset.staff)
    drawn = Counter((person.hospital_id, person.role) for one in plan.pools.team_of if (person := plan.member(one)))
    for row in plan.dataset.donor_minimum:
        left = employed[row.hospital_id, row.role] - drawn[row.hospital_id, row.role]
        if left < row.headcount and drawn[row.hospital_id, row.role]:
            name, zh = f"{row.hospital_id} / {row.role}", f"{row.hospital_id} {LABELS[row.role].zh}"
            yield _plain(
                "donor_minimum", name, f"{name} keeps {left} of {row.headcount}", f"{zh}仅留 {left}，应留 {row.headcount}"
            )


def _pairs(plan: Plan, rule: PairRule, name: str) -> Iterator[Issue]:
    for pair in plan.dataset.staff_pairs:
        if pair.rule is not rule:
            continue
        one, other = (plan.pools.team_of.get(who, set()) for who in (pair.staff_id, pair.other_id))
        broken = one != other if rule is PairRule.TOGETHER else bool(one & other)
        if broken:
            both = f"{pair.staff_id}, {pair.other_id}"
            yield _plain(name, pair.staff_id, both, both)


def _team(plan: Plan, rule: str, wanted: TeamWanted, en: str, zh: str) -> Issue:
    """Return a fault of a whole team, at its first row."""
    name = wanted.team_id
    row = next((line.number for line in plan.teams if line.row.team_id == name), 0)
    return fault(rule, f"team {name}: {en}", f"梯队 {name}：{zh}", table="teams", row=row, column="team_id", value=name)


def _person(rule: str, number: int, staff_id: str, en: str, zh: str) -> Issue:
    return fault(rule, f"{staff_id} {en}", f"{staff_id} {zh}", table="teams", row=number, column="staff_id", value=staff_id)


def _plain(rule: str, value: str, en: str, zh: str) -> Issue:
    return fault(rule, en, zh, table="teams", column="staff_id", value=value)
