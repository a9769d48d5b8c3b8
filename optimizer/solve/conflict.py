"""The smallest set of rules that contradict each other."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ortools.sat.python import cp_model
from ortools.sat.python import cp_model_helper as cmh

from optimizer.core.params import Control, Limits
from optimizer.solve.gateway import run_child
from optimizer.solve.messages import CoreRequest


def smallest_conflict(
    model: cp_model.CpModel,
    assumptions: Mapping[str, cmh.Literal],
    limits: Limits,
    control: Control | None = None,
) -> tuple[str, ...]:
    """Return the names of rules that cannot hold together, none of which can be left out.

    Each rule of the model is enforced by a literal; `assumptions` names the literals. The model's goal is not used.
    The result is empty when the rules agree with each other, or when time was too short to tell. A contradiction
    that lies outside the named rules is no answer either: then the result is empty too.

    Notes
    -----
    The core that the solver gives is shrunk by deletion (Marques-Silva, 2010), so it is smallest in the sense that
    every part of it is needed, not that no other conflict has fewer rules.
    """
    started = time.monotonic()
    names = {int(literal.index): name for name, literal in assumptions.items()}
    request = CoreRequest(str(model.proto), tuple(names), limits, limits.wall_s)
    answer = run_child(request, (), limits, control, "conflict", started)
    if answer.done is None:
        return ()
    return tuple(names[literal] for literal in answer.done.core)
