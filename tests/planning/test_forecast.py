"""The three forecasts against the designated places: on which days who is short, and which places are not needed."""

from __future__ import annotations

import datetime as dt

import pytest

from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import people
from optimizer.data.tables.plan import DesignationRow, FlowRow
from optimizer.data.vocabulary import HealthCode, Infection, WardKind
from optimizer.designation.demand import Forecast
from optimizer.planning.forecast import CareForecast, care_forecasts
from tests.factories import START, dataset, day, service, unit

LOW, EXPECTED, HIGH = Forecast
SENT = {"H1": 6.0, "H2": 3.0, "H3": 1.0}
BEDS = {"H1": 4, "H2": 3, "H3": 2}


def forecast(
    low: float | None, expected: float, high: float | None, *, designated: tuple[str, ...] = tuple(SENT)
) -> CareForecast:
    """People of one township who all come on the second day for three days; flows by the numbers above."""
    data = dataset(
        services=(service(typical_stay_days=3),),
        units=tuple(unit(f"U{name}", hospital_id=name, ward_kind=WardKind.BUFFER, capacity=beds) for name, beds in BEDS.items()),
        demand=[
            people.Demand(
                origin_id="O",
                service_id="general",
                ward_kind=WardKind.BUFFER,
                date=day(1),
                expected=expected,
                low=low,
                high=high,
            )
        ],
    )
    rows = tuple(
        DesignationRow(hospital_id=name, service_id="general", ward_kind=WardKind.BUFFER, from_=day(0), to=day(6))
        for name in designated
    )
    flows = tuple(
        FlowRow(origin_id="O", service_id="general", ward_kind=WardKind.BUFFER, hospital_id=name, expected=load)
        for name, load in SENT.items()
        if name in designated
    )
    (found,) = care_forecasts(PlanRecord(data, PlanTables(designation=rows, flows=flows)))
    return found


def test_each_forecast_stays_its_days_and_is_short_by_what_is_above_the_places() -> None:
    found = forecast(8.0, 9.5, 11.0)
    assert found.places == (9,) * 7
    assert found.people[EXPECTED] == (0.0, 9.5, 9.5, 9.5, 0.0, 0.0, 0.0)
    assert [found.short_days(one) for one in Forecast] == [(), (1, 2, 3), (1, 2, 3)]
    assert (max(found.short(EXPECTED)), max(found.short(HIGH))) == (0.5, 2.0)
    assert found.peak(HIGH) == 1


@pytest.mark.parametrize(("expected", "days"), [(9.0, ()), (9.004, ()), (9.01, (1, 2, 3))])
def test_as_many_as_there_are_places_are_not_short(expected: float, days: tuple[int, ...]) -> None:
    assert forecast(None, expected, None).short_days(EXPECTED) == days


def test_figures_that_are_not_given_are_the_expected_ones() -> None:
    found = forecast(None, 5.0, None)
    assert found.people[LOW] == found.people[EXPECTED] == found.people[HIGH]


@pytest.mark.parametrize(
    ("low", "names"),
    [
        (0.0, ["H3", "H2", "H1"]),
        (4.0, ["H3", "H2"]),  # the four beds of the first hospital are just enough
        (4.5, ["H3"]),
        (7.0, ["H3"]),
        (7.5, []),
        (9.5, []),
    ],
)
def test_hospitals_with_the_fewest_expected_are_left_away_while_the_low_forecast_has_a_place(
    low: float, names: list[str]
) -> None:
    assert [name for name, _ in forecast(low, 9.5, 10.0).not_needed] == names


def test_a_service_without_a_designated_place_is_short_of_everybody() -> None:
    found = forecast(1.0, 2.0, 3.0, designated=())
    assert (found.places, found.not_needed) == ((0,) * 7, ())
    assert found.short(EXPECTED) == found.people[EXPECTED]


def test_named_patients_are_all_three_forecasts_where_there_is_no_demand() -> None:
    one = people.Patient(
        patient_id="P",
        origin_id="O",
        service_id="general",
        health_code=HealthCode.YELLOW,
        infection_status=Infection.NONE,
        urgency=2,
        ready_at=dt.datetime.combine(START, dt.time(8)),
        stay_days=2,
    )
    (found,) = care_forecasts(PlanRecord(dataset(services=(service(),), patients=(one,)), PlanTables()))
    assert found.people[LOW] == found.people[HIGH] == (1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
