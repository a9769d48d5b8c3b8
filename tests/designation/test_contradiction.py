"""Hospitals that must be designated and cannot be: the rules in the way are a smallest set, every repair offered lifts it."""

import itertools

import pytest

from optimizer.core.errors import ContradictionError
from optimizer.core.params import Limits
from optimizer.core.text import LANGS
from optimizer.data.tables.care import CapacityChange
from optimizer.data.vocabulary import Designable, Fixed, UnitStatus
from optimizer.designation.contradiction import IN_THE_WAY, contradiction, holds, let_in
from optimizer.designation.model import designate
from optimizer.designation.repair.lever import Means, Step, changed
from optimizer.designation.repair.levers import at_hospital, levers_of
from tests.designation.city import ISOLATION, buffer_unit, city, conversion, hospital
from tests.designation.mended import mended, repairs_of, rules_of
from tests.factories import START, day, service, unit

LIMITS = Limits(workers=1)
WISH = {Means.WISH: 1}


def town(*, days=1, **tables):
    """One hospital, fixed in."""
    changes = tables.pop("changes", {})
    rows = {"hospitals": [hospital("H1", fixed=Fixed.IN, **changes)], **tables}
    return city({("O1", "H1"): 1}, days=days, **rows)


def emergencies(**changes):
    """Both units must be one ward kind to be large enough, and one of them must stay for emergencies."""
    units = [buffer_unit("A", "H1", 4, capabilities=("emergency",)), buffer_unit("C", "H1", 4, ward_kind=ISOLATION)]
    rows = [conversion("A", to_ward_kind=ISOLATION, lead_time_h=0, capacity_after=4)]
    return town(units=units, unit_conversions=rows, services=[service(min_designated_places=5)], **changes)


LICENSED = [service(), service("licensed", licence="L")]
KINDS = {
    "may not be": (town(units=[buffer_unit()], changes={"can_designate": Designable.NO}), {"designation_allowed"}),
    "outside": (town(units=[buffer_unit()], changes={"outside_network": True}), {"designation_allowed"}),
    "nothing there": (town(), {"designation_unit"}),
    "general only": (town(units=[unit("G")]), {"designation_unit"}),
    "closed": (town(units=[buffer_unit(status=UnitStatus.CLOSED)]), {"designation_unit"}),
    "all occupied": (town(units=[buffer_unit(capacity=3, occupied=3)]), {"designation_unit"}),
    "no licence": (town(units=[buffer_unit(service_id="licensed")], services=LICENSED), {"designation_licence"}),
    "late": (town(days=2, units=[unit("G")], unit_conversions=[conversion("G", lead_time_h=50)]), {"conversion_lead_time"}),
    "too small": (town(units=[buffer_unit(capacity=4)], services=[service(min_designated_places=5)]), {"designation_minimum"}),
    "shared entrance": (
        town(units=[buffer_unit(building_id="B", shares_access=True), unit("G", building_id="B")]),
        {"designation_unit"},
    ),
    "opens later": (
        town(units=[buffer_unit()], capacity_changes=[CapacityChange(unit_id="U1", from_=START, to=day(1), capacity=0)]),
        {"designation_unit"},
    ),
    "licence and minimum": (
        town(units=[buffer_unit("A", "H1", 4, service_id="s")], services=[service("s", licence="L", min_designated_places=5)]),
        {"designation_licence"},
    ),
    "two converted": (
        town(
            units=[unit("G", building_id="B"), buffer_unit("A", "H1", 4, building_id="B")],
            unit_conversions=[conversion("G", lead_time_h=0, capacity_after=4, empties_building=True)],
            services=[service(min_designated_places=7)],
        ),
        {"designation_minimum", "conversion_listed"},
    ),
    "emergency": (emergencies(), {"designation_minimum", "emergency_kept"}),
    "either licence or minimum": (
        town(
            units=[buffer_unit("A", "H1", 9, licences=()), buffer_unit("B", "H1", 2, licences=("L",))],
            services=[service(licence="L", min_designated_places=5)],
        ),
        {"designation_licence", "designation_minimum"},
    ),
}


def told(data):
    with pytest.raises(ContradictionError) as caught:
        designate(data, LIMITS)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_told_are_a_smallest_set(kind):
    data, expected = KINDS[kind]
    rules = rules_of(told(data)) - {"designation_fixed_in"}
    here = at_hospital(data, "H1")
    assert rules == expected
    if expected <= {"designation_unit"}:
        assert not holds(here, ())  # there is nothing, whatever else is left out
        return
    assert not holds(here, rules)
    assert all(holds(here, rules - {one}) for one in rules)
    smaller = itertools.combinations(("designation_allowed", *IN_THE_WAY), len(rules) - 1)
    assert all(holds(here, some) for some in smaller)


@pytest.mark.parametrize("kind", KINDS)
def test_every_repair_written_into_the_tables_lifts_it(kind, tmp_path):
    data, _ = KINDS[kind]
    offered = repairs_of(told(data))
    assert offered
    for (_, number), notes in offered.items():
        assert designate(mended(data, tmp_path / str(number), notes), LIMITS).termination.has_plan


@pytest.mark.parametrize("kind", KINDS)
def test_no_repair_is_cheaper_than_the_one_told(kind):
    """Every lever alone by every smaller amount leaves it, as does every repair of several rows without one of them."""
    data, _ = KINDS[kind]
    found = contradiction(data, "H1")
    for repair in found.repairs:
        for number, step in enumerate(repair):
            less = [Step(step.lever, step.amount - 1)] if step.amount > 1 else []
            assert _contradicts(changed(data, [*repair[:number], *less, *repair[number + 1 :]]))
    means = {repair[0].lever.means for repair in found.repairs if len(repair) == 1}
    least = {repair[0].lever.means: repair[0].amount for repair in found.repairs if len(repair) == 1}
    for lever in levers_of(data, "H1"):
        below = least.get(lever.means, lever.most + 1)
        assert lever.means in means or _contradicts(changed(data, [Step(lever, lever.most)]))
        assert below == 1 or _contradicts(changed(data, [Step(lever, min(lever.most, below - 1))]))


def _contradicts(data):
    try:
        designate(data, LIMITS, quick=True)
    except ContradictionError:
        return True
    return False


def means_of(data):
    return {tuple(step.lever.means for step in one): [s.amount for s in one] for one in contradiction(data, "H1").repairs}


def test_withdrawing_the_wish_is_always_the_cheapest():
    assert all(next(iter(means_of(data))) == (Means.WISH,) for data, _ in KINDS.values())


def test_places_are_as_few_as_will_do():
    found = means_of(KINDS["too small"][0])
    assert found[(Means.PLACES,)] == [1]
    assert found[(Means.MINIMUM,)] == [1]


def test_a_late_conversion_is_waited_for_or_hurried():
    found = means_of(KINDS["late"][0])
    assert found[(Means.HORIZON,)] == [2]  # 50 hours are done on the fourth day
    assert (Means.LEAD_TIME,) in found


def test_two_rows_together_where_one_is_not_enough():
    found = means_of(KINDS["licence and minimum"][0])
    assert list(found) == [(Means.WISH,), (Means.MINIMUM, Means.LICENCE), (Means.LICENCE, Means.PLACES)]


def test_another_emergency_buffer_lets_the_first_be_converted():
    units = [buffer_unit("A", "H1", 4, capabilities=("emergency",)), buffer_unit("C", "H1", 4, ward_kind=ISOLATION)]
    rows = [conversion("A", to_ward_kind=ISOLATION, lead_time_h=0, capacity_after=4)]
    small = buffer_unit("D", "H1", 1)
    data = town(units=[*units, small], unit_conversions=rows, services=[service(min_designated_places=6)])
    assert (Means.EMERGENCY,) in means_of(data)


@pytest.mark.parametrize(("places", "contradicts"), [(4, True), (5, False), (6, False)])
def test_just_outside_and_just_inside(places, contradicts):
    data = town(units=[buffer_unit(capacity=places)], services=[service(min_designated_places=5)])
    assert _contradicts(data) is contradicts


def test_hospitals_contradict_each_by_itself(tmp_path):
    hospitals = [hospital("H1", fixed=Fixed.IN, can_designate=Designable.NO), hospital("H2", fixed=Fixed.IN)]
    data = city({("O1", "H1"): 1, ("O1", "H2"): 1}, hospitals=hospitals, units=[buffer_unit()])
    error = told(data)
    assert rules_of(error) == {"designation_fixed_in", "designation_allowed", "designation_unit"}
    offered = repairs_of(error)
    first = {name: next(notes for (of, _), notes in offered.items() if of == name) for name in ("医院H1", "医院H2")}
    both = [note for notes in first.values() for note in notes]
    assert designate(mended(data, tmp_path / "both", both), LIMITS).termination.has_plan
    with pytest.raises(ContradictionError):
        designate(mended(data, tmp_path / "one", first["医院H1"]), LIMITS)


def test_both_languages_say_everything():
    for data, _ in KINDS.values():
        for issue in told(data).issues:
            said = {lang: issue.describe(lang) for lang in LANGS}
            assert "{" not in said["en"] + said["zh"]
            assert said["en"] != said["zh"]


def test_what_would_let_a_hospital_in_that_is_fixed_out():
    data = city(
        {("O1", "H1"): 1},
        hospitals=[hospital("H1", fixed=Fixed.OUT)],
        units=[buffer_unit(service_id="licensed")],
        services=LICENSED,
    )
    (repair,) = let_in(data, "H1")
    assert [step.lever.means for step in repair] == [Means.WISH, Means.LICENCE]


def test_a_hospital_that_can_be_needs_nothing_and_one_fixed_out_only_that():
    (repair,) = let_in(city({("O1", "H1"): 1}, hospitals=[hospital("H1", fixed=Fixed.OUT)], units=[buffer_unit()]), "H1")
    assert [step.lever.means for step in repair] == [Means.WISH]
    assert let_in(city({("O1", "H1"): 1}, units=[buffer_unit()]), "H1") == ()
