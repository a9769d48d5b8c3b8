"""Variables of a piece of the rota, each with the value the greedy plan gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from optimizer.rota.entities import OFF, Person
from optimizer.rota.instance import RotaInstance


class Book:
    """A model whose every variable has a starting value: together they are the hint."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.start: dict[int, int] = {}
        self._never: cp_model.IntVar | None = None

    def boolean(self, value: bool, name: str) -> cp_model.IntVar:
        """Return a new literal."""
        variable = self.model.new_bool_var(name)
        self.start[variable.index] = int(value)
        return variable

    def integer(self, low: int, high: int, value: int, name: str) -> cp_model.IntVar:
        """Return a new integer."""
        variable = self.model.new_int_var(low, high, name)
        self.start[variable.index] = min(max(value, low), high)
        return variable

    @property
    def never(self) -> cp_model.IntVar:
        """The literal that is false."""
        if self._never is None:
            self._never = self.integer(0, 0, 0, "never")
        return self._never


class PersonLine:
    """Variables of one person's line of shifts."""

    def __init__(self, book: Book, instance: RotaInstance, person: Person, start: Sequence[int]) -> None:
        self._book = book
        self._start = start
        self._picks: list[Mapping[int, cp_model.IntVar]] = [
            {
                shift: book.boolean(start[day] == shift, f"x{person.staff_id}_{day}_{shift}")
                for shift in sorted(instance.options(person, day))
            }
            for day in range(instance.days)
        ]
        self._works: dict[int, cp_model.IntVar] = {}
        self._works_any: dict[tuple[int, ...], cp_model.IntVar] = {}

    @property
    def model(self) -> cp_model.CpModel:
        """The model they belong to."""
        return self._book.model

    def picks(self, day: int) -> Mapping[int, cp_model.IntVar]:
        """Return the literal of every shift possible on a day."""
        return self._picks[day]

    def works(self, day: int) -> cp_model.IntVar:
        """Return the literal of working on a day."""
        if day not in self._works:
            picks = list(self._picks[day].values())
            if not picks:
                self._works[day] = self._book.never
            elif len(picks) == 1:
                self._works[day] = picks[0]
            else:
                works = self._book.boolean(self._start[day] != OFF, "works")
                self.model.add_exactly_one([*picks, works.negated()])
                self._works[day] = works
        return self._works[day]

    def works_any(self, days: Sequence[int]) -> cp_model.IntVar:
        """Return the literal of working on any of some days."""
        if len(days) == 1:
            return self.works(days[0])
        key = tuple(days)
        if key not in self._works_any:
            works = [self.works(day) for day in days]
            literal = self._book.boolean(any(self._start[day] != OFF for day in days), "works_any")
            for one in works:
                self.model.add_implication(one, literal)
            self.model.add_bool_or([*works, literal.negated()])
            self._works_any[key] = literal
        return self._works_any[key]

    def shift_on(self, day: int, values: Sequence[float]) -> int:
        """Return the shift a solution gives a day."""
        return next((shift for shift, literal in self._picks[day].items() if values[literal.index]), OFF)
