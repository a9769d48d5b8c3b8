"""On what a proposal rests: the data and their age, the goals in their order with what is proven, the plan before."""

from __future__ import annotations

import datetime as dt

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.schema import INPUT_TABLES
from optimizer.report.papers.content import Block, Column, Grid, Heading, Items
from optimizer.report.papers.phrases import day, joined, moment
from optimizer.report.views.record import sources, steps
from optimizer.report.words import number

_GOALS = (
    Column(Text("No.", "次序"), 1, figures=True),
    Column(Text("Goal", "目标"), 6),
    Column(Text("Value", "达到值"), 2, figures=True),
    Column(Text("Proven bound", "已证下界"), 2, figures=True),
    Column(Text("Unit", "单位"), 2),
)


def basis(plan: PlanRecord, previous: PlanRecord | None) -> list[Block]:
    """Return the chapter."""
    facts = (_days(plan, previous), _counts(plan), *_reports(plan), *_provenance(plan), *_tables_changed(plan, previous))
    blocks: list[Block] = [Heading(Text("Basis", "依据")), Heading(Text("Data", "数据"), 2), Items(facts)]
    goals = _goals(plan)
    return [*blocks, Heading(Text("Goals of designation", "定点目标"), 2), goals] if goals.rows else blocks


def _days(plan: PlanRecord, previous: PlanRecord | None) -> Text:
    start, last = day(plan.dataset.horizon.start), day(plan.dataset.horizon.last)
    en, zh = f"Plan for {start.en} to {last.en}.", f"方案期：{start.zh}至{last.zh}。"
    if previous is None:
        return Text(en, zh)
    start, last = day(previous.dataset.horizon.start), day(previous.dataset.horizon.last)
    return Text(f"{en} Compared with the plan for {start.en} to {last.en}.", f"{zh}对比方案：{start.zh}至{last.zh}。")


def _counts(plan: PlanRecord) -> Text:
    data = plan.dataset
    townships, units = len(data.origins), len(data.units)
    expected = number(sum(row.expected for row in data.demand))
    return Text(
        f"{len(data.hospitals)} institutions, {units} units, {townships} townships and other origins; "
        f"{number(len(data.patients))} patients on the list; {expected} arrivals forecast.",
        f"机构 {len(data.hospitals)} 家，单元 {units} 个，乡镇街道等来源地 {townships} 个；"
        f"名单内患者 {number(len(data.patients))} 人，预测到诊 {expected} 人。",
    )


def _reports(plan: PlanRecord) -> list[Text]:
    times = [unit.reported_at for unit in plan.dataset.units if unit.reported_at is not None]
    without = len(plan.dataset.units) - len(times)
    found = []
    if times:
        first, last = min(times), max(times)
        midnight = dt.datetime.combine(plan.dataset.horizon.start, dt.time(0))
        hours = number(max(0.0, (midnight - first).total_seconds() / 3600), 0)
        age = Text(f"; the oldest is {hours} h old when the plan begins", f"，方案开始时最早的已 {hours} 小时")
        span = (
            Text(f"of {moment(first).en}", moment(first).zh)
            if first == last
            else Text(f"of {moment(first).en} to {moment(last).en}", f"{moment(first).zh}至{moment(last).zh}")
        )
        found.append(Text(f"Bed reports {span.en}{age.en}.", f"床位报告时间：{span.zh}{age.zh}。"))
    if without:
        found.append(Text(f"{without} units do not say when they were reported.", f"{without} 个单元未注明上报时间。"))
    return found


def _provenance(plan: PlanRecord) -> list[Text]:
    tables = [source.title for source in sources(plan) if source.illustrative]
    if not plan.dataset.illustrative:
        return []
    said = joined(tables)
    return [
        Text(
            f"Illustrative data, not facts about any institution: {said.en}." if tables else "The data are illustrative.",
            f"以下为示例数据，不代表任何机构实际情况：{said.zh}。" if tables else "本方案所用为示例数据。",
        )
    ]


def _tables_changed(plan: PlanRecord, previous: PlanRecord | None) -> list[Text]:
    if previous is None:
        return []
    now, before = plan.dataset.input_hashes, previous.dataset.input_hashes
    changed = [spec.title for name, spec in INPUT_TABLES.items() if now.get(name) != before.get(name)]
    said = joined(changed)
    if not changed:
        return [Text("The tables are those of the plan before.", "数据表与原方案相同。")]
    return [Text(f"Tables that changed since: {said.en}.", f"与原方案相比有变化的数据表：{said.zh}。")]


def _goals(plan: PlanRecord) -> Grid:
    found = next((shown for step, shown in zip(plan.steps, steps(plan), strict=True) if step.step == "designation"), None)
    goals = () if found is None else found.goals
    rows = tuple((number_, goal.title, goal.value, goal.bound, goal.unit) for number_, goal in enumerate(goals, start=1))
    return Grid(_GOALS, rows)
