"""Broken inputs, one per kind of fault; whoever reads them must name the fault and nothing else may happen."""

from __future__ import annotations

from tests.data.broken.case import BrokenCase
from tests.data.broken.cases_cells import CELLS
from tests.data.broken.cases_files import FILES, HEADERS
from tests.data.broken.cases_meaning import PLACES, REFERENCES, SENSE
from tests.data.broken.cases_people import PRIVACY, SCENARIOS

BROKEN_CASES: tuple[BrokenCase, ...] = (*FILES, *HEADERS, *CELLS, *PLACES, *REFERENCES, *SENSE, *PRIVACY, *SCENARIOS)

__all__ = ["BROKEN_CASES", "BrokenCase"]
