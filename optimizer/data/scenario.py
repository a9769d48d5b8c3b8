"""scenario.toml: the horizon, the goals in order, policy switches, travel and solver settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimizer.core.goals import DEFAULT_ROUTING_GOALS
from optimizer.core.horizon import Horizon
from optimizer.core.params import Limits


@dataclass(frozen=True, slots=True)
class Policy:
    """Switches of the bureau; each default has its source in DOMAIN and `data/lanzhou/README.md`.

    Parameters
    ----------
    extra_wait_days
        Days beyond a service's own limit that routing still considers (the excess is a goal).
    designation_fill
        Share of a unit's bed-days (or sessions) that designation counts on, so that peaks still fit.
    candidates
        Nearest units considered per patient and service, beside those a rule singles out; 0 means all.
    travel_limit_factor
        Units beyond this multiple of the service's travel limit are not considered, as long as nearer ones exist.
    one_institution_per_district
        At least one designated institution in every district that has a candidate.
    reserve_days
        Days of cover a hospital should hold of every item.
    cannot_accept_hours
        How long a refusal holds when no end is given.
    """

    extra_wait_days: int = 3
    designation_fill: float = 0.85
    candidates: int = 12
    travel_limit_factor: float = 3.0
    one_institution_per_district: bool = True
    reserve_days: int = 30
    cannot_accept_hours: float = 2.0


@dataclass(frozen=True, slots=True)
class TravelSettings:
    """Estimate of road time: straight line × circuity ÷ speed + pick-up (sources in DOMAIN)."""

    circuity: float = 1.30
    speed_kmh: float = 30.0
    pickup_min: float = 10.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A stage of the routing plan; the tolerance is relative to the value achieved (absolute where that is 0)."""

    name: str
    tolerance: float = 0.0


def _default_goals() -> tuple[Goal, ...]:
    return tuple(Goal(name) for name in DEFAULT_ROUTING_GOALS)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything of a planning task that is not a table."""

    horizon: Horizon
    goals: tuple[Goal, ...] = field(default_factory=_default_goals)
    policy: Policy = field(default_factory=Policy)
    travel: TravelSettings = field(default_factory=TravelSettings)
    limits: Limits = field(default_factory=Limits)
    step_limits: Mapping[str, Limits] = field(default_factory=dict)  # per step: designation, teams, routing, rota, supplies
    illustrative: bool = False  # some rows are illustrative: every page carries the mark

    def limits_for(self, step: str) -> Limits:
        """Return the limits of one step."""
        return self.step_limits.get(step, self.limits)
