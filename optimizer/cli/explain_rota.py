"""The answers of explain about the rota: one person's, and the shifts that stay open."""

from __future__ import annotations

from typing import Any

from optimizer.cli.console import Answer, Voice
from optimizer.cli.plan_read import say_lines, unknown_id
from optimizer.cli.progress import watched
from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.planning.explain_rota import person_lines, request_text, shortage_lines
from optimizer.planning.explain_rota_repairs import case_lines, cases, repair_text
from optimizer.planning.rota_desk import desk_of
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.facts import change_in_units
from optimizer.rota.desk.person import PersonRota, person_rota
from optimizer.rota.desk.shortage import Shortage, open_needs, shortage

MOST_OPEN = 40
_MORE = Text("… {count} more open shifts", "……另有 {count} 个空缺班次")
_COVERED = Text("Every minimum is covered.", "各病区均达到最低在岗。")


def explained_person(voice: Voice, record: PlanRecord, staff_id: str) -> Answer:
    """Give a person's team, phases and shifts, and, where a rota was planned, their limits and requests.

    Raises
    ------
    BadInputError
        When the plan knows no such person.
    """
    if staff_id not in record.dataset.member:
        raise BadInputError([unknown_id("staff", staff_id, record.dataset.member)])
    tables = record.tables
    teams = [row.team_id for row in tables.teams if row.staff_id == staff_id]
    phases = [row for row in tables.rotation if row.team_id in teams]
    shifts = sorted((row for row in tables.rota if row.staff_id == staff_id), key=lambda row: row.date)
    lines = [f"{staff_id}: {', '.join(teams) or '-'}"]
    for row in phases:
        handover = f"  ← {row.relieves}, {row.handover_h:g} h" if row.relieves else ""
        lines.append(f"  {row.from_}..{row.to}  {row.phase}  {row.ward_id}{handover}".rstrip())
    lines += [f"  {row.date}  {row.shift_type_id}  {row.ward_id}" for row in shifts]
    facts: dict[str, Any] = {
        "staff_id": staff_id,
        "teams": teams,
        "shifts": [{"date": row.date.isoformat(), "shift_type_id": row.shift_type_id, "ward_id": row.ward_id} for row in shifts],
    }
    if any(step.step == "rota" for step in record.steps):
        desk = desk_of(record)
        rota = person_rota(desk, desk.place[staff_id])
        lines += ["  " + line for line in person_lines(desk, rota, voice.lang)]
        facts |= _person_facts(voice, desk, rota)
    say_lines(voice, lines)
    return Answer(0, {**facts, "text": lines})


def uncovered(voice: Voice, record: PlanRecord, *, with_repairs: bool) -> dict[str, Any]:
    """Say of every shift below its minimum what binds, and, where asked, what would cover it.

    Raises
    ------
    BadInputError
        When the plan holds no rota.
    """
    desk = desk_of(record)
    needs = open_needs(desk)
    found = [shortage(desk, need) for need in needs]
    lines = [line for one in found[:MOST_OPEN] for line in shortage_lines(desk, one, voice.lang)]
    say_lines(voice, lines or [_COVERED.to(voice.lang)])
    if len(found) > MOST_OPEN:
        voice.say(_MORE, count=len(found) - MOST_OPEN)
    facts = {"open": [_shortage_facts(voice, desk, one) for one in found], "text": lines}
    return {**facts, "cases": _cases(voice, desk)} if with_repairs else facts


def _cases(voice: Voice, desk: RotaDesk) -> list[dict[str, Any]]:
    with watched(voice) as control:
        found = cases(desk, control)
    for case in found:
        say_lines(voice, case_lines(desk, case, voice.lang))
    return [
        {
            "missing": case.missing,
            "conflict": None
            if case.conflict is None
            else {
                "cover": [
                    {
                        "ward_id": desk.instance.wards[one.ward],
                        "role": str(one.role),
                        "date": desk.dataset.horizon.date(one.day).isoformat(),
                    }
                    for one in case.conflict.cover
                ],
                "rules": list(case.conflict.rules),
            },
            "repairs": [
                {
                    "missing": repair.missing,
                    "steps": repair.steps,
                    "held": repair.held,
                    "proven": repair.proven,
                    "more": [{"role": str(role), "skill": skill, "count": count} for (role, skill), count in repair.hired],
                    "eased": [{"staff_id": desk.instance.people[one.index].staff_id, "rule": one.rule} for one in repair.eased],
                    "text": repair_text(desk, case, repair, voice.lang),
                }
                for repair in case.repairs
            ],
            "text": list(case_lines(desk, case, voice.lang)),
        }
        for case in found
    ]


def _person_facts(voice: Voice, desk: RotaDesk, rota: PersonRota) -> dict[str, Any]:
    person, date = desk.instance.people[rota.index], desk.dataset.horizon.date
    return {
        "periods": [
            {
                "from": date(block[0]).isoformat(),
                "to": date(block[-1]).isoformat(),
                "minutes": minutes,
                "max_minutes": person.contract.max_minutes,
            }
            for block, minutes in rota.periods
        ],
        "nights": rota.nights,
        "others_nights": rota.others_nights,
        "weekends": rota.weekends,
        "max_weekends": person.contract.max_weekends,
        "longest_run": rota.longest_run,
        "max_run": person.contract.max_run,
        "requests": [
            {
                "date": date(one.wish.day).isoformat(),
                "shift_type": desk.instance.word(one.wish.shift),
                "hard": one.hard,
                "kept": one.kept,
                "rules": [obstacle.rule for obstacle in one.obstacles],
                "change": None if one.costs is None else change_in_units(one.costs),
                "text": request_text(desk, one, voice.lang),
            }
            for one in rota.requests
        ],
    }


def _shortage_facts(voice: Voice, desk: RotaDesk, one: Shortage) -> dict[str, Any]:
    need, people = one.need, desk.instance.people
    return {
        "date": desk.dataset.horizon.date(need.day).isoformat(),
        "ward_id": desk.instance.wards[need.ward],
        "shift_type_id": desk.instance.shifts[need.shift].shift_type_id,
        "stretch": need.stretch,
        "role": str(need.role),
        "skill": need.skill,
        "wanted": need.least,
        "there": one.there,
        "able": len(one.able),
        "binds": [
            {
                "rule": hold.rule,
                "alone": [people[index].staff_id for index in hold.alone],
                "beside": [people[index].staff_id for index in hold.beside],
                "example": hold.example.describe(voice.lang),
            }
            for hold in one.holds
        ],
        "free": [people[index].staff_id for index in one.free],
        "outside": dict(one.outside),
    }
