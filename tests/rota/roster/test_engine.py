import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.outcome import Termination
from optimizer.rota.roster.check import faults
from optimizer.rota.roster.first import first_lines
from optimizer.rota.roster.generate import first_duals, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.part import part
from optimizer.rota.roster.pricing import Pricer
from optimizer.rota.roster.problem import LineRules, RosterProblem
from optimizer.rota.roster.solve import RosterLimits, solve_roster
from optimizer.rota.roster.window import Window
from tests.rota.roster.tiny import DAYS, SHIFTS, best, legal, tiny


def left() -> float:
    return 60.0


@pytest.mark.parametrize("history", [False, True])
def test_the_cheapest_line_is_the_cheapest_of_all(history: bool) -> None:
    for number in range(40):
        problem = tiny(number, history=history)
        cost = problem.cost - np.append(
            np.random.default_rng(number).random((problem.days, SHIFTS)) * 5, np.zeros((problem.days, 1)), 1
        )
        pricer = Pricer(problem)
        for person in range(problem.people):
            costs = [float(cost[person, np.arange(problem.days), line].sum()) for line in legal(problem, person)]
            found = next(iter(pricer.lines(cost, 1, [person])), None)
            while found is not None and pricer.count(person, found.line):
                found = next(iter(pricer.lines(cost, 1, [person])), None)
            if not costs:
                assert found is None
            else:
                assert found is not None
                assert faults(problem, person, found.line) == []
                assert found.cost == pytest.approx(min(costs))


def test_the_bound_holds_against_every_roster() -> None:
    for number in range(25):
        problem = tiny(number)
        least = best(problem)
        if np.isfinite(least):
            master = RosterMaster(problem)
            relaxed = generate(master, left, duals=first_duals(master))
            assert relaxed.done
            assert relaxed.bound <= least + 1e-6


def test_the_engine_finds_and_proves_the_best_roster() -> None:
    for number in range(12):
        problem = tiny(number)
        least = best(problem)
        found = solve_roster(problem, RosterLimits(seconds=20.0))
        if np.isinf(least):
            assert found.lines is None
            continue
        assert found.lines is not None
        assert found.termination is Termination.OPTIMAL
        assert not any(faults(problem, person, line) for person, line in enumerate(found.lines))
        assert problem.objective(found.lines) == found.objective == pytest.approx(least)
        assert found.bound == pytest.approx(least)


@pytest.mark.parametrize("history", [False, True])
def test_a_window_of_everything_has_the_best_roster(history: bool) -> None:
    for number in range(25):
        problem = tiny(number, history=history)
        lines = [legal(problem, person) for person in range(problem.people)]
        if all(lines):
            begin = np.array([one[0] for one in lines])
            free = np.ones((problem.people, problem.days), bool)
            answer = Window(problem, begin, free).solve(effort=5.0, seconds=30.0)
            assert answer.proven
            assert answer.lines is not None
            assert not any(faults(problem, person, line) for person, line in enumerate(answer.lines))
            assert problem.objective(answer.lines) == pytest.approx(best(problem))


def test_a_window_changes_nothing_outside_it() -> None:
    for number in range(25):
        problem = tiny(number)
        lines = [legal(problem, person) for person in range(problem.people)]
        if all(lines):
            begin = np.array([one[-1] for one in lines])
            free = np.zeros((problem.people, problem.days), bool)
            free[:, 2:4] = True
            found = Window(problem, begin, free).solve(effort=5.0, seconds=30.0).lines
            assert found is not None
            assert (found[~free] == begin[~free]).all()
            assert not any(faults(problem, person, line) for person, line in enumerate(found))
            assert problem.objective(found) <= problem.objective(begin)


def test_a_part_costs_what_the_whole_does() -> None:
    problem = tiny(3, people=3)
    lines = np.array([legal(problem, person)[0] for person in range(3)])
    small = part(problem, [0, 2], lines)
    for other in itertools.islice(legal(problem, 0), 5):
        moved = lines.copy()
        moved[0] = other
        gain = problem.objective(moved) - problem.objective(lines)
        assert small.objective(moved[[0, 2]]) - small.objective(lines[[0, 2]]) == pytest.approx(gain)


def _long(days: int) -> RosterProblem:
    people = 6
    rules = LineRules(2, 5, 2, days * 170, days * 260, 6, (days, days // 7))
    cost = np.zeros((people, days, 3))
    cost[2, 10:24, :-1] = np.inf
    day, shift = (grid.ravel() for grid in np.meshgrid(np.arange(days), np.arange(2), indexing="ij"))
    return RosterProblem(
        np.array([480, 480]),
        np.array([[False, False], [True, False]]),
        tuple((one, one + 1) for one in range(5, days, 7)),
        (rules,) * people,
        tiny(0, people=people).before,
        cost,
        day,
        shift,
        np.zeros(len(day), np.int64),
        np.ones((1, people), bool),
        np.where(shift == 0, 2, 1),
        np.full(len(day), 100.0),
        np.ones(len(day)),
    )


def test_a_first_roster_keeps_the_rules_of_a_long_horizon() -> None:
    problem = _long(84)
    lines = first_lines(problem, left)
    assert lines is not None
    assert not any(faults(problem, person, line) for person, line in enumerate(lines))


def test_somebody_without_a_line_makes_a_roster_impossible() -> None:
    problem = _long(28)
    rules = (*problem.rules[:2], replace(problem.rules[2], least_minutes=13 * 480), *problem.rules[3:])
    assert solve_roster(replace(problem, rules=rules), RosterLimits(seconds=60.0)).termination is Termination.INFEASIBLE
    rules = (*problem.rules[:2], replace(problem.rules[2], least_minutes=11 * 480), *problem.rules[3:])
    assert solve_roster(replace(problem, rules=rules), RosterLimits(seconds=60.0, parts=0)).termination.has_plan


def test_without_the_clock_a_roster_is_the_same_twice() -> None:
    problem = _long(28)
    one, other = (solve_roster(problem, RosterLimits(seconds=300.0, seed=3, parts=8)) for _ in range(2))
    assert one.lines is not None
    assert other.lines is not None
    assert (one.lines == other.lines).all()
    assert (one.objective, one.bound) == (other.objective, other.bound)


RULES = {
    "most_run": (LineRules(1, 2, 1, 0, 9999, 9, (9, 9)), [0, 0, 0, 2, 2, 2], [0, 0, 2, 2, 2, 2]),
    "least_run": (LineRules(2, 9, 1, 0, 9999, 9, (9, 9)), [2, 0, 2, 2, 2, 2], [2, 0, 0, 2, 2, 2]),
    "least_off": (LineRules(1, 9, 2, 0, 9999, 9, (9, 9)), [0, 2, 0, 2, 2, 2], [0, 2, 2, 0, 2, 2]),
    "minutes": (LineRules(1, 9, 1, 0, 480, 9, (9, 9)), [0, 2, 0, 2, 0, 2], [0, 2, 0, 2, 2, 2]),
    "most_of": (LineRules(1, 9, 1, 0, 9999, 9, (1, 9)), [0, 2, 0, 2, 2, 2], [0, 2, 1, 2, 2, 2]),
    "weekends": (LineRules(1, 9, 1, 0, 9999, 1, (9, 9)), [2, 0, 2, 2, 2, 0], [2, 0, 0, 2, 2, 2]),
    "barred": (LineRules(1, 9, 1, 0, 9999, 9, (9, 9)), [1, 0, 2, 2, 2, 2], [0, 1, 2, 2, 2, 2]),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_just_outside_and_just_inside(name: str) -> None:
    rules, outside, inside = RULES[name]
    base = tiny(0)
    problem = RosterProblem(
        np.array([240, 240]),
        np.array([[False, False], [True, False]]),
        ((1, 2), (5,)),
        (rules,),
        base.before[:1],
        np.zeros((1, DAYS, 3)),
        base.day,
        base.shift,
        np.zeros(len(base.day), np.int64),
        np.ones((1, 1), bool),
        base.wanted,
        base.under,
        base.over,
    )
    assert faults(problem, 0, np.array(outside)) == [name]
    assert faults(problem, 0, np.array(inside)) == []
    assert faults(problem, 0, np.full(DAYS, 2)) == []
