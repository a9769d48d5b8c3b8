"""Who moves against the plan in force, from where, to where, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping

from optimizer.data.dataset import Dataset
from optimizer.data.inforce import Difference, InForce, differences
from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import CapacityRow, ChangeRow, PlacementRow
from optimizer.data.vocabulary import needed_kind
from optimizer.routing import rules
from optimizer.routing.people import Person, people_of
from optimizer.routing.places import Place, places_of

MOST_NAMED = 6
_RECORD: tuple[str, ...] = (
    "service_id",
    "urgency",
    "ready_at",
    "stay_days",
    "cohort",
    "sessions_left",
    "needs",
    "bloodborne",
    "linked_patient_id",
    "pinned_unit_id",
    "declined_unit_ids",
)


def changes(dataset: Dataset, tables: PlanTables, before: PlanRecord) -> tuple[ChangeRow, ...]:
    """Return every difference between a plan and the one in force with its reason, in order of patient id.

    Parameters
    ----------
    tables
        The new plan: designation, conversions, capacity and placements.
    before
        The plan in force, with the tables it was made from.
    """
    because = _Because(dataset, tables, before)
    in_force = InForce.of(dataset, before.tables.placements)
    return tuple(because.row(one) for one in differences(dataset, in_force, tables.placements))


class _Because:
    """Finds the first reason that is true."""

    def __init__(self, dataset: Dataset, tables: PlanTables, before: PlanRecord) -> None:
        self._dataset, self._tables, self._before = dataset, tables, before
        self._capacity: Mapping[tuple[str, dt.date], CapacityRow] = {(row.unit_id, row.date): row for row in tables.capacity}
        self._had = {(row.unit_id, row.date): row.effective for row in before.tables.capacity}
        places = places_of(dataset, tables.conversions, self._capacity)
        self._place = {place.unit.unit_id: place for place in places}
        people = people_of(dataset, before.tables.placements, places, dataset.scenario.limits.seed)
        self._person = {person.patient.patient_id: person for person in people}
        self._ground = rules.Ground.of(dataset, tables.designation, places)
        self._licence = {row.service_id: row.licence for row in dataset.services}
        self._releases = {row.patient_id: row for row in dataset.releases}
        self._then = _by_unit(before.tables.placements)
        self._now = _by_unit(tables.placements)
        self._dates = _dates_used(before, dataset)

    def row(self, one: Difference) -> ChangeRow:
        """Return the row of one difference."""
        code, detail = self._reason(one)
        return ChangeRow(
            patient_id=one.patient_id,
            from_unit_id=one.before.unit_id if one.before is not None else one.lay,
            to_unit_id=one.now.unit_id if one.now is not None else "",
            from_date=one.before.first if one.before is not None else None,
            to_date=one.now.first if one.now is not None else None,
            reason_code=code,
            detail=detail,
        )

    def _reason(self, one: Difference) -> tuple[str, str]:
        who = one.patient_id
        if not one.counts:
            return ("placed_now" if who in self._before.dataset.patient else "new_patient"), ""
        release = self._releases.get(who)
        if release is not None:
            return "released", f"{release.by}: {release.reason}"
        unit_id = one.before.unit_id if one.before is not None else one.lay
        return next(self._reasons(self._person[who], unit_id), ("rearranged", ""))

    def _reasons(self, person: Person, unit_id: str) -> Iterator[tuple[str, str]]:
        """Yield what is true, the plainest first."""
        place = self._place.get(unit_id)
        dates = sorted(self._dates.get((person.patient.patient_id, unit_id), ()))
        days = [self._dataset.horizon.day(date) for date in dates]
        if place is None or not rules.unit_open(place, days):
            shut = [date for date, day in zip(dates, days, strict=True) if place is not None and not place.open[day]]
            yield "unit_closed", f"{shut[0]}..{shut[-1]}" if shut else ""
            return
        then = self._before.dataset.patient.get(person.patient.patient_id)
        if then is not None:
            yield from _record_changes(then, person.patient)
        yield from self._place_changes(person, place, days)
        lowered = [date for date in dates if self._effective(unit_id, date) < self._had.get((unit_id, date), 0)]
        if lowered:
            figures = (
                f"{date.isoformat()}: {self._had[unit_id, date]} → {self._effective(unit_id, date)}" for date in lowered[:1]
            )
            yield "capacity_lowered", "; ".join(figures)
        newcomers = sorted(self._now[unit_id] - self._then[unit_id])
        if newcomers:
            yield "displaced", _some(newcomers)

    def _place_changes(self, person: Person, place: Place, days: list[int]) -> Iterator[tuple[str, str]]:
        """Yield which rule no longer lets the patient be there."""
        unit = place.unit
        other = [day for day in days if not rules.ward_kind(person, place, (day,))]
        if other:
            yield "unit_changed", f"{self._dataset.horizon.date(other[0])}: {place.kinds[other[0]]}"
        fits = (
            rules.service_match(person, place)
            and rules.licence(self._licence[unit.service_id], place)
            and rules.capability(person, place)
            and rules.bloodborne(person, place, self._ground.bloodborne_words)
        )
        if not fits:
            yield "unit_changed", unit.unit_id
        if not rules.designated(person, place, days, self._ground):
            yield "not_designated", f"{unit.hospital_id} / {unit.service_id}"
        if days and not rules.cannot_accept(person, place, days[0], self._ground):
            yield "cannot_accept", unit.unit_id

    def _effective(self, unit_id: str, date: dt.date) -> int:
        row = self._capacity.get((unit_id, date))
        return 0 if row is None else row.effective


def _record_changes(then: Patient, now: Patient) -> Iterator[tuple[str, str]]:
    """Yield what is different about a patient."""
    kinds = [needed_kind(row.health_code, row.infection_status) for row in (then, now)]
    if (then.health_code, then.infection_status) != (now.health_code, now.infection_status):
        said = [f"{row.health_code}/{row.infection_status} ({kind})" for row, kind in zip((then, now), kinds, strict=True)]
        yield "code_changed", " → ".join(said)
    different = [name for name in _RECORD if getattr(then, name) != getattr(now, name)]
    if different:
        yield "patient_changed", ", ".join(different)


def _by_unit(placements: tuple[PlacementRow, ...]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in placements:
        found[row.unit_id].add(row.patient_id)
    return found


def _dates_used(before: PlanRecord, dataset: Dataset) -> dict[tuple[str, str], set[dt.date]]:
    """Return the dates of the new horizon on which the plan in force has each patient in a unit."""
    used: dict[tuple[str, str], set[dt.date]] = {}
    sessions = {(row.patient_id, row.unit_id) for row in before.tables.sessions}
    for row in before.tables.sessions:
        if row.date in dataset.horizon:
            used.setdefault((row.patient_id, row.unit_id), set()).add(row.date)
    for stay in before.tables.placements:
        if (stay.patient_id, stay.unit_id) not in sessions:
            dates = {date for date in dataset.horizon if stay.from_ <= date <= stay.to}
            used.setdefault((stay.patient_id, stay.unit_id), set()).update(dates)
    return used


def _some(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
