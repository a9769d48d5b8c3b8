"""Who is expected and finds no place: every repair told gains what it says, and the least of it."""

import pytest

from optimizer.core.params import Limits
from optimizer.data.vocabulary import Designable, Fixed, UnitStatus
from optimizer.designation.model import designate
from optimizer.designation.repair.lever import Means, Step, changed
from optimizer.designation.repair.shortage import Shortages
from tests.designation.city import ISOLATION, TWO, buffer_unit, city, conversion, demand, hospital
from tests.factories import day, service, unit

LIMITS = Limits(workers=1)
BOTH = [buffer_unit("A", "H1", 3), buffer_unit("B", "H2", 4)]


def small(*, units=BOTH, expected=6, **tables):
    return city(TWO, units=units, demand=[demand("O1", expected)], one_per_district=False, **tables)


def second(**changes):
    return [hospital("H1"), hospital("H2", **changes)]


LICENSED = {"services": [service(licence="L")]}
KINDS = {
    "fixed out": (small(hospitals=second(fixed=Fixed.OUT)), (Means.WISH,)),
    "not designable": (small(hospitals=second(can_designate=Designable.NO)), (Means.ALLOWED,)),
    "closed": (small(units=[BOTH[0], buffer_unit("B", "H2", 4, status=UnitStatus.CLOSED)]), (Means.STATUS,)),
    "no licence": (small(units=[buffer_unit("A", licences=("L",), capacity=3), BOTH[1]], **LICENSED), (Means.LICENCE,)),
    "minimum": (small(services=[service(min_designated_places=4)], units=[buffer_unit("A", "H1", 3)]), (Means.MINIMUM,)),
    "late": (
        small(units=[BOTH[0], unit("G", hospital_id="H2")], unit_conversions=[conversion("G", lead_time_h=24)]),
        (Means.SOONER,),
    ),
    "too few": (small(units=[BOTH[0]]), (Means.PLACES,)),
    "fixed out and closed": (
        small(
            units=[buffer_unit("B", "H2", 4, status=UnitStatus.CLOSED)],
            hospitals=second(fixed=Fixed.OUT),
        ),
        (Means.WISH, Means.STATUS),
    ),
}


def short(data):
    solution = designate(data, LIMITS).solution
    return Shortages(data, solution.designation, solution.conversions).all()


@pytest.mark.parametrize("kind", KINDS)
def test_every_repair_gains_what_it_says(kind):
    data, means = KINDS[kind]
    before = designate(data, LIMITS)
    (one,) = short(data)
    assert one.uncovered == pytest.approx(before.term("uncovered"))
    assert means in {tuple(step.lever.means for step in way.repair) for way in one.ways}
    for way in one.ways:
        after = designate(changed(data, way.repair), LIMITS)
        assert before.term("uncovered") - after.term("uncovered") == pytest.approx(way.uncovered)
        assert before.term("beyond_limit") - after.term("beyond_limit") == pytest.approx(way.beyond)
        assert way.uncovered > 0


@pytest.mark.parametrize("kind", KINDS)
def test_less_of_a_repair_gains_less(kind):
    data, _ = KINDS[kind]
    before = designate(data, LIMITS)
    for way in short(data)[0].ways:
        for number, step in enumerate(way.repair):
            less = [Step(step.lever, step.amount - 1)] if step.amount > 1 else []
            after = designate(changed(data, [*way.repair[:number], *less, *way.repair[number + 1 :]]), LIMITS)
            assert before.term("uncovered") - after.term("uncovered") < way.uncovered


@pytest.mark.parametrize(("expected", "missing"), [(7, 0), (8, 1), (9, 2)])
def test_places_are_as_many_as_are_short(expected, missing):
    found = short(small(expected=expected))
    ways = [way for one in found for way in one.ways if [step.lever.means for step in way.repair] == [Means.PLACES]]
    assert [step.amount for way in ways for step in way.repair] == ([missing] if missing else [])


def test_nobody_short_nothing_told():
    assert short(small(expected=2)) == ()


def test_a_roof_that_keeps_people_out():
    units = [buffer_unit("A", "H1", 3), buffer_unit("I", "H1", 3, ward_kind=ISOLATION)]
    needs = [demand("O1", 3), demand("O1", 2, ward_kind=ISOLATION)]
    data = city({("O1", "H1"): 10}, hospitals=[hospital(max_ward_kinds=1)], units=units, demand=needs)
    (one,) = short(data)
    assert one.ward_kind is ISOLATION
    assert [step.lever.means for step in one.ways[0].repair] == [Means.ROOF]
    assert one.ways[0].uncovered == 2


def test_people_beyond_the_limit_are_brought_nearer():
    far = {("O1", "H1"): 100, ("O1", "H2"): 10}
    data = city(far, hospitals=second(fixed=Fixed.OUT), units=BOTH, demand=[demand("O1", 2)], one_per_district=False)
    (one,) = short(data)
    assert (one.uncovered, one.beyond) == (0, 2)
    (way,) = [way for way in one.ways if way.repair[0].lever.means is Means.WISH]
    assert (way.uncovered, way.beyond) == (0, 2)


def test_a_new_unit_where_there_is_none():
    data = city({("O1", "H1"): 10}, units=[buffer_unit("A", "H1", 3)], demand=[demand("O1", 2, ward_kind=ISOLATION)])
    (one,) = short(data)
    (way,) = one.ways
    (step,) = way.repair
    assert (step.lever.means, step.amount, way.uncovered) == (Means.NEW_UNIT, 2, 2)


def test_no_new_unit_without_a_licence():
    services = [service(licence="L"), service("other")]
    data = city({("O1", "H1"): 10}, services=services, units=[buffer_unit(service_id="other")], demand=[demand("O1", 2)])
    (one,) = Shortages(data, (), ()).all()
    assert (one.uncovered, one.ways) == (2, ())


def test_nothing_helps_where_nobody_may_be_designated():
    hospitals = [hospital("H1", can_designate=Designable.NO)]
    data = city({("O1", "H1"): 10}, hospitals=hospitals, demand=[demand("O1", 2)])
    (one,) = Shortages(data, (), ()).all()
    assert (one.uncovered, one.ways) == (2, ())


def test_places_on_one_day_alone():
    """Over the horizon there is room enough; on the second day three come for two places."""
    needs = [demand("O1", 3, date=day(1))]
    units = [buffer_unit("A", "H1", 2)]
    services = [service(typical_stay_days=1)]
    data = city({("O1", "H1"): 10}, days=4, services=services, units=units, demand=needs)
    (one,) = short(data)
    assert (one.uncovered, one.days) == (0, 1)
    (way,) = [way for way in one.ways if [step.lever.means for step in way.repair] == [Means.PLACES]]
    assert (way.repair[0].amount, way.uncovered, way.days) == (1, 0, 1)
