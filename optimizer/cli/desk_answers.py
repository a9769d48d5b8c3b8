"""The answers of the commands replace and swap, on the screen and as facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.cli.console import Answer, Voice
from optimizer.cli.desk_page import show_ranking, show_swap
from optimizer.cli.plan_read import checked_plan, typed_date, unknown_id
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.vocabulary import Role
from optimizer.planning.rota_desk import absences, day_of, desk_of, open_shift, to_enter, written
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.facts import change_in_units
from optimizer.rota.desk.replace import Ranking, Vacancy, replacements
from optimizer.rota.desk.swap import Swap, swapped

DATE = "--date"


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of `replace`."""

    staff: str
    date: str
    to: str
    ward: str
    shift: str
    role: str


def replaced(voice: Voice, folder: Path, asked: Asked, most: int) -> Answer:
    """Rank replacements for every shift that an absence leaves open, each by itself.

    Raises
    ------
    BadInputError
        When the folder holds no plan with a rota, or the words name nothing in it.
    BrokenPlanError
        When the plan does not pass the check.
    """
    desk = desk_of(checked_plan(folder))
    rankings = [replacements(desk, vacancy) for vacancy in _vacancies(desk, asked)]
    for ranking in rankings:
        show_ranking(voice, desk, ranking, most)
    voice.sign(illustrative=desk.dataset.illustrative)
    marks = voice.marks(illustrative=desk.dataset.illustrative)
    return Answer(0, {"shifts": [_ranking_facts(voice, desk, ranking) for ranking in rankings], **marks})


def exchanged(voice: Voice, folder: Path, staff: str, other: str, dates: str) -> Answer:
    """Say whether two people may swap.

    Raises
    ------
    BadInputError, BrokenPlanError
        As `replaced`.
    """
    desk = desk_of(checked_plan(folder))
    one, two = (desk.place[_known("staff", "staff_id", who, desk.place)] for who in (staff, other))
    days = sorted({day_of(desk, typed_date(word.strip(), DATE)) for word in dates.split(",") if word.strip()})
    if one == two or not days:
        raise BadInputError([_two_people()])
    found = swapped(desk, one, two, days)
    show_swap(voice, desk, found)
    voice.sign(illustrative=desk.dataset.illustrative)
    return Answer(0, {**_swap_facts(voice, desk, found), **voice.marks(illustrative=desk.dataset.illustrative)})


def _vacancies(desk: RotaDesk, asked: Asked) -> tuple[Vacancy, ...]:
    first = typed_date(asked.date.strip(), DATE)
    if asked.staff:
        _known("staff", "staff_id", asked.staff, desk.place)
        found = absences(desk, asked.staff, first, typed_date(asked.to.strip(), DATE) if asked.to else first)
        wanted = [one for one in found if asked.shift in {"", desk.instance.shifts[one.slot[2]].shift_type_id}]
        if not wanted:
            raise BadInputError([unknown_id("rota", asked.shift, [s.shift_type_id for s in desk.instance.shifts])])
        return tuple(wanted)
    if not (asked.ward and asked.shift):
        raise BadInputError([_who_or_what()])
    _known("wards", "ward_id", asked.ward, desk.instance.wards)
    _known("shift_types", "shift_type_id", asked.shift, [one.shift_type_id for one in desk.instance.shifts])
    _known("staff", "role", asked.role, [str(role) for role in Role])
    return (open_shift(desk, asked.ward, asked.shift, Role(asked.role), first),)


def _ranking_facts(voice: Voice, desk: RotaDesk, ranking: Ranking) -> dict[str, Any]:
    ward, role, shift, day = ranking.vacancy.slot
    absent = ranking.vacancy.absent
    return {
        "date": desk.dataset.horizon.date(day).isoformat(),
        "shift_type_id": desk.instance.shifts[shift].shift_type_id,
        "ward_id": desk.instance.wards[ward],
        "role": str(role),
        "absent": None if absent is None else desk.instance.people[absent].staff_id,
        "left_open": change_in_units(ranking.left_open),
        "complete": ranking.complete,
        "replacements": [
            {
                "rank": rank,
                "moves": _moves(desk, one.moves),
                "change": change_in_units(one.change),
                "people": [facts.to_dict(voice.lang) for facts in one.facts],
                "requests": written(to_enter(desk, {**ranking.vacancy.left, **one.moves})),
            }
            for rank, one in enumerate(ranking.replacements, 1)
        ],
        "kept": [
            {
                "staff_id": desk.instance.people[index].staff_id,
                "rules": [obstacle.to_dict(voice.lang) for obstacle in obstacles],
            }
            for index, obstacles in ranking.kept
        ],
    }


def _swap_facts(voice: Voice, desk: RotaDesk, found: Swap) -> dict[str, Any]:
    return {
        "legal": found.legal,
        "moves": _moves(desk, found.moves),
        "rules": [
            {"staff_id": desk.instance.people[index].staff_id, **obstacle.to_dict(voice.lang)}
            for index, obstacles in found.obstacles
            for obstacle in obstacles
        ],
        "change": change_in_units(found.change),
        "requests": written(to_enter(desk, found.moves)) if found.legal else [],
    }


def _moves(desk: RotaDesk, moves: Moves) -> list[dict[str, object]]:
    return [
        {
            "staff_id": desk.instance.people[index].staff_id,
            "date": desk.dataset.horizon.date(day).isoformat(),
            "shift_type_id": None if where is None else desk.instance.shifts[where[0]].shift_type_id,
            "ward_id": None if where is None else desk.instance.wards[where[1]],
        }
        for (index, day), where in moves.items()
    ]


def _known(table: str, column: str, value: str, known: Iterable[str]) -> str:
    if value not in known:
        raise BadInputError([unknown_id(f"{table}.{column}", value, known)])
    return value


def _who_or_what() -> Issue:
    return Issue(
        "who_or_what",
        Severity.FAULT,
        Text("replace asks who is absent, or which shift is open.", "replace 须给出缺勤人员或空缺班次。"),
        Text("Give --staff ID, or --ward ID with --shift ID.", "请给出 --staff ID，或 --ward ID 加 --shift ID。"),
    )


def _two_people() -> Issue:
    return Issue(
        "two_people",
        Severity.FAULT,
        Text("A swap is between two people, on at least one day.", "调班须为两人，至少一天。"),
        Text("Give --staff A, --with B and --date D.", "请给出 --staff A、--with B 和 --date D。"),
    )
