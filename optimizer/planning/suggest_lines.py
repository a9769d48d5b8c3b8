"""What a suggestion says to a dispatcher, line by line: whom to call first, in few words, the most important ones first."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.goals import GOALS
from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import LABELS
from optimizer.planning.suggest_entities import Advice, Cost, Suggestion, Undesignated, Withheld
from optimizer.planning.suggest_origin import called

NO_PHONE = Text("no phone in the table", "表中无电话")
_HEAD = Text(
    "Patient {who}: {service}, code {code}, infection {infection}, urgency {urgency} -> {kind}",
    "患者 {who}：{service}，健康码{code}，感染状态{infection}，分诊 {urgency} 级 → {kind}",
)
_FROM = Text("From {place}. As of {as_of}{start}.", "位置：{place}。时间：{as_of}{start}。")
_LINE = Text(
    "{minutes} min, pick-up included | {unit} {kind} | from {day}{wait} | free now {free}, at least {least} over the stay",
    "{minutes} 分钟（含接诊）| {unit} {kind} | {day} 起{wait} | 现空 {free}，期间最少 {least}",
)
_WAIT = Text(", waits {days} d", "，等待 {days} 天")
_EARLIER = Text("possible from {day} already, at more cost to the plan's goals", "最早 {day} 即可，但对各项目标影响更大")
_REPORT = Text("beds reported {hours} h before ({at})", "床位上报于 {hours} 小时前（{at}）")
_LATER = Text("beds reported {at}, after the moment of asking", "床位上报于 {at}（晚于查询时间）")
_NO_REPORT = Text("no time of the bed report in the table: call before sending", "表中无床位上报时间：转运前请先电话确认")
_NOBODY = Text("others: nobody has to give way", "对他人：无人需让位")
_NOT_KNOWN = Text("others: not known without a plan", "对他人：无方案，未知")
_GIVE_WAY = Text(
    "others: {count} planned to give way, {minutes:+} min and {days:+} d in all, {out} left without a place{rough}",
    "对他人：{count} 名计划患者让位，合计 {minutes:+} 分钟、{days:+} 天，{out} 人无床位{rough}",
)
_ROUGH = Text(" (perhaps not the cheapest way)", "（未必是最小影响）")
_MOVED = Text(
    "{who}: {here} -> {there} ({minutes:+} min, {days:+} d)", "{who}：{here} → {there}（{minutes:+} 分钟，{days:+} 天）"
)
_NOWHERE = Text("no place", "无床位")
_WAITING = Text("not yet placed who could use this unit, too: {count}", "另有 {count} 名待落实患者也可用此单元")
_GOALS = Text("plan: {goals}", "方案目标：{goals}")
_ALSO = Text("also there: {units}", "该院另有：{units}")
_WITHHELD = Text("{name} {unit}, {minutes} min: {reason}", "{name} {unit}，{minutes} 分钟：{reason}")
_UNDESIGNATED = Text(
    "Nearest capable but NOT designated: {name} {unit}, {minutes} min, {phone}. First: {needed}.",
    "最近的非定点可收机构：{name} {unit}，{minutes} 分钟，{phone}。须先：{needed}。",
)
_UNKNOWN = Text("an unknown place", "未知")


def head_lines(dataset: Dataset, advice: Advice, lang: Lang, start: Text) -> Iterator[str]:
    """Yield who is asked about, from where and as of when; `start` is added where that is only the scenario's start."""
    row = advice.patient
    yield _HEAD.to(
        lang,
        who=row.patient_id,
        service=advice.service,
        code=LABELS[row.health_code],
        infection=LABELS[row.infection_status],
        urgency=row.urgency,
        kind=LABELS[advice.ward_kind],
    )
    as_of = f"{advice.as_of:%Y-%m-%d %H:%M}"
    yield _FROM.to(lang, place=_place(dataset, row), as_of=as_of, start=start.to(lang) if advice.as_of_start else "")


def suggestion_lines(one: Suggestion, lang: Lang, *, with_plan: bool) -> Iterator[str]:
    """Yield what is said of one hospital below its name and phone."""
    yield _LINE.to(
        lang,
        minutes=one.minutes,
        unit=one.unit_id,
        kind=LABELS[one.ward_kind],
        day=f"{one.day:%m-%d}",
        wait=_WAIT.to(lang, days=one.wait_days) if one.wait_days else "",
        free=one.free_now,
        least=one.free_least,
    )
    if one.first_day < one.day:
        yield _EARLIER.to(lang, day=f"{one.first_day:%m-%d}")
    for reason in one.reasons:
        yield "- " + reason.describe(lang)
    yield _reported(one, lang)
    if with_plan:
        yield from _cost_lines(one.cost, lang)
    else:
        yield _NOT_KNOWN.to(lang)
    if one.other_units:
        yield _ALSO.to(lang, units=", ".join(one.other_units))


def withheld_line(one: Withheld, lang: Lang) -> str:
    """Return why a unit is not offered."""
    return _WITHHELD.to(lang, name=one.name, unit=one.unit_id, minutes=one.minutes, reason=one.reason.describe(lang))


def undesignated_line(one: Undesignated, lang: Lang) -> str:
    """Return the nearest hospital that is not designated, and what it would need."""
    needed = (", " if lang == "en" else "；").join(reason.describe(lang) for reason in one.needed)
    figures = {"unit": one.unit_id, "minutes": one.minutes, "needed": needed}
    return _UNDESIGNATED.to(lang, name=one.name, phone=one.phone or NO_PHONE, **figures)


def _reported(one: Suggestion, lang: Lang) -> str:
    if one.reported_at is None or one.report_age_h is None:
        return _NO_REPORT.to(lang)
    at = f"{one.reported_at:%m-%d %H:%M}"
    return _LATER.to(lang, at=at) if one.report_age_h < 0 else _REPORT.to(lang, hours=f"{one.report_age_h:g}", at=at)


def _cost_lines(cost: Cost, lang: Lang) -> Iterator[str]:
    if not cost.displaced:
        yield _NOBODY.to(lang)
    else:
        rough = "" if cost.exact else _ROUGH.to(lang)
        figures = {"minutes": cost.minutes, "days": cost.days, "out": cost.left_out}
        yield _GIVE_WAY.to(lang, count=len(cost.displaced), rough=rough, **figures)
        for one in cost.displaced:
            there = one.to_unit or _NOWHERE
            yield "  " + _MOVED.to(lang, who=one.patient_id, here=one.from_unit, there=there, minutes=one.minutes, days=one.days)
        goals = ", ".join(
            f"{GOALS[name].title.to(lang)} {change:+}" for name, change in cost.goals.items() if "unplaced" not in name
        )
        if goals:
            yield _GOALS.to(lang, goals=goals)
    if cost.waiting:
        yield _WAITING.to(lang, count=cost.waiting)


def _place(dataset: Dataset, row: Patient) -> Text:
    if row.current_unit_id is not None:
        hospital = dataset.hospital[dataset.unit[row.current_unit_id].hospital_id]
        return Text(f"{hospital.title.en}, {row.current_unit_id}", f"{hospital.title.zh} {row.current_unit_id}")
    if row.lon is not None and row.lat is not None:
        return Text(f"{row.lon}, {row.lat}", f"{row.lon}, {row.lat}")
    origin = dataset.origin.get(row.origin_id or "")
    if origin is None:
        return _UNKNOWN
    return called(origin)
