"""The properties of small designations, each of one city by its number."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.vocabulary import Designable, Fixed, UnitStatus
from optimizer.designation.contradiction import contradiction, holds
from optimizer.designation.front import front, undominated
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.model import designate
from optimizer.designation.repair.lever import Means, Step, changed
from optimizer.designation.repair.levers import at_hospital
from optimizer.designation.repair.shortage import Shortages
from optimizer.designation.solution import DesignationSolution
from optimizer.verify import verify
from tests.designation.brute import best, best_with, is_possible
from tests.designation.city import buffer_unit, hospital
from tests.designation.tiny import tiny

SAME = "same"
ORDER = (
    "districts_without",
    "uncovered",
    "uncovered_days",
    "beyond_limit",
    "uncovered_high",
    "coordination",
    "mixed_kinds",
    "sites",
    "conversions",
)
NEAR = 1e-3  # terms have three decimals
FRONT_NEAR = 2e-3  # what is kept of one goal after another
GAP = 1.001  # travel is proven to a tenth of a percent
LIMITS = Limits(workers=1)
Verdict = str


def designation_against_everything(number: int) -> Verdict:
    """Compare every goal in order with the best over every set of sites and conversions and every way to send people."""
    data = tiny(number)
    outcome = designate(data, LIMITS)  # raises first, where the rules contradict each other
    expected = best(DesignationInstance.from_dataset(data))
    if faults := _faults(data, outcome):
        return f"the check says {faults}"
    got = tuple(outcome.term(name) for name in ORDER)
    if any(abs(mine - theirs) > NEAR for mine, theirs in zip(got, expected, strict=False)):
        return f"{got} against {expected[:-1]}"
    travel = outcome.terms[-1]
    if travel.bound is None or travel.bound > expected[-1] + NEAR:
        return f"travel is bounded by {travel.bound}, {expected[-1]} is possible"
    if outcome.termination is Termination.OPTIMAL and travel.value > expected[-1] * GAP + NEAR:
        return f"travel {travel.value} called proven, {expected[-1]} is possible"
    return SAME


def designation_one_more(number: int) -> Verdict:
    """A further candidate, in a district that has one already and that the bureau may designate itself, worsens nothing."""
    data = tiny(number)
    kind = data.demand[0].ward_kind
    more = hospital("H9", district=data.hospitals[0].district)
    beds = buffer_unit("U9", "H9", 3, ward_kind=kind)
    trips = tuple(replace(row, to_id="H9") for row in data.travel_times if row.to_id == "H1")
    wider = replace(data, hospitals=(*data.hospitals, more), units=(*data.units, beds), travel_times=(*data.travel_times, *trips))
    if not set(DesignationInstance.from_dataset(wider).districts) <= set(DesignationInstance.from_dataset(data).districts):
        return "(a district more)"
    before, after = designate(data, LIMITS), designate(wider, LIMITS)
    first, second = (tuple(round(one.term(name), 2) for name in ORDER) for one in (before, after))
    return SAME if second <= first else f"worse: {second} after {first}"


def designation_repaired(number: int) -> Verdict:
    """A city of hospitals that must be, some of them too small: repairs lift what contradicts, and a little less does not."""
    data = _demanding(number)
    names = [row.hospital_id for row in data.hospitals if not is_possible(_alone(data, row.hospital_id))]
    try:
        designate(data, LIMITS, quick=True)
    except ContradictionError as error:
        told = {issue.row for issue in error.issues if issue.code == "designation_fixed_in"}
        if told != {row + 2 for row, hospital in enumerate(data.hospitals) if hospital.hospital_id in names}:
            return f"{told} told, {names} cannot be"
    else:
        return SAME if not names else f"{names} cannot be, and nothing was told"
    return next((fault for name in names for fault in _repair_faults(data, name)), SAME)


def designation_short_repaired(number: int) -> Verdict:
    """With more people than places: every repair told gains what it says once planned again and checked, less of it less."""
    data = tiny(number)
    data = replace(data, demand=tuple(replace(row, expected=row.expected * 3) for row in data.demand))
    before = designate(data, LIMITS, quick=True)
    if before.solution is None:
        return "no plan"
    held = before.solution.designation, before.solution.conversions
    told = [way for one in Shortages(data, *held).all() for way in one.ways]
    for way in told:
        less = [(*way.repair[:-1], *([Step(last.lever, last.amount - 1)] if last.amount > 1 else [])) for last in way.repair[-1:]]
        for repair, gain in ((way.repair, (way.uncovered, way.days, way.beyond)), *((one, None) for one in less)):
            tables = changed(data, repair)
            after = designate(tables, LIMITS, quick=True, in_force=held)
            if faults := _faults(tables, after):
                return f"the check says {faults} after {repair}"
            got = tuple(before.term(name) - after.term(name) for name in ("uncovered", "uncovered_days", "beyond_limit"))
            if gain is not None and max(abs(one - other) for one, other in zip(got, gain, strict=True)) > 2 * NEAR:
                return f"{way} gains {got}"
            wanted = (way.uncovered, way.days, way.beyond)
            if gain is None and [round(value, 2) for value in got] >= [round(value, 2) for value in wanted]:
                return f"less than {way} gains {got}"
    return SAME if told else "(nobody short, or nothing helps)"


def _demanding(number: int) -> Dataset:
    """A tiny city with everybody fixed in, services that ask for more, and some hospitals and units that may not serve."""
    draw, data = random.Random(-number), tiny(number)
    asks = draw.choice([0, 2, 3, 4, 5])
    licence = draw.choice(["", "", "L"])
    return replace(
        data,
        hospitals=tuple(
            replace(row, fixed=Fixed.IN, can_designate=draw.choice([*Designable, Designable.DIRECT])) for row in data.hospitals
        ),
        services=tuple(replace(row, min_designated_places=asks, licence=licence) for row in data.services),
        units=tuple(
            replace(row, licences=draw.choice([(), ("L",)]), status=draw.choice([*UnitStatus, UnitStatus.OPEN]))
            for row in data.units
        ),
        unit_conversions=tuple(replace(row, lead_time_h=draw.choice([0.0, 30.0])) for row in data.unit_conversions),
    )


def _alone(data: Dataset, name: str) -> DesignationInstance:
    return DesignationInstance.from_dataset(at_hospital(data, name))


def _repair_faults(data: Dataset, name: str) -> Iterator[str]:
    """Judge every repair by trying every set of sites and conversions of the hospital."""
    found = contradiction(data, name)
    here = at_hospital(data, name)
    if not found.repairs or found.repairs[0][0].lever.means is not Means.WISH:
        yield f"{name}: the wish is not the cheapest"
    if holds(here, ()) and (holds(here, found.rules) or not all(holds(here, {*found.rules} - {r}) for r in found.rules)):
        yield f"{name}: {found.rules} is no smallest set"
    for repair in found.repairs:
        if not is_possible(_alone(changed(data, repair), name)):
            yield f"{name}: {repair} lifts nothing"
        for place, step in enumerate(repair):
            less = (Step(step.lever, step.amount - 1),) if step.amount > 1 else ()
            if is_possible(_alone(changed(data, (*repair[:place], *less, *repair[place + 1 :])), name)):
                yield f"{name}: less than {repair} will do"


def designation_front(number: int) -> Verdict:
    """Every point of the front is the best of all sets of so many sites, and none is as good as another in everything."""
    data = tiny(number)
    found = front(data, LIMITS)
    if found != undominated(found) or not (found[0].proven and found[-1].proven):
        return "a point is dominated, or an end is not proven"
    instance = DesignationInstance.from_dataset(data)
    for one in found:
        if faults := _faults(data, one.outcome):
            return f"{one.most_sites} sites: the check says {faults}"
        *expected, travel = best_with(instance, one.most_sites)
        got = [one.term(name) for name in ORDER if name != "sites"]
        if any(abs(mine - theirs) > FRONT_NEAR for mine, theirs in zip(got, expected, strict=True)):
            return f"{one.most_sites} sites: {got} against {expected}"
        bound = one.outcome.terms[-1].bound
        if bound is None or bound > travel + FRONT_NEAR:
            return f"{one.most_sites} sites: travel is bounded by {bound}, {travel} is possible"
    return SAME


def _faults(data: Dataset, outcome: Outcome[DesignationSolution]) -> list[str]:
    solution = outcome.solution
    if solution is None:
        return ["no plan"]
    tables = PlanTables(designation=solution.designation, conversions=solution.conversions, flows=solution.flows)
    terms = {term.name: term.value for term in outcome.terms}
    return [issue.describe("en") for issue in verify(data, tables, {"designation": terms}, steps=["designation"])]


def _unless_contradictory(law: Callable[[int], Verdict]) -> Callable[[int], Verdict]:
    def judged(number: int) -> Verdict:
        try:
            return law(number)
        except ContradictionError as error:
            return _contradiction(number, error)

    return judged


def _contradiction(number: int, error: ContradictionError) -> Verdict:
    """A contradiction is true when no designation keeps every rule."""
    try:
        best(DesignationInstance.from_dataset(tiny(number)))
    except (ValueError, KeyError):  # nothing to choose from, or a hospital that must be and has no site
        return "(contradictory, as told)"
    return f"called a contradiction: {[issue.code for issue in error.issues]}"


DESIGNATION_PROPERTIES: Mapping[str, Callable[[int], Verdict]] = {
    "designation against everything": _unless_contradictory(designation_against_everything),
    "designation: front": _unless_contradictory(designation_front),
    "designation: a candidate more": _unless_contradictory(designation_one_more),
    "designation: contradictions repaired": designation_repaired,
    "designation: shortages repaired": _unless_contradictory(designation_short_repaired),
}
