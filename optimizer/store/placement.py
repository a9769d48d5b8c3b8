"""The life of a placement: who may come next, and what a step is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HOLD_MIN = 10


class Step(StrEnum):
    """What was done; `RELEASED` gives the place back, after which it may be held anew."""

    HELD = "held"
    ACCEPTED = "accepted"
    VEHICLE_SENT = "vehicle_sent"
    ARRIVED = "arrived"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    RELEASED = "released"


class PlacementState(StrEnum):
    """Where a placement stands: as proposed by its plan, after a step, or after a hold that ran out."""

    PROPOSED = "proposed"
    HELD = "held"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    VEHICLE_SENT = "vehicle_sent"
    ARRIVED = "arrived"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    RELEASED = "released"


MAY_FOLLOW: Mapping[Step, frozenset[PlacementState]] = {
    Step.HELD: frozenset({PlacementState.PROPOSED, PlacementState.EXPIRED, PlacementState.RELEASED}),
    Step.ACCEPTED: frozenset({PlacementState.HELD}),
    Step.VEHICLE_SENT: frozenset({PlacementState.ACCEPTED}),
    Step.ARRIVED: frozenset({PlacementState.VEHICLE_SENT}),
    Step.HANDED_OVER: frozenset({PlacementState.ARRIVED}),
    Step.RETURNED: frozenset({PlacementState.HANDED_OVER}),
    Step.RELEASED: frozenset({PlacementState.HELD, PlacementState.ACCEPTED, PlacementState.VEHICLE_SENT}),
}
"""From which states a step may be taken; whoever has arrived keeps the bed."""


@dataclass(frozen=True, slots=True)
class PlacementStep:
    """One step of a placement, as it was noted; moments are in UTC.

    Parameters
    ----------
    until
        Of a hold, when it runs out unless it is accepted.
    over_full
        Of a hold, whether the unit had no place left: only for the life-threatened.
    reason
        Of a release, the code of its reason.
    """

    seq: int
    hold: int
    plan_id: str
    patient_id: str
    unit_id: str
    step: Step
    by: str
    at: dt.datetime
    until: dt.datetime | None
    over_full: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A patient at a unit under a plan: where it stands now, its days, and every step so far, holds that ran out included."""

    plan_id: str
    patient_id: str
    unit_id: str
    state: PlacementState
    days: tuple[dt.date, ...]
    steps: tuple[PlacementStep, ...]


def state_after(last: PlacementStep | None, now: dt.datetime) -> PlacementState:
    """Return where a placement stands after its last step."""
    if last is None:
        return PlacementState.PROPOSED
    if last.step is Step.HELD and last.until is not None and last.until <= now:
        return PlacementState.EXPIRED
    return PlacementState(last.step.value)
