"""Why a piece of the rota cannot be covered and what would cover it: found, and said in the words of a ward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.core.dayruns import day_runs
from optimizer.core.listing import some_of
from optimizer.core.params import Control, Limits
from optimizer.core.rulebook import RULES
from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.conflict import Conflict, Wanted, conflict
from optimizer.rota.desk.repairs import Eased, Repair, repairs
from optimizer.rota.desk.shortage import open_needs
from optimizer.rota.desk.unmet import open_pieces
from optimizer.rota.entities import Need

LIMITS = Limits(deterministic_s=4.0, deadline_s=40.0)
"""Of one question; a piece asks one about its conflict and two for every way to repair it."""
MOST_NAMED = 8
_TOGETHER = Text("These cannot hold together (with one shift a day for everybody):", "以下各项不能同时成立（每人每日一班）：")
_WANTED = Text(
    "{count} {role} person-shifts wanted in {ward} on {dates}, {people} people of the role could come",
    "{ward} {dates} 需要{role} {count} 人班，可上班者 {people} 人",
)
_NO_CONFLICT = Text(
    "No contradiction was proven: a longer search may still cover it (raise deterministic_s).",
    "未证明存在矛盾：延长求解（加大 deterministic_s）或可满足。",
)
_REPAIR = Text("{either}{what}; {left}; {how}", "{either}{what}；{left}；{how}")
_OR = Text("or: ", "或：")
_ALL = Text("covers everything", "全部达到最低在岗")
_LEFT = Text("leaves {count} of {now} person-shifts short", "仍缺 {count} 人班（现缺 {now}）")
_HELD = Text("everybody keeps their shifts", "他人班次不变")
_ANEW = Text("the rota planned anew", "须重新排班")
_FEWEST = Text(", no fewer will do", "，已证明不能更少")
_MORE = Text("{count} people more ({role}{skill}) for {wards}", "{wards} 增加{role}{skill} {count} 人")
_EASED: Mapping[str, Text] = {
    "max_shifts_per_type": Text("one {shift} more each for {count} people ({who})", "{count} 人各多上一个 {shift}（{who}）"),
    "max_minutes": Text("one shift's hours more in a period for {count} people ({who})", "{count} 人每周期各多一班工时（{who}）"),
    "max_consecutive": Text("one day more in a row for {count} people ({who})", "{count} 人各多连上一天（{who}）"),
    "max_weekends": Text("one weekend more each for {count} people ({who})", "{count} 人各多上一个周末（{who}）"),
    "days_off": Text("one day off less between shifts for {count} people ({who})", "{count} 人班间少休一天（{who}）"),
    "min_consecutive": Text("runs shorter by one day for {count} people ({who})", "{count} 人连班可少一天（{who}）"),
    "hard_request": Text("withdraw {count} hard requests ({who})", "撤回 {count} 条必须满足的意愿（{who}）"),
}
_JOIN = Text(" + ", " + ")
_NONE = Text("No repair of these kinds helps.", "此类措施均无帮助。")


@dataclass(frozen=True, slots=True)
class Case:
    """A piece of the rota with open shifts, why, and what would cover them."""

    needs: tuple[Need, ...]
    missing: int
    conflict: Conflict | None
    repairs: tuple[Repair, ...]


def cases(desk: RotaDesk, control: Control | None = None, limits: Limits = LIMITS) -> tuple[Case, ...]:
    """Return every piece of the rota with open shifts, its contradiction and the cheapest repairs, each solved anew."""
    needs = open_needs(desk)
    found = []
    for piece in open_pieces(desk, needs):
        inside = {desk.instance.needs[number] for number in piece.needs}
        mine = tuple(need for need in needs if need in inside)
        clash = conflict(desk, piece, mine, limits, control)
        ways = repairs(desk, piece, mine, clash.rules if clash is not None else (), limits, control)
        found.append(Case(mine, sum(desk.missing(need) for need in mine), clash, ways))
    return tuple(found)


def case_lines(desk: RotaDesk, case: Case, lang: Lang) -> Iterator[str]:
    """Yield the contradiction and the repairs."""
    if case.conflict is None:
        yield _NO_CONFLICT.to(lang)
    else:
        yield _TOGETHER.to(lang)
        yield from ("  - " + line for line in conflict_lines(desk, case.conflict, lang))
    for number, repair in enumerate(case.repairs):
        yield "  " + repair_text(desk, case, repair, lang, either=_OR.to(lang) if number else "")
    if not case.repairs:
        yield "  " + _NONE.to(lang)


def conflict_lines(desk: RotaDesk, found: Conflict, lang: Lang) -> Iterator[str]:
    """Yield the cover and the rules of a contradiction."""
    places: dict[tuple[int, object], list[Wanted]] = defaultdict(list)
    for one in found.cover:
        places[one.ward, one.role].append(one)
    for rows in places.values():
        days = sorted(one.day for one in rows)
        yield _WANTED.to(
            lang,
            count=_wanted(desk, rows),
            role=LABELS[rows[0].role],
            ward=desk.instance.wards[rows[0].ward],
            dates=day_runs(desk.dataset.horizon, days),
            people=_people(desk, rows),
        )
    for rule in found.rules:
        yield RULES[rule].title.to(lang)


def repair_text(desk: RotaDesk, case: Case, repair: Repair, lang: Lang, either: str = "") -> str:
    """Return one repair: what, what it leaves short, and whether others change."""
    left = _LEFT.to(lang, count=repair.missing, now=case.missing) if repair.missing else _ALL.to(lang)
    how = (_HELD if repair.held else _ANEW).to(lang) + (_FEWEST.to(lang) if repair.proven else "")
    return _REPAIR.to(lang, either=either, what=_JOIN.to(lang).join(_parts(desk, case, repair, lang)), left=left, how=how)


def _parts(desk: RotaDesk, case: Case, repair: Repair, lang: Lang) -> Iterator[str]:
    for (role, skill), count in repair.hired:
        wards = dict.fromkeys(desk.instance.wards[need.ward] for need in case.needs if need.role is role)
        named = f" [{skill}]" if skill else ""
        yield _MORE.to(lang, count=count, role=LABELS[role], skill=named, wards=", ".join(wards))
    groups: dict[tuple[str, int | None], list[Eased]] = defaultdict(list)
    for one in repair.eased:
        groups[one.rule, one.shift].append(one)
    for (rule, shift), rows in groups.items():
        shift_id = "" if shift is None else desk.instance.shifts[shift].shift_type_id
        yield _EASED[rule].to(lang, count=len(rows), shift=shift_id, who=_named(desk, rows))


def _wanted(desk: RotaDesk, rows: Sequence[Wanted]) -> int:
    """Return the person-shifts wanted on some days; those of a skill count where they are more than those of anyone."""
    total = 0
    for one in rows:
        slots: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for need in desk.instance.needs:
            if (need.ward, need.role, need.day) == (one.ward, one.role, one.day):
                slots[need.shift][bool(need.skill)] += need.least
        total += sum(max(counts) for counts in slots.values())
    return total


def _people(desk: RotaDesk, rows: Sequence[Wanted]) -> int:
    """Return how many people of the role the ward may draw on, on some of the days."""
    return sum(
        person.role is rows[0].role and any(one.ward in wards for one in rows for wards in person.options[one.day].values())
        for person in desk.instance.people
    )


def _named(desk: RotaDesk, rows: Sequence[Eased]) -> str:
    who = [
        desk.instance.people[one.index].staff_id + (f" {desk.dataset.horizon.date(one.day):%m-%d}" if one.day is not None else "")
        for one in rows
    ]
    return some_of(who, MOST_NAMED)
