"""The least spread when some of the shifts must go to people with a skill, against every way of handing them out."""

from __future__ import annotations

import itertools
import random

import pytest

from optimizer.rota.fairness import level_spread
from optimizer.rota.skilled import skilled_spread


@pytest.mark.parametrize("seed", range(60))
def test_nobody_hands_out_more_evenly(seed):
    draw = random.Random(seed)
    people = [
        (frozenset(draw.choice([(), (), ("a",), ("b",), ("a", "b")])), draw.randint(0, 2)) for _ in range(draw.randint(2, 4))
    ]
    units = draw.randint(0, 7)
    asked = {skill: draw.randint(0, units) for skill in ("a", "b") if any(skill in skills for skills, _ in people)}
    spreads = [
        max(had + more for (_, had), more in zip(people, dealt, strict=True))
        - min(had + more for (_, had), more in zip(people, dealt, strict=True))
        for dealt in itertools.product(range(units + 1), repeat=len(people))
        if sum(dealt) == units
        and all(
            sum(more for (skills, _), more in zip(people, dealt, strict=True) if skill in skills) >= number
            for skill, number in asked.items()
        )
    ]
    if not spreads:
        pytest.skip("more is asked for than is handed out")
    found = skilled_spread(people, asked, units, units)
    assert found <= min(spreads)
    if len({skills for skills, _ in people}) == len(people) and not any(had for _, had in people):
        assert found == min(spreads)  # each is a class of their own, nothing is split


def test_few_leaders_have_most_nights():
    people = [(frozenset(), 0)] * 20 + [(frozenset({"leader"}), 0)] * 2
    assert skilled_spread(people, {"leader": 14}, 28, 28) == 7
    assert skilled_spread(people, {}, 28, 28) <= level_spread([0] * 22, 28) == 1
