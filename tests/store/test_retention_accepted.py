"""Tables that were accepted on the screen go past their period like the jobs they stand beside."""

from __future__ import annotations

import os
from pathlib import Path

from optimizer.jobs.retention import ACCEPTED, Periods, retain
from optimizer.store import Store
from tests.cities import write_small_city

LONG_AGO = 1_000_000_000.0


def test_accepted_tables_go_and_other_folders_stay(store: Store, tmp_path: Path) -> None:
    old, unlike = write_small_city(tmp_path / ACCEPTED / "old"), tmp_path / ACCEPTED / "unlike"
    unlike.mkdir()
    elsewhere = write_small_city(tmp_path / "data")
    for folder in (old, elsewhere):
        os.utime(folder / "scenario.toml", (LONG_AGO, LONG_AGO))
    assert retain(store, Periods(180, 30), tmp_path / "jobs", "王").folders == (old,)
    assert not old.exists()
    assert unlike.exists()
    assert elsewhere.exists()
