"""Which rules leave no way to form the teams: a smallest set, found by leaving one rule out at a time."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from optimizer.core.errors import ContradictionError
from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.solve.cpsat import solve_cpsat
from optimizer.teams.bundles import is_eligible
from optimizer.teams.instance import TeamsInstance
from optimizer.teams.rules import POSTS, TIES, Counts

FIX = Text(
    "Widen the pool, ask for smaller teams, or relax one of the rules named.",
    "请扩大人员范围、减少梯队人数，或放宽所列规则之一。",
)


def smallest_set(dataset: Dataset, limits: Limits) -> tuple[str, ...]:
    """Return rules that contradict each other; leave any one of them out and teams can be formed."""
    core = [*POSTS, *TIES]
    for name in (*TIES, *reversed(tuple(POSTS))):
        rest = [one for one in core if one != name]
        if is_impossible(dataset, rest, limits):
            core = rest
    return tuple(core)


def is_impossible(dataset: Dataset, rules: Iterable[str], limits: Limits) -> bool:
    """Return whether it is proven that no teams keep these rules."""
    active = frozenset(rules)
    instance = TeamsInstance.from_dataset(dataset, groups="group_whole" in active, together="pair_together" in active)
    model = cp_model.CpModel()
    counts = Counts(model, instance)
    for name, post in POSTS.items():
        if name in active:
            post(counts)
    return solve_cpsat(model, (), limits, step="teams").termination is Termination.INFEASIBLE


def contradiction(dataset: Dataset, limits: Limits) -> ContradictionError:
    """Return the error that names the smallest set of rules, with the figures of the pool."""
    names = smallest_set(dataset, limits)
    wanted = sum(team.size for team in dataset.teams_wanted)
    eligible = sum(is_eligible(dataset, person) for person in dataset.staff)
    message = Text(
        "The teams wanted contradict this rule together with the others named: {rule}. Wanted {wanted} people; "
        "{eligible} of {pool} in the staff table may be in a team.",
        "所需梯队与以下规则（连同其他所列规则）相互矛盾：{rule}。共需 {wanted} 人；人员表 {pool} 人中可入队 {eligible} 人。",
    )
    return ContradictionError(
        [
            Issue(
                name,
                Severity.FAULT,
                message,
                FIX,
                table="teams_wanted",
                params={"rule": RULES[name].title, "wanted": wanted, "eligible": eligible, "pool": len(dataset.staff)},
            )
            for name in names
        ]
    )
