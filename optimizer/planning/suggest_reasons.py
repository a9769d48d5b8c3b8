"""What to say about one choice, read from the account of the plan in force."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.goals import GOALS
from optimizer.core.rounding import ceil_int
from optimizer.planning.standing import Standing
from optimizer.planning.suggest_cost import Outcome
from optimizer.planning.suggest_entities import Cost, Reason
from optimizer.routing import rules
from optimizer.routing.ledger import Vector
from optimizer.routing.option import Option
from optimizer.routing.people import Person


def about(
    standing: Standing,
    person: Person,
    option: Option,
    *,
    had: Option | None,
    nearest: int,
    free: int,
    designated: bool,
    gives_way: bool,
) -> Iterator[Reason]:
    """Yield the reasons for and the warnings about a choice, the good ones first."""
    place = standing.instance.places[option.place]
    if option.travel == nearest:
        yield Reason("nearest")
    if place.unit.hospital_id == person.patient.provider_hospital_id:
        yield Reason("own_provider")
    if place.index == person.current:
        yield Reason("current")
    if had is not None and had.place == place.index:
        yield Reason("planned")
    if rules.as_emergency(person, place):
        yield Reason("emergency_buffer")
    if option.over_travel:
        yield Reason("over_limit", {"over": option.over_travel, "limit": ceil_int(person.service.max_travel_min)})
    if option.over_wait:
        yield Reason("over_wait", {"over": option.over_wait})
    gain = dict(zip((goal.name for goal in standing.instance.goals), standing.ledger.gain(person, option), strict=True))
    over = gain["urgent_over_capacity"]
    if person.urgent and over > 0:
        yield Reason("over_capacity", {"days": over})
    elif over > 0 and not gives_way:
        yield Reason("overfull", {"days": over})
    elif free == 1:
        yield Reason("last_place")
    if gain["crossing"] > 0:
        yield Reason("crossing", {"days": gain["crossing"]})
    if gain["concentration"] > 0 and standing.tables.capacity:  # without a plan nothing is in use
        yield Reason("new_site")
    if not designated:
        yield Reason("not_designated")


def cost_of(standing: Standing, after: Vector, outcome: Outcome | None, waiting: int) -> Cost:
    """Return what a choice costs; the account holds everybody but the patient."""
    before = standing.ledger.vector
    names = (goal.name for goal in standing.instance.goals)
    goals = {name: b - a for name, a, b in zip(names, before, after, strict=True) if a != b and name in GOALS}
    return Cost(
        displaced=() if outcome is None else outcome.displaced,
        goals=goals,
        exact=outcome is None or outcome.exact,
        waiting=waiting,
    )
