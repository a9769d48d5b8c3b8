"""Backups, restores and retentions are killed at any moment: the store is what it was or what it was to become, never between.

``python -m tests.store.keeping PLACE ACT FILE`` is the one who is killed: says that it begins, and acts.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from optimizer.jobs.retention import Periods, retain
from optimizer.store import Store, StoreError
from tests.store.conftest import SetClock
from tests.store.issued import days, issue_plan
from tests.store.rounds import on_both
from tests.store.whole import all_rows, all_used
from tests.torture.row import Told

ACTS = ("backup", "restore", "retention")
MONTHS = Periods(180, 30)
PATIENTS = 400
LONGEST_S = 2.0


def keepers(numbers: Iterable[int]) -> Iterator[Told]:
    """Kill who backs up, restores or clears, on both databases in turn."""
    return on_both(list(numbers), _deaths, "kills")


def _deaths(place: str, numbers: list[int]) -> Iterator[Told]:
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder) / "full", Path(folder) / "empty"
        Store.open(place).close()
        for file in (empty, full):
            with Store.open(place, clock=SetClock()) as store:
                if file is full:
                    _filled(store)
                store.back_up(file, "夜")
        for number in numbers:
            act = ACTS[number // 2 % len(ACTS)]
            wrong, done = killed(place, number, act, full, empty)
            yield Told(number, wrong, 1, {f"{act}, {'done' if done else 'not done'}": 1})


def _filled(store: Store) -> None:
    all_used(store)
    proposed = [(f"P{number}", "U1", days(0, 6)) for number in range(PATIENTS)]
    issue_plan(store, {"U1": 10_000}, proposed, plan_id="d" * 64)


def killed(place: str, number: int, act: str, full: Path, empty: Path) -> tuple[str, bool]:
    """Kill an act at a moment drawn by `number`; return what is wrong afterwards, if anything, and whether it was done."""
    Store.restored(full, place, "李", replace=True)
    with Store.open(place) as store:
        before = all_rows(store)
    file = full.with_name("kept")
    file.write_bytes(empty.read_bytes())
    command = [sys.executable, "-m", "tests.store.keeping", place, act, str(empty if act == "restore" else file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        if victim.stdout is not None:
            victim.stdout.readline()
        time.sleep(random.Random(number).uniform(0, LONGEST_S))
        victim.kill()
    with Store.open(place) as store:
        store.recover()  # takes its turn as a writer, so that whatever the dead one had sent is over
        after, broken = all_rows(store), store.audit_break()
    added = [row[3] for row in after["audit"][len(before["audit"]) :]]
    replaced = after["audit"][: len(before["audit"])] != before["audit"]
    if broken is not None:
        return f"{act}: the audit is broken at {broken}", False
    if act == "restore" and replaced:
        left = {name: len(rows) for name, rows in after.items() if rows}
        return ("" if left == {"audit": 1} else f"restored by half: {left}"), True
    if act == "retention" and added:
        return ("" if not after["plan_days"] and len(after["plans"]) == len(before["plans"]) else "cleared by half"), True
    if {**after, "audit": before["audit"]} != before or added not in ([], ["store.backed_up"]):
        return f"{act}: the store was changed, and the audit tells {added}", False
    return _unfit(file, place) if act == "backup" else "", bool(added)


def _unfit(file: Path, place: str) -> str:
    """Return what keeps the backup from being restored, whichever it is."""
    try:
        Store.restored(file, place, "李", replace=True)
    except StoreError as error:
        return f"the backup is none: {error}"
    return ""


def main(place: str, act: str, file: str) -> None:
    """Act, once it was said that it begins."""
    with Store.open(place) as store:
        sys.stdout.write("begins\n")
        sys.stdout.flush()
        if act == "backup":
            store.back_up(Path(file), "夜")
        elif act == "retention":
            retain(store, MONTHS, Path(file).with_name("jobs"), "王")
        else:
            Store.restored(Path(file), place, "李", replace=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
