"""腾空方案: which units must be empty by when, who lies there, and where they go; ward by ward."""

from __future__ import annotations

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS, Designable, Pattern
from optimizer.planning.clearing import Clearing, Leaving, clearing_plan
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Items, Paper, Paragraph
from optimizer.report.papers.phrases import DISTRICT, HOSPITAL, NONE, SERVICE, UNIT, day, kind_of, moment, short_day
from optimizer.report.words import Names, number

TITLE = Text("Clearing plan for units that change their use", "转换病区腾空方案")
MOST_SPARE = 5
"""Units with room beyond those that are needed, listed as further choices."""
_ALL = (
    Column(UNIT, 4),
    Column(HOSPITAL, 5),
    Column(SERVICE, 4),
    Column(Text("Becomes", "改为"), 4),
    Column(Text("Ready on", "启用日"), 3),
    Column(Text("On the list", "名单内"), 2, figures=True),
    Column(Text("Counted only", "仅有人数"), 3, figures=True),
    Column(Text("Places found", "拟安排"), 3, figures=True),
    Column(Text("None yet", "尚无去处"), 2, figures=True),
)
_NAMED = (
    Column(Text("Case number", "病例编号"), 3),
    Column(Text("To unit", "转往单元"), 4),
    Column(HOSPITAL, 5),
    Column(Text("On", "日期"), 3),
    Column(Text("Minutes", "路程（分钟）"), 2, figures=True),
)
_ROOM = (
    Column(UNIT, 4),
    Column(HOSPITAL, 6),
    Column(DISTRICT, 3),
    Column(Text("Trip, min", "路程（分钟）"), 2, figures=True),
    Column(Text("Free places", "空余床位"), 2, figures=True),
    Column(Text("Places found", "拟安排"), 3, figures=True),
    Column(Text("Remarks", "备注"), 3),
)
_NOTES = (
    Text(
        "Hours of preparation include emptying, disinfection and rebuilding: nobody may still lie there when the unit opens.",
        "准备时间含腾空、消毒和改造；启用前须全部转出。",
    ),
    Text(
        "Of people counted only, the plan knows neither diagnosis nor needs. The places proposed are of the same service "
        "and ward kind, free on every day until the end of the plan; the hospital decides who may go home, who "
        "moves and who must not.",
        "对仅有人数者，方案不掌握病情与需求。拟安排床位与原救治类别、病区类别相同，且至方案期末每日空余；"
        "可出院、可转院、不宜搬动者由医院研判。",
    ),
    Text(
        "Listed by case number they are placed by the plan itself: put them into the table patients with current_unit_id.",
        "如列入患者表并填写“现在单元”，则由方案直接安排去处。",
    ),
)


def clearing(plan: PlanRecord) -> Paper:
    """Return the clearing plan of a plan."""
    units = clearing_plan(plan)
    if not units:
        nothing = Text(
            "The plan converts no unit and empties no building: nobody has to leave.",
            "本方案不转换单元、不腾空楼栋，无人需转出。",
        )
        return Paper("clearing", TITLE, (Paragraph(nothing),))
    blocks: list[Block] = [Paragraph(_summary(units)), Heading(Text("All units", "总体安排")), _table(plan, units)]
    blocks.append(Heading(Text("Unit by unit", "分单元安排")))
    for one in units:
        blocks += _unit(plan, one)
    return Paper("clearing", TITLE, (*blocks, Heading(Text("Notes", "说明")), Items(_NOTES)))


def _summary(units: tuple[Clearing, ...]) -> Text:
    named, counted = sum(len(one.named) for one in units), sum(one.counted for one in units)
    proposed, first = sum(one.proposed for one in units), day(min(one.conversion.from_ for one in units))
    used = sum(bool(one.named or one.counted) for one in units)
    change = Text(
        f"{len(units)} units change their use, the first on {first.en}; people lie in {used} of them.",
        f"共 {len(units)} 个单元改变用途，最早于{first.zh}启用；其中 {used} 个现有患者。",
    )
    if not used:
        return change
    return Text(
        f"{change.en} {named} patients of the list and {counted} others, known by number only, must leave. For the latter "
        f"{proposed} places are proposed; {counted - proposed} have none yet.",
        f"{change.zh}须转出名单内患者 {named} 人、仅有人数者 {counted} 人；"
        f"后者拟安排 {proposed} 人，尚无去处 {counted - proposed} 人。",
    )


def _table(plan: PlanRecord, units: tuple[Clearing, ...]) -> Grid:
    names = Names(plan.dataset)
    rows: list[tuple[Cell, ...]] = []
    for one in units:
        unit = plan.dataset.unit[one.unit_id]
        rows.append(
            (
                *(one.unit_id, names.hospital(unit.hospital_id), names.service(unit.service_id), _becomes(one)),
                *(short_day(one.conversion.from_), len(one.named), one.counted, one.proposed, one.without),
            )
        )
    sums = [
        sum(len(one.named) for one in units),
        *(sum(getattr(one, name) for one in units) for name in ("counted", "proposed", "without")),
    ]
    return Grid(_ALL, (*rows, (Text("Total", "合计"), "", "", "", "", *sums)), total=True)


def _becomes(one: Clearing) -> Text:
    if one.own:
        kind, places = LABELS[one.conversion.to_ward_kind], one.conversion.capacity_after
        return Text(f"{kind.en}, {places} places", f"{kind.zh}，{places} 张")
    return Text("emptied with its building", "随整楼腾空")


def _unit(plan: PlanRecord, one: Clearing) -> list[Block]:
    dataset, names = plan.dataset, Names(plan.dataset)
    unit = dataset.unit[one.unit_id]
    hospital, service = names.hospital(unit.hospital_id), names.service(unit.service_id)
    blocks: list[Block] = [
        Heading(Text(f"{hospital.en}: {service.en} ({one.unit_id})", f"{hospital.zh}{service.zh}（{one.unit_id}）"), 2),
        Paragraph(_task(plan, one)),
    ]
    if one.named:
        blocks.append(
            Grid(_NAMED, tuple(_named_row(plan, leaving) for leaving in one.named), Text("By case number", "名单内患者"))
        )
    if one.counted:
        blocks.append(Paragraph(_of_the_counted(plan, one)))
        shown = [refuge for refuge in one.refuges if refuge.proposed]
        shown += [refuge for refuge in one.refuges if not refuge.proposed][:MOST_SPARE]
        rows = tuple(
            (
                *(refuge.unit_id, names.hospital(names.hospital_of_unit(refuge.unit_id))),
                names.district(dataset.hospital[names.hospital_of_unit(refuge.unit_id)].district),
                *(refuge.travel_min, refuge.free, refuge.proposed, _coordination(plan, refuge.unit_id)),
            )
            for refuge in shown
        )
        if rows:
            blocks.append(Grid(_ROOM, rows, Text("Units with room", "可接收单元")))
    return blocks


def _task(plan: PlanRecord, one: Clearing) -> Text:
    unit, ready, begins = plan.dataset.unit[one.unit_id], day(one.conversion.from_), moment(one.begins)
    before, after, hours = kind_of(plan, one.unit_id), _becomes(one), number(one.lead_time_h)
    building = Text(f" Building {unit.building_id}.", f"楼栋 {unit.building_id}。") if unit.building_id else Text("", "")
    nobody = Text(" Nobody has to leave.", "无人需转出。") if not one.named and not one.counted else Text("", "")
    return Text(
        f"Now {before.en}, {unit.capacity} places; then {after.en}.{building.en} Ready on {ready.en} after {hours} h of "
        f"preparation, which begins at the latest at {begins.en}.{nobody.en}",
        f"现为{before.zh}，{unit.capacity} 张；改为{after.zh}。{building.zh}{ready.zh}启用，"
        f"准备 {hours} 小时，最迟 {begins.zh} 开始。{nobody.zh}",
    )


def _of_the_counted(plan: PlanRecord, one: Clearing) -> Text:
    unit = plan.dataset.unit[one.unit_id]
    same = sum(refuge.proposed for refuge in one.refuges if refuge.travel_min == 0)
    sessions = plan.dataset.service[unit.service_id].pattern is Pattern.SESSIONS
    what = Text("stations are in use", "个机位在用") if sessions else Text("people outside the list lie here", "名名单外患者在院")
    missing = (
        Text(f" For {one.without} no free place is known.", f"另有 {one.without} 人尚无空余床位。")
        if one.without
        else Text("", "")
    )
    return Text(
        f"{one.counted} {what.en}. Proposed: {same} to other units of the same hospital, {one.proposed - same} to other "
        f"hospitals.{missing.en}",
        f"{one.counted} {what.zh}。拟安排：本院其他单元 {same} 人，其他机构 {one.proposed - same} 人。{missing.zh}",
    )


def _named_row(plan: PlanRecord, leaving: Leaving) -> tuple[Cell, ...]:
    if leaving.date is None or leaving.travel_min is None:
        return (leaving.patient_id, Text("no place yet", "待落实"), NONE, NONE, NONE)
    names = Names(plan.dataset)
    hospital = names.hospital(names.hospital_of_unit(leaving.to_unit_id))
    return (leaving.patient_id, leaving.to_unit_id, hospital, short_day(leaving.date), leaving.travel_min)


def _coordination(plan: PlanRecord, unit_id: str) -> Text | str:
    hospital = plan.dataset.hospital[plan.dataset.unit[unit_id].hospital_id]
    return "" if hospital.can_designate is Designable.DIRECT else Text("by coordination", "需协调")
