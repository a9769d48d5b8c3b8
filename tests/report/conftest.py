from __future__ import annotations

from collections.abc import Mapping

import pytest

from optimizer.data.planfolder import PlanRecord
from optimizer.report.build import render
from tests.report.city import make_plan


@pytest.fixture(scope="session")
def plan() -> PlanRecord:
    return make_plan(patients=80, per_hospital=5, staff_count=40)


@pytest.fixture(scope="session")
def files(plan: PlanRecord) -> Mapping[str, bytes]:
    return render(plan, "zh")
