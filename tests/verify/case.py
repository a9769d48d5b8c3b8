"""What a mutator works on: a plan, its input tables, and small ways of changing rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar

from optimizer.core.issue import Issue
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow, RotaRow, RotationRow
from optimizer.data.vocabulary import Pattern, StaffedBy
from optimizer.verify.ids import STEPS
from optimizer.verify.prepare import prepare
from optimizer.verify.run import broken_rules
from optimizer.verify.terms import values, wrong_terms
from tests.verify.refresh import refresh, stay

DAY = dt.timedelta(days=1)
R = TypeVar("R")


@dataclass(frozen=True)
class Case:
    """A dataset with a plan, and the placements, the rota and the rotation of the plan in force before it."""

    dataset: Dataset
    tables: PlanTables
    previous: tuple[PlacementRow, ...] = ()
    previous_rota: tuple[RotaRow, ...] = ()
    previous_rotation: tuple[RotationRow, ...] = ()

    def put(self, **tables: Iterable[Any]) -> Case:
        """Replace whole tables."""
        return replace(self, tables=replace(self.tables, **{name: tuple(rows) for name, rows in tables.items()}))

    def swap(self, table: str, old: object, *new: object) -> Case:
        """Replace one row (by identity) by others."""
        rows: list[object] = []
        for row in self.tables.rows(table):
            rows.extend(new if row is old else (row,))
        return self.put(**{table: rows})

    def add(self, table: str, *rows: object) -> Case:
        return self.put(**{table: (*self.tables.rows(table), *rows)})

    def fresh(self) -> Case:
        """Bring census and supplies up to the decisions."""
        return replace(self, tables=refresh(self.dataset, self.tables))

    def date(self, index: int) -> dt.date:
        return self.dataset.horizon.date(index)

    def is_stay(self, row: PlacementRow) -> bool:
        return self.pattern(row.unit_id) is Pattern.STAY

    def pattern(self, unit_id: str) -> Pattern:
        return self.dataset.service[self.dataset.unit[unit_id].service_id].pattern

    def team_wards(self) -> set[str]:
        unit = self.dataset.unit
        return {ward.ward_id for ward in self.dataset.wards if any(unit[u].staffed_by is StaffedBy.TEAM for u in ward.unit_ids)}

    def move(self, row: PlacementRow, unit_id: str, first: dt.date | None = None) -> Case:
        """Place a patient elsewhere or from another day, with true figures."""
        return self.swap("placements", row, stay(self.dataset, row.patient_id, unit_id, first or row.from_)).fresh()

    def move_sessions(self, row: PlacementRow, unit_id: str) -> Case:
        """Treat a patient at another unit, in its first shift."""
        moved = stay(self.dataset, row.patient_id, unit_id, row.from_, row.to)
        sessions = [
            replace(one, unit_id=unit_id, shift=1) if one.patient_id == row.patient_id else one for one in self.tables.sessions
        ]
        return self.swap("placements", row, moved).put(sessions=sessions).fresh()

    def issues(self, *, terms: bool = False) -> tuple[Issue, ...]:
        """What the check finds; with `terms`, when every term is stated as the rows say (which takes longer)."""
        plan, found = prepare(self.dataset, self.tables, STEPS, self.previous, self.previous_rota, self.previous_rotation)
        return (*found, *broken_rules(plan), *(wrong_terms(plan, values(plan)) if terms else ()))

    def codes(self) -> set[str]:
        return {issue.code for issue in self.issues()}


Mutator = Callable[[Case, Random], Case | None]


def acted(mutate: Mutator, case: Case, seed: int) -> Case:
    """Return what a mutator makes of a case, tried with a few seeds; AssertionError when it finds no chance."""
    for attempt in range(20):
        mutated = mutate(case, Random(seed + 7919 * attempt))
        if mutated is not None:
            return mutated
    message = "the mutator found nothing to act on"
    raise AssertionError(message)


def shuffled(rng: Random, rows: Iterable[R]) -> list[R]:
    """Return the rows in a random order."""
    found = list(rows)
    rng.shuffle(found)
    return found


def first(rng: Random, rows: Iterable[R]) -> R | None:
    """Return a random one; None when there is none."""
    found = list(rows)
    return rng.choice(found) if found else None


def shifts_of(case: Case) -> dict[str, list[RotaRow]]:
    """Rota rows of everybody, in order of dates."""
    rows: dict[str, list[RotaRow]] = {}
    for row in sorted(case.tables.rota, key=lambda one: one.date):
        rows.setdefault(row.staff_id, []).append(row)
    return rows
