"""Many small towns: the product against trying everything, one model across three solvers, and laws of change.

``python -m tests.properties.torture [--towns 2000] [--first 0]`` prints a table, and every mismatch with the number of
its town; the exit code is 1 when there is one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable

from optimizer.core.errors import ContradictionError
from optimizer.data.dataset import Dataset
from optimizer.routing.costs import NEAREST
from optimizer.routing.draw import draw
from optimizer.routing.greedy import greedy
from optimizer.routing.improve import improve
from optimizer.routing.settle import Settled
from optimizer.routing.urgent import stranded
from tests.properties.solvers import SOLVERS
from tests.properties.towns import a_bed_more, renamed, town_number
from tests.routing.brute import best_vector
from tests.routing.town import instance_of, routed, values

EITHER_WAY = {"urgent_over_capacity", "balance_pct"}  # by their own definition a bed more may move them either way
Verdict = str  # "same", a mismatch in words, or why it does not apply, in brackets


def against_everything(number: int) -> Verdict:
    """Compare the product's goal values with the best over every plan."""
    data = town_number(number)
    instance = instance_of(data)
    best = best_vector(instance)
    if best is None:
        return _contradiction(data)
    wanted = {goal.name: value for goal, value in zip(instance.goals, best, strict=True) if goal.name != NEAREST}
    got = {term.name: term.value for term in routed(data).terms}
    return "same" if got == wanted else f"{got} against {wanted}"


def _contradiction(data: Dataset) -> Verdict:
    try:
        routed(data)
    except ContradictionError:
        return "same"
    return "a plan where no plan can be"


def across_solvers(number: int) -> Verdict:
    """Solve the whole model, nothing settled beforehand, with three solvers; compare with the best over every plan."""
    instance = instance_of(town_number(number))
    best = best_vector(instance)
    if best is None or not any(instance.options):
        return "(no plan, or nothing to choose)"
    known = greedy(instance)
    improve(known)
    if stranded(known):
        return "(no plan to start from)"
    kin = instance.kin()
    must = tuple(instance.people[one.members[0]].urgent for one in kin)
    drawing = draw(known, Settled(kin, must), instance.goals)
    stages = drawing.stages(instance.goals)
    wanted = tuple(value - instance.apart(goal.name) for goal, value in zip(instance.goals, best, strict=True))
    for name, solve in SOLVERS.items():
        try:
            found = solve(drawing.sketch.model, stages)
        except ValueError:
            return "(not linear)"
        if found != wanted:
            return f"{name}: {found} against {wanted}"
    return "same"


def bed_more(number: int) -> Verdict:
    """A bed more in every unit never worsens the goals."""
    data = town_number(number)
    if best_vector(instance_of(data)) is None:
        return "(no plan)"

    def goals(town: Dataset) -> tuple[float, ...]:
        return tuple(term.value for term in routed(town).terms if term.name not in EITHER_WAY)

    before, after = goals(data), goals(a_bed_more(data))
    return "same" if after <= before else f"{after} after {before}"


def names_and_order(number: int) -> Verdict:
    """Names of patients and the order of rows change nothing."""
    data = town_number(number)
    if best_vector(instance_of(data)) is None:
        return "(no plan)"
    one, other = values(routed(data)), values(routed(renamed(data, number)))
    return "same" if one == other else f"{other} after {one}"


PROPERTIES: dict[str, Callable[[int], Verdict]] = {
    "product against every plan": against_everything,
    "CP-SAT, HiGHS, CBC, every plan": across_solvers,
    "a bed more never worsens": bed_more,
    "names and order": names_and_order,
}


def main() -> int:
    """Run every property over many towns; two of the laws on every tenth, since they need two plans each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towns", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    bad = 0
    print(f"{'property':34}{'towns':>7}{'same':>7}{'other':>7}{'mismatch':>10}{'seconds':>9}")
    for name, judge in PROPERTIES.items():
        began, seen = time.monotonic(), Counter[str]()
        step = 10 if judge in {bed_more, names_and_order} else 1
        for number in range(arguments.first, arguments.first + arguments.towns, step):
            verdict = judge(number)
            kind = verdict if verdict == "same" else "other" if verdict.startswith("(") else "mismatch"
            seen[kind] += 1
            if kind == "mismatch":
                print(f"  town {number}: {verdict}", flush=True)
        bad += seen["mismatch"]
        counts = f"{seen.total():7}{seen['same']:7}{seen['other']:7}{seen['mismatch']:10}"
        print(f"{name:34}{counts}{time.monotonic() - began:9.0f}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
