"""The variables of designation, and what they say."""

from __future__ import annotations

from collections.abc import Sequence

import pulp

from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance, Group, options_left
from optimizer.solve.result import SolverResult


class Choice:
    """Open sites, chosen conversions, units in use and flows of one model.

    `groups` may be the instance's own, or fewer that stand for several of them.
    """

    def __init__(self, instance: DesignationInstance, groups: Sequence[Group]) -> None:
        self.instance = instance
        self.groups = tuple(groups)
        self.problem = pulp.LpProblem("designation", pulp.LpMinimize)
        add = self.problem.add_variable
        self.open = [add(f"open_{site}", cat=pulp.LpBinary) for site in range(len(instance.sites))]
        self.converted = [add(f"convert_{number}", cat=pulp.LpBinary) for number in range(len(instance.conversions))]
        self._use = {
            number: add(f"use_{number}", 0, 1)
            for number, option in enumerate(instance.options)
            if option.beside or (option.conversion is None and option.lost_by)
        }
        self.flow = {
            (number, site): add(f"flow_{number}_{site}", 0) for number, group in enumerate(self.groups) for site in group.sites
        }

    def is_certain(self, option: int) -> bool:
        """Whether a unit is there whatever is converted and designated."""
        one = self.instance.options[option]
        return one.conversion is None and not one.lost_by and not one.beside

    def use(self, option: int) -> pulp.LpAffineExpression:
        """Return 1 when a unit (as it is, or converted) is in use."""
        conversion = self.instance.options[option].conversion
        if option in self._use:
            return self._use[option] + 0
        return pulp.LpAffineExpression(constant=1) if conversion is None else self.converted[conversion] + 0

    def start_from(self, draft: Draft) -> None:
        """Give every variable its value in a draft, so that the solver begins there."""
        for site, variable in enumerate(self.open):
            variable.setInitialValue(int(site in draft.open))
        for number, variable in enumerate(self.converted):
            variable.setInitialValue(int(number in draft.converted))
        there = set(options_left(self.instance, draft.converted, draft.open))
        for number, variable in self._use.items():
            variable.setInitialValue(int(number in there))
        for key, variable in self.flow.items():
            variable.setInitialValue(draft.flows.get(key, 0.0))

    def draft(self, result: SolverResult) -> Draft:
        """Read a solution; what no row and no goal of the model speaks of stays as it began."""

        def value(variable: pulp.LpVariable) -> float:
            return result.value_of(variable.name) if variable.name in result.names else variable.value() or 0.0

        return Draft(
            frozenset(site for site, variable in enumerate(self.open) if value(variable) > 0.5),
            frozenset(number for number, variable in enumerate(self.converted) if value(variable) > 0.5),
            {key: amount for key, variable in self.flow.items() if (amount := value(variable)) > 0},
        )
