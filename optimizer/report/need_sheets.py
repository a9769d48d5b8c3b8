"""Sheets of the workbook about what a designation needs and how it stands against the forecasts."""

from __future__ import annotations

from typing import Any

from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS
from optimizer.designation.demand import Forecast
from optimizer.planning.forecast import care_forecasts
from optimizer.report.sheets import Sheet
from optimizer.report.views.needs import needs
from optimizer.report.words import Names, capability

_CITY = Text("City", "全市")
_HOSPITAL_ID, _HOSPITAL = Text("Hospital id", "机构编号"), Text("Hospital", "医疗机构")
_SERVICE, _KIND = Text("Service", "救治类别"), Text("Ward kind", "病区类别")


def site_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return what every designated site needs, and the sums."""
    header = (
        *(_HOSPITAL_ID, _HOSPITAL, _SERVICE, _KIND, Text("Staffed by", "人员来源")),
        *(Text("Free beds, stations", "可用床位、机位"), Text("In use at the peak", "高峰使用")),
        *(Text("Lie there already", "已在院（名单外）"), Text("Expected a day (sessions), mean", "日均预计人数（次）")),
        *(Text("Peak", "高峰"), Text("Peak day", "高峰日"), Text("Nurses at the peak", "高峰护士")),
        *(Text("Nurses, all places", "全部启用护士"), Text("Nurses on shift", "在岗护士")),
        *(Text("Doctors on shift", "在岗医生"), Text("Doctors on shift, all places", "全部启用在岗医生")),
    )
    by = {False: Text("hospital", "本院"), True: Text("teams", "梯队")}
    rows: list[list[Any]] = [
        [
            *(site.row.hospital_id, site.hospital.to(lang), site.service.to(lang), LABELS[site.row.ward_kind].to(lang)),
            *(by[site.row.by_teams].to(lang), site.row.places, site.row.in_use, site.row.held),
            *(round(site.row.mean, 2), round(site.row.peak, 2), site.row.peak_date),
            *(site.row.nurses, site.row.nurses_full, site.row.nurses_on_shift),
            *(site.row.doctors_on_shift, site.row.doctors_full),
        ]
        for site in needs(plan).sites
    ]
    if rows:
        sums = [None if index in (8, 9, 10) else sum(row[index] or 0 for row in rows) for index in range(5, len(header))]
        rows.append(["", _CITY.to(lang), "", "", "", *sums])
    return [text.to(lang) for text in header], rows


def staff_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return what every hospital needs and has of each role, and the sums."""
    header = (
        *(_HOSPITAL_ID, _HOSPITAL, Text("Role", "岗位"), Text("Own wards need, peaks", "本院病区高峰需要")),
        *(Text("Own wards need, all places", "本院病区全部启用需要"), Text("Employed", "在职"), Text("In teams", "抽入梯队")),
        *(Text("Short, peaks", "高峰缺口"), Text("Short, all places", "全部启用缺口")),
        *(
            Text("Wards of teams need, peaks", "梯队病区高峰需要"),
            Text("Wards of teams need, all places", "梯队病区全部启用需要"),
        ),
        *(Text("Fewest on duty from teams", "梯队在岗（最少日）"), Text("Teams short, peaks", "梯队高峰缺口")),
    )
    rows: list[list[Any]] = []
    for role in needs(plan).roles:
        for line in role.lines:
            row = line.row
            short = row.short, row.short_full, row.teams_short
            rows.append([row.hospital_id, line.hospital.to(lang), role.role.to(lang), *_figures(row, short)])
        short = role.short, role.short_full, role.teams_short
        rows.append(["", _CITY.to(lang), role.role.to(lang), *_figures(role.total, short)])
    return [text.to(lang) for text in header], rows


def _figures(row: Any, short: tuple[int | None, int | None, int]) -> tuple[int | None, ...]:
    own = row.own, row.own_full, row.employed, row.drawn, *short[:2]
    return *own, row.teams, row.teams_full, row.on_duty, short[2]


def capability_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return the capabilities that listed patients need."""
    header = (
        *(_SERVICE, _KIND, Text("Needed", "所需"), Text("Patients", "患者"), Text("At once on the fullest day", "高峰日同时")),
        *(Text("Day", "日期"), Text("Designated places with it", "定点可用"), Text("Short", "缺口"), Text("Where", "机构")),
    )
    rows: list[list[Any]] = [
        [
            *(one.service.to(lang), LABELS[one.row.ward_kind].to(lang), capability(one.row.capability).to(lang)),
            *(one.row.people, round(one.row.peak, 2), one.row.peak_date, one.row.places, one.row.short),
            {"en": ", ", "zh": "、"}[lang].join(hospital.to(lang) for hospital in one.hospitals),
        ]
        for one in needs(plan).capabilities
    ]
    return [text.to(lang) for text in header], rows


def forecast_rows(plan: PlanRecord, lang: Lang) -> Sheet:
    """Return the forecasts, the places and what is short, a row for every service, ward kind and day."""
    header = (
        *(_SERVICE, _KIND, Text("Day", "日期"), Text("Designated places (sessions)", "定点床位（次）")),
        *(Text("Low", "低值"), Text("Expected", "预计"), Text("High", "高值")),
        *(Text("Short, low", "低值不足"), Text("Short, expected", "预计不足"), Text("Short, high", "高值不足")),
    )
    names, rows = Names(plan.dataset), list[list[Any]]()
    for one in care_forecasts(plan) if plan.tables.designation else ():
        care = names.service(one.service_id).to(lang), LABELS[one.ward_kind].to(lang)
        short = {forecast: one.short(forecast) for forecast in Forecast}
        for day, date in enumerate(plan.dataset.horizon):
            people = (round(one.people[forecast][day], 2) for forecast in Forecast)
            rows.append([*care, date, one.places[day], *people, *(round(short[forecast][day], 2) for forecast in Forecast)])
    return [text.to(lang) for text in header], rows
