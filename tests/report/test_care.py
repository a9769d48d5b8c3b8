"""Who serves what, in the report."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import WardKind
from optimizer.report.views.care import Place, designation


def test_a_place_that_opens_later_says_when(plan: PlanRecord) -> None:
    first, *rest = plan.tables.designation
    day = plan.dataset.horizon.start + dt.timedelta(days=2)
    later = replace(plan, tables=replace(plan.tables, designation=(replace(first, from_=day), *rest)))
    shown = {place for row in designation(later).rows for places in row.places for place in places}
    assert Place(WardKind(first.ward_kind), day) in shown
    assert {place.later for row in designation(plan).rows for places in row.places for place in places} == {None}
