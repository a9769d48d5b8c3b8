"""Routing the example city: every rule kept, every goal proven, the same plan twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.core.outcome import Termination
from optimizer.data.reading.dataset import read_dataset
from optimizer.designation.model import designate
from tests.routing.town import effective, faults, routed

LANZHOU = Path(__file__).parents[2] / "data" / "lanzhou"


@pytest.mark.slow
@pytest.mark.skipif(not (LANZHOU / "patients.csv").exists(), reason="the example city is not here")
def test_the_example_city() -> None:
    data = read_dataset(LANZHOU)
    limits = data.scenario.limits_for("routing")
    found = designate(data, data.scenario.limits_for("designation")).solution
    assert found is not None
    rows, conversions = found.designation, found.conversions
    room = effective(data, conversions)
    outcome = routed(data, designation=rows, conversions=conversions, capacity=room, limits=limits)
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.run.reproducible
    assert faults(data, outcome, rows, conversions, room) == []
    assert [term.name for term in outcome.terms if term.gap != 0] == []
    assert outcome.term("urgent_over_capacity") == 0
    again = routed(data, designation=rows, conversions=conversions, capacity=room, limits=limits)
    assert (again.solution, again.terms, again.termination) == (outcome.solution, outcome.terms, outcome.termination)
