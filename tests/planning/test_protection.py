"""Places kept free for the unforeseen: the quantile, the places, what it costs, and the check of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from pathlib import Path
from typing import Any

import pytest

from optimizer.cli import protection_commands
from optimizer.cli.protection_commands import level_of
from optimizer.core.errors import BadInputError
from optimizer.data.dataset import Dataset
from optimizer.data.reading import read_dataset
from optimizer.data.tables import people, places
from optimizer.data.tables.plan import CapacityRow
from optimizer.data.vocabulary import HealthCode, Pattern, WardKind
from optimizer.planning.plan import plan
from optimizer.planning.protection import Unforeseen, with_reserve
from optimizer.planning.protection_front import LEVELS, protected, protection_front
from optimizer.verify import verify
from optimizer.verify.protection import _quantile
from tests.cities import write_small_city
from tests.factories import START, capacity, dataset, day, service, unit


def poisson_at_most(n: int, mean: float) -> float:
    return math.fsum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(n + 1))


def binomial_at_most(n: int, count: int, p: float) -> float:
    return math.fsum(math.comb(count, k) * p**k * (1 - p) ** (count - k) for k in range(min(n, count) + 1))


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("mean", [0.0, 0.05, 0.7, 4.2, 60.0])
def test_quantile_of_arrivals_is_that_of_a_poisson_number(mean: float, level: float) -> None:
    n = Unforeseen((mean, mean, mean)).quantile(level)
    assert poisson_at_most(n, mean) >= level - 1e-9
    assert n == 0 or poisson_at_most(n - 1, mean) < level


@pytest.mark.parametrize("level", [0.5, 0.9])
@pytest.mark.parametrize(("count", "p"), [(1, 0.1), (12, 0.1), (300, 0.03)])
def test_quantile_of_overstays_is_that_of_a_binomial_number(count: int, p: float, level: float) -> None:
    n = Unforeseen((0.0, 0.0, 0.0), ((count, p),)).quantile(level)
    assert binomial_at_most(n, count, p) >= level - 1e-9
    assert n == 0 or binomial_at_most(n - 1, count, p) < level


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("means", [(0.0, 0.3, 0.9), (2.0, 3.0, 5.0), (100.0, 120.0, 150.0)])
def test_both_ways_to_the_quantile_agree(means: tuple[float, float, float], level: float) -> None:
    late = ((7, 0.1), (40, 0.01), (3, 1.0))
    crowds = list(zip((0.3, 0.4, 0.3), means, strict=True))
    assert Unforeseen(means, late).quantile(level) == _quantile(crowds, list(late), level)


def test_a_wider_forecast_keeps_more_free() -> None:
    assert Unforeseen((1.0, 4.0, 9.0)).quantile(0.9) > Unforeseen((4.0, 4.0, 4.0)).quantile(0.9)


def town(level: float, *, expected: float = 4.0, **tables: Any) -> Dataset:
    rows = {
        "hospitals": [places.Hospital(hospital_id=h, name_zh=h, district="A", lat=36.0, lon=103.8) for h in ("H1", "H2")],
        "services": [service(typical_stay_days=2)],
        "units": [unit("U1"), unit("U2", capacity=30, hospital_id="H2")],
        "demand": [
            people.Demand(origin_id="O1", service_id="general", ward_kind=WardKind.GENERAL, date=day(n), expected=expected)
            for n in range(7)
        ],
        **tables,
    }
    return protected(dataset(**rows), level)


def kept(data: Dataset, **changes: Any) -> dict[tuple[str, int], int]:
    rows = with_reserve(data, {**capacity(data), **changes}, ())
    return {(unit_id, (date - START).days): row.reserved for (unit_id, date), row in rows.items()}


def named(count: int, number: int = 0, **changes: Any) -> list[people.Patient]:
    return [
        people.Patient(
            **{
                "patient_id": f"P{n}",
                "service_id": "general",
                "health_code": HealthCode.GREEN,
                "urgency": 3,
                "ready_at": dt.datetime.combine(day(number), dt.time(9)),
                "stay_days": 2,
                **changes,
            }
        )
        for n in range(count)
    ]


def test_without_protection_nothing_is_kept() -> None:
    assert set(kept(town(0.0)).values()) == {0}


def test_people_accumulate_over_their_stay_and_spread_by_places() -> None:
    found = kept(_no_overstay(town(0.9)))
    share = 10 / 40
    assert found["U1", 0] == Unforeseen((4 * share,) * 3).quantile(0.9)
    assert found["U2", 0] == Unforeseen((3.0,) * 3).quantile(0.9)
    assert found["U2", 1] == found["U2", 6] == Unforeseen((6.0,) * 3).quantile(0.9)


def test_people_already_named_are_not_expected_again() -> None:
    data = _no_overstay(town(0.9, patients=named(4)))
    assert kept(data)["U2", 0] == 0
    assert kept(data)["U2", 1] == Unforeseen((3.0,) * 3).quantile(0.9)


def test_stays_may_last_longer() -> None:
    data = town(0.99, demand=[], patients=named(12))
    found = kept(data)
    assert found["U2", 1] == 0  # nobody should have left by then
    assert found["U2", 2] == Unforeseen((0.0,) * 3, ((12, 0.1 * 0.75),)).quantile(0.99) > 0


def test_who_lies_there_keeps_the_bed() -> None:
    lying = [dataclasses.replace(row, current_unit_id="U1") for row in named(9)]
    found = kept(_no_overstay(town(0.99, expected=40.0, patients=lying)))
    assert found["U1", 0] == 1
    assert found["U1", 3] == 10


def test_sessions_take_a_place_on_some_days_of_the_week() -> None:
    rows = [service(pattern=Pattern.SESSIONS, sessions_per_week=3, cohorts=("135", "246"))]
    data = town(0.9, services=rows)
    assert kept(data)["U2", 6] == min(30, Unforeseen((0.75 * 28 * 3 / 7,) * 3).quantile(0.9))


def _no_overstay(data: Dataset) -> Dataset:
    policy = dataclasses.replace(data.scenario.policy, overstay_share=0.0)
    return dataclasses.replace(data, scenario=dataclasses.replace(data.scenario, policy=policy))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with a busy forecast."""
    folder = write_small_city(tmp_path_factory.mktemp("protection") / "city")
    scenario = folder / "scenario.toml"
    scenario.write_text(scenario.read_text("utf-8").replace("deterministic_s = 2.0", "deterministic_s = 0.3"), encoding="utf-8")
    rows = [f"O0{n},{s},buffer,2022-03-1{d},2,1,4" for n in (1, 2, 3) for s in ("critical", "dialysis") for d in range(7)]
    table = "origin_id,service_id,ward_kind,date,expected,low,high"
    (folder / "demand.csv").write_text("\n".join([table, *rows]), encoding="utf-8")
    return folder


def test_a_protected_plan_is_checked_and_a_wrong_reserve_found(city: Path) -> None:
    record = plan(protected(read_dataset(city), 0.8), steps=("designation", "routing"))
    rows = record.tables.capacity
    assert sum(row.reserved for row in rows) > 0
    assert all(row.census <= row.effective - row.reserved or _urgent(record, row) for row in rows)
    assert [issue.code for issue in record.issues if issue.code == "places_kept_free"]
    terms = {step.step: {term.name: term.value for term in step.terms} for step in record.steps}
    for change in (-1, 1):
        number = next(n for n, row in enumerate(rows) if 0 < row.reserved < row.effective - row.census)
        wrong = dataclasses.replace(rows[number], reserved=rows[number].reserved + change)
        tables = dataclasses.replace(record.tables, capacity=(*rows[:number], wrong, *rows[number + 1 :]))
        found = verify(record.dataset, tables, terms, steps=("designation", "routing"))
        assert {issue.code for issue in found} == {"capacity_figures"}


def test_protection_costs_more_the_higher_it_is(city: Path) -> None:
    off, some, much = protection_front(read_dataset(city), (0.0, 0.5, 0.95))
    assert off.kept_free_days == 0
    assert some.kept_free_days < much.kept_free_days
    assert off.unplaced <= some.unplaced <= much.unplaced
    assert off.unplaced_by_urgency[1] == much.unplaced_by_urgency[1]


def _urgent(record: Any, row: CapacityRow) -> bool:
    return any(
        placed.unit_id == row.unit_id and record.dataset.patient[placed.patient_id].urgency == 1
        for placed in record.tables.placements
    )


@pytest.mark.parametrize("word", ["1", "-0.1", "high", "nan", ""])
def test_levels_that_are_none_are_bad_input(word: str) -> None:
    with pytest.raises(BadInputError) as caught:
        level_of(word)
    assert caught.value.issues[0].code == "protection_level"


def test_the_command_compares_the_usual_levels() -> None:
    assert [level_of(word) for word in protection_commands.LEVELS.split(",")] == list(LEVELS)
