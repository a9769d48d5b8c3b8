"""Where expected patients go once it is settled who is designated and converted: one small linear program per service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from optimizer.data.vocabulary import WardKind
from optimizer.designation.draft import room
from optimizer.designation.instance import DesignationInstance
from optimizer.solve.lp import LinearProgram, Matrix

FAR, NOWHERE = 1e4, 1e6
"""Minutes that a trip beyond the limit, and no place at all, are worth: no chain of exchanges within the limit is as long."""
DUST = 1e-7
GUARD_S = 60.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Flow by (group, site), and what it comes to.

    Parameters
    ----------
    flows
        Bed-days, or sessions, by (group, site).
    uncovered, beyond
        Bed-days or sessions without a place, and of those served the ones beyond the travel limit.
    travel
        Bed-days or sessions × minutes.
    """

    flows: dict[tuple[int, int], float]
    uncovered: float
    beyond: float
    travel: float

    @property
    def order(self) -> tuple[float, float, float]:
        """What counts first comes first, to three decimals."""
        return round(self.uncovered, 3), round(self.beyond, 3), round(self.travel, 3)


class Sending:
    """Sends everybody, service by service; a service whose sites did not change is not solved again."""

    def __init__(self, instance: DesignationInstance) -> None:
        self._instance = instance
        self._blocks: dict[tuple[str, WardKind], list[int]] = defaultdict(list)
        for number, group in enumerate(instance.groups):
            self._blocks[group.service_id, group.ward_kind].append(number)
        self._known: dict[tuple[object, ...], Sent] = {}

    def send(self, is_open: Collection[int], converted: frozenset[int]) -> Sent:
        """Return the best flows: as many as fit, then within the limit, then by the shortest trips."""
        places = room(self._instance, converted, is_open)
        parts = []
        for key, groups in self._blocks.items():
            sites = sorted(site for site in is_open if self._of(site) == key and places[site] > 0)
            memory = (key, *((site, places[site]) for site in sites))
            if memory not in self._known:
                self._known[memory] = self._solve(groups, sites, places)
            parts.append(self._known[memory])
        return Sent(
            {key: amount for part in parts for key, amount in part.flows.items()},
            sum(part.uncovered for part in parts),
            sum(part.beyond for part in parts),
            sum(part.travel for part in parts),
        )

    def _of(self, site: int) -> tuple[str, WardKind]:
        one = self._instance.sites[site]
        return one.service_id, one.ward_kind

    def _solve(self, groups: list[int], sites: list[int], places: list[float]) -> Sent:
        """Solve a transport problem: a row per group (what stays behind has a column of its own) and one per site."""
        row_of = {site: len(groups) + row for row, site in enumerate(sites)}
        keys: list[tuple[int, int]] = []
        rows, columns, cost = [], [], []
        for row, number in enumerate(groups):
            group = self._instance.groups[number]
            for site, minutes, near in zip(group.sites, group.minutes, group.near, strict=True):
                if site in row_of:
                    rows += [row, row_of[site]]
                    columns += [len(keys)] * 2
                    cost.append(minutes + (0 if near else FAR))
                    keys.append((number, site))
        for row in range(len(groups)):
            rows.append(row)
            columns.append(len(keys) + row)
            cost.append(NOWHERE)
        load = np.array([self._instance.groups[number].load for number in groups])
        high = np.concatenate((load, [places[site] for site in sites]))
        low = np.concatenate((load, np.full(len(sites), -np.inf)))
        width = len(cost)
        matrix = Matrix(np.array(rows), np.array(columns), np.ones(len(rows)))
        answer = LinearProgram(matrix, (np.zeros(width), np.full(width, np.inf)), (low, high)).minimise(np.array(cost), GUARD_S)
        flows = {key: float(amount) for key, amount in zip(keys, answer.values, strict=False) if amount > DUST}
        trips = {
            (number, site): (minutes, near) for number in groups for site, minutes, near in zip(*self._trips(number), strict=True)
        }
        return Sent(
            flows,
            float(load.sum()) - sum(flows.values()),
            sum(amount for key, amount in flows.items() if not trips[key][1]),
            sum(amount * trips[key][0] for key, amount in flows.items()),
        )

    def _trips(self, number: int) -> tuple[tuple[int, ...], tuple[float, ...], tuple[bool, ...]]:
        group = self._instance.groups[number]
        return group.sites, group.minutes, group.near
