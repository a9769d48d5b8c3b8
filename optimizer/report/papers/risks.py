"""What a proposal leaves at risk, one subject after the other; a subject without anything to say says so."""

from __future__ import annotations

from collections import defaultdict

from optimizer.core.text import NOTHING, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import WardKind
from optimizer.planning.clearing import clearing_plan
from optimizer.planning.risks import (
    FULL_PCT,
    FarOrigin,
    FullSite,
    coordinated,
    districts_without,
    far_origins,
    full_sites,
    single_hospitals,
    uncovered_origins,
)
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Items, Paragraph
from optimizer.report.papers.phrases import DISTRICT, HOSPITAL, NONE, SERVICE, by_kind, care_of, joined, short_day
from optimizer.report.words import Names, label, number

_FULL = (
    Column(HOSPITAL, 5),
    Column(DISTRICT, 3),
    Column(Text("Services: in use / places, first fullest day", "类别：占用/床位（最满首日）"), 12),
)
_SINGLE = (Column(SERVICE, 5), Column(Text("The only hospital", "唯一机构"), 6), Column(DISTRICT, 3))
_TOWNSHIP = Text("Township", "乡镇街道")
_FAR = (
    Column(SERVICE, 4),
    Column(DISTRICT, 3),
    Column(Text("Townships", "乡镇街道"), 9),
    Column(Text("Longest, min", "最长（分钟）"), 2, figures=True),
    Column(Text("Limit", "上限"), 2, figures=True),
    Column(Text("Bed-days, sessions", "床日、次数"), 2, figures=True),
)
_UNCOVERED = (
    Column(_TOWNSHIP, 4),
    Column(DISTRICT, 3),
    Column(SERVICE, 5),
    Column(Text("Expected bed-days, sessions", "预计床日、次数"), 3, figures=True),
)
_COORDINATED = (Column(HOSPITAL, 5), Column(Text("Belongs to", "隶属"), 2), Column(Text("Services", "救治类别"), 8))


def risks(plan: PlanRecord) -> list[Block]:
    """Return the chapter."""
    return [
        Heading(Text("Risks", "风险")),
        *_subject(Text(f"Places {FULL_PCT} % full or more", f"使用率 {FULL_PCT} % 及以上"), _full(plan)),
        *_subject(Text("Services that hang on one hospital", "全市仅一家机构的类别"), _single(plan)),
        *_subject(Text("Townships beyond the travel limit", "超出路程上限的乡镇街道"), _far(plan)),
        *_subject(Text("Without a designated place", "无定点可收"), _uncovered(plan)),
        *_subject(Text("Hospitals that need coordination", "需协调的机构"), _coordinated(plan)),
        Heading(Text("Further points", "其他事项"), 2),
        Items(_further(plan)),
    ]


def _subject(title: Text, grid: Grid) -> list[Block]:
    if not grid.rows:
        return [Heading(title, 2), Paragraph(Text("None.", "无。"))]
    return [Heading(title, 2), grid]


def _full(plan: PlanRecord) -> Grid:
    names, found = Names(plan.dataset), defaultdict[str, list[FullSite]](list)
    for one in full_sites(plan):
        found[one.hospital_id].append(one)
    rows = tuple(
        (
            names.hospital(row.hospital_id),
            names.district(row.district),
            by_kind(names, ((one.service_id, one.ward_kind, _use(one)) for one in found[row.hospital_id])),
        )
        for row in plan.dataset.hospitals
        if row.hospital_id in found
    )
    return Grid(_FULL, rows)


def _use(one: FullSite) -> Text:
    figures = f"{number(one.used)}/{one.places}"
    if one.date is None:
        return Text(f" {figures} (expected)", f" {figures}（全期预计）")
    date = short_day(one.date)
    return Text(f" {figures} ({date.en})", f" {figures}（{date.zh}）")


def _single(plan: PlanRecord) -> Grid:
    names, hospital = Names(plan.dataset), plan.dataset.hospital
    rows = tuple(
        (care_of(names, service_id, kind), names.hospital(only), names.district(hospital[only].district))
        for service_id, kind, only in single_hospitals(plan)
    )
    return Grid(_SINGLE, rows)


def _far(plan: PlanRecord) -> Grid:
    """Return a row for every service and district, with the townships, those farthest away first."""
    names, origin = Names(plan.dataset), plan.dataset.origin
    found: dict[tuple[str, str], list[FarOrigin]] = defaultdict(list)
    for one in far_origins(plan):
        found[one.service_id, origin[one.origin_id].district].append(one)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            *(names.service(service_id), names.district(district)),
            joined(_township(plan, one.origin_id)[0] for one in far),
            *(max(one.minutes for one in far), number(far[0].limit_min), number(sum(one.load for one in far), 2)),
        )
        for (service_id, district), far in found.items()
    )
    return Grid(_FAR, rows)


def _uncovered(plan: PlanRecord) -> Grid:
    names = Names(plan.dataset)
    rows = tuple(
        (*_township(plan, one.origin_id), care_of(names, one.service_id, one.ward_kind), number(one.load, 2))
        for one in uncovered_origins(plan)
    )
    return Grid(_UNCOVERED, rows)


def _coordinated(plan: PlanRecord) -> Grid:
    names, hospital = Names(plan.dataset), plan.dataset.hospital
    services: dict[str, list[tuple[str, WardKind, Text]]] = defaultdict(list)
    for row in plan.tables.designation:
        services[row.hospital_id].append((row.service_id, row.ward_kind, NOTHING))
    rows = tuple(
        (names.hospital(one), label(hospital[one].authority), by_kind(names, services[one])) for one in coordinated(plan)
    )
    return Grid(_COORDINATED, rows)


def _township(plan: PlanRecord, origin_id: str) -> tuple[Text, Text]:
    origin = plan.dataset.origin[origin_id]
    return origin.title, Names(plan.dataset).district(origin.district)


def _further(plan: PlanRecord) -> tuple[Text, ...]:
    names, found = Names(plan.dataset), list[Text]()
    without = joined(names.district(district) for district in districts_without(plan))
    if without is not NONE:
        found.append(Text(f"Districts without a designated institution: {without.en}.", f"无定点机构的区县：{without.zh}。"))
    units = clearing_plan(plan)
    waiting = sum(one.without for one in units) + sum(not one.to_unit_id for unit in units for one in unit.named)
    if waiting:
        found.append(
            Text(
                f"{waiting} people in units to be cleared have no place to go yet (clearing plan).",
                f"拟腾空单元中 {waiting} 人尚无去处（见腾空方案）。",
            )
        )
    if plan.dataset.illustrative:
        found.append(
            Text(
                "The data are partly or wholly illustrative: the figures above show the method and support no decision.",
                "数据部分或全部为示例数据：上述数字仅用于说明方法，不能作为决策依据。",
            )
        )
    found.append(
        Text(
            "Travel times are estimates unless a matrix or road server gave them; expected demand is a forecast.",
            "路程时间除采用矩阵或路网服务外均为估算；预计需求为预测值。",
        )
    )
    return tuple(found)
