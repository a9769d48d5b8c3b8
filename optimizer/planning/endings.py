"""What is said of a step that did not end as it should: which step, what happened, and what the plan is instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Outcome, Termination
from optimizer.core.text import Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.solve.result import FAULTS


def how_it_ended(outcome: Outcome[Any]) -> tuple[Issue, ...]:
    """Return a warning where a solver failed, or where the clock ended it; nothing where all went well."""
    fell_back, why = outcome.termination is Termination.FALLBACK, outcome.run.stopped_by
    if not fell_back and why not in {*FAULTS, "deadline"}:
        return ()
    what = what_stopped(outcome)
    proven = outcome.termination is Termination.OPTIMAL
    message, code = (_FALLBACK, "fallback_plan") if fell_back else (_BEST_SO_FAR, "solver_ended_early")
    if proven:
        message, code = _OTHER, "solver_replaced"
    fix = _TIME if why in {"deadline", "limit", ""} else _FAULT
    return (Issue(code, Severity.WARNING, message, fix, params={"step": STEP_TITLES[outcome.step], "what": what}),)


def what_stopped(outcome: Outcome[Any]) -> Text:
    """Return what kept a step from an answer."""
    return _WHAT.get(outcome.run.stopped_by, _NO_ANSWER)


_WHAT: Mapping[str, Text] = {
    "crash": Text("a solver process ended unexpectedly", "求解进程意外结束"),
    "memory": Text("a solver needed more memory than allowed", "求解器所需内存超过上限"),
    "deadline": Text("the time was over", "时间已到"),
    "wrong": Text("a solver's answer did not pass the check against its model", "求解器的答案未通过模型复核"),
    "unconfirmed": Text(
        "a solver called the model impossible, which another could not confirm", "求解器判为无解，但未得到另一求解器确认"
    ),
    "stop": Text("it was told to stop", "被要求停止"),
    "limit": Text("a solver found no plan within its limits", "求解器在限额内未得到方案"),
}
_NO_ANSWER = Text("a solver gave no answer", "求解器没有给出答案")
_FALLBACK = Text(
    "Step {step}: {what}. Its plan was made without a solver: checked, but not as good as it could be.",
    "步骤“{step}”：{what}。该步方案未用求解器得出：已核验，但并非最佳。",
)
_BEST_SO_FAR = Text(
    "Step {step}: {what}. The best plan found so far was taken; another run may find another.",
    "步骤“{step}”：{what}。采用当时已得的最佳方案；再次运行结果可能不同。",
)
_OTHER = Text(
    "Step {step}: {what}. Another solver took over and proved its answer.",
    "步骤“{step}”：{what}。已由另一求解器接替并证明其答案。",
)
_TIME = Text("Run it again with more time.", "请放宽时限后重新运行。")
_FAULT = Text("Run it again; if this is said again, report it.", "请重新运行；若再次出现，请反馈。")
