"""Every planner with every way in which a solver can fail: each ends in a checked plan that says what it is, or in none.

``python -m tests.planning.solver_faults [--results FILE] [--only WORDS]`` prints a table, and every mismatch; the exit code is
1 when there is one. With a file of results a run that was stopped goes on where it ended.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from optimizer.core.outcome import Termination
from optimizer.data.planfolder import PlanRecord, read_plan
from optimizer.data.scenario_keys import STEPS
from optimizer.planning.needs import STEP_TITLES, UPSTREAM
from optimizer.solve.spare import CHILD
from optimizer.verify import verify_folder
from tests.cities import write_small_city
from tests.planning.faulty_child import FAULTS, VARIABLE

COMMAND = {"designation": "designate", "teams": "teams", "routing": "route", "rota": "rota", "supplies": "supplies"}
ONE_KIND = ("crash", "exit 137", "infeasible solution", "wrong optimum", "false infeasible")  # of which another solver makes good
WORDS = {"fallback_plan", "solver_ended_early", "solver_replaced"}


@dataclass(frozen=True)
class Case:
    """A step planned with a solver that is broken in one way, for all requests or those of one kind."""

    step: str
    fault: str

    @property
    def name(self) -> str:
        return f"{self.step}: {self.fault}"


def cases() -> Iterator[Case]:
    """Yield every planner with every fault."""
    for step in STEPS:
        yield from (Case(step, fault) for fault in FAULTS)
        kind = "MilpRequest" if step in {"designation", "supplies"} else "CpSatRequest"
        yield from (Case(step, f"{fault}@{kind}") for fault in ONE_KIND)


def city(folder: Path) -> Path:
    """Write a small city on which every step needs a solver."""
    place = write_small_city(folder)
    scenario = place / "scenario.toml"
    text = scenario.read_text("utf-8").replace("deterministic_s = 2.0", "deterministic_s = 2.0\ndeadline_s = 4.0")
    scenario.write_text(text, encoding="utf-8")
    return place


def planned(folder: Path, step: str, base: Path | None, fault: str = "") -> subprocess.CompletedProcess[str]:
    """Plan one step of the small city into a folder."""
    environment = {**os.environ, **({CHILD: "tests.planning.faulty_child", VARIABLE: fault} if fault else {})}
    words = [COMMAND[step], str(folder / "city"), "--out", str(folder / "plan"), "--lang", "en", "--json"]
    plan = [] if base is None else ["--plan", str(base)]
    return subprocess.run(
        [sys.executable, "-m", "optimizer", *words, *plan],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment,
    )


@cache
def whole(place: Path) -> Path:
    """Return the plan of all steps with solvers that work, made once."""
    city(place / "city")
    done = subprocess.run(
        [sys.executable, "-m", "optimizer", "plan", str(place / "city"), "--out", str(place / "whole"), "--lang", "en", "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode not in {0, 6}:
        message = f"the city cannot be planned: {done.returncode} {done.stderr[-500:]}"
        raise RuntimeError(message)
    return place / "whole"


def judged(case: Case, place: Path) -> str:
    """Return what is wrong with how a case ended; blank when nothing is."""
    base = whole(place)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "city").symlink_to(place / "city")
        # another designation, or other teams, hardly bear the patients of a plan that stands: they are planned alone
        done = planned(folder, case.step, None if case.step in UPSTREAM else base, case.fault)
        if "Traceback" in done.stderr + done.stdout or done.returncode not in {0, 4, 5, 6}:
            return f"exit {done.returncode}: {done.stderr[-300:]} {done.stdout[-300:]}"
        if done.returncode == 5:
            told = json.loads(done.stdout.strip().splitlines()[-1])["issues"]
            return "" if any(issue["code"] == "no_plan" for issue in told) else f"no plan, and why is not said: {told}"
        if not (folder / "plan").is_dir():
            return "no plan was written"
        broken = verify_folder(folder / "plan")
        if broken:
            return f"the plan is broken: {broken[0].describe('en')}"
        return dishonest(read_plan(folder / "plan"), read_plan(base), case, done.returncode)


def dishonest(plan: PlanRecord, honest: PlanRecord, case: Case, exit_code: int) -> str:
    """Return in what a plan claims more than it is."""
    step = next(one for one in plan.steps if one.step == case.step)
    best = next(one for one in honest.steps if one.step == case.step)
    told = [issue for issue in plan.issues if issue.code in WORDS and STEP_TITLES[case.step].en in issue.describe("en")]
    values = {term.name: term.value for term in best.terms}
    if exit_code != plan.exit_code:
        return f"exit {exit_code}, and the plan says {plan.exit_code}"
    if step.termination is Termination.FALLBACK and exit_code < 4:
        return f"a fallback with exit code {exit_code}"
    if step.termination is Termination.FALLBACK and not told:
        return "a fallback without a warning"
    if step.stopped_by not in {"", "limit"} and not told:
        return f"stopped by {step.stopped_by}, and no warning says so"
    for term in step.terms:
        known = values[term.name]
        if term.bound is not None and term.bound > min(known, term.value) + _room(known):
            return f"{term.name}: bound {term.bound}, and {known} is possible"
        if term.value > known + _room(known) and step.termination is Termination.OPTIMAL:
            return f"{term.name} is called proven at {term.value}, and {known} is possible"
        if abs(term.value - known) > _room(known):  # what comes after is asked under other conditions
            break
    zh = [issue.describe("zh") for issue in told]
    return "" if all(text and text != issue.describe("en") for text, issue in zip(zh, told, strict=True)) else "one language only"


def _room(value: float) -> float:
    """Return what trips proven to 0.1 % may differ by."""
    return 2e-3 * max(1.0, abs(value))


def main() -> int:
    """Run what has no verdict yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--results", type=Path)
    asked = parser.parse_args()
    found = _known(asked.results)
    with tempfile.TemporaryDirectory() as place:
        for case in cases():
            if case.name not in found and (not asked.only or any(word in case.name for word in asked.only)):
                found[case.name] = judged(case, Path(place))
                _keep(asked.results, case.name, found[case.name])
    print(f"{'step':14}{'cases':>7}{'mismatch':>10}")
    for step in STEPS:
        verdicts = [verdict for name, verdict in found.items() if name.startswith(f"{step}:")]
        print(f"{step:14}{len(verdicts):7}{sum(map(bool, verdicts)):10}")
    return 1 if any(found.values()) else 0


def _known(path: Path | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in path.read_text().splitlines() if path is not None and path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:  # cut off
            continue
        found[row["name"]] = row["verdict"]
    return found


def _keep(path: Path | None, name: str, verdict: str) -> None:
    if verdict:
        print(f"{name}: {verdict}", flush=True)
    if path is not None:
        with path.open("a") as file:
            file.write(json.dumps({"name": name, "verdict": verdict}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
