"""What needs somebody now: one sentence each, with the section that tells more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.cover import CoverCell, cover_cells
from optimizer.report.stock import stock_lines
from optimizer.report.summary import urgent_excess_min
from optimizer.report.words import Names, item, number, short_date

Alert = tuple[Text, str]
"""A sentence and the anchor of the section it belongs to."""


def alerts(plan: PlanRecord) -> tuple[Alert, ...]:
    """Return what needs somebody now, the gravest first."""
    return (*_urgent_alerts(plan), *_full_alerts(plan), *_ward_alerts(plan), *_stock_alerts(plan))


def _urgent_alerts(plan: PlanRecord) -> Iterator[Alert]:
    names = Names(plan.dataset)
    for row in plan.tables.unplaced:
        patient = plan.dataset.patient.get(row.patient_id)
        if patient is not None and patient.urgency == 1:
            service = names.service(patient.service_id)
            yield (
                Text(f"Urgency 1 without a place: {row.patient_id}, {service.en}", f"Ⅰ级未落实：{row.patient_id}，{service.zh}"),
                "#unplaced",
            )
    late = urgent_excess_min(plan)
    for placement in plan.tables.admissions:
        excess = late.get(placement.patient_id, 0)
        if excess > 0:
            hospital = names.hospital(names.hospital_of_unit(placement.unit_id))
            yield (
                Text(
                    f"Urgency 1 late: {placement.patient_id} to {hospital.en}, {placement.travel_min} min, {excess} too many",
                    f"Ⅰ级超时：{placement.patient_id} → {hospital.zh}，{placement.travel_min} 分钟，超限 {excess} 分钟",
                ),
                "#placed",
            )


def _full_alerts(plan: PlanRecord) -> Iterator[Alert]:
    names = Names(plan.dataset)
    over: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    for row in plan.tables.capacity:
        if row.census > row.effective:
            over[row.unit_id].append((row.date, row.census - row.effective))
    for unit_id, days in over.items():
        hospital = names.hospital(names.hospital_of_unit(unit_id))
        first, most = short_date(days[0][0]), max(count for _, count in days)
        yield (
            Text(
                f"Over-full: {unit_id}, {hospital.en}, on {len(days)} days from {first}, by up to {most}",
                f"超容：{hospital.zh} {unit_id}，{first} 起共 {len(days)} 天，最多超 {most} 人",
            ),
            "#occupancy",
        )


def _ward_alerts(plan: PlanRecord) -> Iterator[Alert]:
    names = Names(plan.dataset)
    short: dict[str, list[CoverCell]] = defaultdict(list)
    for cell in cover_cells(plan):
        if cell.missing:
            short[cell.row.ward_id].append(cell)
    for ward_id, cells in short.items():
        missing, first = sum(cell.missing for cell in cells), short_date(min(cell.date for cell in cells))
        ward = names.ward(ward_id)
        yield (
            Text(
                f"Uncovered: ward {ward}, {missing} person-shifts below the minimum, first on {first}",
                f"缺岗：{ward}，低于最低在岗 {missing} 人班，最早 {first}",
            ),
            "#rota",
        )


def _stock_alerts(plan: PlanRecord) -> Iterator[Alert]:
    names = Names(plan.dataset)
    for line in stock_lines(plan):
        if line.runs_out is not None:
            hospital, date = names.hospital(line.hospital_id), short_date(line.runs_out)
            missing = number(line.missing)
            yield (
                Text(
                    f"Runs out: {item(line.item).en} at {hospital.en} on {date}, {missing} pieces missing",
                    f"断供：{hospital.zh} {item(line.item).zh}，{date} 起，缺 {missing} 件",
                ),
                "#supplies",
            )
