"""What stands on the sheets of the workbook that are no plan tables: header and rows of plain values."""

from __future__ import annotations

from typing import Any

from optimizer.core.goals import GOALS
from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE, Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.schema import PLAN_TABLES
from optimizer.report.summary import Summary
from optimizer.report.views.crossing import crossing
from optimizer.report.views.fairness import Spread, fairness
from optimizer.report.views.overrides import overrides
from optimizer.report.views.record import SEVERITIES, sorted_issues
from optimizer.report.words import short_date, weekday

Sheet = tuple[list[str], list[list[Any]]]

_LINES = (
    ("start", Text("First day", "首日")),
    ("last", Text("Last day", "末日")),
    ("patients", Text("Patients", "患者")),
    ("placed", Text("Placed", "已安排")),
    ("unplaced", Text("Not yet placed", "待落实")),
    ("urgent", Text("Patients of urgency 1", "Ⅰ级患者")),
    ("urgent_late", Text("Urgency 1, late", "Ⅰ级超时")),
    ("urgent_over_capacity", Text("Bed-days over capacity for urgency 1", "Ⅰ级超容床日")),
    ("over_capacity_units", Text("Over-full units", "超容单元")),
    ("worst_trip_min", Text("Longest trip, min", "最长路程（分钟）")),
    ("mean_wait_days", Text("Mean wait, days", "平均等待（天）")),
    ("designated_hospitals", Text("Designated hospitals", "定点机构")),
    ("conversions", Text("Units converted", "转换单元")),
    ("teams", Text("Teams", "梯队")),
    ("team_members", Text("People in teams", "梯队人数")),
    ("ward_days_without_team", Text("Ward-days without a team", "无梯队病区日")),
    ("rota_shifts", Text("Shifts planned", "排班班次")),
    ("cover_short", Text("Person-shifts below the minimum", "低于最低在岗（人班）")),
    ("rota_cover_pct", Text("Cover of the minimum, %", "最低在岗满足率（%）")),
    ("supplies_short", Text("Hospital items that run out", "断供（院·项）")),
    ("supplies_below_reserve", Text("Hospital items below the reserve", "低于储备（院·项）")),
    ("exit_code", Text("Exit code", "退出码")),
)


def summary_rows(summary: Summary, plan: PlanRecord, lang: Lang) -> Sheet:
    """Return the figures of the plan, then every goal with its bound."""
    rows: list[list[Any]] = [[f"{DISCLAIMER.zh} / {DISCLAIMER.en}"]]
    if summary.illustrative:
        rows.append([f"{ILLUSTRATIVE.zh} / {ILLUSTRATIVE.en}"])
    rows += [[text.to(lang), getattr(summary, name)] for name, text in _LINES]
    if summary.stopped_at:
        rows.append([Text("Not planned", "未规划").to(lang), summary.stopped_at])
    for step in plan.steps:
        for term in step.terms:
            spec = GOALS.get(term.name)
            title, unit = (spec.title.to(lang), spec.unit.to(lang)) if spec else (term.name, "")
            rows.append([title, term.value, term.bound, unit, step.step])
    header = (Text("What", "项目"), Text("Value", "数值"), Text("Bound", "已证下界"), Text("Unit", "单位"), Text("Step", "步骤"))
    return [text.to(lang) for text in header], rows


def fairness_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return what became of each group of patients."""
    header = (
        *(Text("By", "分组"), Text("Group", "人群"), Text("Patients", "患者"), Text("Served", "已安排"), Text("%", "%")),
        *(Text("Waited, days: median", "等待天数：中位"), Text("90 %", "90 %"), Text("longest", "最长")),
        *(Text("Trip, min: median", "路程分钟：中位"), Text("90 %", "90 %"), Text("longest", "最长")),
    )
    rows: list[list[Any]] = [
        [
            *(table.by.to(lang), group.name.to(lang), group.patients, group.placed, group.share_pct),
            *(_figures(group.wait)),
            *(_figures(group.trip)),
        ]
        for table in fairness(plan)
        for group in table.groups
    ]
    return [text.to(lang) for text in header], rows


def _figures(spread: Spread | None) -> tuple[int | None, int | None, int | None]:
    return (None, None, None) if spread is None else (spread.median, spread.ninety, spread.worst)


def crossing_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return the further ward kinds under one roof, by hospital and day."""
    days = (f"{short_date(day)} {weekday(day).to(lang)}" for day in plan.dataset.horizon)
    header = (Text("Hospital id", "机构编号"), Text("Hospital", "医疗机构"), Text("Sum", "合计"))
    rows: list[list[Any]] = [[row.hospital_id, row.hospital.to(lang), row.total, *row.days] for row in crossing(plan)]
    return [*(text.to(lang) for text in header), *days], rows


def override_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return what was decided by hand, with the reasons."""
    header = (
        *(Text("Decision", "决定"), Text("About", "对象"), Text("What", "内容"), Text("Reason", "原因")),
        *(Text("Remark", "备注"), Text("By", "报告人"), Text("From", "起"), Text("Expires", "失效")),
    )
    rows: list[list[Any]] = [
        [
            *(row.kind.to(lang), row.whom, row.what.to(lang)),
            row.reason.to(lang) if isinstance(row.reason, Text) else row.reason,
            *(row.flag.to(lang), row.by, row.since, row.until.to(lang)),
        ]
        for row in overrides(plan)
    ]
    return [text.to(lang) for text in header], rows


def issue_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return the issues, the gravest first."""
    header = (Text("Severity", "级别"), Text("Code", "代码"), Text("Where", "位置"), Text("What", "内容"))
    rows: list[list[Any]] = [
        [SEVERITIES[issue.severity].to(lang), issue.code, issue.place(), issue.describe(lang)] for issue in sorted_issues(plan)
    ]
    return [text.to(lang) for text in header], rows


def key_rows(lang: Lang) -> Sheet:
    """Return what every column of the plan tables is."""
    header = (Text("Sheet", "工作表"), Text("Holds", "内容"), Text("Column", "列"), Text("Chinese", "中文"), Text("Note", "说明"))
    rows: list[list[Any]] = [
        [spec.name, spec.title.to(lang), column.name, column.zh, column.help.to(lang)]
        for spec in PLAN_TABLES.values()
        for column in spec.columns
    ]
    return [text.to(lang) for text in header], rows
