"""The life-threatened when the greedy plan could not place them all beside each other."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.core.errors import ContradictionError
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Control, Limits
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.scenario import Goal
from optimizer.routing.draw import draw
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger
from optimizer.routing.people import Person
from optimizer.routing.settle import Settled
from optimizer.routing.solves import Solves


def stranded(ledger: Ledger) -> list[Person]:
    """Return the life-threatened who have no place although there are units for them."""
    instance = ledger.instance
    return [
        person
        for person in instance.people
        if person.urgent and instance.options[person.index] and ledger.chosen[person.index] is None
    ]


def place_urgent(instance: RoutingInstance, limits: Limits, control: Control | None) -> Ledger:
    """Return a plan of the life-threatened alone that places every one of them.

    Raises
    ------
    ContradictionError
        When rules between patients (confirmed cases' buildings, links) leave no room for all of them.
    """
    kin = tuple(one for one in instance.kin() if instance.people[one.members[0]].urgent)
    drawing = draw(Ledger(instance), Settled(kin, (False,) * len(kin)), [Goal("unplaced_1")])
    result = Solves(limits, control).search(drawing, Goal("unplaced_1"), limits.deterministic_s)
    found = drawing.read(result) if result.termination.has_plan else None
    left = stranded(Ledger(instance) if found is None else found)
    if found is None or left:
        raise ContradictionError([_contradiction(rule, left) for rule in ("urgent_placed", *_rules(found, left))])
    return found


def _rules(ledger: Ledger | None, left: Iterable[Person]) -> list[str]:
    """Return the rules that keep them out."""
    linked = any(person.linked for person in left)
    buildings = ledger is None or any(
        not ledger.apart(option) for person in left for option in ledger.instance.options[person.index]
    )
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
