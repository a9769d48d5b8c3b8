"""What the relaxation says of short cover is never more than the best of all rotas; what it leads to keeps the rules it knows."""

from __future__ import annotations

import itertools
import math

import pytest

from optimizer.rota.entities import OFF
from optimizer.rota.relaxed import relaxed, short, stretches
from optimizer.rota.split import whole
from tests.properties.rosters import places, tiny
from tests.properties.rota_laws import SAME, rota_planted

MOST = 20_000


@pytest.mark.parametrize("number", range(120))
def test_no_rota_is_below_the_bound(number):
    instance = tiny(number).instance()
    piece = whole(instance)
    lines = [list(places(instance, person)) for person in instance.people]
    if math.prod(len(some) for some in lines) > MOST:
        pytest.skip("too many rotas")
    found = relaxed(instance, piece, {})
    if found is None:
        return
    rotas = (
        {(i, d): place for i, line in enumerate(chosen) for d, place in enumerate(line) if place[0] != OFF}
        for chosen in itertools.product(*lines)
    )
    least = min(short(instance, instance.needs, rota, found.weight) for rota in rotas)
    assert found.bound <= least
    assert found.weight * found.least_short <= least


def test_stretches_leave_out_days_on_which_nobody_may_work():
    for number in range(40):
        instance = tiny(number).instance()
        days = [day for stretch in stretches(instance, whole(instance)) for day in stretch]
        able = [day for day in range(instance.days) if any(instance.options(one, day) for one in instance.people)]
        assert days == able


@pytest.mark.parametrize("number", [611, 1034, 1515])
def test_fillers_are_not_taken_for_people_missing(number):
    """Lines of two days at least need shifts that nobody wants; they cost cover nothing."""
    assert rota_planted(number) == SAME
