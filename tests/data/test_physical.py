"""Who lies in a building already: confirmed cases and others never share one, whatever the list of patients says."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.physical import physical_capacity, shut_units
from optimizer.data.tables.care import UnitConversion
from optimizer.data.tables.plan import ConversionRow
from optimizer.data.vocabulary import WardKind
from optimizer.planning.emptied import people_to_move
from optimizer.verify.unitdays import unit_days
from tests.factories import dataset, day, service, unit

BUFFER, ISOLATION = WardKind.BUFFER, WardKind.ISOLATION
CONVERTED = ConversionRow(unit_id="I", to_ward_kind=ISOLATION, from_=day(2), capacity_after=6)


def building(*units: Any, empties: bool = False) -> Dataset:
    listed = [
        UnitConversion(unit_id="I", to_ward_kind=ISOLATION, capacity_after=6, lead_time_h=48, empties_building=empties),
        UnitConversion(unit_id="G", to_ward_kind=ISOLATION, capacity_after=6, lead_time_h=48),
    ]
    return dataset(4, services=[service()], units=units, unit_conversions=listed)


def places(data: Dataset, unit_id: str, *conversions: ConversionRow) -> list[int]:
    """Places by day, as the planners and the check see them; a unit with places is open."""
    mine = [state.places for state in physical_capacity(data, conversions)[unit_id]]
    theirs = unit_days(data, conversions)[unit_id]
    assert mine == [state.places for state in theirs]
    assert all(state.is_open or not state.places for state in theirs)
    return mine


def general(occupied: int, where: str | None = "B", **more: Any) -> Any:
    return unit("G", building_id=where, occupied=occupied, **more)


def test_no_case_is_admitted_where_others_lie() -> None:
    isolation = unit("I", building_id="B", ward_kind=ISOLATION)
    assert places(building(general(0), isolation), "I") == [10] * 4
    assert places(building(general(1), isolation), "I") == [0] * 4
    assert places(building(general(1), isolation), "G") == [9] * 4  # nobody of the other side lies there
    assert places(building(general(1, "C"), isolation), "I") == [10] * 4
    assert places(building(general(1, None), unit("I", ward_kind=ISOLATION)), "I") == [10] * 4


def test_nobody_else_is_admitted_where_cases_lie() -> None:
    cases = unit("I", building_id="B", ward_kind=ISOLATION, occupied=2)
    assert places(building(general(0), cases), "G") == [0] * 4
    assert places(building(general(0, ward_kind=BUFFER), cases), "G") == [0] * 4
    assert shut_units(building(general(3), cases)) == {"G", "I"}


@pytest.mark.parametrize(("empties", "expected"), [(True, [0, 0, 6, 6]), (False, [0, 0, 0, 0])])
def test_a_conversion_serves_only_once_the_others_have_left(empties: bool, expected: list[int]) -> None:
    data = building(general(3), unit("I", building_id="B"), empties=empties)
    assert places(data, "I", CONVERTED) == expected
    assert places(data, "G", CONVERTED) == ([0] * 4 if empties else [7] * 4)


def test_who_must_leave_is_named() -> None:
    data = building(general(3), unit("I", building_id="B", occupied=2), empties=True)
    (issue,) = people_to_move(data, [CONVERTED])
    assert issue.params["count"] == 5
    assert issue.params["units"] == "G (3), I (2)"
    assert people_to_move(data, []) == ()
    assert people_to_move(building(general(3, "C"), unit("I", building_id="B")), [CONVERTED]) == ()
