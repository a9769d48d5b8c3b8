"""抽调影响表: what each hospital gives, in people by role and grade and in beds, and what remains."""

from __future__ import annotations

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS
from optimizer.planning.donors import BedLoss, bed_losses, grade_losses
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Paper, Paragraph
from optimizer.report.papers.phrases import HOSPITAL, NONE, SERVICE, UNIT, kind_of, short_day
from optimizer.report.views.teams import draws
from optimizer.report.words import Names, grade

TITLE = Text("What the donor hospitals lose: staff and beds", "抽调机构人员与床位影响表")
_ROLE = Text("Role", "岗位")
_EMPLOYED, _DRAWN, _REMAINING = Text("Staff", "在职"), Text("Drawn", "抽调"), Text("Stay", "留下")
_STAFF = (
    Column(HOSPITAL, 6),
    Column(_ROLE, 3),
    Column(_EMPLOYED, 2, figures=True),
    Column(_DRAWN, 2, figures=True),
    Column(Text("Share", "比例"), 2, figures=True),
    Column(_REMAINING, 2, figures=True),
    Column(Text("Minimum", "须留守"), 3, figures=True),
    Column(Text("Spare", "余量"), 2, figures=True),
    Column(Text("Beds carried", "原支撑床位"), 3, figures=True),
)
_GRADES = (
    Column(HOSPITAL, 6),
    Column(_ROLE, 3),
    Column(Text("Grade", "职级"), 4),
    Column(_EMPLOYED, 2, figures=True),
    Column(_DRAWN, 2, figures=True),
    Column(Text("Of them key", "其中骨干"), 2, figures=True),
    Column(_REMAINING, 2, figures=True),
)
_BEDS = (
    Column(HOSPITAL, 5),
    Column(UNIT, 4),
    Column(SERVICE, 4),
    Column(Text("Now", "原用途"), 3),
    Column(Text("Lost", "减少床位"), 2, figures=True),
    Column(Text("In use", "已占用"), 2, figures=True),
    Column(Text("Becomes", "改为"), 3),
    Column(Text("Gained", "新增床位"), 2, figures=True),
    Column(Text("From", "启用日"), 3),
)
_BEDS_CARRIED = Text(
    "“Beds carried”: own beds of the hospital that the nurses given away could staff, by headcount per bed.",
    "“原支撑床位”为被抽调护士按每床护士数可支撑的本院床位。",
)


def donors(plan: PlanRecord) -> Paper:
    """Return the donor-loss sheet of a plan."""
    blocks: list[Block] = [
        Paragraph(_summary(plan)),
        Heading(Text("Staff by role", "人员（按岗位）")),
        *_staff(plan),
        Heading(Text("Beds and stations", "床位与机位")),
        *_beds(plan),
    ]
    return Paper("donors", TITLE, tuple(blocks))


def _summary(plan: PlanRecord) -> Text:
    given, lost = plan.tables.draws, bed_losses(plan)
    hospitals = {row.hospital_id for row in given}
    people, places = sum(row.drawn for row in given), sum(one.before for one in lost)
    return Text(
        f"The plan draws {people} people from {len(hospitals)} hospitals for its teams, and takes {places} places out of their "
        f"present use in {len(lost)} units.",
        f"本方案从 {len(hospitals)} 家机构抽调 {people} 人组建梯队；"
        f"{len(lost)} 个单元改变用途，涉及现有床位（机位）{places} 个。",
    )


def _staff(plan: PlanRecord) -> list[Block]:
    if not plan.tables.draws:
        return [Paragraph(Text("No staff are drawn.", "不抽调人员。"))]
    names = Names(plan.dataset)
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.hospital, one.role, one.row.employed, one.row.drawn, f"{one.share_pct} %", one.row.remaining),
            *(one.row.must_remain, one.row.remaining - one.row.must_remain, NONE if one.row.beds is None else one.row.beds),
        )
        for one in draws(plan)
    ]
    table = plan.tables.draws
    sums = [sum(getattr(row, name) for row in table) for name in ("employed", "drawn", "remaining", "must_remain")]
    beds = sum(row.beds or 0 for row in table)
    total = (Text("Total", "合计"), "", sums[0], sums[1], "", sums[2], sums[3], sums[2] - sums[3], beds)
    grades = tuple(
        (
            *(names.hospital(one.hospital_id), LABELS[one.role], grade(one.grade)),
            *(one.employed, one.drawn, one.key_drawn, one.remaining),
        )
        for one in grade_losses(plan)
    )
    return [
        Grid(_STAFF, (*rows, total), total=True),
        Paragraph(_BEDS_CARRIED, note=True),
        Heading(Text("Staff by grade", "人员（按职级）")),
        Grid(_GRADES, grades),
    ]


def _beds(plan: PlanRecord) -> list[Block]:
    losses = bed_losses(plan)
    if not losses:
        return [Paragraph(Text("No unit is converted or emptied.", "无单元转换或腾空。"))]
    lost, gained = sum(one.before for one in losses), sum(one.after for one in losses)
    held = sum(one.held for one in losses)
    total: tuple[Cell, ...] = (Text("Total", "合计"), "", "", "", lost, held, "", gained, "")
    return [Grid(_BEDS, (*(_bed_row(plan, one) for one in losses), total), total=True)]


def _bed_row(plan: PlanRecord, one: BedLoss) -> tuple[Cell, ...]:
    names = Names(plan.dataset)
    becomes = Text("closed", "腾空停用") if one.becomes is None else LABELS[one.becomes]
    return (
        *(names.hospital(one.hospital_id), one.unit_id, names.service(one.service_id), kind_of(plan, one.unit_id)),
        *(one.before, one.held, becomes, one.after, NONE if one.date is None else short_day(one.date)),
    )
