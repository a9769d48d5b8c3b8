"""A change of the rota in words: who works what, what it does to the goals, and by which rule everybody else is kept from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from optimizer.core.text import Lang, Text
from optimizer.planning.explain_rota import goals_text
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.replace import Ranking

_SAME = Text("no goal changes", "各目标不变")
_TAKES = Text("{who} takes {shift} in {ward} on {date}", "{who} 上 {date} {ward} {shift}")
_GIVES = Text("{who} is off on {date}", "{who} {date} 休息")
_JOIN = Text("; ", "；")


def change_text(change: Mapping[str, int], lang: Lang) -> str:
    """Return the goals that change and by how much."""
    return goals_text(change, lang) or _SAME.to(lang)


def moves_text(desk: RotaDesk, moves: Moves, lang: Lang) -> str:
    """Return who works what, one after the other."""
    said = []
    for (index, day), where in moves.items():
        who, date = desk.instance.people[index].staff_id, f"{desk.dataset.horizon.date(day):%m-%d}"
        if where is None:
            said.append(_GIVES.to(lang, who=who, date=date))
        else:
            shift, ward = desk.instance.shifts[where[0]].shift_type_id, desk.instance.wards[where[1]]
            said.append(_TAKES.to(lang, who=who, shift=shift, ward=ward, date=date))
    return _JOIN.to(lang).join(said)


def kept_by_rule(ranking: Ranking) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return those who may not come by the first rule against them, as places in `ranking.kept`; the rarest rule first."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (_, obstacles) in enumerate(ranking.kept):
        groups[obstacles[0].rule].append(number)
    return tuple((rule, tuple(numbers)) for rule, numbers in sorted(groups.items(), key=lambda group: len(group[1])))
