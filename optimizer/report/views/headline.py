"""The first screen: is it verified, what is wrong, and what has to be done at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.core.outcome import Termination
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.summary import Summary
from optimizer.report.views.alerts import Alert, alerts
from optimizer.report.words import URGENCY, number

_MOST_ALERTS = 12


@dataclass(frozen=True)
class Card:
    """One figure of the first screen; `tone` is good, warn, bad or none."""

    title: Text
    figure: str
    of: Text
    tone: str
    href: str


@dataclass(frozen=True)
class Headline:
    """Verdict, figures and the list of what needs somebody now; `more` counts what the list leaves out."""

    tone: str
    verdict: Text
    detail: Text
    cards: tuple[Card, ...]
    alerts: tuple[Alert, ...]
    more: int


def headline(plan: PlanRecord, summary: Summary) -> Headline:
    """Return the first screen of a plan."""
    found = alerts(plan)
    tone, verdict = _verdict(plan, summary)
    return Headline(tone, verdict, _detail(plan), _cards(plan, summary), found[:_MOST_ALERTS], max(0, len(found) - _MOST_ALERTS))


def _verdict(plan: PlanRecord, summary: Summary) -> tuple[str, Text]:
    if summary.urgent_late or summary.urgent_over_capacity or summary.unplaced_by_urgency[1]:
        return "bad", Text(
            "Verified, but someone of urgency 1 is late, without a place or in an over-full buffer",
            "已通过独立核验，但有Ⅰ级危急患者超时、未落实或进入超容缓冲",
        )
    if plan.termination is Termination.FALLBACK:
        return "warn", Text(
            "Verified, but degraded: part of the plan comes from the planner without a solver",
            "已通过独立核验，但为降级方案：部分步骤未经求解器优化",
        )
    if summary.unplaced or summary.cover_short or summary.supplies_short:
        return "warn", Text(
            "Verified: every rule is kept; some things are still short", "已通过独立核验：全部规则满足，仍有缺口待处理"
        )
    return "good", Text("Verified: every rule is kept", "已通过独立核验：全部规则满足")


def _detail(plan: PlanRecord) -> Text:
    proven = sum(step.termination is Termination.OPTIMAL for step in plan.steps)
    en = f"{proven} of {len(plan.steps)} steps proven optimal."
    zh = f"{len(plan.steps)} 个步骤中 {proven} 个已证最优。"
    if not plan.reproducible:
        en += " A wall-clock deadline or a person stopped a step: another run may differ."
        zh += "有步骤因时限或人工停止：再次运行结果可能不同。"
    return Text(en, zh)


def _cards(plan: PlanRecord, summary: Summary) -> tuple[Card, ...]:
    ran = {step.step for step in plan.steps}
    cards = (*_patient_cards(summary, "routing" in ran), *_place_cards(summary, ran))
    return tuple(cards)


def _patient_cards(summary: Summary, ran: bool) -> Iterator[Card]:
    waiting = Text(
        "urgency " + " · ".join(f"{level}: {count}" for level, count in summary.unplaced_by_urgency.items()),
        " · ".join(f"{URGENCY[level]}级 {count}" for level, count in summary.unplaced_by_urgency.items()),
    )
    worst, everybody = number(summary.worst_trip_min), number(summary.patients)
    yield _card(
        ran,
        "placed",
        Text("Placed", "已安排"),
        summary.placed,
        Text(f"of {everybody} patients", f"共 {everybody} 人"),
        "",
    )
    tone = "bad" if summary.unplaced_by_urgency[1] else "warn"
    yield _card(ran, "unplaced", Text("Not yet placed", "待落实"), summary.unplaced, waiting, tone)
    of = Text(f"of {summary.urgent}; longest trip of anybody {worst} min", f"共 {summary.urgent} 人；全体最长 {worst} 分钟")
    yield _card(ran, "now", Text("Urgency 1 late", "Ⅰ级超时"), summary.urgent_late, of, "bad")
    days = summary.over_capacity_days
    of = Text(f"{days} unit-days over capacity", f"超容 {days} 单元日")
    yield _card(ran, "occupancy", Text("Over-full units", "超容单元"), summary.over_capacity_units, of, "bad")


def _place_cards(summary: Summary, ran: set[str]) -> Iterator[Card]:
    cover = number(summary.rota_cover_pct)
    of = Text(f"person-shifts; {cover} % covered", f"人班；满足率 {cover} %")
    yield _card("rota" in ran, "rota", Text("Uncovered shifts", "在岗缺口"), summary.cover_short, of, "warn")
    of = Text(f"{summary.teams} teams, {summary.team_members} people", f"{summary.teams} 个梯队，{summary.team_members} 人")
    title = Text("Ward-days without team", "无梯队病区日")
    yield _card("teams" in ran, "teams", title, summary.ward_days_without_team, of, "warn")
    below = summary.supplies_below_reserve
    of = Text(f"hospital items; {below} below reserve", f"院·项；低于储备 {below}")
    yield _card("supplies" in ran, "supplies", Text("Supplies that run out", "断供物资"), summary.supplies_short, of, "warn")
    of = Text(
        f"{summary.designations} services; {summary.conversions} conversions",
        f"类别 {summary.designations} 项；转换 {summary.conversions} 个",
    )
    title = Text("Designated hospitals", "定点机构")
    yield _card("designation" in ran, "designation", title, summary.designated_hospitals, of, "")


def _card(ran: bool, anchor: str, title: Text, value: int, of: Text, when_not_zero: str) -> Card:
    """Return a card; a blank `when_not_zero` marks a figure that is neither good nor bad."""
    if not ran:
        return Card(title, "–", Text("not planned", "未规划"), "none", f"#{anchor}")
    tone = "plain" if not when_not_zero else when_not_zero if value else "good"
    return Card(title, number(value), of, tone, f"#{anchor}")
