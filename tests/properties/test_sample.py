"""A fixed sample of what ``make torture`` does at length."""

from __future__ import annotations

import pytest

from tests.properties.torture import across_solvers, against_everything, bed_more, names_and_order


@pytest.mark.parametrize("number", range(0, 12))
def test_three_solvers_and_every_plan(number: int) -> None:
    verdict = across_solvers(number)
    assert verdict == "same" or verdict.startswith("(")


def test_the_sample_is_not_empty() -> None:
    assert sum(across_solvers(number) == "same" for number in range(6)) >= 3


@pytest.mark.parametrize("number", range(100, 104))
def test_the_product_and_every_plan(number: int) -> None:
    assert against_everything(number) == "same"


@pytest.mark.parametrize("number", [200, 201])
def test_laws_of_change(number: int) -> None:
    for law in (bed_more, names_and_order):
        assert law(number) in {"same", "(no plan)"}
