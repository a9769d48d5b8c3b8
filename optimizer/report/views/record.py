"""What stands behind the plan: goals with bounds, issues, sources, hashes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from optimizer.core.goals import GOALS
from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Term, Termination
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord, StepRecord
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.vocabulary import Provenance
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.words import number

_ENDED = {
    Termination.OPTIMAL: Text("proven optimal", "已证最优"),
    Termination.FEASIBLE: Text("feasible, not proven best", "可行，未证最优"),
    Termination.FALLBACK: Text("fallback without a solver", "后备方案（未用求解器）"),
    Termination.INFEASIBLE: Text("infeasible", "无可行解"),
    Termination.UNKNOWN: Text("unknown", "未知"),
}
_STOPPED = {
    "": Text("ran to its end", "正常结束"),
    "limit": Text("deterministic limit", "确定性上限"),
    "deadline": Text("wall-clock deadline", "时限"),
    "stop": Text("stopped by a person", "人工停止"),
    "memory": Text("out of memory", "内存上限"),
    "crash": Text("the solver crashed", "求解器异常"),
    "wrong": Text("the solver's answer did not stand", "求解器答案有误"),
    "unconfirmed": Text("impossibility not confirmed", "无解未经确认"),
}
SEVERITIES = {
    Severity.FAULT: Text("fault", "错误"),
    Severity.WARNING: Text("warning", "警告"),
    Severity.NOTE: Text("note", "提示"),
}


_NOTHING = 0.005  # less is nothing in the figures as they are shown
_SMALL_GAP = 5e-4


@dataclass(frozen=True)
class Goal:
    """One term in figures and in plain words."""

    title: Text
    value: str
    unit: Text
    bound: str
    gap: str
    words: Text
    tone: str


@dataclass(frozen=True)
class Step:
    """One step with its goals."""

    title: Text
    ended: Text
    stopped: Text
    solver: str
    goals: tuple[Goal, ...]


def steps(plan: PlanRecord) -> tuple[Step, ...]:
    """Return the steps in order with their goals in order."""
    return tuple(
        Step(
            STEP_TITLES.get(step.step, Text(step.step, step.step)),
            _ENDED[step.termination],
            _STOPPED.get(step.stopped_by, Text(step.stopped_by, step.stopped_by)),
            _solver(step),
            tuple(_goal(term) for term in step.terms),
        )
        for step in plan.steps
    )


def _solver(step: StepRecord) -> str:
    return f"{step.solver} {step.version} · seed {step.seed} · workers {step.workers}".strip()


def _goal(term: Term) -> Goal:
    spec = GOALS.get(term.name)
    title, unit = (spec.title, spec.unit) if spec else (Text(term.name, term.name), Text("", ""))
    gap = "" if term.gap is None else f"{100 * term.gap:.1f} %"
    words, tone = _plain_words(term)
    return Goal(title, number(term.value, 2), unit, number(term.bound, 2) if term.bound is not None else "–", gap, words, tone)


def _plain_words(term: Term) -> tuple[Text, str]:
    if term.value == 0:
        return Text("nothing to improve", "已达理想值"), "good"
    if term.bound is None:
        return Text("good, but no bound was proven", "未能证明下界"), "plain"
    gained = term.value - term.bound
    if gained < _NOTHING:
        return Text("proven: no plan does better", "已证最优"), "good"
    at_most = number(gained, 2)
    tone = "good" if (term.gap or 0.0) < _SMALL_GAP else "plain"
    return Text(f"at most {at_most} could still be gained", f"至多还可改进 {at_most}"), tone


def sorted_issues(plan: PlanRecord) -> tuple[Issue, ...]:
    """Return the issues, the gravest first, otherwise in order."""
    order = list(Severity)
    return tuple(sorted(plan.issues, key=lambda issue: order.index(issue.severity)))


@dataclass(frozen=True)
class Source:
    """An input table: how many of its rows are real, derived, illustrative or unmarked, and its fingerprint."""

    name: str
    title: Text
    rows: int
    real: int
    derived: int
    illustrative: int
    unmarked: int
    digest: str


def sources(plan: PlanRecord) -> tuple[Source, ...]:
    """Return the input tables that hold rows."""
    found = []
    for name, spec in INPUT_TABLES.items():
        rows = plan.dataset.rows(name)
        if not rows:
            continue
        marks = Counter(getattr(row, "provenance", None) for row in rows)
        counts = (marks[Provenance.REAL], marks[Provenance.DERIVED], marks[Provenance.ILLUSTRATIVE], marks[None])
        found.append(Source(name, spec.title, len(rows), *counts, plan.dataset.input_hashes.get(name, "")))
    return tuple(found)
