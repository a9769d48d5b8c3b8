"""The smallest set of rules that contradict each other."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ortools.sat.python import cp_model
from ortools.sat.python import cp_model_helper as cmh

from optimizer.core.params import Control, Limits
from optimizer.solve.cpsat_here import solve_part
from optimizer.solve.gateway import run_child
from optimizer.solve.messages import CoreRequest
from optimizer.solve.rows import request_of
from optimizer.solve.trusted import CONFIRM_S, keeps


def smallest_conflict(
    model: cp_model.CpModel,
    assumptions: Mapping[str, cmh.Literal],
    limits: Limits,
    control: Control | None = None,
) -> tuple[str, ...]:
    """Return the names of rules that cannot hold together, none of which can be left out.

    Each rule of the model is enforced by a literal; `assumptions` names the literals. The model's goal is not used.
    The result is empty when the rules agree with each other, or when time was too short to tell. A contradiction
    that lies outside the named rules is no answer either: then the result is empty too. So it is when another solver finds
    a way to keep rules that this one calls contradictory.

    Notes
    -----
    The core that the solver gives is shrunk by deletion (Marques-Silva, 2010), so it is smallest in the sense that
    every part of it is needed, not that no other conflict has fewer rules.
    """
    started = time.monotonic()
    names = {int(literal.index): name for name, literal in assumptions.items()}
    request = CoreRequest(str(model.proto), tuple(names), limits, limits.wall_s)
    answer = run_child(request, (), limits, control, "conflict", started)
    core = () if answer.done is None else tuple(literal for literal in answer.done.core if literal in names)
    return () if core and _refuted(model, core, limits) else tuple(names[literal] for literal in core)


def _refuted(model: cp_model.CpModel, core: tuple[int, ...], limits: Limits) -> bool:
    """Whether another solver finds a way to keep rules that are said not to go together."""
    from optimizer.solve.second import solution

    try:
        request = request_of(model, (), limits, {}, held=frozenset(core))
    except ValueError:  # not linear
        return False
    for literal in core:
        side, variable = (request.lower, literal) if literal >= 0 else (request.upper, -literal - 1)
        side[variable] = float(literal >= 0)
    _, values = solution(request, CONFIRM_S)
    if values is None or not keeps(request, values):
        return False
    hint = {number: round(value) for number, value in enumerate(values)}
    mine = model.clone()
    mine.clear_objective()  # type: ignore[no-untyped-call]
    mine.clear_hints()  # type: ignore[no-untyped-call]
    for literal in core:
        assumed = mine.get_bool_var_from_proto_index(literal if literal >= 0 else -literal - 1)
        mine.add(assumed == int(literal >= 0))
    for number, value in hint.items():
        mine.add_hint(mine.get_int_var_from_proto_index(number), value)
    return solve_part(mine, effort=CONFIRM_S, seconds=CONFIRM_S).termination.has_plan
