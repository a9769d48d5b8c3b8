"""Which of the assumed literals cannot hold together: asked inside the child."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from ortools.sat.python import cp_model_helper as cmh

from optimizer.core.outcome import Termination
from optimizer.solve.child import Channel
from optimizer.solve.messages import CoreRequest, Done, Invalid


def _core(model: cmh.CpModelProto, literals: Sequence[int], request: CoreRequest, channel: Channel) -> tuple[int, ...] | None:
    """Return literals that cannot hold together, or None when they can, or when time is up."""
    model.assumptions.clear()
    model.assumptions.extend(list(literals))
    parameters = cmh.SatParameters()
    parameters.num_workers = 1  # cores are only promised by a single worker
    parameters.random_seed = request.limits.seed
    parameters.catch_sigint_signal = False
    parameters.presolve_inclusion_work_limit = 0
    parameters.max_time_in_seconds = max(0.01, channel.left_s)
    if request.limits.deterministic_s:
        parameters.max_deterministic_time = request.limits.deterministic_s
    wrapper = cmh.SolveWrapper()
    wrapper.set_parameters(parameters)
    channel.interruptible(wrapper.stop_search)
    response: cmh.CpSolverResponse = wrapper.solve(model)  # type: ignore[no-untyped-call]
    channel.interruptible(None)
    if response.status != cmh.INFEASIBLE:
        return None
    found = set(response.sufficient_assumptions_for_infeasibility)
    return tuple(literal for literal in literals if literal in found)


def find_core(request: CoreRequest, channel: Channel) -> None:
    """Find a conflict, then drop every literal without which the rest still conflicts."""
    model = cmh.CpModelProto()
    if not model.parse_text_format(request.model):
        channel.send(Invalid("the model cannot be read"))
        return
    model.clear_objective()  # with a goal the solver names every assumption
    model.clear_solution_hint()
    core = _core(model, request.literals, request, channel)
    if core is None:
        channel.send(Done(Termination.UNKNOWN, channel.stopped_by))
        return
    for literal in core:
        if literal in core and channel.left_s > 0.01 and not channel.stopped:
            smaller = _core(model, [other for other in core if other != literal], request, channel)
            core = core if smaller is None else smaller
    channel.send(Done(Termination.INFEASIBLE, "", version("ortools"), core))
