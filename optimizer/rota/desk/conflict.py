"""Which rules and which cover cannot hold together: the smallest set, when a shift stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model import IntVar

from optimizer.core.params import Control, Limits
from optimizer.data.vocabulary import Role
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.eased import ALWAYS, LineBehind
from optimizer.rota.desk.unmet import unmet
from optimizer.rota.entities import Need
from optimizer.rota.pairs import name_of, post_pair
from optimizer.rota.rules import LINE_RULES
from optimizer.rota.split import Piece
from optimizer.solve.conflict import smallest_conflict


@dataclass(frozen=True, slots=True)
class Wanted:
    """The minima of a ward for a role on a day."""

    ward: int
    role: Role
    day: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Cover and rules that cannot hold together, each of them needed for that (beside one shift a day for everybody)."""

    cover: tuple[Wanted, ...]
    rules: tuple[str, ...]


def conflict(
    desk: RotaDesk, piece: Piece, needs: Sequence[Need], limits: Limits, control: Control | None = None
) -> Conflict | None:
    """Return the smallest set of rules and days of cover of a piece that contradict each other; None when time was short.

    The days of the open needs by themselves are tried first, then all the cover of the piece.
    """
    open_days = {Wanted(need.ward, need.role, need.day) for need in needs}
    return _conflict(desk, piece, open_days, limits, control) or _conflict(desk, piece, None, limits, control)


def _conflict(
    desk: RotaDesk, piece: Piece, wanted_days: set[Wanted] | None, limits: Limits, control: Control | None
) -> Conflict | None:
    model = unmet(desk, piece)
    names: dict[str, IntVar] = {}
    days: dict[Wanted, IntVar] = {}
    for rule in LINE_RULES:
        literal = model.book.boolean(True, rule.name)
        for index, line in model.lines.items():
            rule.post(model.instance, model.instance.people[index], line if rule.name == ALWAYS else LineBehind(line, literal))
        if rule.name != ALWAYS:
            names[rule.name] = literal
    for pair in (one for one in model.instance.pairs if one.one in model.lines):
        name = name_of(pair)
        if name not in names:
            names[name] = model.book.boolean(True, name)
        post_pair(pair, LineBehind(model.lines[pair.one], names[name]), model.lines[pair.other])
    for need in model.needs:
        wanted = Wanted(need.ward, need.role, need.day)
        if wanted_days is not None and wanted not in wanted_days:
            continue
        if wanted not in days:
            days[wanted] = model.book.boolean(True, "cover")
        there, _, _ = model.cover.present(need)
        model.book.model.add(there >= need.least).only_enforce_if(days[wanted])
    labels = {f"cover {number}": wanted for number, wanted in enumerate(days)}
    assumed = {**{label: days[wanted] for label, wanted in labels.items()}, **names}
    found = smallest_conflict(model.book.model, assumed, limits, control)
    if not found:
        return None
    return Conflict(tuple(labels[name] for name in found if name in labels), tuple(name for name in found if name in names))
