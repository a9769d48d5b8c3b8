"""Quick steps keep every rule and never make a plan dearer."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.designation.location.ascent import ascend
from optimizer.designation.location.first import first_plan
from optimizer.designation.location.moves import quick
from tests.designation.location.small import plane


@pytest.mark.parametrize("single", [False, True], ids=["split", "whole"])
def test_quick_steps_keep_the_rules(single: bool) -> None:
    for number in range(6):
        instance = plane(number, 16, 50, single=single, most_open=5 if number % 2 else None, enemies=20)
        _, plan = first_plan(instance, ascend(instance, 50), 10.0)
        assert plan is not None
        better = quick(instance, plan, lambda: False)
        assert better.value(instance) <= plan.value(instance) + 1e-6
        assert np.allclose(better.served(instance), plan.served(instance))
        assert (better.load(instance) <= instance.capacity + 1e-6).all()
        assert instance.may_open(better.open)
        assert better.open[better.site].all()
        for one, other in instance.apart.tolist():
            assert not set(better.site[better.demand == one]) & set(better.site[better.demand == other])
