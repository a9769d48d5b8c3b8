"""Whom a proposal affects: patients of the list and expected load, by district, and how many go elsewhere than before."""

from __future__ import annotations

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.planning.adjustment import DistrictLoad, DistrictPeople, load_by_district, people_by_district, transferred
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Paragraph
from optimizer.report.papers.phrases import DISTRICT, district_of, mean, percent
from optimizer.report.words import Names, number

_SUMMED = ("placed", "unplaced", "minutes", "moved", "moved_before_min", "moved_after_min")
_TOTAL = Text("Total", "合计")
_MEAN = Column(Text("Mean trip, min", "平均路程（分钟）"), 2, figures=True)
_MOVED = (
    Column(Text("To another", "改往他院"), 2, figures=True),
    Column(Text("Mean trip before", "原平均路程"), 2, figures=True),
    Column(Text("Mean trip now", "现平均路程"), 2, figures=True),
)
_PEOPLE = (
    Column(DISTRICT, 3),
    Column(Text("Placed", "已安排"), 2, figures=True),
    Column(Text("Not yet placed", "待落实"), 2, figures=True),
    _MEAN,
    Column(Text("Longest, min", "最长（分钟）"), 2, figures=True),
)
_LOAD = (
    Column(DISTRICT, 3),
    Column(Text("Expected bed-days and sessions", "预计床日与次数"), 3, figures=True),
    _MEAN,
    Column(Text("Beyond the travel limit", "超出路程上限"), 2, figures=True),
)


def affected(plan: PlanRecord, previous: PlanRecord | None) -> list[Block]:
    """Return the chapter."""
    blocks: list[Block] = [Heading(Text("People affected", "涉及人员"))]
    if any(step.step == "routing" for step in plan.steps):
        blocks += _people(plan, previous)
    if plan.tables.flows:
        blocks += _load(plan, previous)
    return blocks


def _people(plan: PlanRecord, previous: PlanRecord | None) -> list[Block]:
    names, found = Names(plan.dataset), people_by_district(plan, previous)
    compared = previous is not None and bool(previous.tables.placements)
    sums = {name: sum(getattr(one, name) for one in found) for name in _SUMMED}
    total = DistrictPeople("", **sums, worst_min=max((one.worst_min for one in found), default=0))
    rows = [(district_of(names, one.district), *_people_row(one, compared)) for one in found]
    grid = Grid((*_PEOPLE, *_MOVED) if compared else _PEOPLE, (*rows, (_TOTAL, *_people_row(total, compared))), total=True)
    en, zh = f"{number(total.placed)} patients of the list have a place", f"名单内患者已安排 {number(total.placed)} 人"
    if compared:
        en += f"; {total.moved} of those placed before go to another hospital than planned before"
        zh += f"，其中 {total.moved} 人改往其他机构"
    lying = transferred(plan)
    said = Text(
        f"{en}; {total.unplaced} have none yet. {lying} who lie in a hospital now are transferred to another.",
        f"{zh}；待落实 {total.unplaced} 人。其中现已住院、需转往他院 {lying} 人。",
    )
    return [Heading(Text("Patients of the list", "名单内患者"), 2), Paragraph(said), grid]


def _people_row(one: DistrictPeople, compared: bool) -> tuple[Cell, ...]:
    row: tuple[Cell, ...] = (
        one.placed,
        one.unplaced,
        number(mean(one.minutes, one.placed)),
        one.worst_min if one.placed else "–",
    )
    if not compared:
        return row
    return (*row, one.moved, number(mean(one.moved_before_min, one.moved)), number(mean(one.moved_after_min, one.moved)))


def _load(plan: PlanRecord, previous: PlanRecord | None) -> list[Block]:
    names, found = Names(plan.dataset), load_by_district(plan, previous)
    compared = previous is not None and bool(previous.tables.flows)
    fields = ("load", "minutes", "beyond", "moved", "before_min", "after_min")
    total = DistrictLoad("", *(sum(getattr(one, name) for one in found) for name in fields))
    rows = [(district_of(names, one.district), *_load_row(one, compared)) for one in found]
    grid = Grid((*_LOAD, *_MOVED) if compared else _LOAD, (*rows, (_TOTAL, *_load_row(total, compared))), total=True)
    said = Text(
        f"The designation is planned for {number(total.load)} bed-days and sessions; {percent(total.beyond, total.load)} of them "
        "travel beyond the limit of their service.",
        f"定点按预计 {number(total.load)} 床日（次）安排，其中 {percent(total.beyond, total.load)} 超出该类别路程上限。",
    )
    if compared:
        share = percent(total.moved, total.load)
        said = Text(f"{said.en} {share} of them go to another hospital than before.", f"{said.zh}{share} 改往其他机构。")
    return [Heading(Text("Expected load", "预计需求"), 2), Paragraph(said), grid]


def _load_row(one: DistrictLoad, compared: bool) -> tuple[Cell, ...]:
    row: tuple[Cell, ...] = (number(one.load), number(mean(one.minutes, one.load)), percent(one.beyond, one.load))
    if not compared:
        return row
    return (*row, percent(one.moved, one.load), number(mean(one.before_min, one.moved)), number(mean(one.after_min, one.moved)))
