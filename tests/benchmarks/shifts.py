"""The shift-scheduling benchmark of Curtois and Qu: its text files as rosters of the product's engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from optimizer.rota.roster.problem import Before, Floats, Ints, LineRules, RosterProblem

WEEK, SATURDAY = 7, 5  # every instance starts on a Monday
OFF = ""


@dataclass(frozen=True)
class ShiftCase:
    """A roster with the names of its people and shifts."""

    problem: RosterProblem
    staff: tuple[str, ...]
    shifts: tuple[str, ...]

    def rows(self, lines: Ints) -> Iterator[tuple[str, int, str]]:
        """Yield staff id, day and shift of everything worked."""
        for person, day in np.argwhere(lines != self.problem.shifts).tolist():
            yield self.staff[person], day, self.shifts[int(lines[person, day])]


def read(path: Path) -> ShiftCase:
    """Return the case in a file."""
    sections: dict[str, list[list[str]]] = {}
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line.startswith("SECTION_"):
            sections[line] = []
        elif line and not line.startswith("#"):
            sections[next(reversed(sections))].append([cell.strip() for cell in line.split(",")])
    days = int(sections["SECTION_HORIZON"][0][0])
    shifts = {row[0]: number for number, row in enumerate(sections["SECTION_SHIFTS"])}
    staff = {row[0]: number for number, row in enumerate(sections["SECTION_STAFF"])}
    rules = tuple(_rules(row, shifts) for row in sections["SECTION_STAFF"])
    cover = np.array([[int(row[0]), shifts[row[1]], *map(int, row[2:5])] for row in sections["SECTION_COVER"]])
    barred = np.zeros((len(shifts), len(shifts)), bool)
    for row in sections["SECTION_SHIFTS"]:
        for then in filter(None, row[2].split("|")):
            barred[shifts[row[0]], shifts[then]] = True
    problem = RosterProblem(
        minutes=np.array([int(row[1]) for row in sections["SECTION_SHIFTS"]]),
        barred=barred,
        weekends=tuple(tuple(range(day, min(day + 2, days))) for day in range(SATURDAY, days, WEEK)),
        rules=rules,
        before=(Before(),) * len(staff),
        cost=_costs(sections, days, staff, shifts, rules),
        day=cover[:, 0],
        shift=cover[:, 1],
        who=np.zeros(len(cover), np.int64),
        groups=np.ones((1, len(staff)), bool),
        wanted=cover[:, 2],
        under=cover[:, 3].astype(float),
        over=cover[:, 4].astype(float),
    )
    return ShiftCase(problem, tuple(staff), tuple(shifts))


def _rules(row: list[str], shifts: dict[str, int]) -> LineRules:
    most = {name: int(limit) for name, _, limit in (one.partition("=") for one in row[1].split("|"))}
    most_minutes, least_minutes, most_run, least_run, least_off, weekends = map(int, row[2:8])
    limits = tuple(most.get(shift, 0) for shift in shifts)
    return LineRules(least_run, most_run, least_off, least_minutes, most_minutes, weekends, limits)


def _costs(
    sections: dict[str, list[list[str]]], days: int, staff: dict[str, int], shifts: dict[str, int], rules: tuple[LineRules, ...]
) -> Floats:
    cost = np.zeros((len(staff), days, len(shifts) + 1))
    for name, day, shift, weight in sections["SECTION_SHIFT_ON_REQUESTS"]:
        row = cost[staff[name], int(day)]
        row += int(weight)
        row[shifts[shift]] -= int(weight)
    for name, day, shift, weight in sections["SECTION_SHIFT_OFF_REQUESTS"]:
        cost[staff[name], int(day), shifts[shift]] += int(weight)
    for name, *dates in sections["SECTION_DAYS_OFF"]:
        cost[staff[name], list(map(int, dates)), :-1] = np.inf
    for person, one in enumerate(rules):
        cost[person][:, [shift for shift, most in enumerate(one.most_of) if not most]] = np.inf
    return cost
