"""The answers of explain about designation, on the screen and as facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.cli.console import Voice
from optimizer.cli.explain_shortage import repair_facts, repair_text, shortage_facts, shortage_lines
from optimizer.cli.plan_read import say_lines, unknown_id
from optimizer.cli.progress import watched
from optimizer.core.errors import BadInputError, NoPlanError
from optimizer.core.goals import GOALS
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import Fixed
from optimizer.planning.explain_designation import HospitalCase, hospital_case, next_best_set, shortages
from optimizer.report.papers.phrases import joined
from optimizer.report.study.rehearsal import site_name
from optimizer.report.words import Names, number

MOST = 8
ROUNDING = 0.002  # of figures with three decimals
Line = tuple[Text, dict[str, object]]
_PROVEN = Text("Proven: no other set is better by the goals before travel.", "已证：按路程以前的目标，没有更好的其他组合。")
_MINUTES = Text("Its minutes are within {share} % of the least possible.", "路程与可能最小值相差不超过 {share} %。")
_OPEN = Text("Not proven within the limits.", "限定内未证。")
_FIXED = {
    Fixed.IN: Text("Fixed in by the planner.", "规划设为必选。"),
    Fixed.OUT: Text("Fixed out by the planner.", "规划设为排除。"),
}


def explained_hospital(voice: Voice, record: PlanRecord, hospital_id: str) -> dict[str, Any]:
    """Say why a hospital is in or out.

    Raises
    ------
    BadInputError
        The tables know no such hospital.
    """
    if hospital_id not in record.dataset.hospital:
        raise BadInputError([unknown_id("hospitals", hospital_id, record.dataset.hospital)])
    with watched(voice) as control:
        case = hospital_case(record, hospital_id, control)
    names = Names(record.dataset)
    lines = [text.to(voice.lang, **params) for text, params in _lines(names, case)]
    say_lines(voice, lines)
    loss, gain = case.loss, case.gain
    return {
        "hospital_id": hospital_id,
        "designated": case.designated,
        "fixed": None if case.fixed is None else str(case.fixed),
        "only_of_district": case.only_of_district,
        "rule": case.rule,
        "let_in": [repair_facts(repair) for repair in case.let_in],
        "sends": dict(case.sends),
        "only_here": list(case.only_here),
        "loss": None if loss is None else {"uncovered": loss.uncovered, "beyond": loss.beyond, "travel": loss.travel},
        "gain": None if gain is None else {"uncovered": gain.uncovered, "beyond": gain.beyond, "travel": gain.travel},
        "text": lines,
    }


def explained_set(voice: Voice, record: PlanRecord) -> dict[str, Any]:
    """Say who is short and what would change it; then what the next-best set of hospitals is, and its cost goal by goal.

    Raises
    ------
    NoPlanError
        There is no other set, and nobody is short.
    """
    short = shortages(record)
    lines = [*shortage_lines(record, short, voice.lang)]
    say_lines(voice, lines)
    facts: dict[str, Any] = {"shortages": shortage_facts(record, short, voice.lang)}
    try:
        with watched(voice) as control:
            found, change = next_best_set(record, control)
    except NoPlanError as error:
        if not short:
            raise
        other = [issue.describe(voice.lang) for issue in error.issues]
        facts |= {"more": [], "fewer": [], "change": {}, "proven": False, "travel_gap": None}
    else:
        own = {row.hospital_id for row in record.tables.designation}
        more, fewer = sorted(found.hospitals - own), sorted(own - found.hospitals)
        other = [text.to(voice.lang, **params) for text, params in _other_set(Names(record.dataset), more, fewer, change)]
        other.append((_PROVEN if found.proven else _OPEN).to(voice.lang))
        if found.proven and found.travel_gap is not None:
            other.append(_MINUTES.to(voice.lang, share=f"{100 * found.travel_gap:.1f}"))
        facts |= {"more": more, "fewer": fewer, "change": dict(change), "proven": found.proven, "travel_gap": found.travel_gap}
    say_lines(voice, other)
    return facts | {"text": [*lines, *other]}


def _other_set(names: Names, more: list[str], fewer: list[str], change: Mapping[str, float]) -> Iterator[Line]:
    yield (
        Text("Next-best set of hospitals: with {more}; without {fewer}.", "次优机构组合：增加{more}；去掉{fewer}。"),
        {
            "more": joined(names.hospital(name) for name in more),
            "fewer": joined(names.hospital(name) for name in fewer),
        },
    )
    goal = Text("  {title}: {by} {unit}", "  {title}：{by} {unit}")
    for name, by in change.items():
        if abs(by) > ROUNDING:
            yield goal, {"title": GOALS[name].title, "by": f"{by:+,g}", "unit": GOALS[name].unit}


def _lines(names: Names, case: HospitalCase) -> Iterator[Line]:
    hospital = names.hospital(case.hospital_id)
    state = Text("designated", "已定点") if case.designated else Text("not designated", "未定点")
    yield Text("{hospital}: {state}.", "{hospital}：{state}。"), {"hospital": hospital, "state": state}
    if case.fixed in _FIXED:
        yield _FIXED[case.fixed], {}
    if case.rule_title is not None:
        yield Text("The rule “{rule}” keeps it out.", "因规则“{rule}”不能定点。"), {"rule": case.rule_title}
        for repair in case.let_in[:MOST]:
            yield (
                Text("  It could be with: {repair}.", "  可定点的条件：{repair}。"),
                {"repair": repair_text(names.dataset, repair)},
            )
    elif case.designated:
        yield from _inside(names, case)
    elif case.gain is None:
        yield Text("It could be; with it nobody would be served better.", "可以定点，但增加后无人受益。"), {}
    else:
        yield (
            Text(
                "It could be; {count} sites more: without a place −{uncovered}, beyond the limit −{beyond}, minutes −{travel}.",
                "可以定点；增加 {count} 个定点数：无定点可收 −{uncovered}，超出上限 −{beyond}，路程分钟 −{travel}。",
            ),
            {"count": len(case.gain.sites), **_figures(case.gain.uncovered, case.gain.beyond, case.gain.travel)},
        )


def _inside(names: Names, case: HospitalCase) -> Iterator[Line]:
    if case.only_of_district:
        district = names.district(case.only_of_district)
        yield Text("The only one of {district}.", "{district}唯一的定点机构。"), {"district": district}
    loss = case.loss
    if loss is not None:
        yield (
            Text(
                "Without it, of {load} carried: without a place +{uncovered}, beyond the limit +{beyond}, minutes {travel}.",
                "若无该机构（承担 {load}）：无定点可收 +{uncovered}，超出上限 +{beyond}，路程分钟 {travel}。",
            ),
            {"load": number(loss.load), **_figures(loss.uncovered, loss.beyond, loss.travel)},
        )
        if loss.opened:
            yield (
                Text("To be opened then: {sites}.", "届时须新增：{sites}。"),
                {"sites": joined(site_name(names, site) for site in loss.opened)},
            )
    for text, ids in (
        (Text("Most come from: {who}.", "主要来自：{who}。"), [name for name, _ in case.sends]),
        (Text("Nobody else designated lies within the limit of: {who}.", "限内别无其他定点者：{who}。"), list(case.only_here)),
    ):
        if ids:
            yield text, {"who": joined(_origin(names, name) for name in ids[:MOST])}


def _figures(uncovered: float, beyond: float, travel: float) -> dict[str, object]:
    return {"uncovered": number(uncovered), "beyond": number(beyond), "travel": number(travel, 0)}


def _origin(names: Names, origin_id: str) -> Text:
    return names.dataset.origin[origin_id].title
