"""The life-threatened, before everybody else."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace

from optimizer.core.errors import ContradictionError, NoPlanError
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Control, Limits
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.scenario import Goal
from optimizer.routing.costs import NEAREST
from optimizer.routing.draw import draw
from optimizer.routing.greedy import place_best
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger
from optimizer.routing.people import Person
from optimizer.routing.settle import Settled
from optimizer.routing.solves import Solves

THEIRS = frozenset({"urgent_late_min", "urgent_over_capacity", NEAREST, "unplaced_1"})
SHARE = 0.2  # of the deterministic time


def stranded(ledger: Ledger) -> list[Person]:
    """Return the life-threatened who have no place although there are units for them."""
    instance = ledger.instance
    return [
        person
        for person in instance.people
        if person.urgent and instance.options[person.index] and ledger.chosen[person.index] is None
    ]


def urgent_first(instance: RoutingInstance) -> list[Goal]:
    """Return the goals that only the life-threatened decide, as far as these come before all others.

    Whoever else takes a place over capacity can be left out, so nobody else has a say in them.
    """
    return list(itertools.takewhile(lambda goal: goal.name in THEIRS and not goal.tolerance, instance.goals))


def place_urgent(instance: RoutingInstance, limits: Limits, control: Control | None) -> Ledger:
    """Return a plan of the life-threatened alone that places every one of them, as near as their goals allow.

    Raises
    ------
    ContradictionError
        When rules between patients (confirmed cases' buildings, links) leave no room for all of them.
    NoPlanError
        When that is not proven, but no solver found the room.
    """
    kin = tuple(one for one in instance.kin() if instance.people[one.members[0]].urgent)
    found = Ledger(instance)
    for person in instance.people:
        if person.urgent:
            place_best(found, person)
    first = [goal for goal in (Goal("unplaced_1"), *urgent_first(instance)) if stranded(found) or goal.name != "unplaced_1"]
    drawing = draw(found, Settled(kin, tuple(not stranded(found) for _ in kin)), first)
    unstopped = None if control is None else replace(control, stop=None)  # without this there is no plan at all
    result = Solves(limits, unstopped).search(drawing, first, SHARE)
    if result.termination.has_plan:
        found.exchange(drawing.assignment(result), (math.inf,) * len(instance.goals))
    left = stranded(found)
    if left and len(left) > (result.bound_of("unplaced_1") or 0):
        raise NoPlanError([_unproven(left)])
    if left:
        raise ContradictionError([_contradiction(rule, left) for rule in ("urgent_placed", *_rules(found, left))])
    return found


def _rules(ledger: Ledger, left: Iterable[Person]) -> list[str]:
    """Return the rules that keep them out."""
    linked = any(person.linked for person in left)
    buildings = any(not ledger.apart(option) for person in left for option in ledger.instance.options[person.index])
    return [name for name, applies in (("linked_same_hospital", linked), ("building_exclusive", buildings)) if applies]


def _contradiction(rule: str, left: Iterable[Person]) -> Issue:
    return Issue(
        rule,
        Severity.FAULT,
        Text(
            "{rule}: not together with the other rules named, for life-threatened patients {who}.",
            "{rule}：与其他所列规则不能同时满足，涉及危急患者 {who}。",
        ),
        Text("Open a unit in another building, or undo a link.", "请在其他楼栋开设单元，或取消关联。"),
        table="patients",
        params={"rule": RULES[rule].title, "who": ", ".join(person.patient.patient_id for person in left)},
    )


def _unproven(left: Iterable[Person]) -> Issue:
    return Issue(
        "no_plan",
        Severity.FAULT,
        Text(
            "No place was found for life-threatened patients {who} beside each other, and it is not proven that there is none.",
            "未能为危急患者 {who} 同时找到床位，但也未证明无解。",
        ),
        Text("Run it again, with more time.", "请放宽时限后重新运行。"),
        table="patients",
        params={"who": ", ".join(person.patient.patient_id for person in left)},
    )
