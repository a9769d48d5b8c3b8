"""Trips shortened with what services share settled first: from a draft that is best before travel to `settling`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from optimizer.data.vocabulary import WardKind
from optimizer.designation.demand import Kind
from optimizer.designation.draft import Draft, room
from optimizer.designation.instance import DesignationInstance, Group, places_at_once, places_left
from optimizer.designation.kept import model, sites_by_kind
from optimizer.designation.one_kind import DUST, OneKind
from optimizer.designation.opening import short_by_day
from optimizer.designation.roof import may_open
from optimizer.designation.sending import Sending, Sent
from optimizer.designation.settling import Limit, Settling, Shared, Short
from optimizer.solve.milp import MilpStage, shortest_here

ROUNDING = 5e-4  # of goals, which have three decimals
SLACK = 1e-4  # of bed-days
Most = Mapping[int, tuple[float, ...]]  # by the number of sites what the goals of one service and ward kind may come to


def settle(
    instance: DesignationInstance, achieved: Achieved, most: Mapping[Kind, Most], share: float, seconds: Callable[[], float]
) -> Short:
    """Return trips shorter than a draft's, and the bound of all that keep what it achieved before travel.

    Parameters
    ----------
    most
        What any designation as good as the draft before travel keeps, by service and ward kind, and number of sites.
    seconds
        What a solve may take, a guard; once that is nothing, the best so far is taken.
    """
    draft = achieved.limit.draft
    kinds = [
        OneKind(instance, sites, most[kind], (achieved.high + ROUNDING, len(draft.converted)), seconds)
        for kind, sites in sites_by_kind(instance).items()
        if kind in most
    ]
    if achieved.high > ROUNDING:
        least = [kind.least_high() for kind in kinds]
        for kind, alone in zip(kinds, least, strict=True):
            kind.high = max(alone, achieved.high - (sum(least) - alone)) + ROUNDING
    shared = Shared(instance, achieved.limit)
    most_sites = len(draft.open) if instance.most_sites is None else instance.most_sites
    search = Settling(kinds, shared, most_sites, achieved.judge, seconds)
    now = achieved.judge(draft)
    found = search.search(achieved.travel if now is None else min(achieved.travel, now[1]), share)
    return found if found.found or now is None else replace(found, found=now[0])


def kept(instance: DesignationInstance, achieved: Achieved, least: Mapping[Kind, int]) -> dict[Kind, Most]:
    """Return what every designation as good as a draft keeps in each service and ward kind, with so many sites at least.

    Of what a draft leaves undone in all, the others leave at least what they would with every place there could be.
    """
    by_kind = sites_by_kind(instance)
    spared = _spared(instance)
    spare = len(achieved.limit.draft.open) - sum(least[kind] for kind in by_kind)
    short = achieved.uncovered - sum(one.uncovered for one in spared.values())
    far = achieved.beyond - (sum(one.beyond for one in spared.values()) if short <= ROUNDING else 0.0)
    found: dict[Kind, Most] = {}
    for kind, sites in by_kind.items():
        mine = spared.get(kind)
        uncovered = max(0.0, short) + (mine.uncovered if mine else 0.0) + ROUNDING
        beyond = max(0.0, far) + (mine.beyond if mine and short <= ROUNDING else 0.0) + ROUNDING
        most = uncovered, achieved.days + ROUNDING, beyond
        found[kind] = {number: most for number in range(least[kind], min(len(sites), least[kind] + spare) + 1)}
    return found


def _spared(instance: DesignationInstance) -> dict[Kind, Sent]:
    """Return by service and ward kind how people would go if every unit were there, and every site open."""
    options = tuple(replace(option, lost_by=(), beside=()) for option in instance.options)
    groups: dict[Kind, list[Group]] = defaultdict(list)
    for group in instance.groups:
        groups[group.service_id, group.ward_kind].append(group)
    everything = range(len(instance.sites)), frozenset(range(len(instance.conversions)))
    return {
        kind: Sending(replace(instance, options=options, groups=tuple(members))).send(*everything)
        for kind, members in groups.items()
    }


def travel_of(instance: DesignationInstance, draft: Draft) -> float:
    """Return the bed-days, or sessions, × minutes of a draft over the origins."""
    minutes = {
        (number, site): trip
        for number, group in enumerate(instance.groups)
        for site, trip in zip(group.sites, group.minutes, strict=True)
    }
    return sum(amount * minutes[key] for key, amount in draft.flows.items())


def _towards(group: Group, is_open: frozenset[int]) -> Group:
    """Return a group that goes to open sites only."""
    trips = [trip for trip in zip(group.sites, group.minutes, group.near, strict=True) if trip[0] in is_open]
    sites, minutes, near = (tuple(column) for column in zip(*trips, strict=True)) if trips else ((), (), ())
    return replace(group, sites=sites, minutes=minutes, near=near)


def undone(instance: DesignationInstance, draft: Draft) -> tuple[float, float]:
    """Return the bed-days, or sessions, without a place, and those beyond the travel limit."""
    far = {
        (number, site)
        for number, group in enumerate(instance.groups)
        for site, near in zip(group.sites, group.near, strict=True)
        if not near
    }
    uncovered = sum(group.load for group in instance.groups) - sum(draft.flows.values())
    return uncovered, sum(amount for key, amount in draft.flows.items() if key in far)


class Achieved:
    """What a draft achieved before travel, and whether other sites and conversions do as well."""

    def __init__(self, instance: DesignationInstance, draft: Draft, seconds: Callable[[], float]) -> None:
        self._instance, self._draft, self._seconds = instance, draft, seconds
        self._sending = Sending(instance)
        self.uncovered, self.beyond = undone(instance, draft)
        self.travel = travel_of(instance, draft)
        self.days = self._days(draft)
        self.high = self._high(draft)
        self.limit = Limit(draft, self._coordinated(draft.open), self._mixed(draft.open), self._without(draft.open))

    def judge(self, draft: Draft) -> tuple[Draft, float] | None:
        """Return a draft with shorter trips, if they are, and its travel; None where it breaks a rule or achieves less before.

        Who goes where by the shortest trips may find less room by the upper forecast; then people go as they do.
        """
        instance, before = self._instance, self._draft
        draft = self._used(draft)
        is_open, converted = draft.open, draft.converted
        at_once = places_at_once(instance, converted, is_open)
        keeps = (
            (instance.most_sites is not None or len(is_open) <= len(before.open))
            and is_open >= instance.held
            and converted >= instance.held_conversions
            and len(converted) <= len(before.converted)
            and all(any(converted.isdisjoint(lost_by) for lost_by in units) for units in instance.emergency)
            and all(is_open.intersection(instance.hospitals[name]) for name in instance.fixed_in)
            and all(may_open(instance, is_open, site) for site in is_open)
            and all(at_once[site] >= max(1, self._least(site)) for site in is_open)
            and self._coordinated(is_open) <= self.limit.coordination
            and self._mixed(is_open) <= self.limit.mixed
            and (not instance.one_per_district or self._without(is_open) <= self.limit.districts)
            and frozenset(instance.sites[site].hospital_id for site in is_open) != instance.not_these
            and self._days(draft) <= self.days + ROUNDING
        )
        if not keeps:
            return None
        sent = replace(draft, flows=self._sending.send(is_open, converted).flows)
        if not self._serves(sent):
            again = self._sent(draft)
            return None if again is None or not self._serves(again) else (again, travel_of(instance, again))
        return sent, travel_of(instance, sent)

    def _sent(self, draft: Draft) -> Draft | None:
        """Return a draft in which people go by the shortest trips that find as much room by the upper forecast."""
        groups = [_towards(group, draft.open) for group in self._instance.groups]
        instance = replace(self._instance, rungs=None, not_these=None)
        choice, goals = model(instance, tuple(groups), draft)
        for variables, chosen in ((choice.open, draft.open), (choice.converted, draft.converted)):
            for number, variable in enumerate(variables):
                choice.problem += variable == int(number in chosen)
        goal = {goals.uncovered: self.uncovered, goals.beyond_limit: self.beyond, goals.uncovered_high: self.high}
        for build, most in goal.items():
            expression = build()
            if len(expression):
                choice.problem += expression <= most + ROUNDING / 2
        travel = MilpStage("travel", goals.travel())
        values, _ = shortest_here(choice.problem, travel, nodes=1, seconds=self._seconds())
        if values is None:
            return None
        flows = {key: amount for key, variable in choice.flow.items() if (amount := values[variable.name]) > DUST}
        return replace(draft, flows=flows)

    def _used(self, draft: Draft) -> Draft:
        """Return a draft without conversions that shorten nothing and serve nobody."""
        order = self._sending.send(draft.open, draft.converted).order
        for number in sorted(draft.converted - self._instance.held_conversions):
            fewer = replace(draft, converted=draft.converted - {number})
            at_once = places_at_once(self._instance, fewer.converted, draft.open)
            if (
                all(at_once[site] >= max(1, self._least(site)) for site in draft.open)
                and self._sending.send(draft.open, fewer.converted).order <= order
                and self._days(fewer) <= self._days(draft)
                and self._high(fewer) <= self._high(draft) + ROUNDING
                and self._fits(fewer)
            ):
                draft = fewer
        return draft

    def _least(self, site: int) -> int:
        return self._instance.least[site] if self._instance.least else 0

    def _serves(self, draft: Draft) -> bool:
        uncovered, beyond = undone(self._instance, draft)
        return (
            uncovered <= self.uncovered + ROUNDING
            and beyond <= self.beyond + ROUNDING
            and self._high(draft) <= self.high + ROUNDING
            and self._fits(draft)
        )

    def _fits(self, draft: Draft) -> bool:
        """Whether there is room for everybody where they go."""
        there, coming = room(self._instance, draft.converted, draft.open), defaultdict[int, float](float)
        for (_, site), amount in draft.flows.items():
            coming[site] += amount
        return all(amount <= there[site] + SLACK for site, amount in coming.items())

    def _days(self, draft: Draft) -> float:
        return sum(map(sum, short_by_day(self._instance, draft.open, draft.converted).values()))

    def _high(self, draft: Draft) -> float:
        """Return what the upper forecast leaves without a place, people going where they are expected to go."""
        groups = self._instance.groups
        coming: dict[int, float] = defaultdict(float)
        for (number, site), amount in draft.flows.items():
            coming[site] += amount * groups[number].high / groups[number].load
        there = places_left(self._instance, draft.converted, draft.open)
        beyond = sum(max(0.0, people - there[site]) for site, people in coming.items())
        return sum(group.high for group in groups) - sum(coming.values()) + beyond

    def _coordinated(self, is_open: frozenset[int]) -> int:
        return sum(bool(is_open.intersection(self._instance.hospitals[name])) for name in self._instance.coordinated)

    def _mixed(self, is_open: frozenset[int]) -> int:
        kinds: dict[str, set[WardKind]] = defaultdict(set)
        for site in is_open:
            kinds[self._instance.sites[site].hospital_id].add(self._instance.sites[site].ward_kind)
        return sum(len(found) > 1 for found in kinds.values())

    def _without(self, is_open: frozenset[int]) -> int:
        return sum(not is_open.intersection(sites) for sites in self._instance.districts.values())
