"""Days as bits say what the rules say day by day."""

from __future__ import annotations

import itertools

import pytest

from optimizer.data.tables.care import CapacityChange
from optimizer.data.tables.plan import DesignationRow
from optimizer.data.vocabulary import HealthCode, WardKind
from optimizer.routing import rules
from optimizer.routing.daymasks import DayMask, bits
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.people import Person
from optimizer.routing.places import Place
from tests.factories import day, service
from tests.routing.town import patient, town, unit

DAYS = 7


def instance(urgency: int) -> RoutingInstance:
    """One patient of each code; a general and a buffer unit with closed and empty days, designated for a part of the week."""
    people = [
        patient("P1", urgency=urgency),
        patient("P2", urgency=urgency, health_code=HealthCode.YELLOW),
    ]
    units = (
        unit("U1", hospital_id="H1"),
        unit("U2", hospital_id="H2", ward_kind=WardKind.BUFFER),
        unit("U3", hospital_id="H3", ward_kind=WardKind.BUFFER, kept_free=1, capacity=1),
    )
    shut = CapacityChange(unit_id="U1", from_=day(2), to=day(3), capacity=0, reason="repair")
    designated = DesignationRow(hospital_id="H2", service_id="general", ward_kind=WardKind.BUFFER, from_=day(1), to=day(4))
    data = town(people, units, days=DAYS, services=(service("general"),), capacity_changes=(shut,))
    return RoutingInstance.from_dataset(data, (designated,), (), {}, ())


def by_rules(person: Person, place: Place, days: range, ground: rules.Ground) -> bool:
    """What the rules say, one day after the other."""
    return (
        rules.ward_kind(person, place, days)
        and rules.unit_open(place, days)
        and rules.designated(person, place, days, ground)
        and (person.urgent or all(place.limit(number) > 0 for number in days))
    )


@pytest.mark.parametrize("urgency", [1, 3])
def test_every_run_of_days_is_judged_alike(urgency: int) -> None:
    built = instance(urgency)
    seen = set()
    for person, place in itertools.product(built.people, built.places):
        mask = DayMask.of(place, built.ground)
        for first, last in itertools.combinations_with_replacement(range(DAYS), 2):
            days = range(first, last + 1)
            found = (
                mask.is_kind(person.need.kind, bits(days))
                and mask.has_room(bits(days), urgent=person.urgent)
                and (rules.undesignated_too(person, place) or mask.is_designated(bits(days)))
            )
            assert found == by_rules(person, place, days, built.ground), (person.patient.patient_id, place.unit.unit_id, days)
            seen.add(found)
    assert seen == {True, False}
