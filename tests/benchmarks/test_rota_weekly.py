from __future__ import annotations

from pathlib import Path

import numpy as np

from optimizer.rota.weekly.check import NOBODY, accounts, carried, faults, terms
from optimizer.rota.weekly.problem import WeekProblem
from tests.benchmarks import inrc2
from tests.benchmarks.common import need_shared, write_solution
from tests.benchmarks.inrc2_price import price

HEADER = ("nurse", "week", "day", "shift", "skill")


def test_the_engine_counts_any_roster_as_the_prices_of_the_text_files_do(tmp_path: Path) -> None:
    folder = need_shared("rota", "inrc2", "n005w4")
    case = inrc2.scenario(folder / "Sc-n005w4.txt")
    draw = np.random.default_rng(0)
    for history in "012":
        before, rows, total, broken = inrc2.history(folder / f"H0-n005w4-{history}.txt", case), [], 0.0, set()
        weeks = draw.integers(0, 10, 4).tolist()
        for number, week in enumerate(weeks):
            problem = WeekProblem(case.crew, *_week(folder, week, case, before), after=3 - number)
            lines = draw.integers(0, case.crew.shifts + 1, (case.crew.people, 7))
            skills = np.where(lines == case.crew.shifts, NOBODY, draw.integers(0, len(case.skills), lines.shape))
            total += sum(terms(problem, lines, skills).values())
            broken.update(faults(problem, lines, skills))
            for person, day in np.argwhere(skills != NOBODY).tolist():
                names = case.shifts[lines[person, day]], case.skills[skills[person, day]]
                rows.append((case.people[person], number, inrc2.DAYS[day], *names))
            before = carried(problem, lines)
        write_solution(tmp_path / "roster.csv", HEADER, rows)
        objective, found = price(folder, history, [str(week) for week in weeks], tmp_path / "roster.csv")
        assert objective == total + accounts(case.crew, before)
        assert broken == {"skill", "barred", "least"}
        assert all(any(word in one for one in found) for word in (" is no ", ": ", " of "))


def _week(folder: Path, week: int, case: inrc2.Scenario, before: tuple) -> tuple:
    need, wish = inrc2.week(folder / f"WD-n005w4-{week}.txt", case)
    return need, before, wish
