"""The shortest trips of a city whose services share little: what they share is settled first, each then stands by itself.

Services and ward kinds share the hospitals that need coordination, those with both ward kinds, districts, the roof of a
hospital, and the number of sites. A branch and bound settles these; once they are, every service is a program by itself,
and the sum of what those prove is a bound. One model of all trips lends fractions of shared hospitals and proves little.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from optimizer.data.vocabulary import WardKind
from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.one_kind import Answer, OneKind, Settled

MOST = 60  # settlements looked at
SHARE = 0.4  # of the gap asked for, which the services may leave open together


@dataclass(frozen=True, slots=True)
class Limit:
    """A draft, and what it achieved of what services share."""

    draft: Draft
    coordination: int
    mixed: int
    districts: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is settled: of single sites, and which hospitals count as coordinated, and as of both ward kinds."""

    settled: Settled = field(default_factory=Settled)
    coordinated: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()

    def close(self, sites: frozenset[int]) -> Settlement:
        """Return the same with sites closed."""
        return replace(self, settled=replace(self.settled, closed=self.settled.closed | sites))

    def open(self, site: int) -> Settlement:
        """Return the same with a site open."""
        return replace(self, settled=replace(self.settled, opened=self.settled.opened | {site}))

    def convert(self, number: int) -> list[Settlement]:
        """Return the same without a conversion, and with it."""
        old = self.settled
        both = replace(old, not_made=old.not_made | {number}), replace(old, made=old.made | {number})
        return [replace(self, settled=settled) for settled in both]


class Shared:
    """What services share in a city, and how a settlement that breaks it is split."""

    def __init__(self, instance: DesignationInstance, limit: Limit) -> None:
        self._instance, self._limit = instance, limit
        self._hospitals = {name: frozenset(sites) for name, sites in instance.hospitals.items()}
        self._used = [name for name in instance.coordinated if self._hospitals[name] & limit.draft.open]

    def follow(self, one: Settlement) -> Settlement | None:
        """Return a settlement with what follows from it; None when it is impossible."""
        opened = one.settled.opened
        counted = one.coordinated | {name for name in self._instance.coordinated if self._hospitals[name] & opened}
        if len(counted) > self._limit.coordination or len(one.mixed) > self._limit.mixed:
            return None
        closed: set[int] = set()
        if len(counted) == self._limit.coordination:
            closed.update(*(self._hospitals[name] for name in self._instance.coordinated if name not in counted))
        if len(one.mixed) == self._limit.mixed:
            for name, sites in self._hospitals.items():
                kinds = {self._instance.sites[site].ward_kind for site in sites & opened}
                if len(kinds) == 1 and name not in one.mixed:
                    closed.update(site for site in sites if self._instance.sites[site].ward_kind not in kinds)
        found = replace(one, coordinated=counted).close(frozenset(closed))
        made = one.settled.made
        if len(made) == len(self._limit.draft.converted):
            others = frozenset(range(len(self._instance.conversions))) - made
            found = replace(found, settled=replace(found.settled, not_made=others))
        shut = found.settled.closed
        given_up = [sites for sites in self._instance.districts.values() if shut.issuperset(sites)]
        if self._instance.one_per_district and len(given_up) > self._limit.districts:
            return None
        if any(shut >= self._hospitals[name] for name in self._instance.fixed_in):
            return None
        clash = shut & opened or made & found.settled.not_made
        return None if clash or len(made) > len(self._limit.draft.converted) else found

    def ask(self, one: Settlement) -> list[Settlement]:
        """Return two settlements for a hospital of the draft that needs coordination: without it, and with it."""
        for name in self._used:
            if name not in one.coordinated and self._hospitals[name] - one.settled.closed:
                return self._with_or_without(one, name)
        return []

    def split(self, one: Settlement, draft: Draft) -> list[Settlement]:
        """Return settlements that leave nothing out, none of which has sites that break what is shared as these do."""
        sites, is_open = self._instance.sites, draft.open
        if free := draft.converted - one.settled.made:
            return one.convert(min(free))
        used = [name for name in self._instance.coordinated if self._hospitals[name] & is_open]
        if len(used) > self._limit.coordination:
            return self._with_or_without(one, next(name for name in used if name not in one.coordinated))
        mixed = [name for name, found in self._hospitals.items() if len({sites[site].ward_kind for site in found & is_open}) > 1]
        if len(mixed) > self._limit.mixed:
            name = next(name for name in mixed if name not in one.mixed)
            per_kind = [frozenset(s for s in self._hospitals[name] if sites[s].ward_kind is kind) for kind in WardKind]
            apart = [one.close(found) for found in per_kind if found & is_open]
            return [*apart, replace(one, mixed=one.mixed | {name})]
        for name in self._instance.fixed_in:
            if not self._hospitals[name] & is_open:
                return list(self._some(one, self._hospitals[name]))
        without = [found for found in self._instance.districts.values() if not is_open.intersection(found)]
        if self._instance.one_per_district and len(without) > self._limit.districts:
            given_up = [found for found in without if one.settled.closed.issuperset(found)]
            asked = next(frozenset(found) for found in without if found not in given_up)
            return [*self._some(one, asked), *([one.close(asked)] if len(given_up) < self._limit.districts else [])]
        rest = sorted(is_open - one.settled.opened, key=lambda site: (site in self._limit.draft.open, site))
        return [one.close(frozenset({rest[0]})), one.open(rest[0])] if rest else []

    def _with_or_without(self, one: Settlement, name: str) -> list[Settlement]:
        return [one.close(self._hospitals[name]), replace(one, coordinated=one.coordinated | {name})]

    @staticmethod
    def _some(one: Settlement, sites: frozenset[int]) -> Iterator[Settlement]:
        """Yield settlements with one of some sites open, the first of them by number."""
        before: set[int] = set()
        for site in sorted(sites - one.settled.closed):
            yield one.close(frozenset(before)).open(site)
            before.add(site)


@dataclass(frozen=True, slots=True)
class Short:
    """The shortest trips found, None where the draft has them, and the bound of all trips."""

    found: Draft | None
    bound: float


@dataclass(frozen=True, slots=True)
class _Look:
    """A settlement that has been looked at: the best that keeps it, and whether that keeps what is shared as well."""

    one: Settlement
    draft: Draft
    stands: bool


class Settling:
    """Branch and bound over what services share.

    Parameters
    ----------
    kinds
        Every service and ward kind that has sites.
    judge
        Returns a draft with shorter trips, if they are, and its travel; None where it breaks a rule or achieves less before
        travel.
    """

    def __init__(
        self,
        kinds: Sequence[OneKind],
        shared: Shared,
        most_sites: int,
        judge: Callable[[Draft], tuple[Draft, float] | None],
        seconds: Callable[[], float],
    ) -> None:
        self._kinds = sorted(kinds, key=lambda kind: len(kind.sites))
        self._shared, self._most_sites, self._judge, self._seconds = shared, most_sites, judge, seconds

    def search(self, travel: float, share: float) -> Short:
        """Return trips shorter than a known sum, if there are any, to a share of it."""
        best: Draft | None = None
        number, looked = count(), 0
        heap: list[tuple[float, int, Settlement | _Look]] = [(0.0, next(number), Settlement())]
        while heap:
            bound, _, one = heapq.heappop(heap)
            if bound >= travel * (1 - share) or self._seconds() <= 0:
                return Short(best, min(bound, travel))
            if isinstance(one, _Look):
                children = [] if one.stands else self._shared.split(one.one, one.draft)
                if not children:
                    return Short(best, bound)
            else:
                follows = self._shared.follow(one)
                if follows is None or not all(kind.numbers(follows.settled) for kind in self._kinds):
                    continue
                children = self._shared.ask(follows)
                if not children:
                    if looked == MOST:
                        return Short(best, bound)
                    looked += 1
                    least, draft = self._sum(follows.settled, travel, share)
                    if not math.isfinite(least):
                        continue
                    if draft is None:
                        if least < travel * (1 - share):
                            return Short(best, bound)
                        heapq.heappush(heap, (max(bound, least), next(number), follows))
                        continue
                    found = self._judge(draft)
                    if found is not None and found[1] < travel:
                        best, travel = found
                    heapq.heappush(heap, (max(bound, least), next(number), _Look(follows, draft, found is not None)))
            for child in children:
                heapq.heappush(heap, (bound, next(number), child))
        return Short(best, travel)

    def _sum(self, settled: Settled, travel: float, share: float) -> tuple[float, Draft | None]:
        """Return a bound of all trips with so many sites in all, and the draft behind it, None where it is not known.

        What is dear in any case is not looked into.
        """
        gap = SHARE * share * travel / max(1, len(self._kinds))
        floors = [self._floor(kind, settled) for kind in self._kinds]
        answers: list[dict[int, Answer]] = [{} for _ in self._kinds]
        fresh = [any(kind.known(number, settled) is None for number in kind.numbers(settled)) for kind in self._kinds]
        for place in sorted(range(len(self._kinds)), key=lambda place: (fresh[place], place)):
            kind = self._kinds[place]
            cutoff = travel - (sum(floors) - floors[place])
            answers[place] = {number: kind.shortest(number, settled, gap, cutoff) for number in kind.numbers(settled)}
            floors[place] = max(floors[place], min(answer.bound for answer in answers[place].values()))
            if sum(floors) >= travel * (1 - share):
                return sum(floors), None
        least: list[tuple[float, tuple[Answer, ...]]] = [(0.0, ())] * (self._most_sites + 1)
        for found in answers:
            least = [_least(least, found, total) for total in range(self._most_sites + 1)]
        bound, chosen = least[-1]
        drafts = [answer.draft for answer in chosen if answer.draft is not None]
        return bound, _together(drafts, settled) if len(drafts) == len(self._kinds) else None

    @staticmethod
    def _floor(kind: OneKind, settled: Settled) -> float:
        known = [kind.known(number, settled) for number in kind.numbers(settled)]
        return max(kind.floor(), min((0.0 if one is None else one.bound for one in known), default=0.0))


def _least(
    before: list[tuple[float, tuple[Answer, ...]]], found: dict[int, Answer], total: int
) -> tuple[float, tuple[Answer, ...]]:
    """Return the least with one service and ward kind more, and so many sites in all."""
    ways = [
        (before[total - number][0] + answer.bound, (*before[total - number][1], answer))
        for number, answer in found.items()
        if number <= total
    ]
    return min(ways, key=lambda way: way[0], default=(math.inf, ()))


def _together(drafts: Sequence[Draft], settled: Settled) -> Draft:
    return Draft(
        frozenset[int]().union(*(one.open for one in drafts)),
        settled.made.union(*(one.converted for one in drafts)),
        {key: amount for one in drafts for key, amount in one.flows.items()},
    )
