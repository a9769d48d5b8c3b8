"""The main job on a city: seconds from start to files written, and the peak memory of the whole process tree.

``python -m tests.benchmarks.demo [DATA] [--runs N]`` prints one JSON object a run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.common import tree_mb

CITY = Path(__file__).parents[2] / "data" / "lanzhou"
EVERY_S = 0.2


def measure(data: str) -> dict[str, Any]:
    """Plan `data` once into a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "plan"
        began, peak = time.monotonic(), 0.0
        with (Path(folder) / "stdout").open("w+", encoding="utf-8") as said:
            command = [sys.executable, "-m", "optimizer", "plan", data, "--out", str(out), "--json"]
            run = subprocess.Popen(command, stdout=said, stderr=subprocess.DEVNULL)
            watched = psutil.Process(run.pid)
            while run.poll() is None:
                try:
                    peak = max(peak, tree_mb(watched))
                except psutil.NoSuchProcess:
                    break
                time.sleep(EVERY_S)
            seconds = time.monotonic() - began
            said.seek(0)
            facts = json.loads(said.read().strip().splitlines()[-1])
        return {
            "case": data,
            "seconds": round(seconds, 1),
            "peak_mb": round(peak),
            "exit_code": run.wait(),
            "verified": facts.get("verified", False),
            "reproducible": facts.get("reproducible", False),
            "patients": facts["summary"]["patients"],
            "placed": facts["summary"]["placed"],
            "peak_use": {use["service_id"]: use["peak_pct"] for use in facts["summary"]["peak_use"]},
            "step_seconds": facts["run"]["step_seconds"],
        }


def main() -> None:
    """Print one JSON object a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", default=str(CITY))
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    for _ in range(arguments.runs):
        print(json.dumps(measure(arguments.data), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
