"""The three forecasts against the designated places, as a table of days and a summary by service."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import Pattern, WardKind
from optimizer.designation.demand import Forecast
from optimizer.planning.forecast import CareForecast, care_forecasts
from optimizer.report.words import Names, number, short_date

LEVELS = {
    "f-ok": Text("enough even for the high forecast", "高值也够用"),
    "f-high": Text("short by the high forecast", "按高值不足"),
    "f-expected": Text("short by the expected one", "按预计值不足"),
    "f-low": Text("short even by the low one", "按低值也不足"),
}
"""Style classes of a day, from enough to short whatever comes, and what each says."""
EXPECTED = tuple(Forecast).index(Forecast.EXPECTED)
"""Where the expected one stands among the peaks of a row."""
_LABELS = {Forecast.LOW: Text("low", "低值"), Forecast.EXPECTED: Text("expected", "预计"), Forecast.HIGH: Text("high", "高值")}


@dataclass(frozen=True)
class Peak:
    """The fullest day of one forecast, and the days on which somebody is without a place, as spans of dates."""

    people: float
    date: dt.date
    days: int
    spans: str
    worst: float


@dataclass(frozen=True)
class ForecastRow:
    """One service and ward kind; a cell is (style class, text, what lies behind it)."""

    service: Text
    kind: WardKind
    sessions: bool
    places: str
    peaks: tuple[Peak, ...]
    not_needed: tuple[tuple[Text, int], ...]
    cells: tuple[tuple[str, str, str], ...]


def forecasts(plan: PlanRecord) -> tuple[ForecastRow, ...]:
    """Return the rows in order of services; nothing where nobody is designated."""
    if not plan.tables.designation:
        return ()
    names, dates = Names(plan.dataset), tuple(plan.dataset.horizon)
    return tuple(
        ForecastRow(
            service=names.service(one.service_id),
            kind=one.ward_kind,
            sessions=plan.dataset.service[one.service_id].pattern is Pattern.SESSIONS,
            places=_between(one.places),
            peaks=tuple(_peak(one, forecast, dates) for forecast in Forecast),
            not_needed=tuple((names.hospital(hospital), places) for hospital, places in one.not_needed),
            cells=tuple(_cell(one, day, wide=len(dates) <= 16) for day in range(len(dates))),
        )
        for one in care_forecasts(plan)
    )


def spans(days: tuple[int, ...], dates: tuple[dt.date, ...]) -> str:
    """Return days as spans of dates: 03-25–03-28, 04-03."""
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][1] == day - 1:
            found[-1][1] = day
        else:
            found.append([day, day])
    said = ((short_date(dates[first]), short_date(dates[last])) for first, last in found)
    return ", ".join(first if first == last else f"{first}–{last}" for first, last in said)


def _peak(one: CareForecast, forecast: Forecast, dates: tuple[dt.date, ...]) -> Peak:
    day, short = one.peak(forecast), one.short_days(forecast)
    return Peak(one.people[forecast][day], dates[day], len(short), spans(short, dates), max(one.short(forecast)))


def _between(places: tuple[int, ...]) -> str:
    least, most = min(places), max(places)
    return str(most) if least == most else f"{least}–{most}"


def _said(people: float, places: int) -> str:
    """Return people in whole figures, except where that would hide that they are more than the places."""
    return number(people, 1 if round(people) <= places < people else 0)


def _cell(one: CareForecast, day: int, *, wide: bool) -> tuple[str, str, str]:
    levels = zip(("f-low", "f-expected", "f-high"), Forecast, strict=True)
    level = next((css for css, forecast in levels if one.short(forecast)[day]), "f-ok")
    expected = _said(one.people[Forecast.EXPECTED][day], one.places[day])
    said = " · ".join(
        f"{_LABELS[forecast].zh} / {_LABELS[forecast].en} {number(one.people[forecast][day])}" for forecast in Forecast
    )
    return level, f"{expected}/{one.places[day]}" if wide else expected, said
