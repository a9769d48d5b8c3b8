"""The decision variables: how many of each kin take each option, and the waves of people who use a place alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ortools.sat.python import cp_model

from optimizer.routing.instance import Kin, RoutingInstance
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from optimizer.routing.places import Place
from optimizer.routing.sketch import Sketch

Wave = tuple[int, tuple[int, ...], int, bool]  # place, days, shift, urgent


class Choice:
    """Answers who is where in terms of variables.

    Parameters
    ----------
    kin
        Who is alike, each with the options still in question.
    must
        Per kin, whether all of them have to be placed.
    ledger
        A plan that is known; its choices become the hint.
    flat
        Whether to count people on a day one by one rather than in waves: longer rows, but cuts find more in them.
    """

    def __init__(self, sketch: Sketch, kin: Sequence[Kin], must: Sequence[bool], ledger: Ledger, *, flat: bool = False) -> None:
        self.sketch = sketch
        self.flat = flat
        self.known = ledger
        self.instance: RoutingInstance = ledger.instance
        self.kin = tuple(kin)
        self.must = tuple(must)
        self.taken: list[list[cp_model.IntVar]] = []
        self.left_out: list[cp_model.IntVar | None] = []
        for number, one in enumerate(self.kin):
            self._draw(number, one, [ledger.chosen[index] for index in one.members])

    def _draw(self, number: int, kin: Kin, known: list[Option | None]) -> None:
        sketch = self.sketch
        row = [sketch.integer(0, kin.size, f"x{number}_{place}", known.count(option)) for place, option in enumerate(kin.options)]
        self.taken.append(row)
        out = None if self.must[number] else sketch.integer(0, kin.size, f"u{number}", known.count(None))
        self.left_out.append(out)
        everybody = row if out is None else [*row, out]
        if kin.size == 1:
            sketch.model.add_exactly_one(everybody)
        else:
            sketch.model.add(cp_model.LinearExpr.sum(everybody) == kin.size)

    def person(self, kin: Kin) -> Person:
        """Return one of the kin; all are alike."""
        return self.instance.people[kin.members[0]]

    def place(self, option: Option) -> Place:
        """Return the unit in which an option begins."""
        return self.instance.places[option.place]

    def pairs(self) -> Iterator[tuple[Kin, Option, cp_model.IntVar]]:
        """Return every kin and option with its variable."""
        for kin, row in zip(self.kin, self.taken, strict=True):
            for option, variable in zip(kin.options, row, strict=True):
                yield kin, option, variable

    @cached_property
    def waves(self) -> dict[Wave, cp_model.IntVar]:
        """The number of people who use a place on the same days, by wave."""
        members: dict[Wave, list[cp_model.IntVar]] = {}
        for kin, option, variable in self.pairs():
            urgent = self.person(kin).urgent
            for leg in option.legs:
                members.setdefault((leg.place, leg.days, leg.shift, urgent), []).append(variable)
        return {wave: self._count(variables, f"n{number}") for number, (wave, variables) in enumerate(members.items())}

    @cached_property
    def by_day(self) -> dict[tuple[int, int], list[tuple[Wave, cp_model.IntVar]]]:
        """The waves that use a place on a day, by place and day."""
        days: dict[tuple[int, int], list[tuple[Wave, cp_model.IntVar]]] = {}
        for wave, variable in self._one_by_one() if self.flat else self.waves.items():
            for day in wave[1]:
                days.setdefault((wave[0], day), []).append((wave, variable))
        return days

    def _one_by_one(self) -> Iterator[tuple[Wave, cp_model.IntVar]]:
        for kin, option, variable in self.pairs():
            for leg in option.legs:
                yield (leg.place, leg.days, leg.shift, self.person(kin).urgent), variable

    def _count(self, variables: list[cp_model.IntVar], name: str) -> cp_model.IntVar:
        if len(variables) == 1:
            return variables[0]
        count = self.sketch.integer(0, self.sketch.most(variables), name, self.sketch.total(variables))
        self.sketch.model.add(cp_model.LinearExpr.sum(variables) == count)
        return count
