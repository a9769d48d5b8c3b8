"""Seconds from the start of ``whatif`` to the comparison written, change by change, against a plan of the city.

``python -m tests.benchmarks.whatif DATA [--against PLAN] [--change WORD …]`` prints one JSON object per change and one of the
worst figures. Without `--against` the plan is made first. The changes are those a planner asks for: the fullest hospital
sealed, beds taken away, a conversion, thirty nurses ill, demand doubled. The plan under each is verified again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.benchmarks.replan import CITY, command

CHANGES = ("close:P05", "beds:D01-DIA-B=-8", "convert:D09-GEN-BR=buffer", "staff:D01/nurse=-30", "demand:dialysis=*2")


def measure(data: Path, against: Path, change: str, folder: Path) -> dict[str, object]:
    """Try one change."""
    facts = command("whatif", data, "--against", against, "--change", change, "--out", folder)
    verified = command("verify", folder)
    figures = facts["figures"]
    return {
        "change": change,
        "command_s": facts["command_s"],
        "command_cpu_s": facts["command_cpu_s"],
        "unplaced": figures["unplaced"]["after"],
        "moved": sum(facts["moved"].values()),
        "exit_code": facts["exit_code"],
        "verified": bool(verified["verified"]),
    }


def main() -> None:
    """Print one JSON object per change, then the worst."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=CITY)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--change", action="append")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        against = asked.against or Path(place) / "plan"
        if asked.against is None:
            command("plan", asked.data, "--out", against)
        found = []
        for number, change in enumerate(asked.change or CHANGES):
            found.append(measure(asked.data, against, change, Path(place) / str(number)))
            print(json.dumps(found[-1]), flush=True)
    worst = {name: max(one[name] for one in found) for name in ("command_s", "command_cpu_s")}  # type: ignore[type-var]
    print(json.dumps({"case": str(asked.data), "worst": worst, "verified": all(one["verified"] for one in found)}))


if __name__ == "__main__":
    main()
