"""Teams in force that cannot be kept as they are: as few people as possible leave, and who leaves and joins is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ortools.sat.python.cp_model import LinearExpr

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow, TeamRow
from optimizer.data.vocabulary import Phase
from optimizer.solve.cpsat import Stage
from optimizer.teams.rules import Counts

_SAID = Text(
    "Team {team} of the plan in force could not stay as it was: {out} leave it ({outs}), {into} join it ({ins}).{warned}",
    "现行方案的梯队 {team} 无法原样保留：退出 {out} 人（{outs}），加入 {into} 人（{ins}）。{warned}",
)
_FIX = Text(
    "Whoever leaves a team on duty or in observation is observed before any other ward.",
    "退出在岗或观察中梯队者，须先完成观察方可去其他病区。",
)


def away_teams(dataset: Dataset, in_force: Iterable[RotationRow]) -> frozenset[str]:
    """Return the teams on duty, in observation or resting on the first day, by the rotation in force."""
    start = dataset.horizon.start
    return frozenset(row.team_id for row in in_force if row.phase is not Phase.STANDBY and row.from_ <= start <= row.to)


def stay_stages(counts: Counts, away: Iterable[int]) -> list[Stage]:
    """Return the goals that keep teams together: nobody goes from a team that is away to another; few leave their team."""
    bundles = [(number, bundle) for number, bundle in enumerate(counts.instance.bundles) if bundle.home]
    if not bundles:
        return []
    teams, gone = range(len(counts.instance.teams)), frozenset(away)
    moved = [
        counts.taken(number, team)
        for number, bundle in bundles
        for team in teams
        if gone & set(bundle.home) and team not in bundle.home
    ]
    left = [
        bundle.home.count(team) * (bundle.count - counts.taken(number, team))
        for number, bundle in bundles
        for team in set(bundle.home)
    ]
    return [Stage("moved_while_away", LinearExpr.sum(moved)), Stage("left_their_team", LinearExpr.sum(left))]


def members_changed(dataset: Dataset, before: Sequence[TeamRow], now: Sequence[TeamRow], away: Iterable[str]) -> Iterator[Issue]:
    """Yield a warning for every team in force whose people are others now."""
    for wanted in dataset.teams_wanted:
        was, has = ({row.staff_id for row in rows if row.team_id == wanted.team_id} for rows in (before, now))
        if not was or was == has:
            continue
        outs, ins = sorted(was - has), sorted(has - was)
        params = {"team": wanted.team_id, "out": len(outs), "outs": ", ".join(outs), "into": len(ins), "ins": ", ".join(ins)}
        warned = _FIX if outs and wanted.team_id in away else Text("", "")
        yield Issue(
            "team_members_changed",
            Severity.WARNING,
            _SAID,
            table="teams",
            value=wanted.team_id,
            params={**params, "warned": Text(f" {warned.en}".rstrip(), warned.zh)},
        )
