"""Where the screen finds plans and keeps its jobs."""

from __future__ import annotations

import os
from pathlib import Path

from optimizer.jobs.retention import ACCEPTED

PLAN_VARIABLE = "HOSPITAL_OPTIMIZER_PLAN"
RUNS_VARIABLE = "HOSPITAL_OPTIMIZER_RUNS"
NAMES_VARIABLE = "HOSPITAL_OPTIMIZER_NAMES"
DEMO_SOURCE = "example:lanzhou"


def runs_folder() -> Path:
    """Return the folder for runs: ``runs`` here, unless HOSPITAL_OPTIMIZER_RUNS names another."""
    return Path(os.environ.get(RUNS_VARIABLE) or "runs").resolve()


def jobs_folder() -> Path:
    """Return the folder whose subfolders are the jobs of the screen."""
    return runs_folder() / "jobs"


def datasets_folder() -> Path:
    """Return the folder whose subfolders are the data that were accepted on the screen."""
    return runs_folder() / ACCEPTED


def demo_folder() -> Path:
    """Return where the demo plan stands."""
    return runs_folder() / "demo"


def first_plan() -> Path:
    """Return the plan folder to open: HOSPITAL_OPTIMIZER_PLAN, else the demo (which need not exist yet)."""
    named = os.environ.get(PLAN_VARIABLE)
    return Path(named).resolve() if named else demo_folder()
