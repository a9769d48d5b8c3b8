"""What is in force stays as far as the rules, and what is fixed in by now, still let it."""

import dataclasses
import random

import pytest

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.plantables import PlanTables
from optimizer.data.vocabulary import UnitStatus
from optimizer.designation.holding import holding
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.model import designate
from optimizer.verify import verify
from tests.designation.city import ISOLATION, buffer_unit, city, conversion, demand
from tests.designation.tiny import tiny

LIMITS = Limits(workers=1)
UNITS = [buffer_unit(name, "H1", 4, capabilities=("emergency",)) for name in "AB"]
ROWS = [conversion("A", to_ward_kind=ISOLATION, lead_time_h=0, capacity_after=4)]


def planned_again(data, before):
    again = designate(data, LIMITS, in_force=(before.designation, before.conversions))
    found = again.solution
    tables = PlanTables(designation=found.designation, conversions=found.conversions, flows=found.flows)
    terms = {term.name: term.value for term in again.terms}
    assert not verify(data, tables, {"designation": terms}, steps=["designation"])
    assert again.termination is not Termination.FALLBACK
    return found


@pytest.mark.parametrize("status", list(UnitStatus))
def test_a_conversion_in_force_goes_where_the_last_emergency_buffer_would(status):
    needs = [demand("O1", 2, ward_kind=ISOLATION)]
    data = city({("O1", "H1"): 10}, units=UNITS, unit_conversions=ROWS, demand=needs)
    before = designate(data, LIMITS).solution
    assert [row.unit_id for row in before.conversions] == ["A"]
    later = dataclasses.replace(data, units=(UNITS[0], dataclasses.replace(UNITS[1], status=status)))
    found = planned_again(later, before)
    assert bool(found.conversions) is (status is UnitStatus.OPEN)


def test_what_may_stay_is_held():
    data = city({("O1", "H1"): 10}, units=UNITS, unit_conversions=ROWS, demand=[demand("O1", 2, ward_kind=ISOLATION)])
    before = designate(data, LIMITS).solution
    held = holding(DesignationInstance.from_dataset(data), before.designation, before.conversions)
    assert (len(held.held), len(held.held_conversions)) == (len(before.designation), 1)


@pytest.mark.parametrize("seed", range(24))
def test_a_plan_in_force_never_contradicts_the_tables_of_today(seed):
    draw, data = random.Random(seed), tiny(seed)
    later = dataclasses.replace(
        data,
        units=tuple(dataclasses.replace(row, status=draw.choice([*UnitStatus, UnitStatus.OPEN])) for row in data.units),
        services=tuple(dataclasses.replace(row, min_designated_places=draw.choice([0, 2, 3])) for row in data.services),
        hospitals=tuple(dataclasses.replace(row, max_ward_kinds=draw.choice([None, 1])) for row in data.hospitals),
    )
    try:
        before = designate(data, LIMITS, quick=True).solution
        designate(later, LIMITS, quick=True)
    except ContradictionError:
        return  # whatever is in force
    planned_again(later, before)
