"""Whether any designation keeps the rules, nobody's expected demand asked: the model itself, without goals and flows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from optimizer.designation.choice import Choice
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.rules import RULES
from optimizer.solve.milp import least_here

GUARD_S = 60.0


def is_possible(instance: DesignationInstance, without: Collection[str] = ()) -> bool:
    """Whether some sites and conversions keep every rule that is posted, but for some left out by name."""
    if any(name not in instance.hospitals for name in instance.fixed_in):
        return False
    choice = Choice(replace(instance, groups=()), ())
    for name, rule in RULES.items():
        if name not in without:
            rule(choice)
    return least_here(choice.problem, (), GUARD_S) is not None
