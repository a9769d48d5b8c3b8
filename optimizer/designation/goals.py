"""The goals of designation in their order, as expressions over the choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import product
from typing import Any

import pulp

from optimizer.data.vocabulary import WardKind
from optimizer.designation.choice import Choice
from optimizer.designation.demand import Kind
from optimizer.designation.draft import Draft
from optimizer.designation.opening import short_by_day

Expression = Any  # pulp.LpAffineExpression, which has no types


class Goals:
    """Builds each goal once; helper variables start from the draft as well."""

    def __init__(self, choice: Choice, draft: Draft) -> None:
        self._choice = choice
        self._draft = draft

    def _helper(self, name: str, value: float) -> pulp.LpVariable:
        variable = self._choice.problem.add_variable(name, 0, 1)
        variable.setInitialValue(value)
        return variable

    def districts_without(self) -> Expression:
        """Districts in which somebody could be designated but nobody is."""
        terms = []
        for number, sites in enumerate(self._choice.instance.districts.values()):
            missing = self._helper(f"missing_{number}", int(not self._draft.open.intersection(sites)))
            self._choice.problem += missing + pulp.lpSum(self._choice.open[site] for site in sites) >= 1
            terms.append(missing)
        return pulp.lpSum(terms)

    def uncovered(self) -> Expression:
        """Σ load − Σ flow."""
        return sum(group.load for group in self._choice.groups) - pulp.lpSum(self._choice.flow.values())

    def uncovered_days(self) -> Expression:
        """Σ over services, ward kinds and days of max(0, people expected − places open).

        Everybody may go to any site of the service and ward kind, so whoever finds no place on a day finds none in the city.
        All places count: the share that is filled on average leaves room for what differs between days.
        """
        instance = self._choice.instance
        begun = short_by_day(instance, self._draft.open, self._draft.converted)
        serving: dict[Kind, list[tuple[tuple[int, ...], Any]]] = defaultdict(list)
        for number, option in enumerate(instance.options):
            site = instance.sites[option.site]
            if (site.service_id, site.ward_kind) in instance.need:
                serving[site.service_id, site.ward_kind].append((option.by_day, self._serves(number)))
        terms = []
        for kind, (name, days) in zip(instance.need, enumerate(instance.need.values()), strict=True):
            for day, people in enumerate(days):
                if people > 0:
                    short = self._choice.problem.add_variable(f"short_{name}_{day}", 0, people)
                    short.setInitialValue(begun[kind][day])
                    there = pulp.lpSum(by_day[day] * serves for by_day, serves in serving[kind] if by_day[day])
                    self._choice.problem += short + there >= people
                    terms.append(short)
        return pulp.lpSum(terms)

    def _serves(self, number: int) -> Expression:
        """Return 1 when a unit is in use and its site open."""
        choice, option = self._choice, self._choice.instance.options[number]
        is_open, use = choice.open[option.site], choice.use(number)
        if choice.is_certain(number):
            return is_open + 0
        serves = self._helper(f"serves_{number}", min(is_open.value() or 0.0, use.value() or 0.0))
        choice.problem += serves <= is_open
        choice.problem += serves <= use
        return serves + 0

    def beyond_limit(self) -> Expression:
        """Σ flow over trips beyond the limit."""
        return pulp.lpSum(
            self._choice.flow[number, site]
            for number, group in enumerate(self._choice.groups)
            for site, near in zip(group.sites, group.near, strict=True)
            if not near
        )

    def uncovered_high(self) -> Expression:
        """Σ high − Σ flow × high / load, and what then comes to a site beyond all of its places.

        People go where they are expected to go, in the same shares, but as many as the upper forecast says.
        """
        choice, instance = self._choice, self._choice.instance
        ratio = [group.high / group.load for group in choice.groups]
        if all(group.high <= group.load for group in choice.groups) and instance.fill <= 1:
            return self.uncovered()
        arriving: dict[int, list[tuple[pulp.LpVariable, float]]] = defaultdict(list)
        for (number, site), flow in choice.flow.items():
            arriving[site].append((flow, ratio[number]))
        options: dict[int, list[int]] = defaultdict(list)
        for number, option in enumerate(instance.options):
            options[option.site].append(number)
        parts = []
        for site, flows in arriving.items():
            begun = sum(self._draft.flows.get((number, site), 0.0) * r for number, r in enumerate(ratio))
            there = sum(instance.options[number].places * (choice.use(number).value() or 0.0) for number in options[site])
            over = choice.problem.add_variable(f"over_{site}", 0)
            over.setInitialValue(max(0.0, begun - there))
            room = pulp.lpSum(instance.options[number].places * choice.use(number) for number in options[site])
            choice.problem += over + room >= pulp.LpAffineExpression(flows)
            parts.append(over)
        sent = pulp.LpAffineExpression([(flow, ratio[number]) for (number, _), flow in choice.flow.items()])
        return sum(group.high for group in choice.groups) - sent + pulp.lpSum(parts)

    def coordination(self) -> Expression:
        """Designated hospitals that need coordination."""
        terms = []
        for number, name in enumerate(self._choice.instance.coordinated):
            sites = self._choice.instance.hospitals[name]
            needed = self._helper(f"coordinate_{number}", int(bool(self._draft.open.intersection(sites))))
            for site in sites:
                self._choice.problem += needed >= self._choice.open[site]
            terms.append(needed)
        return pulp.lpSum(terms)

    def mixed_kinds(self) -> Expression:
        """Hospitals with buffer and isolation places at once."""
        instance, terms = self._choice.instance, []
        for number, sites in enumerate(instance.hospitals.values()):
            buffer = [site for site in sites if instance.sites[site].ward_kind is WardKind.BUFFER]
            isolation = [site for site in sites if instance.sites[site].ward_kind is WardKind.ISOLATION]
            if buffer and isolation:
                both = self._draft.open.intersection(buffer) and self._draft.open.intersection(isolation)
                mixed = self._helper(f"mixed_{number}", int(bool(both)))
                for one, other in product(buffer, isolation):
                    self._choice.problem += mixed >= self._choice.open[one] + self._choice.open[other] - 1
                terms.append(mixed)
        return pulp.lpSum(terms)

    def sites(self) -> Expression:
        """Sites designated."""
        return pulp.lpSum(self._choice.open)

    def conversions(self) -> Expression:
        """Units converted."""
        return pulp.lpSum(self._choice.converted)

    def travel(self) -> Expression:
        """Σ flow × minutes."""
        return pulp.lpSum(
            minutes * self._choice.flow[number, site]
            for number, group in enumerate(self._choice.groups)
            for site, minutes in zip(group.sites, group.minutes, strict=True)
        )

    def before_travel(self) -> dict[str, Callable[[], Expression]]:
        """Return every goal but travel, in order; none of them asks how long a trip within the limit is."""
        one_per_district = {"districts_without": self.districts_without} if self._choice.instance.one_per_district else {}
        return one_per_district | {
            "uncovered": self.uncovered,
            "uncovered_days": self.uncovered_days,
            "beyond_limit": self.beyond_limit,
            "uncovered_high": self.uncovered_high,
            "coordination": self.coordination,
            "mixed_kinds": self.mixed_kinds,
            **({"sites": self.sites} if self._choice.instance.most_sites is None else {}),
            "conversions": self.conversions,
        }
