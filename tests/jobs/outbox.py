"""An inbox of small cities and a schedule to be killed over, and what must be true of an outbox at any moment."""

from __future__ import annotations

import sys
from pathlib import Path

from optimizer.data.planfolder import changed_files, holds_plan
from optimizer.store import RunState, Store
from tests.cities import write_small_city

ITEMS = 3
OUT = "scheduled"
NOW = "2022-03-12T10:00"
_TABLES = ("scenario.toml", "hospitals.csv", "services.csv", "units.csv", "origins.csv", "demand.csv", "patients.csv")
_SCHEDULE = '[jobs.designation]\ncommand = "designate"\ndata = "inbox/city0"\nevery = "day"\nat = "02:30"\nmissed = "each"\n'


def prepared(folder: Path, items: int = ITEMS) -> Path:
    """Write an inbox of some small cities and a schedule."""
    for number in range(items):
        city = write_small_city(folder / "inbox" / f"city{number}")
        for path in city.iterdir():
            if path.name not in _TABLES:
                path.unlink()
        scenario = city / "scenario.toml"
        scenario.write_text(scenario.read_text("utf-8").replace("days = 7", f"days = {7 - number}"), encoding="utf-8")
    (folder / "schedule.toml").write_text(_SCHEDULE, encoding="utf-8")
    return folder


def command(folder: Path, kind: str, now: str = NOW) -> list[str]:
    """Return the command line of a batch over the inbox, or of the scheduled job."""
    words = [sys.executable, "-m", "optimizer"]
    if kind == "batch":
        return [*words, "batch", "route", str(folder / "inbox"), "--out", str(folder / OUT), "--lang", "en", "--json"]
    file = str(folder / "schedule.toml")
    return [*words, "schedule", "run", "designation", "--now", now, "--file", file, "--lang", "en", "--json"]


def wrong(folder: Path, *, ended: bool) -> str:
    """Return what is lost or half written; what was recorded as done must stand, and what stands must be whole."""
    out = folder / OUT
    if not (out / "store.sqlite3").is_file():
        return "no store at the end" if ended else ""
    plans = [path.parent for path in out.rglob("manifest.json") if not _hidden(path.relative_to(out))]
    half = [str(path) for path in out.rglob("plan.json") if path.parent not in plans and not _hidden(path.relative_to(out))]
    broken = [plan.name for plan in plans if not holds_plan(plan) or changed_files(plan)]
    with Store.open(str(out)) as store:
        runs = store.runs()
        lost = [run.key[:8] for run in runs if run.state is RunState.COMMITTED and Path(run.out) not in plans]
        left = [run.key[:8] for run in runs if run.state is not RunState.COMMITTED] if ended else []
        chain = store.audit_break()
    strays = [path.name for path in out.rglob(".*.*-*") if ended]
    found = {"half": half, "broken": broken, "lost": lost, "left": left, "strays": strays, "audit": [chain] if chain else []}
    return "; ".join(f"{name}: {what}" for name, what in found.items() if what)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
