"""The shortest trips of one service and ward kind by itself, with so many sites of it and the goals before travel as they are.

All of them together are a bound of travel: what they share (hospitals that need coordination, districts) is left out. With
sites that would change what they share closed, they are a designation, mostly close to that bound.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

import pulp

from optimizer.data.vocabulary import WardKind
from optimizer.designation.demand import Kind
from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance, places_at_once
from optimizer.designation.kept import sites_by_kind
from optimizer.designation.ladder import alone, posted, separable
from optimizer.designation.opening import short_by_day
from optimizer.designation.roof import may_open
from optimizer.designation.rungs import Rungs
from optimizer.designation.sending import Sending
from optimizer.solve.milp import MilpStage, shortest_here

SLACK = 1e-5  # of bed-days
ROUNDING = 5e-4  # of goals, which have three decimals
GAP = 1e-4
NODES = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """One service and ward kind.

    Parameters
    ----------
    sites
        All that there are.
    number
        Sites to be opened at most.
    most
        What the goals that are sums over services and ward kinds may be at most, in their order.
    """

    sites: tuple[int, ...]
    number: int
    most: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The sites with the shortest trips, and the bound of their minutes; no sites where none keep the goals."""

    sites: frozenset[int] | None
    bound: float


class Trips:
    """Shortens the trips of a city, one service and ward kind after the other."""

    def __init__(self, instance: DesignationInstance, seconds: float) -> None:
        self._instance = instance
        self._seconds = seconds
        self._sending = Sending(instance)

    def sent(self, draft: Draft) -> Draft:
        """Return a draft with the shortest trips for its sites."""
        return replace(draft, flows=self._sending.send(draft.open, draft.converted).flows)

    def bound(self, known: Rungs) -> float:
        """Return a bound of travel with any numbers of sites that are best together."""
        least = [0.0] * (known.most_sites + 1)
        for rung in known.rungs:
            price = {
                number: self._shortest(Question(rung.sites, number, _eased(values, known.window))).bound
                for number, values in rung.values.items()
            }
            least = [
                min((least[total - number] + value for number, value in price.items() if number <= total), default=math.inf)
                for total in range(known.most_sites + 1)
            ]
        return max(0.0, least[-1]) if math.isfinite(least[-1]) else 0.0

    def shorter(self, draft: Draft) -> Draft:
        """Return a draft with as many sites of each service and ward kind, and no hospital that would change more than trips."""
        best = self._sending.send(draft.open, draft.converted)
        final = replace(draft, flows=best.flows)
        closed = _closed(self._instance, draft.open)
        for sites in sites_by_kind(self._instance).values():
            old = final.open.intersection(sites)
            asked = self._as_now(sites, final)
            found = self._shortest(asked, closed=closed - old, converted=draft.converted).sites
            if found is not None and found != old and _may_be(self._instance, final, (final.open - old) | found):
                is_open = (final.open - old) | found
                sent = self._sending.send(is_open, draft.converted)
                if sent.order < best.order:
                    best, final = sent, Draft(is_open, draft.converted, sent.flows)
        return final

    def _as_now(self, sites: tuple[int, ...], draft: Draft) -> Question:
        """Return the question for as many sites, and as good a service, as a draft has."""
        instance = self._instance
        groups = [number for number, group in enumerate(instance.groups) if not set(sites).isdisjoint(group.sites)]
        left, far = sum(instance.groups[number].load for number in groups), 0.0
        for number in groups:
            group = instance.groups[number]
            for site, near in zip(group.sites, group.near, strict=True):
                amount = draft.flows.get((number, site), 0.0)
                left -= amount
                far += 0.0 if near else amount
        days = sum(short_by_day(instance, draft.open, draft.converted).get(self._kind(sites), ()))
        return Question(sites, len(draft.open.intersection(sites)), (max(0.0, left), days, far))

    def _kind(self, sites: tuple[int, ...]) -> Kind:
        site = self._instance.sites[sites[0]]
        return site.service_id, site.ward_kind

    def _shortest(self, asked: Question, *, closed: Collection[int] = (), converted: frozenset[int] | None = None) -> Answer:
        """Return the sites with the shortest trips; those closed may not be opened, and conversions are free where None."""
        mine = frozenset(asked.sites)
        groups = [group for group in self._instance.groups if not mine.isdisjoint(group.sites)]
        choice, goals = posted(alone(self._instance, self._kind(asked.sites)), groups)
        choice.problem += pulp.lpSum(choice.open[site] for site in asked.sites) <= asked.number
        for site in sorted(mine.intersection(closed)):
            choice.problem += choice.open[site] <= 0
        for number, variable in enumerate(choice.converted):
            if converted is not None:
                choice.problem += variable == int(number in converted)
        built = goals.before_travel()
        for name, most in zip(separable(goals), asked.most, strict=True):
            expression = built[name]()
            if len(expression):
                choice.problem += expression <= most + SLACK
        travel = MilpStage("travel", goals.travel())
        values, bound = shortest_here(choice.problem, travel, nodes=NODES, share=GAP, seconds=self._seconds)
        return Answer(None if values is None else frozenset(s for s in mine if values[choice.open[s].name] > 0.5), bound)


def _eased(values: tuple[float, ...], window: float) -> tuple[float, ...]:
    """Return what goals may be at most, with their rounding, the last with a window as well."""
    return *(value + ROUNDING for value in values[:-1]), values[-1] + window + ROUNDING


def _closed(instance: DesignationInstance, is_open: frozenset[int]) -> frozenset[int]:
    """Return the sites that would need coordination anew, or put both ward kinds under one roof anew."""
    kinds: dict[str, set[WardKind]] = defaultdict(set)
    for number in is_open:
        kinds[instance.sites[number].hospital_id].add(instance.sites[number].ward_kind)
    anew = set(instance.coordinated) - set(kinds)
    return frozenset(
        number
        for number, site in enumerate(instance.sites)
        if site.hospital_id in anew
        or (kinds.get(site.hospital_id, set()) - {site.ward_kind} and site.ward_kind not in kinds[site.hospital_id])
    )


def _may_be(instance: DesignationInstance, before: Draft, after: frozenset[int]) -> bool:
    """Whether sites keep the rules that several services share, and every district that has a site keeps one."""
    groups = [*(instance.hospitals[name] for name in instance.fixed_in), *instance.districts.values()]
    at_once = places_at_once(instance, before.converted, after)
    return (
        all(after.intersection(sites) for sites in groups if before.open.intersection(sites))
        and all(may_open(instance, after, site) for site in after)
        and all(at_once[site] >= max(1, instance.least[site] if instance.least else 0) for site in after)
    )
