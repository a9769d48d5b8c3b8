"""What `plan` says at the end: a page a planner can read, and the same facts for machines."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from optimizer.cli.console import Voice
from optimizer.cli.needs_page import show_needs
from optimizer.cli.team_page import show_teams
from optimizer.core.goals import GOALS
from optimizer.core.issue import Severity
from optimizer.core.text import Text
from optimizer.data.inforce import BINDING, InForce, released
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import ChangeRow, DrawRow, RotationChangeRow
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.summary import summarize
from optimizer.report.views.changes import NEW, by_reason, changes
from optimizer.report.views.needs import needs_facts

MOST_CHANGES = 60
_STANDING = Text(
    "{stay} of {had} patients of the plan in force stay as they are. In treatment, accepted or on the way: {bound}; of them "
    "{released} move, released by name, and {stuck} cannot stay and were not moved (a named release would: --release).",
    "现行方案 {had} 名患者中 {stay} 名不变。在治、已接收或转运中 {bound} 名：其中经批准解除后变更 {released} 名；"
    "无法留住且未予变更 {stuck} 名（须用 --release 点名解除）。",
)
_LINES = (
    ("designation", Text("{designated_hospitals} hospitals designated", "定点机构 {designated_hospitals} 家")),
    ("teams", Text("{teams} teams of {team_members} people in all", "{teams} 个梯队，共 {team_members} 人")),
    (
        "routing",
        Text(
            "{placed} of {patients} patients placed, {unplaced} not yet",
            "{patients} 名患者已安排 {placed} 名，待落实 {unplaced} 名",
        ),
    ),
    (
        "rota",
        Text(
            "{rota_shifts} shifts; cover {rota_cover_pct} % of the minimum",
            "排班 {rota_shifts} 班，最低在岗满足 {rota_cover_pct} %",
        ),
    ),
    (
        "supplies",
        Text(
            "supplies: {supplies_short} hospital items run out, {supplies_below_reserve} are below the reserve",
            "物资：{supplies_short} 项耗尽，{supplies_below_reserve} 项低于储备",
        ),
    ),
)


def show_plan(voice: Voice, record: PlanRecord, out: Path) -> None:
    """Write the summary of a plan to people."""
    voice.show(_goals(record, voice))
    figures = asdict(summarize(record))
    planned = {step.step for step in record.steps}
    for step, line in _LINES:
        if step in planned:
            voice.say(line, **figures)
    if "designation" in planned:
        show_needs(voice, record)
    if record.tables.changes:
        voice.show(_changes(record, voice))
        voice.say(Text("changes: {said}", "变动：{said}"), said=_reasons(record, voice))
    show_teams(voice, record)
    if record.previous and "routing" in planned:
        voice.say(_STANDING, **_standing(record))
    voice.issues([issue for issue in record.issues if issue.severity is not Severity.NOTE], most=12)
    if record.stopped_at:
        voice.say(Text("Not planned for lack of tables: {what}", "缺少数据表，未规划：{what}"), what=record.stopped_at)
    voice.sign(illustrative=record.dataset.illustrative)
    voice.say(Text("Verified. Report: {report}", "已核验。报告：{report}"), report=out / "report.html")


def facts_of(record: PlanRecord, out: Path) -> dict[str, Any]:
    """Return the JSON facts of a plan."""
    return {
        "out": str(out),
        "report": str(out / "report.html"),
        "verified": True,
        "summary": summarize(record).to_dict(),
        "terms": {step.step: {term.name: term.value for term in step.terms} for step in record.steps},
        "changes": [_change_fact(row) for row in record.tables.changes],
        "draws": [_change_fact(row) for row in record.tables.draws],
        "rotation_changes": [_change_fact(row) for row in record.tables.rotation_changes],
        **needs_facts(record),
        "stopped_at": record.stopped_at,
        "issues": len(record.issues),
        "reproducible": all(step.reproducible for step in record.steps),
        "run": dict(record.run),
    }


def _change_fact(row: ChangeRow | DrawRow | RotationChangeRow) -> dict[str, str]:
    """Return one row for machines; dates as ISO text, blank where there is none."""
    return {name: "" if value is None else str(value) for name, value in asdict(row).items()}


def _changes(record: PlanRecord, voice: Voice) -> Table:
    """Return who moves, from where to where, and why; the report has all of them."""
    table = Table(box=None, pad_edge=False)
    for title in (Text("case", "病例"), Text("from", "原安排"), Text("to", "现安排")):
        table.add_column(title.to(voice.lang), no_wrap=True)
    table.add_column(Text("why", "原因").to(voice.lang), overflow="fold")
    rows = changes(record)
    year = f"{record.dataset.horizon.start.year}-"
    colon = Text(": ", "：").to(voice.lang)
    for row in rows[:MOST_CHANGES]:
        why = [row.reason.to(voice.lang), row.detail.replace(year, "")]
        table.add_row(row.patient_id, row.before, row.now, escape(colon.join(filter(None, why))))
    if len(rows) > MOST_CHANGES:
        table.add_row("…", f"+{len(rows) - MOST_CHANGES}", "", "changes.csv")
    return table


def _standing(record: PlanRecord) -> dict[str, int]:
    """Return how many the plan in force had, how many stay, and what became of those who are bound to their unit."""
    dataset = record.dataset
    in_force = InForce.of(dataset, record.previous)
    moved = {row.patient_id: row for row in record.tables.changes if row.reason_code not in NEW}
    fixed = {one.patient_id for one in dataset.patients if one.placement_state in BINDING}
    return {
        "had": len(in_force.paths),
        "stay": len(in_force.paths.keys() - moved.keys()),
        "bound": len(fixed),
        "released": len(fixed & moved.keys() & released(dataset)),
        "stuck": sum(row.reason_code == "release_needed" for row in record.tables.unplaced),
    }


def _reasons(record: PlanRecord, voice: Voice) -> str:
    return "; ".join(f"{count} × {text.to(voice.lang)}" for text, count in by_reason(record))


def _goals(record: PlanRecord, voice: Voice) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in (Text("step", "步骤"), Text("goal", "目标")):
        table.add_column(title.to(voice.lang))
    for title in (Text("value", "值"), Text("proven bound", "已证下界")):
        table.add_column(title.to(voice.lang), justify="right")
    for step in record.steps:
        for index, term in enumerate(step.terms):
            spec = GOALS[term.name]
            table.add_row(
                STEP_TITLES[step.step].to(voice.lang) if index == 0 else "",
                spec.title.to(voice.lang),
                f"{term.value:g} {spec.unit.to(voice.lang)}",
                "" if term.bound is None else f"{term.bound:g}",
            )
    return table
