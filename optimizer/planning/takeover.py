"""Whether the steps of an earlier plan still stand on today's tables; the independent check is the judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord, StepRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import RotationRow, TeamRow
from optimizer.planning.needs import STEP_TITLES
from optimizer.teams.draws import draws_of
from optimizer.teams.standby import with_standby
from optimizer.verify import faults_of, recompute, same, verify

TABLES_OF: Mapping[str, tuple[str, ...]] = {
    "designation": ("designation", "conversions", "flows"),
    "teams": ("teams", "draws", "rotation", "rotation_changes"),
    "routing": ("placements", "sessions", "unplaced", "changes"),
    "rota": ("rota",),
    "supplies": ("supplies", "transfers"),
}
_CAPACITY = frozenset({"capacity_figures"})  # of the whole plan; a step by itself is not judged by it


def stands(dataset: Dataset, tables: PlanTables, record: StepRecord, rotation: Sequence[RotationRow] = ()) -> bool:
    """Whether one step of an earlier plan keeps every rule on these tables, with the same figures.

    `rotation` is the one that was in force when that plan was made.
    """
    alone = only(tables, record.step)
    if any(issue.code not in _CAPACITY for issue in faults_of(dataset, alone, (record.step,), previous_rotation=rotation)):
        return False
    terms = {term.name: term.value for term in record.terms}
    today = recompute(dataset, alone, (record.step,), previous_rotation=rotation)[record.step]
    return terms.keys() == today.keys() and all(same(name, value, today[name]) for name, value in terms.items())


def held_teams(dataset: Dataset, before: PlanRecord) -> Outcome[Any] | None:
    """Return the teams and rotation in force as the outcome of the step, None where they break a rule today."""
    record = next((one for one in before.steps if one.step == "teams"), None)
    if record is None or not _known(dataset, before.tables.teams):
        return None
    tables = replace(_members(dataset, before.tables.teams), rotation=before.tables.rotation)
    values = recompute(dataset, tables, ("teams",), previous_rotation=tables.rotation)["teams"]
    found = verify(dataset, tables, {"teams": values}, steps=("teams",), previous_rotation=tables.rotation)
    broken = [issue for issue in found if issue.code not in _CAPACITY] or values["ward_days_without_team"]
    wanted = {row.team_id for row in dataset.teams_wanted} == {row.team_id for row in tables.teams}
    if broken or not wanted or (tables.rotation and max(row.to for row in tables.rotation) < dataset.horizon.last):
        return None
    run = Run(record.solver, record.version, record.seed, record.workers)
    terms = tuple(Term(name, value, None if value else 0.0) for name, value in values.items())
    return Outcome("teams", Termination.FEASIBLE, tables, terms, run)


def held_members(dataset: Dataset, teams: tuple[TeamRow, ...]) -> tuple[TeamRow, ...]:
    """Return the teams in force when they keep every rule of formation today, else nobody."""
    if not _known(dataset, teams):
        return ()
    alone, tables = replace(dataset, rotation=(), team_events=()), _members(dataset, teams)
    found = faults_of(alone, tables, ("teams",))
    return () if any(issue.code not in _CAPACITY for issue in found) else tables.teams


def _known(dataset: Dataset, teams: Sequence[TeamRow]) -> bool:
    return bool(teams) and all(row.staff_id in dataset.member for row in teams)


def _members(dataset: Dataset, teams: Sequence[TeamRow]) -> PlanTables:
    """Return the members of teams with who is on standby and what donors give as today's tables have it."""
    rows = with_standby(dataset, teams)
    return PlanTables(teams=rows, draws=draws_of(dataset, rows))


def restated(record: StepRecord, values: Mapping[str, float]) -> tuple[Term, ...]:
    """Return a step's terms as they are today; no bound was proven for today's tables, but nothing is below 0."""
    return tuple(Term(term.name, values[term.name], None if values[term.name] else 0.0) for term in record.terms)


def only(tables: PlanTables, step: str) -> PlanTables:
    """Return the tables of one step, and the capacity."""
    named = {name: tables.rows(name) for name in TABLES_OF[step]}
    return PlanTables(**named, capacity=tables.capacity)


def without(tables: PlanTables, steps: Iterable[str]) -> PlanTables:
    """Return the tables without those of some steps."""
    return replace(tables, **{name: () for step in steps for name in TABLES_OF[step]})


def fallen(broken: Sequence[Issue], kept: Iterable[str]) -> tuple[str, ...]:
    """Return which of the steps taken over break a rule now."""
    struck = {RULES[issue.code].step for issue in broken if issue.code in RULES}
    return tuple(step for step in kept if step in struck)


def left_out(step: str) -> Issue:
    """Return the warning that a step of the plan in force was left out."""
    return Issue(
        "step_left_out",
        Severity.WARNING,
        Text(
            "The step {step} of the plan in force does not fit the new placements and was left out.",
            "现行方案的“{step}”与新的收治安排不符，已略去。",
        ),
        Text(
            "Plan it anew with the whole chain, or by its own command and --plan.",
            "请重新规划全部步骤，或用该步骤的命令加 --plan 补做。",
        ),
        params={"step": STEP_TITLES[step]},
    )
