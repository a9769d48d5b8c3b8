"""scenario.toml: the horizon, the goals in order, policy switches, travel and solver settings."""

from __future__ import annotations

import datetime as dt
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
        Nearest units considered per patient and service, beside those a rule singles out; 0 means all. Fewer make a large
        plan sooner, but bounds then hold for these units only, and the plan says so.
    travel_limit_factor
        Units beyond this multiple of the service's travel limit are not considered, as long as nearer ones exist; 0 means
        that none is too far.
    one_institution_per_district
        At least one designated institution in every district that has a candidate.
    reserve_days
        Days of cover a hospital should hold of every item.
    cannot_accept_hours
        How long a refusal holds when no end is given.
    protection
        Chance with which people who turn up unannounced find a place kept free for them; 0 keeps none.
    overstay_share
        Chance that a stay lasts a day longer than planned, and a further day, and so on (illustrative; no figure known).
    transfer_days
        First days of the plan on which somebody who lies in a unit may be transferred to make room; 0 transfers only
        those whom their unit cannot keep.
    rota_ahead_days
        Days after the plan that the rota's last days must leave enough people for; 0 looks no further than the plan.
    isolation_inside_min
        People inside an isolation ward on every shift that is staffed; 0 asks for none beyond `ward_cover`.
    isolation_shift_skills
        Skills of which somebody is inside on every such shift, unless `ward_cover` names the skill there.
    """

    extra_wait_days: int = 3
    designation_fill: float = 0.85
    candidates: int = 0
    travel_limit_factor: float = 0.0
    one_institution_per_district: bool = True
    reserve_days: int = 30
    cannot_accept_hours: float = 2.0
    protection: float = 0.0
    overstay_share: float = 0.1
    transfer_days: int = 3
    rota_ahead_days: int = 7
    isolation_inside_min: int = 2
    isolation_shift_skills: tuple[str, ...] = ("leader", "infection_control")


SPEED_PRESETS: Mapping[str, float] = {"free-flow": 32.5, "normal-traffic": 18.0}
"""km/h in town: the middle of 29 to 36 on empty roads and of 13 to 23 in normal traffic (measured in central Lanzhou)."""


@dataclass(frozen=True, slots=True)
class TravelSettings:
    """Where road times come from: a road server, else straight line × circuity ÷ speed; plus pick-up.

    Parameters
    ----------
    circuity, speed_kmh
        Of the estimate; measured in the central city of Lanzhou (1.30; 29 to 36 km/h on empty roads).
    pickup_min
        Minutes before the vehicle leaves with the patient.
    preset
        A name of `SPEED_PRESETS`, or blank; it sets `speed_kmh` unless that is given as well.
    speed_kmh_far, far_km
        Speed beyond the first `far_km` of the straight line, for roads out of town; 0 (the default) drives all of it
        at `speed_kmh`.
    osrm_url, osrm_profile
        An OSRM server asked for road times (``table`` service), and its profile; blank asks nobody.
    osrm_timeout_s, osrm_total_s
        Seconds to wait for one answer, and for all of them with their repetitions.
    """

    circuity: float = 1.30
    speed_kmh: float = 30.0
    pickup_min: float = 10.0
    preset: str = ""
    speed_kmh_far: float = 0.0
    far_km: float = 20.0
    osrm_url: str = ""
    osrm_profile: str = "driving"
    osrm_timeout_s: float = 10.0
    osrm_total_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A stage of the routing plan; the tolerance is relative to the value achieved (absolute where that is 0)."""

    name: str
    tolerance: float = 0.0


REPLAN_GOALS: tuple[str, ...] = (
    "urgent_late_min",
    "lost_place",
    "urgent_over_capacity",
    "unplaced_1",
    "unplaced_2",
    "unplaced_3",
    "unplaced_4",
    "wait_excess_days",
    "travel_excess_min",
    "changes",
)
"""What comes first when a plan is in force: service, then the fewest changes; the other goals follow in their order."""


@dataclass(frozen=True, slots=True)
class Replan:
    """How a plan is made anew while one is in force (`plan --previous`).

    Parameters
    ----------
    goals
        Routing goals that come first then, in order; those not named follow in the order of `Scenario.goals`.
    hold_designation, hold_teams
        Whether designation and conversions, and teams and rotation, in force are kept as far as they are still possible.
    hold_rota
        Whether the rota in force is kept as it is for all who depend on one another, wherever it keeps every rule and nobody is
        missing to a minimum; by default it is planned anew for the same people, with as few changes as can be.
    rota_frozen_until
        Last day of the rota in force that is published: up to it nobody's shift or ward changes, unless a hard request
        for that person and day says so or the place is lost. None freezes nothing.
    """

    goals: tuple[str, ...] = REPLAN_GOALS
    hold_designation: bool = True
    hold_teams: bool = True
    hold_rota: bool = False
    rota_frozen_until: dt.date | None = None


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
    replan: Replan = field(default_factory=Replan)
    illustrative: bool = False  # some rows are illustrative: every page carries the mark
    within_s: float = 0.0  # seconds of the wall clock for a whole run, 0 for as long as the steps take

    def goals_for(self, *, replanning: bool) -> tuple[Goal, ...]:
        """Return the routing goals in order; those of `replan` first while a plan is in force."""
        if not replanning:
            return self.goals
        named = {goal.name: goal for goal in self.goals}
        first = tuple(named.get(name, Goal(name)) for name in self.replan.goals)
        return (*first, *(goal for goal in self.goals if goal.name not in self.replan.goals))

    def limits_for(self, step: str) -> Limits:
        """Return the limits of one step."""
        return self.step_limits.get(step, self.limits)
