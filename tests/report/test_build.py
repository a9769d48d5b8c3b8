from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from optimizer.data.planfolder import PlanRecord, read_plan, write_plan
from optimizer.report.build import render

SCRIPT = """
import hashlib, sys
from tests.report.city import make_plan
from optimizer.report.build import render
files = render(make_plan(patients=80, per_hospital=5, staff_count=40), "zh")
print(hashlib.sha256(b"".join(name.encode() + files[name] for name in sorted(files))).hexdigest())
"""


def test_the_same_plan_gives_the_same_bytes(plan: PlanRecord, files: Mapping[str, bytes]) -> None:
    again = render(plan, "zh")
    assert list(again) == list(files)
    assert all(again[name] == files[name] for name in files)


def test_hash_seed_time_zone_and_locale_change_nothing() -> None:
    root = Path(__file__).parents[2]
    digests = set()
    for seed, zone in (("1", "UTC"), ("2", "America/New_York")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(root)}
        run = subprocess.run([sys.executable, "-c", SCRIPT], cwd=root, env=env, capture_output=True, text=True, check=True)
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def test_a_plan_read_back_renders_the_same_calendars_and_page_text(
    tmp_path: Path, plan: PlanRecord, files: Mapping[str, bytes]
) -> None:
    write_plan(tmp_path / "plan", plan, files)
    again = render(read_plan(tmp_path / "plan"), "zh")
    assert {name for name in files if files[name] != again[name]} == set()


def test_the_files_go_into_a_plan_folder(tmp_path: Path, plan: PlanRecord, files: Mapping[str, bytes]) -> None:
    write_plan(tmp_path / "plan", plan, files)
    assert all((tmp_path / "plan" / name).read_bytes() == content for name, content in files.items())
