"""Draw a city's patients and state its expected demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from math import floor
from random import Random
from typing import NamedTuple

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.generate.arrivals import Stream, streams, stress_days
from optimizer.data.generate.demand import demand_rows
from optimizer.data.generate.people import draw_patient
from optimizer.data.generate.places import Places
from optimizer.data.generate.ties import born_of, bound_to_units, code_changes, may_be_mother, wants_mother
from optimizer.data.tables.people import CodeChange, Demand, Patient


class Generated(NamedTuple):
    """What was drawn: table rows, and the days on which more patients come."""

    patients: tuple[Patient, ...]
    demand: tuple[Demand, ...]
    code_changes: tuple[CodeChange, ...]
    stress_days: tuple[dt.date, ...]


def generate(city: Dataset, *, restricted: float, days: int, seed: int) -> Generated:
    """Return patients, demand, code changes and stress days for a city.

    Parameters
    ----------
    city
        Hospitals, services, units and origins with their population; its own patients and demand are not used.
    restricted
        Share of the population whose movement is restricted (0 to 1); patients are in proportion to it.
    days
        Days from the city's start.
    seed
        The same city, share, days and seed give the same rows.

    Raises
    ------
    BadInputError
        When the figures are out of range or no origin has people.
    """
    _check(city, restricted, days)
    start, rnd = city.scenario.horizon.start, Random(seed)  # no secret hangs on it
    stressed = stress_days(days, rnd)
    flows = streams(city, restricted, days, stressed)
    places = Places(city)
    drawn = [
        draw_patient(city, places, stream, start, rnd)
        for stream, count in zip(flows, _counts(flows), strict=True)
        for _ in range(count)
    ]
    last = start + dt.timedelta(days=days - 1)
    patients = bound_to_units(_numbered(drawn, last, rnd), places, start, rnd)
    return Generated(
        tuple(patients),
        demand_rows(city, start, flows),
        code_changes(patients, places, last, rnd),
        tuple(start + dt.timedelta(days=day) for day in stressed),
    )


def _check(city: Dataset, restricted: float, days: int) -> None:
    issues = []
    if not 0.0 < restricted <= 1.0:
        issues.append(
            _issue("restricted_range", "The restricted share is above 0 and at most 1.", "受限人口比例应大于 0、不超过 1。")
        )
    if not 1 <= days <= 400:
        issues.append(_issue("days_range", "Days are between 1 and 400.", "天数应为 1 至 400。"))
    if not any(row.population for row in city.origins):
        issues.append(_issue("no_people", "No origin of the city has a population.", "城市的来源地均未填写人口。"))
    if issues:
        raise BadInputError(issues)


def _issue(code: str, en: str, zh: str) -> Issue:
    return Issue(code, Severity.FAULT, Text(en, zh))


def _counts(flows: Sequence[Stream]) -> list[int]:
    """Round the streams' totals so that small ones are not lost: what rounding leaves is carried to the next."""
    counts, reached, given = [], 0.0, 0
    for stream in flows:
        reached += stream.total
        counts.append(floor(reached + 0.5) - given)
        given += counts[-1]
    return counts


def _numbered(drawn: Sequence[Patient], last: dt.date, rnd: Random) -> list[Patient]:
    """Return the patients in order of time with case numbers, newborns linked to mothers among them."""
    width = max(4, len(str(len(drawn))))
    ordered = [replace(row, patient_id=f"P{at:0{width}d}") for at, row in enumerate(sorted(drawn, key=_by_time), 1)]
    mothers = [row for row in ordered if may_be_mother(row) and row.ready_at.date() < last]
    rnd.shuffle(mothers)
    return [born_of(row, mothers.pop(), last, rnd) if mothers and wants_mother(row, rnd) else row for row in ordered]


def _by_time(row: Patient) -> tuple[dt.datetime, str, str]:
    return row.ready_at, row.service_id, row.origin_id or ""
