"""The properties, each of one town by its number: the same, a mismatch in words, or why it does not apply."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import lru_cache

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Outcome
from optimizer.routing.costs import NEAREST
from optimizer.routing.draw import draw
from optimizer.routing.greedy import greedy
from optimizer.routing.improve import improve
from optimizer.routing.ledger import Vector
from optimizer.routing.settle import Settled
from optimizer.routing.solution import RoutingSolution
from optimizer.routing.urgent import stranded
from tests.properties.judged import better_plans, plan_of, terms
from tests.properties.nearer import far_for_nothing, suggested_farther
from tests.properties.solvers import SOLVERS
from tests.properties.towns import Town, a_bed_more, changes_first, renamed, town_number, twins
from tests.routing.brute import TooManyError, best_vector, least_of

Verdict = str  # "same", a mismatch in words, or why it does not apply, in brackets
SAME = "same"
Law = Callable[[int], Verdict]


@lru_cache(maxsize=2)
def best_and_plan(number: int) -> tuple[Vector | None, Outcome[RoutingSolution] | None]:
    """Return the best goals of a town by trying everything, and the product's plan; None where there can be none."""
    town = town_number(number)
    best = best_vector(town.instance())
    return best, None if best is None else town.routed()


def against_everything(number: int) -> Verdict:
    """Compare the product's goal values with the best over every plan."""
    town = town_number(number)
    best, plan = best_and_plan(number)
    if best is None or plan is None:
        return SAME if _contradictory(town) else "a plan where no plan can be"
    wanted = {goal.name: value for goal, value in zip(town.instance().goals, best, strict=True) if goal.name != NEAREST}
    got = {term.name: term.value for term in plan.terms}
    return SAME if got == wanted else f"{got} against {wanted}"


def _contradictory(town: Town) -> bool:
    try:
        town.routed()
    except ContradictionError:
        return True
    return False


def across_solvers(number: int) -> Verdict:
    """Solve the whole model, nothing settled beforehand, with three solvers; compare with the best over every plan."""
    instance = town_number(number).instance()
    best, _ = best_and_plan(number)
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
    return SAME


def accepted_plans(number: int) -> Verdict:
    """No plan near the product's that the independent check accepts is better."""
    town = town_number(number)
    _, plan = best_and_plan(number)
    if plan is None or plan.solution is None:
        return "(no plan)"
    return next(better_plans(town, plan.solution), SAME)


def fewest_changes(number: int) -> Verdict:
    """No plan that serves as well as a re-plan in every respect has fewer changes, where the re-plan says so."""
    town = town_number(number)
    if not town.previous or best_and_plan(number)[0] is None:
        return "(no plan, or none in force)"
    town = changes_first(town)
    instance, outcome = town.instance(), town.routed()
    found = {term.name: term for term in outcome.terms}
    if found["changes"].bound != found["changes"].value:
        return "(not proven)"
    service = [goal.name for goal in instance.goals][: len(town.data.scenario.replan.goals)]
    most = {name: int(found[name].value) for name in service if name in found}
    fewest = least_of(instance, "changes", most)
    return SAME if fewest == found["changes"].value else f"{fewest} changes do, not {found['changes'].value}"


def bed_more(number: int) -> Verdict:
    """A bed more in every unit never worsens the goals."""
    town = town_number(number)
    _, plan = best_and_plan(number)
    if plan is None:
        return "(no plan)"
    before, after = _goals(town, plan), _goals(a_bed_more(town))
    if any(not room for place in town.instance().places for room in place.effective):
        # the share used of no bed at all counts as nothing, so that a first bed may show a share, and what comes after it
        last = list(before).index("balance_pct")
        before, after = (dict(list(goals.items())[:last]) for goals in (before, after))
    # a place for a life-threatened patient whom no unit could take at all is no loss, however far it is
    one, other = ((goals["unplaced_1"], *goals.values()) for goals in (before, after))
    return SAME if other <= one else f"worse: {other} after {one}"


def names_and_order(number: int) -> Verdict:
    """Names of patients, units and hospitals and the order of rows change nothing."""
    town = town_number(number)
    _, plan = best_and_plan(number)
    if plan is None:
        return "(no plan)"
    one, other = _goals(town, plan), _goals(renamed(town, number))
    return SAME if one == other else f"another plan: {other} after {one}"


def _goals(town: Town, outcome: Outcome[RoutingSolution] | None = None) -> dict[str, float]:
    """Return every goal of the product's plan in order, how near the life-threatened are included."""
    plan = (outcome or town.routed()).solution
    return {} if plan is None else terms(town, plan_of(town, plan.placements, plan.sessions))


def nearer_first(number: int) -> Verdict:
    """A nearer hospital is never ranked below its twin farther away: nobody placed, somebody suggested."""
    town = twins(number)
    empty = plan_of(town, (), ())
    found = next(suggested_farther(town, empty), None)
    if found is not None:
        return found
    plan = plan_or_none(town)
    if plan is None:
        return "(no plan)"
    in_force = plan_of(town, plan.placements, plan.sessions)
    return next(itertools.chain(far_for_nothing(town, plan), suggested_farther(town, in_force)), SAME)


def plan_or_none(town: Town) -> RoutingSolution | None:
    """Return the product's plan; None where the rules leave none."""
    try:
        return town.routed().solution
    except ContradictionError:
        return None


def followed(law: Law, number: int) -> Verdict:
    """Return a law's verdict on one town; a town too large to try everything is none."""
    try:
        return law(number)
    except TooManyError:
        return "(too many plans)"


PROPERTIES: Mapping[str, Law] = {
    "product against every plan": against_everything,
    "CP-SAT, HiGHS, CBC, every plan": across_solvers,
    "no accepted plan is better": accepted_plans,
    "a re-plan has the fewest changes": fewest_changes,
    "a bed more never worsens": bed_more,
    "a nearer hospital comes first": nearer_first,
    "names and order": names_and_order,
}
