"""公告: what the public is told. By service: which institutions, where, how to reach them; nothing about any patient."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from optimizer.core.text import NOTHING, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.places import Hospital
from optimizer.data.vocabulary import WardKind
from optimizer.planning.adjustment import Site, first_open
from optimizer.report.papers.content import BLANK, Block, Cell, Column, Grid, Heading, Items, Paper, Paragraph
from optimizer.report.papers.phrases import DISTRICT, HOSPITAL, SERVICE, day, joined
from optimizer.report.words import Names

TITLE = Text(
    "Public notice of the institutions designated for people whose health code is not green",
    "关于“非绿码”人员定点医疗机构的公告",
)
_COLUMNS = (
    Column(HOSPITAL, 5),
    Column(DISTRICT, 3),
    Column(Text("Address", "地址"), 4),
    Column(Text("Telephone", "联系电话"), 3),
    Column(Text("Remarks", "备注"), 3),
)
_PLACES = (Column(Text("Isolation place", "隔离点"), 5), *_COLUMNS[1:])
_REACH = (
    Text(
        "Danger to life: call 120 at once. The nearest emergency department takes the patient; nobody is refused for lack of a "
        "test result, health code, registration or payment.",
        "危及生命的，请立即拨打 120，由就近急诊接诊；任何机构不得以无核酸结果、健康码、登记或费用为由拒诊。",
    ),
    Text(
        "Otherwise telephone the institution before you set out; say what you need and the colour of your health code. Transport "
        "there and back is arranged in closed loop; please do not use public transport.",
        "其他情况请先致电就诊机构，说明就诊需求和健康码颜色；往返由专车闭环接送，请勿乘坐公共交通工具。",
    ),
    Text(
        "Dialysis, radiotherapy and other regular treatment goes on at one institution; please keep to your appointments there.",
        "血液透析、放疗等定期治疗固定在同一机构进行，请按约定时间前往。",
    ),
)


def notice(plan: PlanRecord) -> Paper:
    """Return the public notice of a plan."""
    horizon = plan.dataset.horizon
    start, last = day(horizon.start), day(horizon.last)
    blocks: list[Block] = [
        Paragraph(
            Text(
                "So that everybody is treated in time during the epidemic, and following the principle “relatively concentrated, "
                f"reduce crossing”, the institutions below receive people whose health code is not green from {start.en} to "
                f"{last.en}.",
                "为保障疫情期间群众及时就医，按照“相对集中、减少交叉”的原则，"
                f"自{start.zh}至{last.zh}，由下列机构接诊“非绿码”人员。现公告如下。",
            )
        ),
        Heading(Text("Institutions by service", "各救治类别定点机构")),
        *_services(plan),
        Heading(Text("How to reach them", "就诊须知")),
        Items(_REACH),
    ]
    arranged = _arranged(plan)
    if arranged.rows:
        told = Text(
            "Whoever is infected is brought to these institutions by arrangement. Please do not go there by yourself.",
            "感染者由专车统一转运至下列机构，请勿自行前往。",
        )
        blocks += [Heading(Text("Institutions for the infected", "感染者收治机构")), Paragraph(told), arranged]
    places = _isolation_places(plan)
    if places.rows:
        told = Text(
            "Close contacts and others to be isolated are brought to these places by arrangement. They are no hospitals and "
            "receive no visits; whoever falls ill there is taken to an institution above.",
            "密切接触者等需集中隔离的人员由专车统一转运至下列隔离点。隔离点不是医疗机构，不接受就诊，请勿自行前往；"
            "隔离期间需就医的，转送上列机构。",
        )
        title = Text("Central isolation places (not for visits)", "集中隔离点（不接诊）")
        blocks += [Heading(title), Paragraph(told), places]
    return Paper("notice", TITLE, (*blocks, *_to_be_added(plan)), addressed=False)


def _services(plan: PlanRecord) -> list[Block]:
    """Return a heading and a table for every service that people come to by themselves; isolation places give none."""
    names, opens, blocks = Names(plan.dataset), first_open(plan), list[Block]()
    for service in plan.dataset.services:
        site = (service.service_id, WardKind.BUFFER)
        designated = {row.hospital_id for row in plan.tables.designation if (row.service_id, row.ward_kind) == site}
        rows = tuple(
            (*_where(names, row), _remark(plan, opens, (row.hospital_id, *site)))
            for row in plan.dataset.hospitals
            if row.hospital_id in designated and not row.isolates_only
        )
        if rows:
            blocks += [Heading(names.service(service.service_id), 2), Grid(_COLUMNS, rows)]
    return blocks


def _arranged(plan: PlanRecord) -> Grid:
    """Return the institutions to which the infected are brought, each with its services."""
    names, opens = Names(plan.dataset), first_open(plan)
    services: dict[str, list[Text]] = defaultdict(list)
    for row in plan.tables.designation:
        if row.ward_kind is WardKind.ISOLATION and not plan.dataset.hospital[row.hospital_id].isolates_only:
            service, remark = (
                names.service(row.service_id),
                _remark(plan, opens, (row.hospital_id, row.service_id, row.ward_kind)),
            )
            behind = Text(f" ({remark.en})", f"（{remark.zh}）") if remark.en else remark
            services[row.hospital_id].append(Text(service.en + behind.en, service.zh + behind.zh))
    rows = tuple(
        (*_where(names, row), joined(services[row.hospital_id])) for row in plan.dataset.hospitals if row.hospital_id in services
    )
    return Grid((*_COLUMNS[:-1], Column(SERVICE, 4)), rows)


def _isolation_places(plan: PlanRecord) -> Grid:
    """Return the central isolation places that are designated, each from when."""
    names, opens = Names(plan.dataset), first_open(plan)
    sites = {row.hospital_id: (row.service_id, row.ward_kind) for row in plan.tables.designation}
    rows = tuple(
        (*_where(names, row), _remark(plan, opens, (row.hospital_id, *sites[row.hospital_id])))
        for row in plan.dataset.hospitals
        if row.hospital_id in sites and row.isolates_only
    )
    return Grid(_PLACES, rows)


def _where(names: Names, row: Hospital) -> tuple[Cell, ...]:
    return (names.hospital(row.hospital_id), names.district(row.district), row.address or BLANK, row.duty_phone or BLANK)


def _remark(plan: PlanRecord, opens: dict[Site, dt.date], site: Site) -> Text:
    """Return from when a site is open; nothing where that is the first day."""
    date = opens.get(site)
    if date is None or date == plan.dataset.horizon.start:
        return NOTHING
    return Text(f"from {day(date).en}", f"自{day(date).zh}起")


def _to_be_added(plan: PlanRecord) -> list[Block]:
    """Return what an office must add before it issues the notice; nothing when all is there."""
    designated = {row.hospital_id for row in plan.tables.designation}
    hospitals = [row for row in plan.dataset.hospitals if row.hospital_id in designated]
    addresses, phones = _lacking(hospitals, "address"), _lacking(hospitals, "duty_phone")
    if not addresses and not phones:
        return []
    told = Text(
        f"For the drafter, to be deleted before issue: of {len(hospitals)} institutions and places {addresses} lack an address "
        f"and {phones} a telephone number; they are marked {BLANK.en} (table hospitals, columns address and duty_phone).",
        f"拟稿提示（印发前删除）：机构和隔离点共 {len(hospitals)} 家，{addresses} 家缺地址，{phones} 家缺联系电话，"
        f"表中以{BLANK.zh}标出（请补充机构表的“地址”“值班电话”）。",
    )
    return [Paragraph(told, note=True)]


def _lacking(hospitals: list[Hospital], name: str) -> int:
    return sum(not getattr(row, name) for row in hospitals)
