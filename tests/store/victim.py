"""Writes to a store without end, and says on stdout what was acknowledged: to be killed at any moment.

``python -m tests.store.victim PLACE NUMBER``: runs are begun and committed, places held and accepted, patient by patient.
"""

from __future__ import annotations

import sys
from itertools import count

from optimizer.store import RunRequest, Step, Store, run_key
from tests.store.issued import days


def main(place: str, number: str, plan: str, unit: str) -> None:
    """Go on until killed."""
    with Store.open(place) as store:
        for turn in count():
            name = f"{number}-{turn}"
            claim = store.begin_run(RunRequest(run_key({"input": name}, {}, "1"), "victim"))
            _say("begun", claim.run.key)
            store.placements.hold(plan, name, unit, "victim", days(turn % 7, turn % 7))
            _say("held", name)
            store.placements.take(Step.ACCEPTED, plan, name, unit, "victim")
            _say("accepted", name)
            store.commit_run(claim.run, "optimal", 0)
            _say("committed", claim.run.key)


def _say(what: str, name: str) -> None:
    sys.stdout.write(f"{what} {name}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
