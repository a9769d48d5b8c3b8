"""调整建议: on what basis, what changes against the plan before (or against nothing), for whom, and at what risk."""

from __future__ import annotations

from collections import defaultdict

from optimizer.core.text import NOTHING, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.planning.adjustment import Change, SiteChange, site_changes
from optimizer.report.papers.basis import basis
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Items, Paper, Paragraph
from optimizer.report.papers.needs import needed
from optimizer.report.papers.people import affected
from optimizer.report.papers.phrases import DISTRICT, HOSPITAL, SERVICE, UNIT, by_kind, kind_of, short_day
from optimizer.report.papers.risks import risks
from optimizer.report.views.care import Conversion, conversions
from optimizer.report.words import Names, label, number

FIRST = Text("Proposal of designation", "关于指定“非绿码”定点医疗机构的建议")
NEXT = Text("Proposal of adjustment of the designation", "关于调整“非绿码”定点医疗机构的建议")
_NOTICE = Text("Public notice (draft)", "公告（草案）")
_CLEARING = Text("Clearing plan (draft)", "腾空方案（草案）")
_DONORS = Text("What the donor hospitals lose (draft)", "抽调机构人员与床位影响表（草案）")
_WHO = (Column(HOSPITAL, 5), Column(DISTRICT, 4))
_CHANGED = (
    *_WHO,
    Column(Text("Opened", "新增"), 6),
    Column(Text("Closed", "撤销"), 6),
    Column(Text("Kept", "保留"), 6),
)
_SERVICES = (*_WHO, Column(Text("Services", "救治类别"), 12))
_CONVERTED = (
    Column(UNIT, 4),
    Column(HOSPITAL, 5),
    Column(SERVICE, 3),
    Column(Text("Until now", "原用途"), 3),
    Column(Text("Becomes", "改为"), 3),
    Column(Text("Places", "床位"), 2, figures=True),
    Column(Text("Hours needed", "准备小时"), 3, figures=True),
    Column(Text("Ready on", "启用日"), 3),
)
_NEW, _AS_BEFORE, _NO_LONGER = Text("new", "新增"), Text("as before", "不变"), Text("no longer", "取消")
_CHANGE = Column(Text("Change", "变化"), 3)


def adjustment(plan: PlanRecord, previous: PlanRecord | None) -> Paper:
    """Return the proposal of adjustment against a previous plan, or of a first designation against none."""
    opening = (
        Text(
            "It is proposed to designate the institutions below. Basis, people affected, staff and machines needed, and risks "
            "are as follows.",
            "现就指定“非绿码”定点医疗机构提出建议，依据、涉及人员、所需人员设备及风险如下。",
        )
        if previous is None
        else Text(
            "It is proposed to adjust the institutions designated. Basis, changes, people affected, staff and machines needed, "
            "and risks are as follows.",
            "现就调整“非绿码”定点医疗机构提出建议，依据、调整内容、涉及人员、所需人员设备及风险如下。",
        )
    )
    blocks: tuple[Block, ...] = (
        Paragraph(opening),
        *basis(plan, previous),
        *_changes(plan, previous),
        *affected(plan, previous),
        *needed(plan),
        *risks(plan),
        Paragraph(Text("Submitted for decision.", "妥否，请批示。")),
    )
    return Paper("proposal", FIRST if previous is None else NEXT, blocks, attachments=_attached(plan))


def _attached(plan: PlanRecord) -> tuple[Text, ...]:
    """Return the other papers that have something to say."""
    clearing = (_CLEARING,) if plan.tables.conversions else ()
    donors = (_DONORS,) if plan.tables.conversions or plan.tables.draws else ()
    return (_NOTICE, *clearing, *donors)


def _changes(plan: PlanRecord, previous: PlanRecord | None) -> list[Block]:
    sites = site_changes(plan, previous)
    title = Text("Institutions designated", "定点机构") if previous is None else Text("Changes", "调整内容")
    return [Heading(title), Items(_counted(sites, previous)), *_tables(plan, previous, sites), *_conversions(plan, previous)]


def _counted(sites: tuple[SiteChange, ...], previous: PlanRecord | None) -> tuple[Text, ...]:
    now = {one.hospital_id for one in sites if one.change is not Change.CLOSED}
    before = {one.hospital_id for one in sites if one.change is not Change.OPENED}
    places = sum(one.change is not Change.CLOSED for one in sites)
    total = Text(
        f"{len(now)} institutions are designated for {places} services (institution, service and ward kind).",
        f"定点机构共 {len(now)} 家，机构-类别 {places} 项。",
    )
    if previous is None:
        return (total,)
    number_of = {change: sum(one.change is change for one in sites) for change in Change}
    return (
        total,
        Text(
            f"Institutions: {len(now - before)} new, {len(before - now)} no longer, {len(now & before)} stay.",
            f"机构：新增 {len(now - before)} 家，撤销 {len(before - now)} 家，保留 {len(now & before)} 家。",
        ),
        Text(
            f"Services: {number_of[Change.OPENED]} opened, {number_of[Change.CLOSED]} closed, {number_of[Change.KEPT]} kept.",
            f"机构-类别：新增 {number_of[Change.OPENED]} 项，撤销 {number_of[Change.CLOSED]} 项，"
            f"保留 {number_of[Change.KEPT]} 项。",
        ),
    )


def _tables(plan: PlanRecord, previous: PlanRecord | None, sites: tuple[SiteChange, ...]) -> list[Block]:
    """Return the hospitals where something changes, then the others; of a first designation one table."""
    by_hospital: dict[str, list[SiteChange]] = defaultdict(list)
    for one in sites:
        by_hospital[one.hospital_id].append(one)
    changed: list[tuple[Cell, ...]] = []
    same: list[tuple[Cell, ...]] = []
    for hospital_id, found in by_hospital.items():
        dataset = plan.dataset if previous is None or hospital_id in plan.dataset.hospital else previous.dataset
        names = Names(dataset)
        who = (names.hospital(hospital_id), names.district(dataset.hospital[hospital_id].district))
        said = {change: _sites(plan, previous, [one for one in found if one.change is change]) for change in Change}
        if previous is None:
            same.append((*who, said[Change.OPENED]))
        elif all(one.change is Change.KEPT for one in found):
            same.append((*who, said[Change.KEPT]))
        else:
            changed.append((*who, said[Change.OPENED], said[Change.CLOSED], said[Change.KEPT]))
    if previous is None:
        return [Grid(_SERVICES, tuple(same))]
    blocks: list[Block] = [Heading(Text("Institutions that change", "变动机构"), 2)]
    blocks += [Grid(_CHANGED, tuple(changed))] if changed else [Paragraph(Text("None.", "无。"))]
    if same:
        blocks += [Heading(Text("Institutions that stay as they are", "不变机构"), 2), Grid(_SERVICES, tuple(same))]
    return blocks


def _sites(plan: PlanRecord, previous: PlanRecord | None, found: list[SiteChange]) -> Text:
    """Return services by ward kind, and from when where that is not the first day."""
    known = all(one.service_id in plan.dataset.service for one in found)
    names = Names(plan.dataset if known or previous is None else previous.dataset)
    return by_kind(names, ((one.service_id, one.ward_kind, _opens(plan, one)) for one in found))


def _opens(plan: PlanRecord, one: SiteChange) -> Text:
    if one.first is None or one.first == plan.dataset.horizon.start:
        return NOTHING
    date = short_day(one.first)
    return Text(f" (from {date.en})", f"（{date.zh}起）")


def _conversions(plan: PlanRecord, previous: PlanRecord | None) -> list[Block]:
    """Return the units converted; against a plan before also which are new, and which are no longer converted."""
    heading = Heading(Text("Units converted", "转换单元"), 2)
    had = set() if previous is None else {(row.unit_id, row.to_ward_kind) for row in previous.tables.conversions}
    rows = [
        (*_converted(plan, row), *(() if previous is None else (_AS_BEFORE if (row.unit_id, row.after) in had else _NEW,)))
        for row in conversions(plan)
    ]
    if previous is not None:
        now = {(row.unit_id, row.to_ward_kind) for row in plan.tables.conversions}
        gone = (row for row in conversions(previous) if (row.unit_id, row.after) not in now)
        rows += [(*_converted(previous, row), _NO_LONGER) for row in gone]
    if not rows:
        return [heading, Paragraph(Text("No unit is converted.", "无单元转换。"))]
    return [heading, Grid(_CONVERTED if previous is None else (*_CONVERTED, _CHANGE), tuple(rows))]


def _converted(plan: PlanRecord, row: Conversion) -> tuple[Cell, ...]:
    hours = {(one.unit_id, one.to_ward_kind): one.lead_time_h for one in plan.dataset.unit_conversions}
    return (
        *(row.unit_id, row.hospital, row.service, kind_of(plan, row.unit_id), label(row.after)),
        *(row.places, number(hours.get((row.unit_id, row.after))), short_day(row.date)),
    )
