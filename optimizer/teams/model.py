"""Form the teams and their rotation with CP-SAT."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.core.params import Control, Limits, no_time
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow, TeamRow
from optimizer.solve.cpsat import Stage, solve_cpsat
from optimizer.solve.result import SolverResult, late
from optimizer.teams.blocks import RotationInstance
from optimizer.teams.changes import rotation_changes
from optimizer.teams.conflict import contradiction
from optimizer.teams.draws import draws_of
from optimizer.teams.gaps import gaps
from optimizer.teams.greedy import greedy_teams
from optimizer.teams.instance import TeamsInstance
from optimizer.teams.phases import rotation_rows
from optimizer.teams.rotation import rotate
from optimizer.teams.rules import POSTS, Counts, Trait, drawn, from_hospital, key_members, of_grade, with_skill
from optimizer.teams.solution import TeamsSolution, deal, term_values
from optimizer.teams.standby import with_standby
from optimizer.teams.stay import away_teams, members_changed, stay_stages

Plan = Sequence[Sequence[int]]

FORMATION_SHARE = 0.75  # of the deterministic time; the rest is for the rotation


def form_teams(
    dataset: Dataset,
    limits: Limits,
    control: Control | None = None,
    *,
    members: Sequence[TeamRow] = (),
    before: Sequence[TeamRow] = (),
    in_force: Sequence[RotationRow] = (),
) -> Outcome[TeamsSolution]:
    """Choose the members of every team wanted, and which team serves which ward in which block.

    Parameters
    ----------
    members
        Teams that are formed already and stay as they are.
    before
        Teams in force that cannot stay as they are; as few people as possible leave theirs.
    in_force
        The rotation in force: what has begun goes on, and as few ward-days as possible change hands.

    Raises
    ------
    ContradictionError
        When no teams can keep the hard rules; its issues name a smallest set of them.
    """
    limits = limits.but(workers=1)  # on models this small several workers only wait for each other
    teams, formed = tuple(members), SolverResult(Termination.FEASIBLE)
    away = away_teams(dataset, in_force)
    if not teams:
        instance = TeamsInstance.from_dataset(dataset, before)
        share = limits.but(deterministic_s=limits.deterministic_s * FORMATION_SHARE)
        taken, formed = _form(dataset, instance, away, share, control)
        if taken is None:
            return Outcome("teams", Termination.UNKNOWN, None, (), formed.run)
        teams = with_standby(dataset, deal(instance, taken))
    duties = RotationInstance.from_dataset(dataset, in_force)
    chosen, rotated = rotate(duties, limits.but(deterministic_s=limits.deterministic_s * (1 - FORMATION_SHARE)), control)
    rotation = rotation_rows(duties, chosen)
    solution = TeamsSolution(teams, draws_of(dataset, teams), rotation, rotation_changes(dataset, rotation, in_force))
    results = (formed, rotated)
    values = term_values(dataset, solution, in_force)
    terms = tuple(Term(name, float(value), _bound(results, name, value)) for name, value in values.items())
    missing = next(term for term in terms if term.name == "ward_days_without_team")
    named = gaps(dataset, rotation, duties.window, proven=missing.bound == missing.value)
    issues = (*members_changed(dataset, before, teams, away), *named)
    return Outcome("teams", _termination(results), solution, terms, _run(results), issues)


def _form(
    dataset: Dataset, instance: TeamsInstance, away: frozenset[str], limits: Limits, control: Control | None
) -> tuple[Plan | None, SolverResult]:
    if not instance.teams:
        return [[] for _ in instance.bundles], SolverResult(Termination.OPTIMAL)
    began = time.monotonic()
    start = greedy_teams(instance)
    if start is not None and no_time(control, began):
        return start, SolverResult(Termination.UNKNOWN, run=late(limits, control))
    model = cp_model.CpModel()
    counts = Counts(model, instance)
    for post in POSTS.values():
        post(counts)
    hint = counts.hint(start) if start is not None else {}
    gone = [number for number, team in enumerate(instance.teams) if team.team_id in away]
    stages = [*stay_stages(counts, gone), *_stages(counts, start, hint)]
    result = solve_cpsat(model, stages, limits, hint=hint, control=control, step="teams")
    if result.termination is Termination.INFEASIBLE and start is None:
        raise contradiction(dataset, limits)
    if result.termination.has_plan:
        return counts.read(result.values), result
    return start, result


def _stages(counts: Counts, start: Plan | None, hint: dict[int, int]) -> list[Stage]:
    instance = counts.instance
    traits = [*(with_skill(skill) for skill in instance.skills), key_members]
    grades = [of_grade(grade, role) for role, grade in instance.grades]
    places = [from_hospital(one) for one in sorted({hospital for hospital, _ in instance.employed})]
    return [
        Stage("pair_spread", _spread(counts, traits, start, hint)),
        Stage("grade_spread", _spread(counts, grades, start, hint)),
        Stage("donor_share_pct", _share(counts)),
        Stage("hospital_spread", _spread(counts, places, start, hint)),
    ]


def _spread(counts: Counts, traits: Sequence[Trait], start: Plan | None, hint: dict[int, int]) -> cp_model.LinearExprT:
    """Return the sum of spreads over like teams; the hint learns what the greedy plan makes of them."""
    spreads: list[cp_model.LinearExprT] = []
    for group in counts.instance.likes:
        most = counts.instance.teams[group[0]].size
        for trait in traits:
            high, low = counts.model.new_int_var(0, most, "high"), counts.model.new_int_var(0, most, "low")
            for team in group:
                counts.model.add(counts.total(team, trait) <= high)
                counts.model.add(counts.total(team, trait) >= low)
            spreads.append(high - low)
            if start is not None:
                bundles = counts.instance.bundles
                begun = [sum(trait(bundle) * row[team] for bundle, row in zip(bundles, start, strict=True)) for team in group]
                hint.update({high.index: max(begun), low.index: min(begun)})
    return cp_model.LinearExpr.sum(spreads)


def _share(counts: Counts) -> cp_model.IntVar:
    percent = counts.model.new_int_var(0, 100, "donor_share_pct")
    for (hospital, role), employed in counts.instance.employed.items():
        counts.model.add(100 * counts.overall(drawn(hospital, role)) <= employed * percent)
    return percent


def _bound(results: Sequence[SolverResult], name: str, value: float) -> float | None:
    bounds = [bound for result in results if (bound := result.bound_of(name)) is not None]
    if not bounds:
        return 0.0 if value == 0 else None  # no term is negative
    return float(min(value, bounds[0]))


def _termination(results: Sequence[SolverResult]) -> Termination:
    if not all(result.termination.has_plan for result in results):
        return Termination.FALLBACK
    proven = all(result.termination is Termination.OPTIMAL for result in results)
    return Termination.OPTIMAL if proven else Termination.FEASIBLE


def _run(results: Sequence[SolverResult]) -> Run:
    runs = [result.run for result in results]
    named = next((run for run in runs if run.solver), runs[0])
    stopped = next((run.stopped_by for run in runs if run.stopped_by not in {"", "limit"}), "")
    stopped = stopped or next((run.stopped_by for run in runs if run.stopped_by), "")
    return replace(named, seconds=sum(run.seconds for run in runs), stopped_by=stopped)
