from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.rota.weekly.ahead import Ahead
from optimizer.rota.weekly.ascent import ascend, by_kind
from optimizer.rota.weekly.check import accounts, carry, faults, terms
from optimizer.rota.weekly.demand import drawn as drawn_need
from optimizer.rota.weekly.lines import lines_of
from optimizer.rota.weekly.master import WeekPlan
from optimizer.rota.weekly.plan import Memory, WeekLimits, plan_week
from optimizer.rota.weekly.pricing import Pricer
from optimizer.rota.weekly.problem import WEEK, Carried, Contract, Ints, Need, Stretch, WeekProblem
from optimizer.rota.weekly.steps import steps_of
from tests.rota.weekly.tiny import OFF, RESTED, before, drawn, week

LIMITS = WeekLimits(draws=3, steps=15)
ALL = np.array(np.unravel_index(np.arange(3**WEEK), (3,) * WEEK)).T


def alone(problem: WeekProblem, person: int, line: Ints) -> float:
    """Return what a line costs without cover, the period ending with the week; infinite where it may not be."""
    crew = replace(problem.crew, contract=problem.crew.contract[[person]], kind=problem.crew.kind[[person]])
    nobody = replace(problem.need, best=np.zeros_like(problem.need.best), least=np.zeros_like(problem.need.least))
    one = WeekProblem(crew, nobody, (problem.before[person],), problem.wish[[person]], 0)
    skills = np.where(line == OFF, -1, int(np.flatnonzero(crew.kinds[crew.kind[0]])[0]))[None]
    if faults(one, line[None], skills):
        return np.inf
    return sum(terms(one, line[None], skills).values()) + accounts(crew, [carry(problem.before[person], line, OFF)])


def whole(problem: WeekProblem, plan: WeekPlan) -> float:
    """Return what a planned last week costs, totals included."""
    then = [carry(one, line, OFF) for one, line in zip(problem.before, plan.lines, strict=True)]
    return sum(terms(problem, plan.lines, plan.skills).values()) + accounts(problem.crew, then)


def test_lines_are_all_lines_with_what_the_check_says() -> None:
    for number in range(4):
        problem = drawn(number)
        pricer = Pricer(problem)
        left = pricer.left([one.worth for one in pricer.ahead(np.zeros((2, 0, 2)))])
        for person, lines in enumerate(lines_of(problem)):
            told = {tuple(days): cost for days, cost in zip(lines.days.tolist(), pricer.own[person] + left[person], strict=True)}
            contract, had = problem.crew.contract_of(person), problem.before[person]
            gone = contract.each * max(0, had.shifts - contract.most) + contract.weekend * max(
                0, had.weekends - contract.weekends
            )
            for line in ALL[number::7]:
                expected = alone(problem, person, line) - gone
                assert told.get(tuple(line.tolist()), np.inf) == pytest.approx(expected)


def test_what_is_ahead_is_the_cheapest_week_from_there() -> None:
    for number in range(6):
        draw = np.random.default_rng(number)
        stand = before(draw)
        problem = week(stand, contract=drawn(number).crew.contracts[0])
        prices = draw.random((1, WEEK, 2)) * 40
        ahead, steps = Ahead(problem.crew, 0, prices), steps_of(problem.crew, 0)
        contract = problem.crew.contracts[0]
        shifts, weekends = min(stand.shifts, contract.most), min(stand.weekends, contract.weekends)
        start = replace(stand, shifts=shifts, weekends=weekends)
        padded = np.pad(prices[0], ((0, 0), (0, 1)))
        problem = replace(problem, before=(start,))
        costs = np.array([alone(problem, 0, line) for line in ALL]) - padded[np.arange(WEEK), ALL].sum(axis=1)
        state = steps.start(start)
        assert ahead.worth[0, state, shifts, weekends] == pytest.approx(costs.min())
        line = ahead.follow(*(np.array([one]) for one in (0, state, shifts, weekends)))[0]
        assert alone(problem, 0, line) - padded[np.arange(WEEK), line].sum() == pytest.approx(costs.min())


def test_the_last_week_is_planned_to_its_optimum() -> None:
    for number in range(2):
        problem = drawn(number)
        plan, _ = plan_week(problem, Memory(), LIMITS)
        own = [np.array([alone(problem, person, line) for line in ALL]) for person in range(2)]
        assert whole(problem, plan) + 1e4 * bool(faults(problem, plan.lines, plan.skills)) <= _best(problem, own) + 1e-6


def _best(problem: WeekProblem, own: list[np.ndarray]) -> float:
    """Return the cheapest pair of lines, by trying all; a pair that leaves out whom it must have costs 10,000 more."""
    crew, need = problem.crew, problem.need
    best = np.inf
    seconds = np.flatnonzero(np.isfinite(own[1]))
    for first in np.flatnonzero(np.isfinite(own[0])).tolist():
        cover = np.zeros(len(seconds))
        for day in range(WEEK):
            table = _pairs(need.least[day], need.best[day], crew.kinds[crew.kind])
            cover += table[int(ALL[first, day]), ALL[seconds, day]]
        best = min(best, float((cover + own[1][seconds]).min()) + own[0][first])
    return best


def _pairs(least: Ints, best: Ints, has: np.ndarray) -> np.ndarray:
    """Return first's × second's choice: the least that cover of a day costs, over the skills they may use."""
    table = np.full((3, 3), np.inf)
    for one, two in np.ndindex(3, 3):
        for skill, other in np.ndindex(2, 2):
            if (one == OFF or has[0, skill]) and (two == OFF or has[1, other]):
                there = np.zeros((2, 2), int)
                for shift, used in ((one, skill), (two, other)):
                    if shift != OFF:
                        there[shift, used] += 1
                cost = 30.0 * np.maximum(0, best - there).sum() + 1e4 * bool((there < least).any())
                table[one, two] = min(table[one, two], cost)
    return table


def test_who_must_be_there_is_there_where_some_plan_has_them() -> None:
    for number in range(9):
        draw = np.random.default_rng(number)
        problem = drawn(number, people=4, after=number % 3)
        planted = [lines.days[int(draw.integers(len(lines.days)))] for lines in lines_of(problem)]
        least = np.zeros_like(problem.need.least)
        for person, line in enumerate(planted):
            skills = np.flatnonzero(problem.crew.kinds[problem.crew.kind[person]])
            for day in np.flatnonzero(line != OFF).tolist():
                least[day, line[day], int(draw.choice(skills))] += 1
        problem = replace(problem, need=replace(problem.need, least=least, best=np.maximum(least, problem.need.best)))
        plan, _ = plan_week(problem, Memory(), LIMITS)
        assert faults(problem, plan.lines, plan.skills) == []


def test_the_same_week_is_planned_the_same_and_remembered() -> None:
    problem = drawn(3, people=4, after=2)
    plan, memory = plan_week(problem, Memory(), LIMITS)
    again, _ = plan_week(problem, Memory(), replace(LIMITS, workers=1))
    assert (plan.lines == again.lines).all()
    assert (plan.skills == again.skills).all()
    assert memory.prices is not None
    assert len(plan_week(problem, memory, LIMITS)[1].seen) == 2


def test_a_shift_that_later_weeks_need_more_is_kept_for_them() -> None:
    best, wish = np.zeros((WEEK, 2, 2), np.int64), np.zeros((1, WEEK, 3))
    best[0, 0, 0], wish[0, 0, 0] = 1, 10.0
    free = Stretch(1, 28, 30.0)
    contract = Contract(free, free, 0, 1, 100.0, 1, 30.0, 0.0)  # one shift in the whole period
    problem = week(RESTED, contract=contract, best=best, wish=wish, after=1)
    now, _ = plan_week(problem, Memory(), LIMITS)
    assert (now.lines == OFF).all()
    last, _ = plan_week(replace(problem, after=0), Memory(), LIMITS)
    assert last.lines[0].tolist() == [0, *[OFF] * 6]


def test_weeks_drawn_have_the_days_of_weeks_seen() -> None:
    need = drawn(1).need
    found = drawn_need([need], np.random.default_rng(0))
    for days in (slice(0, 5), slice(5, 7)):
        assert (np.sort(found.best[days], axis=0) == np.sort(need.best[days], axis=0)).all()
        assert (np.sort(found.least[days], axis=0) == np.sort(need.least[days], axis=0)).all()
    assert (found.least <= found.best).all()


def test_prices_rise_where_people_are_missing() -> None:
    best = np.zeros((WEEK, 2, 2), np.int64)
    best[:5, 0, 0] = 3
    problem = week(RESTED, Carried(off=3), best=best)
    prices = ascend(Pricer(problem), problem.need, np.full(best.shape, 15.0), 60, lambda: 1.0)
    assert (prices[:5, 0, 0] > 25).all()
    assert (prices[:, 1] < 5).all()
    assert (by_kind(problem.crew, prices)[0] == prices.max(axis=2)).all()


def test_without_time_for_later_weeks_everybody_who_must_be_there_is() -> None:
    best = np.zeros((WEEK, 2, 2), np.int64)
    best[:, 0, 0] = 2
    people = [Carried(off=3) for _ in range(4)]
    problem = replace(week(*people, best=best, after=3), need=Need(best, best, 30.0))
    plan, _ = plan_week(problem, Memory(), replace(LIMITS, seconds=0.0))
    assert not faults(problem, plan.lines, plan.skills)
