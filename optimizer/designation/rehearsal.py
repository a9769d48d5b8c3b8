"""Rehearsed loss: what happens if a designated hospital closes tonight, and which hospital would help most.

With one hospital lost (N-1) the others stay designated, conversions stay made, and what must be opened besides is chosen
by the goals of designation in their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.designation.before_travel import best_before_travel
from optimizer.designation.draft import Draft
from optimizer.designation.greedy import nearest_first
from optimizer.designation.holding import holding
from optimizer.designation.instance import DesignationInstance, options_left
from optimizer.designation.merge import Merged
from optimizer.designation.option import Site
from optimizer.designation.roof import may_open
from optimizer.designation.sending import Sending, Sent
from optimizer.designation.solution import DesignationSolution, emit
from optimizer.solve.result import SolverResult

DECIMALS = 3  # of what is told


@dataclass(frozen=True, slots=True)
class Loss:
    """What the loss of one hospital comes to.

    Parameters
    ----------
    load
        Bed-days and sessions expected there by the plan in force.
    uncovered, beyond, travel
        What becomes worse: without a place, beyond the travel limit, minutes × load.
    opened, converted
        Sites and conversions that have to be opened besides.
    goes_to
        By hospital (blank for no place): how much of what came here, or was displaced by it, goes there more than before.
    origins
        Origins that lose their place or their place within the limit, most of it first.
    proven
        Whether what is to be opened is proven to be least.
    after
        The designation that is left with what is opened besides, and where everybody goes.
    """

    hospital_id: str
    load: float
    uncovered: float
    beyond: float
    travel: float
    opened: tuple[Site, ...]
    converted: tuple[ConversionRow, ...]
    goes_to: tuple[tuple[str, float], ...]
    origins: tuple[tuple[str, float], ...]
    proven: bool
    after: DesignationSolution


@dataclass(frozen=True, slots=True)
class Gain:
    """What one hospital more would bring, with every place it has and no conversion: what becomes less."""

    hospital_id: str
    sites: tuple[Site, ...]
    uncovered: float
    beyond: float
    travel: float


class Rehearsal:
    """A designation in force, and questions about other ones near it."""

    def __init__(
        self,
        dataset: Dataset,
        designation: Sequence[DesignationRow],
        conversions: Sequence[ConversionRow],
        limits: Limits,
        control: Control | None = None,
    ) -> None:
        self._instance = holding(DesignationInstance.from_dataset(dataset), designation, conversions)
        self._dataset, self._limits, self._control = dataset, limits.but(workers=1), control
        self._together = limits.workers
        self._sending = Sending(self._instance)
        self._now = self._sending.send(self._instance.held, self._instance.held_conversions)

    @property
    def now(self) -> Sent:
        """Where everybody goes today."""
        return self._now

    def losses(self) -> list[Loss]:
        """Return the loss of every designated hospital, worst first."""
        names = sorted({self._instance.sites[site].hospital_id for site in self._instance.held})
        with ThreadPoolExecutor(self._together) as pool:
            found = list(pool.map(self.lost, names))
        return sorted(found, key=lambda one: (-round(one.uncovered, 3), -round(one.beyond, 3), -one.travel, one.hospital_id))

    def gains(self) -> list[Gain]:
        """Return what every hospital that is not designated would bring, best first."""
        open_now = {self._instance.sites[site].hospital_id for site in self._instance.held}
        found = [gain for name in self._instance.hospitals if name not in open_now for gain in self._gained(name)]
        return sorted(found, key=lambda one: (-round(one.uncovered, 3), -round(one.beyond, 3), -one.travel, one.hospital_id))

    def lost(self, name: str) -> Loss:
        """Return what the loss of one hospital comes to."""
        rest = without(self._instance, name)
        draft, result = best_before_travel(rest, Merged(rest), nearest_first(rest), self._limits, self._control)
        after = Sending(rest).send(draft.open, draft.converted)
        before = self._now
        kept = self._instance.held.difference(self._instance.hospitals[name])
        return Loss(
            name,
            sum(amount for (_, site), amount in before.flows.items() if self._instance.sites[site].hospital_id == name),
            *_difference(before, after),
            tuple(self._instance.sites[site] for site in sorted(draft.open - kept)),
            tuple(self._instance.conversions[number] for number in sorted(draft.converted - self._instance.held_conversions)),
            tuple(self._more(before, after, name)),
            tuple(self._worse_off(before, after)),
            _proven(result),
            emit(self._dataset, rest, Draft(draft.open, draft.converted, after.flows)),
        )

    def _gained(self, name: str) -> Iterator[Gain]:
        instance, is_open = self._instance, set(self._instance.held)
        there = {instance.options[number].site for number in options_left(instance, instance.held_conversions)}
        for site in instance.hospitals[name]:
            if site in there and may_open(instance, is_open, site):
                is_open.add(site)
        if len(is_open) > len(instance.held):
            after = self._sending.send(is_open, instance.held_conversions)
            less = _difference(after, self._now)
            new = tuple(instance.sites[site] for site in sorted(is_open - instance.held))
            if less > (0, 0, 0):
                yield Gain(name, new, *less)

    def _more(self, before: Sent, after: Sent, lost: str) -> Iterator[tuple[str, float]]:
        """Yield hospitals that have more than before, most first; last what has no place."""
        change: dict[str, float] = defaultdict(float)
        for sent, sign in ((after, 1), (before, -1)):
            for (_, site), amount in sent.flows.items():
                change[self._instance.sites[site].hospital_id] += sign * amount
        more = [(name, amount) for name, amount in change.items() if amount > 0.05 and name != lost]
        yield from sorted(more, key=lambda pair: (-pair[1], pair[0]))
        if after.uncovered - before.uncovered > 0.05:
            yield "", after.uncovered - before.uncovered

    def _worse_off(self, before: Sent, after: Sent) -> Iterator[tuple[str, float]]:
        """Yield origins of which less is served within the limit than before, by how much."""
        served: dict[str, float] = defaultdict(float)
        for sent, sign in ((before, 1), (after, -1)):
            for (number, site), amount in sent.flows.items():
                group = self._instance.groups[number]
                if group.near[group.sites.index(site)]:
                    served[group.origin_id] += sign * amount
        yield from sorted(((name, less) for name, less in served.items() if less > 0.05), key=lambda pair: (-pair[1], pair[0]))


def without(instance: DesignationInstance, name: str) -> DesignationInstance:
    """Return the instance with every unit of a hospital gone."""
    gone = set(instance.hospitals[name])
    numbers = {old: new for new, old in enumerate(n for n, option in enumerate(instance.options) if option.site not in gone)}
    options = tuple(
        replace(option, beside=tuple(numbers[other] for other in option.beside if other in numbers))
        for option in instance.options
        if option.site not in gone
    )
    needed = {option.conversion for option in options}
    return replace(
        instance,
        options=options,
        fixed_in=tuple(one for one in instance.fixed_in if one != name),
        held=instance.held - gone,
        held_conversions=frozenset(number for number in instance.held_conversions if number in needed),
    )


def _difference(before: Sent, after: Sent) -> tuple[float, float, float]:
    """Return how much more there is of what counts first, second and third."""
    uncovered, beyond = after.uncovered - before.uncovered, after.beyond - before.beyond
    return round(uncovered, DECIMALS) + 0.0, round(beyond, DECIMALS) + 0.0, round(after.travel - before.travel, DECIMALS) + 0.0


def _proven(result: SolverResult) -> bool:
    return result.termination is Termination.OPTIMAL
