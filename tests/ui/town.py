"""A small city really planned: what is asked about its patients has real answers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from tests.cities import SMALL_CITY, write_small_city

CONFIRMED = "C{number:02d},O03,,,confirmed,red,confirmed,3,2022-03-10,7,,,,,,\n"
CASES = 9  # the wards for them wait for teams, which this plan has none of


@lru_cache(maxsize=1)
def planned_town() -> PlanRecord:
    """Confirmed cases have no place without staff for their beds; everybody else has one."""
    with TemporaryDirectory() as place:
        folder = write_small_city(Path(place) / "town")
        more = "".join(CONFIRMED.format(number=number) for number in range(CASES))
        (folder / "patients.csv").write_text(SMALL_CITY["patients.csv"] + more, encoding="utf-8")
        return plan(read_dataset(str(folder)), steps=("designation", "routing"))
