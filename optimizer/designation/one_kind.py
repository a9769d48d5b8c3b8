"""One service and ward kind by itself: its sites with the shortest trips, while others settle what services share."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pulp

from optimizer.designation.choice import Choice
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Goals
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.ladder import alone, posted, separable
from optimizer.designation.merge import Merged
from optimizer.solve.milp import MilpStage, least_values, shortest_here, solve_here

NODES = 2_000
SLACK = 1e-5  # of bed-days
DUST = 1e-7


@dataclass(frozen=True, slots=True)
class Settled:
    """What has been settled: sites that stay closed, or are open whatever it costs, and conversions that are made, or are not."""

    closed: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    made: frozenset[int] = frozenset()
    not_made: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """A draft with the shortest trips, and the bound of their minutes.

    None, and no end of minutes, where no sites serve; None and the cutoff where there is none below that.
    """

    draft: Draft | None
    bound: float


NONE = Answer(None, math.inf)
_Key = tuple[int, frozenset[int], frozenset[int], frozenset[int], frozenset[int]]


class OneKind:
    """Answers how short the trips of one service and ward kind can be; nothing is solved twice.

    Parameters
    ----------
    most
        By the number of sites allowed what the goals that are sums over services and ward kinds may come to, in their order.
    high
        What the upper forecast may leave without a place.
    conversions
        Conversions allowed.
    seconds
        What a solve may take, a guard; once that is nothing, none is begun, and what is not known stays so.
    """

    def __init__(
        self,
        instance: DesignationInstance,
        sites: tuple[int, ...],
        most: Mapping[int, tuple[float, ...]],
        shared: tuple[float, int],
        seconds: Callable[[], float],
    ) -> None:
        one = instance.sites[sites[0]]
        kind = one.service_id, one.ward_kind
        self._numbers = [n for n, group in enumerate(instance.groups) if (group.service_id, group.ward_kind) == kind]
        groups = tuple(instance.groups[number] for number in self._numbers)
        self.sites, self.most = frozenset(sites), most
        self._instance = replace(alone(instance, kind), groups=groups, most_sites=None, rungs=None)
        merged = Merged(self._instance)
        self._merged, self._hidden = merged.groups, merged.hidden(groups)
        self.high, self._conversions = shared
        self._seconds = seconds
        self._floor: float | None = None
        options = [option for option in instance.options if option.site in self.sites]
        made = {option.conversion for option in options if option.conversion is not None}
        self._concerned = frozenset(made.union(*(option.lost_by for option in options)))
        self._can: dict[_Key, bool] = {}
        self._known: dict[_Key, Answer] = {}

    def numbers(self, settled: Settled) -> list[int]:
        """Return the numbers of sites with which its goals can be kept."""
        return [number for number in self.most if self._possible(number, settled)]

    def shortest(self, number: int, settled: Settled, gap: float, cutoff: float) -> Answer:
        """Return the shortest trips with so many sites at most, to a gap in bed-days × minutes."""
        if not self._possible(number, settled):
            return NONE
        if not self._numbers:
            opened = self.sites & settled.opened
            return Answer(Draft(opened), 0.0) if len(opened) <= number else NONE
        known = self.known(number, settled)
        if self._seconds() <= 0:
            return known or Answer(None, 0.0)
        if known is None or (known.draft is None and known.bound < cutoff):
            choice, goals = self._model(number, settled, merged=False)
            stage = MilpStage("travel", goals.travel())
            values, bound = shortest_here(
                choice.problem, stage, nodes=NODES, gap=gap, seconds=self._seconds(), cutoff=cutoff if cutoff < math.inf else None
            )
            known = Answer(None, min(bound, cutoff)) if values is None else Answer(self._draft(choice, values), bound)
            self._known[self._key(number, settled)] = known
        return known

    def known(self, number: int, settled: Settled) -> Answer | None:
        """Return what has been found already."""
        return self._known.get(self._key(number, settled))

    def floor(self) -> float:
        """Return what the trips come to at least, whatever is settled: the relaxation."""
        if self._floor is None and self._seconds() <= 0:
            return 0.0
        if self._floor is None:
            choice, goals = self._model(max(self.most), Settled(), merged=False)
            self._floor = max(0.0, least_values(choice.problem, [goals.travel()], self._seconds())[0]) if self._numbers else 0.0
        return self._floor

    def least_high(self) -> float:
        """Return what the upper forecast leaves without a place at least, whatever is settled."""
        if self._seconds() <= 0:
            return 0.0
        choice, goals = self._model(max(self.most), Settled(), merged=True)
        stage = MilpStage("uncovered_high", goals.uncovered_high())
        found = solve_here(choice.problem, [stage], nodes=NODES, seconds=self._seconds())
        return 0.0 if found is None or not math.isfinite(found[0]) else max(0.0, found[0] - self._hidden - SLACK)

    def _possible(self, number: int, settled: Settled) -> bool:
        """Whether the goals can be kept; where that is not proven it may be so."""
        key = self._key(number, settled)
        if key not in self._can and self._seconds() <= 0:
            return True
        if key not in self._can:
            choice, _ = self._model(number, settled, merged=True)
            nothing = MilpStage("nothing", pulp.LpAffineExpression())
            self._can[key] = solve_here(choice.problem, [nothing], nodes=NODES, seconds=self._seconds()) != (math.inf,)
        return self._can[key]

    def _key(self, number: int, settled: Settled) -> _Key:
        mine = self._concerned
        return number, self.sites & settled.closed, self.sites & settled.opened, mine & settled.made, mine & settled.not_made

    def _draft(self, choice: Choice, values: Mapping[str, float]) -> Draft:
        """Return the sites, the conversions that serve here, and the flows by the numbers of all groups."""
        sites = frozenset(site for site in self.sites if values[choice.open[site].name] > 0.5)
        used = {option.conversion for option in self._instance.options if option.site in sites and option.conversion is not None}
        made = frozenset(number for number in used if values[choice.converted[number].name] > 0.5)
        flows = {(self._numbers[n], site): values[variable.name] for (n, site), variable in choice.flow.items()}
        return Draft(sites, made, {key: amount for key, amount in flows.items() if amount > DUST and key[1] in sites})

    def _model(self, number: int, settled: Settled, *, merged: bool) -> tuple[Choice, Goals]:
        choice, goals = posted(self._instance, self._merged if merged else self._instance.groups)
        choice.problem += pulp.lpSum(choice.open[site] for site in sorted(self.sites)) <= number
        for site in sorted(self.sites):
            if site in settled.closed:
                choice.problem += choice.open[site] <= 0
            elif site in settled.opened:
                choice.problem += choice.open[site] >= 1
        for place, variable in enumerate(choice.converted):
            if place in settled.made or place in settled.not_made:
                choice.problem += variable == int(place in settled.made)
        if choice.converted:
            choice.problem += pulp.lpSum(choice.converted) <= self._conversions
        built = goals.before_travel()
        for name, most in zip(separable(goals), self.most[number], strict=True):
            expression = built[name]()
            if len(expression):
                choice.problem += expression <= most + SLACK
        if not merged:
            expression = goals.uncovered_high()
            if len(expression):
                choice.problem += expression <= self.high + SLACK
        return choice, goals
