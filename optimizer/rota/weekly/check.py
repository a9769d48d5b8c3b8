"""What a planned week breaks, costs and hands on, told from the plan alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.rota.weekly.problem import SATURDAY, SUNDAY, Carried, Crew, Ints, Stretch, WeekProblem

NOBODY = -1  # the skill of a day off


def faults(problem: WeekProblem, lines: Ints, skills: Ints) -> list[str]:
    """Return the names of the hard rules that a week breaks.

    Parameters
    ----------
    lines, skills
        Person × day: shift (the number of shifts for a day off), and the skill that somebody works with.
    """
    crew, found = problem.crew, []
    works = lines != crew.shifts
    if (works != (skills != NOBODY)).any() or not crew.kinds[crew.kind[np.nonzero(works)[0]], skills[works]].all():
        found.append("skill")
    for line, before in zip(lines, problem.before, strict=True):
        last = before.shift if before.work else crew.shifts
        pairs = zip([last, *line[:-1].tolist()], line.tolist(), strict=True)
        if any(crew.shifts not in pair and crew.barred[pair] for pair in pairs):
            found.append("barred")
            break
    if (present(problem, lines, skills) < problem.need.least).any():
        found.append("least")
    return found


def present(problem: WeekProblem, lines: Ints, skills: Ints) -> Ints:
    """Return day × shift × skill: how many are there."""
    count = np.zeros_like(problem.need.least)
    person, day = np.nonzero(lines != problem.crew.shifts)
    np.add.at(count, (day, lines[person, day], skills[person, day]), 1)
    return count


def terms(problem: WeekProblem, lines: Ints, skills: Ints) -> dict[str, float]:
    """Return what a week costs, soft rule by soft rule; totals of the period are not in it."""
    crew, need = problem.crew, problem.need
    cost = dict.fromkeys(("best", "work", "same", "off", "broken", "wish"), 0.0)
    cost["best"] = need.missing * float(np.maximum(0, need.best - present(problem, lines, skills)).sum())
    for person, (line, before) in enumerate(zip(lines, problem.before, strict=True)):
        contract, works = crew.contract_of(person), line != crew.shifts
        cost["work"] += stretches(works.tolist(), before.work, contract.work)
        cost["off"] += stretches((~works).tolist(), before.off, contract.off)
        for shift, rule in enumerate(crew.same):
            lasted = before.same if before.work and before.shift == shift else 0
            cost["same"] += stretches((line == shift).tolist(), lasted, rule)
        cost["broken"] += contract.broken * bool(works[SATURDAY] != works[SUNDAY])
        cost["wish"] += float(problem.wish[person, np.arange(len(line)), line].sum())
    return cost


def stretches(flags: Sequence[bool], lasted: int, rule: Stretch) -> float:
    """Return what days in a row cost, of which the first go on after so many before; the last may still grow."""
    total, run = 0.0, lasted
    for flag in flags:
        if flag:
            total += rule.longer(run)
            run += 1
        else:
            total += rule.short(run) if run else 0.0
            run = 0
    return total


def carry(before: Carried, line: Ints, off: int) -> Carried:
    """Return what somebody brings into the week after this one."""
    days = line.tolist()
    worked = [shift for shift in days if shift != off]
    shifts = before.shifts + len(worked)
    weekends = before.weekends + (days[SATURDAY] != off or days[SUNDAY] != off)
    last, same, work, rest = before.shift, before.same, before.work, before.off
    for shift in days:
        if shift == off:
            same, work, rest = 0, 0, rest + 1
        else:
            same = same + 1 if work and shift == last else 1
            last, work, rest = shift, work + 1, 0
    return Carried(shifts, weekends, last, same, work, rest)


def carried(problem: WeekProblem, lines: Ints) -> tuple[Carried, ...]:
    """Return what everybody brings into the week after this one."""
    return tuple(carry(before, line, problem.crew.shifts) for before, line in zip(problem.before, lines, strict=True))


def accounts(crew: Crew, before: Sequence[Carried]) -> float:
    """Return what the totals of the period cost when it ends like this."""
    return sum(_accounts(crew, before))


def _accounts(crew: Crew, before: Sequence[Carried]) -> Iterator[float]:
    for person, one in enumerate(before):
        yield crew.contract_of(person).account(one.shifts, one.weekends)
