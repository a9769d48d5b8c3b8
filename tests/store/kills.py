"""Writers are killed in the middle of what they do: whatever was acknowledged stands, and nothing stands by half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter

from optimizer.store import PlacementState, RunState, Store, StoreError
from tests.store.issued import issue_plan

UNIT = "U1"


def killed(place: str, number: int) -> str:
    """Kill a writer at a moment drawn by `number`; return what is wrong with the store afterwards, nothing when all is well."""
    plan = f"{number:064x}"
    with Store.open(place) as store:
        issue_plan(store, {UNIT: 100_000}, plan_id=plan)
    command = [sys.executable, "-m", "tests.store.victim", place, str(number), plan, UNIT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        told = [victim.stdout.readline() if victim.stdout else ""]  # it is at work
        time.sleep(random.Random(number).uniform(0, 0.4))
        victim.kill()
        told += victim.stdout.readlines() if victim.stdout else []
    with Store.open(place) as store:
        return _wrong(store, plan, [line.split() for line in told if line.endswith("\n")])


def _wrong(store: Store, plan: str, told: list[list[str]]) -> str:
    wrong = _runs_on(store)  # takes its turn as a writer, so that whatever the dead one had sent is over
    if wrong:
        return wrong
    said: dict[str, str] = {name: what for what, name in told}
    for name, what in said.items():
        if what in {"begun", "committed"}:
            run = store.run(name)
            if (
                run is None
                or (what == "committed" and run.state is not RunState.COMMITTED)
                or not (run.lost or run.exit_code == 0)
            ):
                return f"run {name} was {what}, and is {run}"
        else:
            state = store.placements.get(plan, name, UNIT).state
            fine = {PlacementState.ACCEPTED} | ({PlacementState.HELD} if what == "held" else set())
            if state not in fine:
                return f"{name} was {what}, and is {state}"
    if store.audit_break() is not None:
        return f"the audit is broken at {store.audit_break()}"
    return halves(store)


def halves(store: Store) -> str:
    """Return what is noted in one place and not in the other."""
    with store.database.reading() as connection:
        if connection.dialect.name == "sqlite":
            checked = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            if checked != "ok" or connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                return str(checked)
        days = connection.exec_driver_sql("SELECT count(*) FROM held_days").scalar_one()
        steps = connection.exec_driver_sql("SELECT step, count(*) FROM placement_steps GROUP BY step").all()
    acts = Counter(row.what for row in store.audit())
    by_step = {step: count for step, count in steps}
    ended = sum(run.state is RunState.COMMITTED for run in store.runs("victim"))
    told = (acts["placement.held"], acts["placement.held"], acts["placement.accepted"], acts["run.committed"])
    found = (days, by_step.get("held", 0), by_step.get("accepted", 0), ended)
    return "" if told == found else f"the audit tells {told}, the tables hold {found}"


def _runs_on(store: Store) -> str:
    """Return what keeps the run that was killed from being found."""
    try:
        lost = store.recover()
    except StoreError as error:
        return str(error)
    running = store.runs(state=RunState.RUNNING)
    return "" if len(lost) <= 1 and not running else f"{len(lost)} lost, {len(running)} still running"
