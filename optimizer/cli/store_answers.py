"""What the commands on the store find and say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from optimizer.cli.console import Answer, Voice
from optimizer.core.errors import BadInputError, ExitCode
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import Placement, Run, Step, Store, StoredPlan

_STEPS = {
    "hold": Step.HELD,
    "accept": Step.ACCEPTED,
    "send": Step.VEHICLE_SENT,
    "arrive": Step.ARRIVED,
    "hand-over": Step.HANDED_OVER,
    "return": Step.RETURNED,
    "release": Step.RELEASED,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command placement."""

    plan: str
    patient: str
    unit: str
    by: str
    days: str
    urgent: bool
    reason: str


def listed_runs(voice: Voice, place: str, key: str, job: str, most: int) -> Answer:
    """List runs, or show the one whose key begins so."""
    with Store.open(place) as store:
        found = store.runs(job, most=None if key else most)
    if key:
        found = tuple(run for run in found if run.key.startswith(key))
        if len(found) != 1:
            raise BadInputError([fault("run_unknown", _NO_RUN, value=key)])
    rows = [
        (run.key[:12], run.job, run.period, run.state.value, run.outcome, moment(run.started_at), moment(run.ended_at), run.out)
        for run in found
    ]
    voice.show(page(voice, _RUN_TITLES, rows))
    if key:
        for one in found[0].faults:
            voice.say(_FAULT, code=one.code, table=one.table, row=one.row, column=one.column)
    return Answer(0, {"runs": [_run_facts(run) for run in found]})


def verified_audit(voice: Voice, place: str, head: str) -> Answer:
    """Follow the chain from its first row to its end."""
    with Store.open(place) as store:
        broken = store.audit_break(head)
        count, end = store.audit_end()
    if broken is None:
        voice.say(_HOLDS, count=count, head=end)
    else:
        voice.say(_BROKEN, seq=broken.seq, how=_HOW[broken.how])
    told = None if broken is None else {"seq": broken.seq, "how": broken.how}
    facts = {"rows": count, "head": end, "intact": broken is None, "broken": told}
    return Answer(int(ExitCode.OK if broken is None else ExitCode.BROKEN), facts)


def listed_audit(voice: Voice, place: str, most: int) -> Answer:
    """Show the last rows."""
    with Store.open(place) as store:
        rows = store.audit(after=store.audit_end()[0] - most)
        about = store.audit_subjects(rows)
    table = [(str(row.seq), moment(row.at), row.by, row.what, about[row.seq][:40]) for row in rows]
    voice.show(page(voice, _AUDIT_TITLES, table))
    told = [{"seq": row.seq, "at": row.at.isoformat(), "by": row.by, "what": row.what, "subject": about[row.seq]} for row in rows]
    return Answer(0, {"rows": told})


def did_plan(voice: Voice, place: str, act: str, what: str, by: str) -> Answer:
    """Register, review, issue or list plans."""
    if act != "list" and not what:
        raise BadInputError([fault("what_missing", _WHAT)])
    with Store.open(place) as store:
        if act == "register":
            found: tuple[StoredPlan, ...] = (store.plans.register(Path(what), by),)
        elif act == "review":
            found = (store.plans.review(what, by),)
        elif act == "issue":
            found = (store.plans.issue(what, by),)
        else:
            found = store.plans.all()
    rows = [_plan_row(plan) for plan in found]
    voice.show(page(voice, _PLAN_TITLES, rows))
    return Answer(0, {"plans": [_plan_facts(plan) for plan in found]})


def stepped(voice: Voice, place: str, act: str, asked: Asked) -> Answer:
    """Take a step of a placement, or show it."""
    days = _days(asked.days)
    where = (asked.plan, asked.patient, asked.unit)
    with Store.open(place) as store:
        if act == "show":
            found = store.placements.get(*where)
        elif act == "hold":
            found = store.placements.hold(*where, asked.by, days, urgent=asked.urgent)
        else:
            found = store.placements.take(_STEPS[act], *where, asked.by, asked.reason)
    rows = [(step.step.value, step.by, moment(step.at), moment(step.until), step.reason) for step in found.steps]
    voice.show(page(voice, _STEP_TITLES, rows))
    voice.say(_STANDS, patient=found.patient_id, unit=found.unit_id, state=found.state.value)
    return Answer(0, _placement_facts(found))


def _days(words: str) -> tuple[dt.date, ...]:
    try:
        return tuple(dt.date.fromisoformat(word.strip()) for word in words.split(",") if word.strip())
    except ValueError:
        raise BadInputError([fault("bad_date", _DATE, value=words)]) from None


def page(voice: Voice, titles: Iterable[Text], rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a table with these columns."""
    table = Table()
    for title in titles:
        table.add_column(title.to(voice.lang))
    for row in rows:
        table.add_row(*row)
    return table


def moment(at: dt.datetime | None) -> str:
    """Return a moment as a page shows it."""
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}Z"


def _iso(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _run_facts(run: Run) -> dict[str, Any]:
    return {
        "key": run.key,
        "job": run.job,
        "period": run.period,
        "state": run.state.value,
        "attempt": run.attempt,
        "by": run.asked_by,
        "started_at": _iso(run.started_at),
        "ended_at": _iso(run.ended_at),
        "exit_code": run.exit_code,
        "outcome": run.outcome,
        "out": run.out,
        "faults": [{"code": one.code, "table": one.table, "row": one.row, "column": one.column} for one in run.faults],
    }


def _plan_row(plan: StoredPlan) -> tuple[str, ...]:
    people = (plan.drafted_by, plan.reviewed_by or "", plan.issued_by or "")
    return (plan.plan_id[:12], plan.state.value, plan.dataset, str(plan.first_day), *people, moment(plan.issued_at), plan.folder)


def _plan_facts(plan: StoredPlan) -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id,
        "state": plan.state.value,
        "dataset": plan.dataset,
        "folder": plan.folder,
        "drafted": {"by": plan.drafted_by, "at": _iso(plan.drafted_at)},
        "reviewed": {"by": plan.reviewed_by, "at": _iso(plan.reviewed_at)},
        "issued": {"by": plan.issued_by, "at": _iso(plan.issued_at)},
    }


def _placement_facts(found: Placement) -> dict[str, Any]:
    return {
        "plan_id": found.plan_id,
        "patient_id": found.patient_id,
        "unit_id": found.unit_id,
        "state": found.state.value,
        "days": [day.isoformat() for day in found.days],
        "steps": [
            {
                "step": step.step.value,
                "by": step.by,
                "at": _iso(step.at),
                "until": _iso(step.until),
                "over_full": step.over_full,
                "reason": step.reason,
            }
            for step in found.steps
        ],
    }


_RUN_TITLES = (
    Text("Key", "编号"),
    Text("Job", "任务"),
    Text("Period", "周期"),
    Text("State", "状态"),
    Text("Outcome", "结果"),
    Text("Started (UTC)", "开始（UTC）"),
    Text("Ended (UTC)", "结束（UTC）"),
    Text("Result in", "结果位置"),
)
_AUDIT_TITLES = (
    Text("No.", "序号"),
    Text("At (UTC)", "时间（UTC）"),
    Text("By", "操作人"),
    Text("Act", "操作"),
    Text("On", "对象"),
)
_PLAN_TITLES = (
    Text("Id", "编号"),
    Text("State", "状态"),
    Text("Data", "数据"),
    Text("From", "起始日"),
    Text("Drafted by", "拟稿"),
    Text("Reviewed by", "审核"),
    Text("Issued by", "签发"),
    Text("Issued (UTC)", "签发时间（UTC）"),
    Text("Folder", "文件夹"),
)
_STEP_TITLES = (
    Text("Step", "步骤"),
    Text("By", "操作人"),
    Text("At (UTC)", "时间（UTC）"),
    Text("Held until (UTC)", "预留至（UTC）"),
    Text("Reason", "原因"),
)
_HOW = {
    "gap": Text("a row is missing before it", "其前缺行"),
    "previous": Text("it does not follow the row before it", "与上一行不衔接"),
    "hash": Text("its content was changed", "内容被改动"),
    "head": Text("the noted hash stands nowhere: rows were cut off", "未找到所记哈希：末尾记录被截去"),
}
_HOLDS = Text("{count} rows, the chain holds. Last hash: {head}", "共 {count} 行，链条完整。末行哈希：{head}")
_BROKEN = Text("The chain is broken at row {seq}: {how}.", "链条在第 {seq} 行断裂：{how}。")
_STANDS = Text("{patient} at {unit}: {state}", "{patient}（{unit}）：{state}")
_FAULT = Text("fault {code}: {table}, row {row}, {column}", "错误 {code}：{table} 第 {row} 行 {column}")
_NO_RUN = Text("No run, or several, begin like this.", "无此运行，或有多个以此开头。")
_WHAT = Text("Say which: the folder to register, or the id of the plan.", "请给出要登记的文件夹或方案编号。")
_DATE = Text("Give days as 2022-03-25.", "日期请写作 2022-03-25。")
