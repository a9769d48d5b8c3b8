"""Sets of institutions side by side: who is fixed in and out, and what is counted."""

from __future__ import annotations

import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.dataset import Dataset
from optimizer.data.vocabulary import Fixed
from optimizer.planning.replay import NAMED_ROLE, Replayed, replay, sets_of, standard_sets
from tests.designation.city import ISOLATION, buffer_unit, city, demand, hospital
from tests.factories import service, unit

MINUTES = {
    **{("O1", "H1"): 10.0, ("O1", "H2"): 40.0, ("O1", "H3"): 70.0, ("O1", "T1"): 30.0},
    **{("O2", "H1"): 50.0, ("O2", "H2"): 20.0, ("O2", "H3"): 61.0, ("O2", "T1"): 30.0},
}


def town(capacity: int = 10, **changes: object) -> Dataset:
    """H3, far from everybody, was named; T1 treats the infected in every set."""
    return city(
        MINUTES,
        hospitals=[
            hospital("H1"),
            hospital("H2", fixed=changes.get("fixed")),
            hospital("H3", role=NAMED_ROLE),
            hospital("T1", fixed=Fixed.IN),
        ],
        services=[service(max_travel_min=60.0, typical_stay_days=1), service("covid", max_travel_min=60.0, typical_stay_days=1)],
        units=[
            *(buffer_unit(f"U{n}", f"H{n}", capacity) for n in (1, 2, 3)),
            unit("UT", hospital_id="T1", service_id="covid", ward_kind=ISOLATION),
        ],
        demand=[demand("O1", 4.0), demand("O2", 2.0), demand("O1", 1.0, service_id="covid", ward_kind=ISOLATION)],
        one_per_district=False,
    )


def replayed(data: Dataset) -> dict[str, Replayed]:
    return {one.of.key: one for one in replay(data, standard_sets(data))}


def test_a_set_is_designated_and_nobody_else_whom_it_decides_about() -> None:
    found = replayed(town())
    assert found["named"].decided == ("H3",)
    assert found["nearest"].decided == ("H1",)
    assert set(found["all"].decided) == {"H1", "H2", "H3"}
    assert [one.others for one in found.values()] == [("T1",)] * 4
    assert list(found) == ["named", "own", "nearest", "all"]


def test_every_set_meets_the_same_demand() -> None:
    found = replayed(town())
    assert {round(one.load + one.uncovered, 3) for one in found.values()} == {7.0}
    named = found["named"]
    assert (named.worst_min, named.crossing, named.uncovered) == (70, 0, 0.0)
    assert named.mean_min == pytest.approx((4 * 70 + 2 * 61 + 30) / 7)
    assert named.beyond_limit == pytest.approx(6.0)
    assert dict((row[0], row[2]) for row in named.by_service) == {"general": pytest.approx(67.0), "covid": pytest.approx(30.0)}
    assert found["own"].beyond_limit == 0.0


def test_too_few_beds_leave_people_uncovered() -> None:
    assert replayed(town(capacity=5))["named"].uncovered == pytest.approx(1.0)


def test_whom_the_tables_exclude_stays_out_of_every_set() -> None:
    assert all("H2" not in one.designated for one in replayed(town(fixed=Fixed.OUT)).values())


def test_sets_of_an_office() -> None:
    data = town()
    listed = sets_of(data, [("set", "hospital_id"), ("甲", "H1"), ("甲", "H2"), ("乙", "H3")])
    assert [(one.title.zh, one.hospital_ids) for one in listed[:-1]] == [("甲", {"H1", "H2"}), ("乙", {"H3"})]
    assert listed[-1].hospital_ids is None
    with pytest.raises(BadInputError) as refused:
        sets_of(data, [("甲", "H1"), ("甲", "H9")])
    assert [issue.code for issue in refused.value.issues] == ["unknown_hospital"]


def test_without_anybody_named_there_is_nothing_to_replay() -> None:
    with pytest.raises(BadInputError):
        standard_sets(city(MINUTES, units=[buffer_unit()], demand=[demand()]))
