"""Which of the assumed literals cannot hold together: asked inside the child."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from ortools.sat.python import cp_model_helper as cmh

from optimizer.core.outcome import Termination
from optimizer.solve.child import Channel
from optimizer.solve.messages import CoreRequest, Done, Invalid

SHARES = 4
"""Of the deterministic limit, the part that one question about fixed literals may take is one in so many."""


def _core(model: cmh.CpModelProto, literals: Sequence[int], request: CoreRequest, channel: Channel) -> tuple[int, ...] | None:
    """Return literals that cannot hold together, () when they can, None when it was too hard to tell in time."""
    model.assumptions.clear()
    model.assumptions.extend(list(literals))
    parameters = cmh.SatParameters()
    parameters.num_workers = 1  # cores are only promised by a single worker
    response = _answer(model, parameters, request, channel)
    if response.status in {cmh.OPTIMAL, cmh.FEASIBLE}:
        return ()
    if response.status != cmh.INFEASIBLE:
        return None
    found = set(response.sufficient_assumptions_for_infeasibility)
    return tuple(literal for literal in literals if literal in found)


def _contradict(model: cmh.CpModelProto, literals: Sequence[int], request: CoreRequest, channel: Channel) -> bool:
    """Return whether literals are proven not to hold together; they are fixed, which presolve and relaxation make much of."""
    model.assumptions.clear()
    chosen = {_variable(literal): int(literal >= 0) for literal in literals}
    for literal in request.literals:
        variable = _variable(literal)
        domain = model.variables[variable].domain
        domain.clear()
        domain.extend([chosen[variable]] * 2 if variable in chosen else [0, 1])
    parameters = cmh.SatParameters()
    parameters.num_workers = request.limits.workers
    parameters.interleave_search = request.limits.workers > 1
    parameters.linearization_level = 2
    return bool(_answer(model, parameters, request, channel, share=SHARES).status == cmh.INFEASIBLE)


def _answer(
    model: cmh.CpModelProto, parameters: cmh.SatParameters, request: CoreRequest, channel: Channel, share: int = 1
) -> cmh.CpSolverResponse:
    """Solve a model under the limits of a request, of whose deterministic time a question may take one part in `share`."""
    parameters.random_seed = request.limits.seed
    parameters.catch_sigint_signal = False
    parameters.presolve_inclusion_work_limit = 0
    parameters.max_time_in_seconds = max(0.01, channel.left_s)
    if request.limits.deterministic_s:
        parameters.max_deterministic_time = request.limits.deterministic_s / share
    wrapper = cmh.SolveWrapper()
    wrapper.set_parameters(parameters)
    channel.interruptible(wrapper.stop_search)
    response: cmh.CpSolverResponse = wrapper.solve(model)  # type: ignore[no-untyped-call]
    channel.interruptible(None)
    return response


def _variable(literal: int) -> int:
    """Return the variable of a literal; negated ones count from −1 downwards."""
    return literal if literal >= 0 else -literal - 1


def _by_halves(model: cmh.CpModelProto, request: CoreRequest, channel: Channel) -> tuple[int, ...] | None:
    """Return a conflict found by leaving out ever smaller parts of all literals, None when they are not proven to conflict."""
    core = list(request.literals)
    if not _contradict(model, core, request, channel):
        return None
    size = (len(core) + 1) // 2
    while core:
        start = 0
        while start < len(core) and channel.left_s > 0.01 and not channel.stopped:
            fewer = core[:start] + core[start + size :]
            if _contradict(model, fewer, request, channel):
                core = fewer
            else:
                start += size
        if size == 1:
            break
        size = (size + 1) // 2
    return tuple(core)


def find_core(request: CoreRequest, channel: Channel) -> None:
    """Find a conflict, then drop every literal without which the rest still conflicts.

    The solver's own core comes first; where it is not found in time (counting people against shifts is hard to do with
    literals that are only assumed), parts are left out with the others fixed.
    """
    model = cmh.CpModelProto()
    if not model.parse_text_format(request.model):
        channel.send(Invalid("the model cannot be read"))
        return
    model.clear_objective()  # with a goal the solver names every assumption
    model.clear_solution_hint()
    core = _core(model, request.literals, request, channel)
    if core is None:
        core = _by_halves(model, request, channel)
        if core is not None:
            channel.send(Done(Termination.INFEASIBLE, "", version("ortools"), core))
            return
    if not core:
        channel.send(Done(Termination.UNKNOWN, channel.stopped_by))
        return
    for literal in core:
        if literal in core and channel.left_s > 0.01 and not channel.stopped:
            smaller = _core(model, [other for other in core if other != literal], request, channel)
            core = smaller or core
    channel.send(Done(Termination.INFEASIBLE, "", version("ortools"), core))
