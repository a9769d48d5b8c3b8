"""A plan says where vehicles are too few, and only there."""

from __future__ import annotations

import pytest

from optimizer.planning.vehicles import vehicle_warnings
from tests.routing.town import patient
from tests.routing.trips_town import car, lying


@pytest.mark.parametrize(("number", "codes"), [(1, ["vehicles_short"]), (2, [])])
def test_too_few_vehicles_are_a_warning(number: int, codes: list[str]) -> None:
    people = [patient(name, urgency=1, ready=0.5) for name in ("P1", "P2")]
    found = vehicle_warnings(*lying(people, [car(number=number, turnaround_min=50)]))
    assert [issue.code for issue in found] == codes
    assert all("2022-03-21" in issue.describe("en") and "bus" in issue.describe("zh") for issue in found)
