"""A solving process that is broken in one named way, started in place of the real one by ``HOSPITAL_OPTIMIZER_SOLVER``.

``FAULTY_SOLVER=FAULT`` names the way; ``FAULT@CpSatRequest`` is broken for that kind of request only, so that another solver
can take over. It reads the real requests and asks the real solvers for what its lie is made of.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from array import array
from typing import Any

from optimizer.core.outcome import Termination
from optimizer.solve import child as real
from optimizer.solve.messages import Bound, Done, Found, LinearStage, MilpRequest, Request

FAULTS = (
    "wrong optimum",  # the worst it can find, called proven
    "infeasible solution",  # values that keep no row
    "unknown",
    "hang",
    "crash",
    "exit 137",  # as the system ends a process that takes too much memory
    "lying bound",  # the best, with a bound above it
    "lying optimal",  # some solution, called proven without a bound
    "false infeasible",
    "garbage",  # no frame at all
    "short answer",  # fewer values than variables
    "not a number",
)
VARIABLE = "FAULTY_SOLVER"


class Heard:
    """Keeps what the real solver says, instead of sending it."""

    def __init__(self, wall_s: float) -> None:
        self.end = time.monotonic() + wall_s
        self.values: array[int] | array[float] | None = None
        self.done: Done | None = None
        self.stopped = False
        self.stopped_by = "limit"

    @property
    def left_s(self) -> float:
        return self.end - time.monotonic()

    def send(self, frame: Any) -> None:
        self.values = frame.values if isinstance(frame, Found) else self.values
        self.done = frame if isinstance(frame, Done) else self.done

    offer = send

    def interruptible(self, halt: Any) -> None:
        del halt


def solved(request: Request, sign: int) -> Heard:
    """Return what the real solver makes of a request; with sign −1, of the opposite goals."""
    from dataclasses import replace

    stages = request.stages if not hasattr(request, "literals") else ()
    if sign < 0:
        stages = tuple(LinearStage(s.name, s.variables, tuple(-c for c in s.coefficients), -s.offset) for s in stages)[:1]
    changes: dict[str, Any] = {"stages": stages, "limits": request.limits.but(deterministic_s=1.0, nodes=50)}
    if isinstance(request, MilpRequest):
        changes |= {"hint": array("d"), "faces": False, "lean": False} if sign < 0 else {}
    elif sign < 0:
        changes |= {"hint": {}}
    heard = Heard(5.0)
    real._solve(replace(request, **changes), heard)  # type: ignore[arg-type]
    return heard


def answer(fault: str, request: Any, send: Any) -> None:
    """Say what a solver with the fault says."""
    if fault == "hang":
        time.sleep(3600)
    if fault == "crash":
        os.abort()
    if fault == "exit 137":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "unknown":
        send(Done(Termination.UNKNOWN))
        return
    if fault == "false infeasible":
        send(Done(Termination.INFEASIBLE, core=tuple(getattr(request, "literals", ()))))
        return
    if hasattr(request, "literals"):  # a question about a conflict has no values to lie about
        send(Done(Termination.UNKNOWN))
        return
    heard = solved(request, -1 if fault in {"wrong optimum", "lying optimal"} else 1)
    if heard.values is None:
        send(Done(Termination.UNKNOWN))
        return
    values = heard.values
    told = list(values)
    if fault == "infeasible solution":
        told = [type(one)(3 * one + 7) for one in told]
    elif fault == "short answer":
        told = told[:-1]
    elif fault == "not a number":
        values, told = array("d"), [float("nan")] * len(told)
    send(Found(array(values.typecode, told)))
    if fault == "short answer":
        send(Done(Termination.OPTIMAL))
        return
    for number, stage in enumerate(request.stages):
        value = float(stage.value(values)) if len(values) else 0.0
        if fault in {"wrong optimum", "infeasible solution", "not a number"}:
            send(Bound(number, value, proven=True))
        elif fault == "lying bound":
            send(Bound(number, value + max(1.0, abs(value)), proven=True))
    send(Done(Termination.OPTIMAL))


def main() -> None:
    """Be the real child, or the broken one."""
    fault, _, kind = os.environ.get(VARIABLE, "").partition("@")
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        request = pickle.load(sys.stdin.buffer)
    except EOFError:
        return
    if fault == "garbage":
        target.write(b"Segmentation fault\n" * 20)
    elif kind and type(request).__name__ != kind:
        channel = real.Channel(sys.stdin.buffer, target, request.wall_s)
        real._solve(request, channel)
        channel.finished = True
    else:

        def send(frame: Any) -> None:
            pickle.dump(frame, target, protocol=pickle.HIGHEST_PROTOCOL)
            target.flush()

        answer(fault, request, send)
    target.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
