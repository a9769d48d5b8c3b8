"""The front of sites as a page and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.goals import GOALS
from optimizer.core.text import Lang, Text
from optimizer.data.canonical import table_csv
from optimizer.data.dataset import Dataset
from optimizer.data.tables.studies import FRONT, FrontRow
from optimizer.planning.sites_front import SitesPoint
from optimizer.report.papers.content import Cell, Column, Grid, Heading, Items, Paragraph
from optimizer.report.papers.phrases import joined
from optimizer.report.study.front_chart import front_chart
from optimizer.report.study.page import Picture, study_page
from optimizer.report.words import Names, number

TITLE = Text("How far to concentrate: sites against service", "定点集中程度：定点数量与服务对照")
COLUMNS = (
    Column(Text("Sites", "定点数"), figures=True),
    Column(Text("Institutions", "定点机构"), figures=True),
    Column(Text("Without a place", "无定点可收"), figures=True),
    Column(Text("of what is expected", "占预计"), figures=True),
    Column(Text("Beyond the limit", "超出上限"), figures=True),
    Column(Text("Both ward kinds", "两类并存"), figures=True),
    Column(Text("Converted", "转换单元"), figures=True),
    Column(Text("Mean min", "平均分钟"), figures=True),
    Column(Text("Proof", "证明")),
)
_NOTE = Text(
    "A site is a hospital designated for one service and ward kind. Each row is the best found with so many sites, "
    "by the goals of designation in their order. Above the plan, fewer sites leave people without a place or send them farther; "
    "below it, more sites shorten trips. “Without a place” and “beyond the limit” are expected bed-days and sessions. No row is "
    "as good as another in everything and worse in something; every row was confirmed by the independent check.",
    "“定点数”按机构、救治类别和病区类别计。每行是在该数量限定下按定点目标次序求得的最好结果（是否已证见末列）："
    "少于本方案，则有人无定点可收或路程超限；多于本方案，则路程缩短。“无定点可收”“超出上限”为预计床日与次数。"
    "各行互不支配，并均通过独立核验。",
)
_PLAN = Text("plan", "本方案")


def page(dataset: Dataset, found: Sequence[SitesPoint], lang: Lang) -> bytes:
    """Return the page, opened in `lang`."""
    rows = tuple(cells(one) for one in found)
    blocks = (
        Paragraph(_NOTE, note=True),
        Picture(front_chart(found, dataset.illustrative)),
        Heading(Text("Figures", "对照表")),
        Grid(COLUMNS, rows),
        Items(_open(found)),
        Heading(Text("Institutions of every row", "各行的定点机构")),
        Grid((Column(Text("Sites", "定点数"), figures=True), Column(Text("Institutions", "定点机构"))), _members(dataset, found)),
    )
    return study_page(TITLE, blocks, dataset, lang)


def table(found: Sequence[SitesPoint]) -> bytes:
    """Return front.csv."""
    rows = (
        FrontRow(
            sites=one.sites,
            hospitals=len(one.hospitals),
            is_plan=one.is_plan,
            uncovered=one.terms["uncovered"],
            uncovered_share=round(one.uncovered_share, 6),
            beyond_limit=one.terms["beyond_limit"],
            mixed_kinds=round(one.terms["mixed_kinds"]),
            coordination=round(one.terms["coordination"]),
            districts_without=round(one.terms["districts_without"]),
            conversions=round(one.terms["conversions"]),
            mean_min=None if one.mean_min is None else round(one.mean_min, 2),
            proven=one.proven,
            travel_gap=None if one.travel_gap is None else round(one.travel_gap, 6),
            hospital_ids=one.hospitals,
        )
        for one in found
    )
    return table_csv(FRONT, rows, bom=True)


def cells(one: SitesPoint) -> tuple[Cell, ...]:
    """Return the row of a point."""
    sites: Cell = Text(f"{one.sites} ({_PLAN.en})", f"{one.sites}（{_PLAN.zh}）") if one.is_plan else one.sites
    return (
        *(sites, len(one.hospitals), number(one.terms["uncovered"]), f"{100 * one.uncovered_share:.1f} %"),
        *(number(one.terms["beyond_limit"]), round(one.terms["mixed_kinds"]), round(one.terms["conversions"])),
        *(number(one.mean_min), proof(one)),
    )


def proof(one: SitesPoint) -> Text:
    """Return how far a point is proven; which goals are open stands below the table."""
    if one.proven:
        return Text("proven", "已证")
    count = len(one.open_goals)
    en, zh = ([f"{count} goals open"], [f"{count} 项目标未证"]) if count else ([], [])
    if one.travel_gap is None:
        return Text(", ".join([*en, "minutes open"]), "，".join([*zh, "路程未证"]))
    gap = f"{100 * one.travel_gap:.1f} %"
    return Text(", ".join([*en, f"minutes within {gap}"]), "，".join([*zh, f"路程差距 {gap}"]))


def _open(found: Sequence[SitesPoint]) -> tuple[Text, ...]:
    """Return the goals before travel that are not proven, row by row."""
    lines = []
    for one in found:
        if one.open_goals:
            goals = joined(GOALS[name].title for name in one.open_goals)
            lines.append(Text(f"Not proven with {one.sites} sites: {goals.en}.", f"定点数 {one.sites} 时未证：{goals.zh}。"))
    return tuple(lines)


def _members(dataset: Dataset, found: Sequence[SitesPoint]) -> tuple[tuple[Cell, ...], ...]:
    names = Names(dataset)
    return tuple((one.sites, joined(names.hospital(name) for name in one.hospitals)) for one in found)
