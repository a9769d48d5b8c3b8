"""Which townships a designation does not reach: none of its hospitals within the limit, sent beyond it, or no place at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from optimizer.data.planfolder import PlanRecord
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import WardKind
from optimizer.designation.demand import expected_load
from optimizer.planning.risks import LEAST, uncovered_origins

Care = tuple[str, WardKind]
"""Service and ward kind."""


@dataclass(frozen=True, slots=True)
class Township:
    """An origin that is not reached.

    Parameters
    ----------
    load
        Bed-days or sessions over the plan that this is about; 0 where nobody is expected from there.
    hospital_id, minutes
        The nearest designated hospital that serves it, or the farthest it is sent to; None and 0 where it has no place.
    """

    origin_id: str
    load: float
    hospital_id: str | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """The townships that one service and ward kind does not reach, the farthest (without a place: the most people) first.

    Parameters
    ----------
    outside
        Every designated hospital that serves the care is beyond the limit, whether or not anybody is expected from there.
    sent_beyond
        One is within the limit, but some of the expected are sent beyond it, the near ones being full.
    uncovered
        Some of the expected have no designated place.
    """

    service_id: str
    ward_kind: WardKind
    limit_min: float
    outside: tuple[Township, ...]
    sent_beyond: tuple[Township, ...]
    uncovered: tuple[Township, ...]

    @property
    def townships(self) -> int:
        """How many townships are named for one reason or another."""
        return len({one.origin_id for one in (*self.outside, *self.sent_beyond, *self.uncovered)})


def reach(plan: PlanRecord) -> tuple[Reach, ...]:
    """Return every service and ward kind with a township not reached, in order of services."""
    dataset, travel, load = plan.dataset, Travel(plan.dataset), expected_load(plan.dataset)
    sent, without = _flows(plan), defaultdict[Care, list[Township]](list)
    for one in uncovered_origins(plan):
        without[one.service_id, one.ward_kind].append(Township(one.origin_id, one.load))
    serving: dict[Care, set[str]] = defaultdict(set)
    for row in plan.tables.designation:
        serving[row.service_id, row.ward_kind].add(row.hospital_id)
    found = []
    for service in dataset.services:
        for kind in WardKind:
            care, limit = (service.service_id, kind), service.max_travel_min
            outside, beyond = list[Township](), list[Township]()
            for origin in dataset.origins if care in serving else ():
                name = origin.origin_id
                minutes, nearest = min((travel.from_origin(name, hospital), hospital) for hospital in serving[care])
                if minutes > limit:
                    outside.append(Township(name, load.get((name, *care), 0.0), nearest, minutes))
                    continue
                far = [(travel.from_origin(name, hospital), hospital, part) for hospital, part in sent[name, care].items()]
                far = [one for one in far if one[0] > limit]
                if far:
                    longest, hospital, _ = max(far)
                    beyond.append(Township(name, sum(part for _, _, part in far), hospital, longest))
            if outside or beyond or without[care]:
                found.append(Reach(*care, limit, _farthest(outside), _farthest(beyond), tuple(without[care])))
    return tuple(found)


def _flows(plan: PlanRecord) -> dict[tuple[str, Care], dict[str, float]]:
    """Return what is sent to each hospital, by origin and care."""
    sent: dict[tuple[str, Care], dict[str, float]] = defaultdict(dict)
    for row in plan.tables.flows:
        if row.expected >= LEAST:
            sent[row.origin_id, (row.service_id, row.ward_kind)][row.hospital_id] = row.expected
    return sent


def _farthest(found: list[Township]) -> tuple[Township, ...]:
    return tuple(sorted(found, key=lambda one: (-one.minutes, one.origin_id)))
