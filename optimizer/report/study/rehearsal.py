"""Rehearsed losses as a page and as tables."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.core.text import Lang, Text
from optimizer.data.canonical import table_csv
from optimizer.data.tables.studies import ADDITIONS, REHEARSAL, AdditionRow, LossRow
from optimizer.designation.option import Site
from optimizer.designation.rehearsal import Gain, Loss
from optimizer.planning.rehearsed import Rehearsed
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Paragraph
from optimizer.report.papers.phrases import HOSPITAL, NONE, care_of, joined
from optimizer.report.study.page import study_page
from optimizer.report.words import Names, number

TITLE = Text("If a designated hospital closes tonight", "定点机构停用推演")
MOST = 8  # names in a cell; the CSV has all
COLUMNS = (
    Column(HOSPITAL),
    Column(Text("Carried", "承担"), figures=True),
    Column(Text("Without a place", "无定点可收"), figures=True),
    Column(Text("Beyond the limit", "超出上限"), figures=True),
    Column(Text("Minutes per bed-day", "每床日分钟"), figures=True),
    Column(Text("Townships hit", "受影响乡镇街道"), figures=True),
    Column(Text("To open", "须新增"), figures=True),
    Column(Text("To convert", "须转换"), figures=True),
)
GAINS = (
    Column(HOSPITAL),
    Column(Text("Without a place", "无定点可收"), figures=True),
    Column(Text("Beyond the limit", "超出上限"), figures=True),
    Column(Text("Minutes × bed-days", "分钟×床日"), figures=True),
)
GAINS_TITLE = Text("Which hospital to add next: what becomes less", "可增机构：可减少")
_NOTE = Text(
    "One hospital closed, the others stay designated and conversions stay made; what must be opened besides is chosen by "
    "the goals of designation in their order. Figures are expected bed-days and sessions, and what becomes more; worst first. "
    "“Minutes per bed-day” spreads all further minutes over what the hospital carried. What is left was confirmed by the "
    "independent check.",
    "逐一停用一家机构，其余定点与已作转换不变；须另行新增者按定点目标次序选定。数字为预计床日与次数的增加量，影响大者在前。"
    "“每床日分钟”为增加的路程分钟除以该机构原承担量。停用后的安排均通过独立核验。",
)


def page(found: Rehearsed, lang: Lang) -> bytes:
    """Return the page, opened in `lang`."""
    names = Names(found.dataset)
    blocks: list[Block] = [Paragraph(_NOTE, note=True), losses_grid(found)]
    blocks += [Heading(Text("Hospital by hospital", "逐家说明")), _details(found, names)]
    blocks += [Heading(GAINS_TITLE)]
    blocks += [gains_grid(found)] if found.gains else [Paragraph(Text("None.", "无。"))]
    return study_page(TITLE, blocks, found.dataset, lang)


def tables(found: Rehearsed) -> dict[str, bytes]:
    """Return rehearsal.csv and additions.csv."""
    return {
        "rehearsal.csv": table_csv(REHEARSAL, [_loss_row(one) for one in found.losses], bom=True),
        "additions.csv": table_csv(ADDITIONS, [_gain_row(one) for one in found.gains], bom=True),
    }


def losses_grid(found: Rehearsed) -> Grid:
    """Return a row per loss."""
    names = Names(found.dataset)
    return Grid(COLUMNS, tuple(_cells(names, one) for one in found.losses))


def gains_grid(found: Rehearsed) -> Grid:
    """Return a row per hospital that would help."""
    names = Names(found.dataset)
    return Grid(
        GAINS,
        tuple(
            (names.hospital(one.hospital_id), number(one.uncovered), number(one.beyond), number(one.travel, 0))
            for one in found.gains
        ),
    )


def _cells(names: Names, one: Loss) -> tuple[Cell, ...]:
    minutes = one.travel / one.load if one.load else None
    return (
        *(names.hospital(one.hospital_id), number(one.load), number(one.uncovered), number(one.beyond), number(minutes)),
        *(len(one.origins), len(one.opened), len(one.converted)),
    )


def _details(found: Rehearsed, names: Names) -> Grid:
    """Return where patients go, what must be opened or converted, and which townships are hit."""
    columns = (
        Column(HOSPITAL),
        Column(Text("Its patients go to (more)", "患者转由（增加）")),
        Column(Text("To open or convert", "须新增或转换")),
        Column(Text("Townships that lose a place within the limit", "失去限内定点的乡镇街道")),
        Column(Text("Proof", "证明")),
    )
    origin = found.dataset.origin
    rows = []
    for one in found.losses:
        to = [_with(names.hospital(name) if name else Text("no place", "无定点"), more) for name, more in one.goes_to]
        hit = [_with(origin[name].title, less) for name, less in one.origins]
        opened = [site_name(names, site) for site in one.opened]
        opened += [Text(f"convert {row.unit_id}", f"转换 {row.unit_id}") for row in one.converted]
        proof = Text("proven", "已证") if one.proven else Text("not proven", "未证")
        rows.append((names.hospital(one.hospital_id), _some(to), _some(opened), _some(hit), proof))
    return Grid(columns, tuple(rows))


def site_name(names: Names, site: Site) -> Text:
    """Return hospital, service and ward kind."""
    place, care = names.hospital(site.hospital_id), care_of(names, site.service_id, site.ward_kind)
    return Text(f"{place.en}: {care.en}", f"{place.zh}：{care.zh}")


def _with(name: Text, amount: float) -> Text:
    return Text(f"{name.en} {number(amount)}", f"{name.zh} {number(amount)}")


def _some(texts: list[Text]) -> Text:
    if not texts:
        return NONE
    rest = len(texts) - MOST
    more = [Text(f"and {rest} more", f"另 {rest} 个")] if rest > 0 else []
    return joined([*texts[:MOST], *more])


def _loss_row(one: Loss) -> LossRow:
    return LossRow(
        hospital_id=one.hospital_id,
        load=round(one.load, 3),
        uncovered_more=one.uncovered,
        beyond_limit_more=one.beyond,
        minutes_more=one.travel,
        goes_to=tuple(f"{name or 'nowhere'} {amount:.3f}" for name, amount in one.goes_to),
        opened=tuple(_ids(one.opened)),
        converted=tuple(f"{row.unit_id} {row.to_ward_kind}" for row in one.converted),
        origin_ids=tuple(name for name, _ in one.origins),
        proven=one.proven,
    )


def _gain_row(one: Gain) -> AdditionRow:
    return AdditionRow(
        hospital_id=one.hospital_id,
        uncovered_less=one.uncovered,
        beyond_limit_less=one.beyond,
        minutes_less=one.travel,
        sites=tuple(_ids(one.sites)),
    )


def _ids(sites: Iterable[Site]) -> Iterable[str]:
    return (f"{site.hospital_id} {site.service_id} {site.ward_kind}" for site in sites)
