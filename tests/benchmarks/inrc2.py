"""The Second International Nurse Rostering Competition: its text files as crews and weeks of the product's engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from optimizer.rota.weekly.problem import Carried, Contract, Crew, Floats, Need, Stretch

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORK, OFF, SAME, TOTAL, WEEKEND, BROKEN, MISSING, WISH = 30.0, 30.0, 15.0, 20.0, 30.0, 30.0, 30.0, 10.0
NOTHING = "None"  # a last shift that was none
ANY = "Any"


@dataclass(frozen=True)
class Scenario:
    """A crew with the names of its people, shifts and skills, and the number of weeks."""

    crew: Crew
    people: tuple[str, ...]
    shifts: tuple[str, ...]
    skills: tuple[str, ...]
    weeks: int


def _sections(path: Path) -> dict[str, tuple[str, list[list[str]]]]:
    """Return by name of a section: what stands beside it, and the rows below it."""
    found: dict[str, tuple[str, list[list[str]]]] = {}
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        head = re.fullmatch(r"([A-Z_]+)(?:\s*=\s*(\S+))?\s*", line)
        if head:
            rows = []
            found[head[1]] = (head[2] or "", rows)
        elif line.strip():
            rows.append(line.split())
    return found


def _pairs(cells: list[str]) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", " ".join(cells))]


def scenario(path: Path) -> Scenario:
    """Return the scenario in a file."""
    sections = _sections(path)
    skills = tuple(row[0] for row in sections["SKILLS"][1])
    shifts = tuple(row[0] for row in sections["SHIFT_TYPES"][1])
    barred = np.zeros((len(shifts), len(shifts)), bool)
    for name, _, *then in sections["FORBIDDEN_SHIFT_TYPES_SUCCESSIONS"][1]:
        barred[shifts.index(name), [shifts.index(one) for one in then]] = True
    names = [row[0] for row in sections["CONTRACTS"][1]]
    nurses = sections["NURSES"][1]
    has = [tuple(skill in row[3:] for skill in skills) for row in nurses]
    kinds = sorted(set(has), reverse=True)
    crew = Crew(
        same=tuple(Stretch(*_pairs(row[1:]), cost=SAME) for row in sections["SHIFT_TYPES"][1]),
        barred=barred,
        contracts=tuple(_contract(_pairs(row[1:])) for row in sections["CONTRACTS"][1]),
        contract=np.array([names.index(row[1]) for row in nurses]),
        kinds=np.array(kinds),
        kind=np.array([kinds.index(one) for one in has]),
    )
    return Scenario(crew, tuple(row[0] for row in nurses), shifts, skills, int(sections["WEEKS"][0]))


def _contract(numbers: list[int]) -> Contract:
    low, high, low_run, high_run, low_off, high_off, weekends, complete = numbers
    work, off = Stretch(low_run, high_run, WORK), Stretch(low_off, high_off, OFF)
    return Contract(work, off, low, high, TOTAL, weekends, WEEKEND, BROKEN * complete)


def history(path: Path, case: Scenario) -> tuple[Carried, ...]:
    """Return what everybody brings into the first week."""
    rows = {row[0]: row for row in _sections(path)["NURSE_HISTORY"][1]}
    found = []
    for name in case.people:
        shifts, weekends, same, work, off = (int(cell) for cell in (*rows[name][1:3], *rows[name][4:7]))
        last = rows[name][3]
        found.append(Carried(shifts, weekends, 0 if last == NOTHING else case.shifts.index(last), same, work, off))
    return tuple(found)


def week(path: Path, case: Scenario) -> tuple[Need, Floats]:
    """Return the people wanted in a week, and what everybody's wishes cost."""
    sections = _sections(path)
    least = np.zeros((len(DAYS), len(case.shifts), len(case.skills)), np.int64)
    best = np.zeros_like(least)
    for shift, skill, *cells in sections["REQUIREMENTS"][1]:
        numbers = _pairs(cells)
        least[:, case.shifts.index(shift), case.skills.index(skill)] = numbers[::2]
        best[:, case.shifts.index(shift), case.skills.index(skill)] = numbers[1::2]
    wish = np.zeros((len(case.people), len(DAYS), len(case.shifts) + 1))
    for name, shift, day in sections["SHIFT_OFF_REQUESTS"][1]:
        barred = range(len(case.shifts)) if shift == ANY else [case.shifts.index(shift)]
        wish[case.people.index(name), [one.startswith(day[:3]) for one in DAYS].index(True), list(barred)] += WISH
    return Need(least, best, MISSING), wish
