"""What `suggest` says to a dispatcher: whom to call first, in few words, the most important ones first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from optimizer.cli.console import Voice
from optimizer.core.goals import GOALS
from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import LABELS
from optimizer.planning.suggest_entities import Advice, Cost, Suggestion
from optimizer.planning.suggest_origin import called

_HEAD = Text(
    "Patient {who}: {service}, code {code}, infection {infection}, urgency {urgency} -> {kind}",
    "患者 {who}：{service}，健康码{code}，感染状态{infection}，分诊 {urgency} 级 → {kind}",
)
_FROM = Text("From {place}. As of {as_of}{start}.", "位置：{place}。时间：{as_of}{start}。")
_START = Text(" (start of the scenario; --now sets another moment)", "（场景起始时间；可用 --now 指定）")
_PLAN = Text("Plan in force: {plan}.", "现行方案：{plan}。")
_NO_PHONE = Text("no phone in the table", "表中无电话")
_LINE = Text(
    "   {minutes} min, pick-up included | {unit} {kind} | from {day}{wait} | free now {free}, at least {least} over the stay",
    "   {minutes} 分钟（含接诊）| {unit} {kind} | {day} 起{wait} | 现空 {free}，期间最少 {least}",
)
_WAIT = Text(", waits {days} d", "，等待 {days} 天")
_EARLIER = Text("   possible from {day} already, at more cost to the plan's goals", "   最早 {day} 即可，但对各项目标影响更大")
_REPORT = Text("   beds reported {age} h before ({at})", "   床位上报于 {age} 小时前（{at}）")
_LATER = Text("   beds reported {at}, after the moment of asking", "   床位上报于 {at}（晚于查询时间）")
_NO_REPORT = Text("   no time of the bed report in the table: call before sending", "   表中无床位上报时间：转运前请先电话确认")
_NOBODY = Text("   others: nobody has to give way", "   对他人：无人需让位")
_NOT_KNOWN = Text("   others: not known without a plan", "   对他人：无方案，未知")
_GIVE_WAY = Text(
    "   others: {count} planned to give way, {minutes:+} min and {days:+} d in all, {out} left without a place{rough}",
    "   对他人：{count} 名计划患者让位，合计 {minutes:+} 分钟、{days:+} 天，{out} 人无床位{rough}",
)
_ROUGH = Text(" (perhaps not the cheapest way)", "（未必是最小影响）")
_MOVED = Text(
    "     {who}: {here} -> {there} ({minutes:+} min, {days:+} d)", "     {who}：{here} → {there}（{minutes:+} 分钟，{days:+} 天）"
)
_NOWHERE = Text("no place", "无床位")
_WAITING = Text("   not yet placed who could use this unit, too: {count}", "   另有 {count} 名待落实患者也可用此单元")
_GOALS = Text("   plan: {goals}", "   方案目标：{goals}")
_ALSO = Text("   also there: {units}", "   该院另有：{units}")
_MORE = Text("… hospitals not shown: {count} (--most)", "……另有 {count} 家（--most）")
_WITHHELD = Text("Not offered:", "未推荐：")
_WITHHELD_LINE = Text("  {name} {unit}, {minutes} min: {reason}", "  {name} {unit}，{minutes} 分钟：{reason}")
_UNDESIGNATED = Text(
    "Nearest capable but NOT designated: {name} {unit}, {minutes} min, {phone}. First: {needed}.",
    "最近的非定点可收机构：{name} {unit}，{minutes} 分钟，{phone}。须先：{needed}。",
)
_UNKNOWN = Text("an unknown place", "未知")


def show_advice(
    voice: Voice, dataset: Dataset, advice: Advice, plan: Path | None, most: int, warnings: Sequence[Issue] = ()
) -> None:
    """Write an answer to people."""
    row = advice.patient
    voice.say(
        _HEAD,
        who=row.patient_id,
        service=advice.service,
        code=LABELS[row.health_code],
        infection=LABELS[row.infection_status],
        urgency=row.urgency,
        kind=LABELS[advice.ward_kind],
    )
    start = _START if advice.as_of_start else Text("", "")
    voice.say(_FROM, place=_place(dataset, row), as_of=f"{advice.as_of:%Y-%m-%d %H:%M}", start=start)
    if plan is not None:
        voice.say(_PLAN, plan=plan)
    told = [*(note.describe(voice.lang) for note in advice.notes), *(issue.describe(voice.lang) for issue in warnings)]
    for note in told:
        voice.say(Text("! {note}", "! {note}"), note=note)
    for one in advice.suggestions[:most]:
        _show(voice, one, with_plan=advice.with_plan)
    if len(advice.suggestions) > most:
        voice.say(_MORE, count=len(advice.suggestions) - most)
    if advice.withheld:
        voice.say(_WITHHELD)
        for held in advice.withheld:
            reason = held.reason.describe(voice.lang)
            voice.say(_WITHHELD_LINE, name=held.name, unit=held.unit_id, minutes=held.minutes, reason=reason)
    other = advice.undesignated
    if other is not None:
        needed = (", " if voice.lang == "en" else "；").join(reason.describe(voice.lang) for reason in other.needed)
        voice.say(
            _UNDESIGNATED,
            name=other.name,
            unit=other.unit_id,
            minutes=other.minutes,
            phone=other.phone or _NO_PHONE,
            needed=needed,
        )
    voice.sign(illustrative=dataset.illustrative)


def _show(voice: Voice, one: Suggestion, *, with_plan: bool) -> None:
    voice.say(Text("", ""))
    title = Text("{rank}. {name} ({zh})  {phone}", "{rank}. {name}  {phone}")
    voice.say(title, rank=one.rank, name=one.name, zh=one.name.zh, phone=one.phone or _NO_PHONE)
    voice.say(
        _LINE,
        minutes=one.minutes,
        unit=one.unit_id,
        kind=LABELS[one.ward_kind],
        day=f"{one.day:%m-%d}",
        wait=_WAIT.to(voice.lang, days=one.wait_days) if one.wait_days else "",
        free=one.free_now,
        least=one.free_least,
    )
    if one.first_day < one.day:
        voice.say(_EARLIER, day=f"{one.first_day:%m-%d}")
    for reason in one.reasons:
        voice.say(Text("   - {reason}", "   - {reason}"), reason=reason.describe(voice.lang))
    if one.reported_at is None or one.report_age_h is None:
        voice.say(_NO_REPORT)
    elif one.report_age_h < 0:
        voice.say(_LATER, at=f"{one.reported_at:%m-%d %H:%M}")
    else:
        voice.say(_REPORT, age=f"{one.report_age_h:g}", at=f"{one.reported_at:%m-%d %H:%M}")
    if with_plan:
        _show_cost(voice, one.cost)
    else:
        voice.say(_NOT_KNOWN)
    if one.other_units:
        voice.say(_ALSO, units=", ".join(one.other_units))


def _show_cost(voice: Voice, cost: Cost) -> None:
    if not cost.displaced:
        voice.say(_NOBODY)
    else:
        rough = Text("", "") if cost.exact else _ROUGH
        figures = {"minutes": cost.minutes, "days": cost.days, "out": cost.left_out}
        voice.say(_GIVE_WAY, count=len(cost.displaced), rough=rough, **figures)
        for one in cost.displaced:
            there = one.to_unit or _NOWHERE
            voice.say(_MOVED, who=one.patient_id, here=one.from_unit, there=there, minutes=one.minutes, days=one.days)
        goals = ", ".join(
            f"{GOALS[name].title.to(voice.lang)} {change:+}" for name, change in cost.goals.items() if "unplaced" not in name
        )
        if goals:
            voice.say(_GOALS, goals=goals)
    if cost.waiting:
        voice.say(_WAITING, count=cost.waiting)


def _place(dataset: Dataset, row: Patient) -> Text:
    if row.current_unit_id is not None:
        hospital = dataset.hospital[dataset.unit[row.current_unit_id].hospital_id]
        return Text(f"{hospital.name_en or hospital.name_zh}, {row.current_unit_id}", f"{hospital.name_zh} {row.current_unit_id}")
    if row.lon is not None and row.lat is not None:
        return Text(f"{row.lon}, {row.lat}", f"{row.lon}, {row.lat}")
    origin = dataset.origin.get(row.origin_id or "")
    if origin is None:
        return _UNKNOWN
    return called(origin)
