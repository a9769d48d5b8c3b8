"""One calendar file per person with shifts, for any calendar program."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vText

from optimizer.core.horizon import Horizon
from optimizer.core.text import Lang, Text, notices
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.report.words import Names, label

_FOLDER = "calendars"
_NAME = Text("Rota {staff}", "排班 {staff}")
_AFTER = dt.timedelta(days=400)


def calendars(plan: PlanRecord, lang: Lang, revision: int = 0) -> dict[str, bytes]:
    """Return ``calendars/<staff_id>.ics`` for everybody on the rota, or on the rota in force when it was made.

    UIDs name the person and the day, so that an import of a later plan moves an entry instead of doubling it; a shift of
    the rota in force that is gone stands there as cancelled, and what differs from it has a higher sequence number. Time
    stamps are the start of the horizon, so that the same plan gives the same bytes.

    Parameters
    ----------
    revision
        How many rotas were published so far; 0 where nobody knows, which takes those that the plan says it follows. It is the
        least sequence number of every entry, so that a calendar which missed some of them still takes the last.
    """
    shifts: dict[str, list[_Entry]] = defaultdict(list)
    for entry in _entries(plan):
        shifts[entry.row.staff_id].append(entry)
    zone = _time_zone(plan.dataset.horizon)
    texts = _Texts(plan, lang, revision)
    return {
        f"{_FOLDER}/{file_name(staff_id)}.ics": _calendar(staff_id, sorted(rows, key=lambda entry: entry.row.date), zone, texts)
        for staff_id, rows in sorted(shifts.items())
    }


def file_name(staff_id: str) -> str:
    """Return an id as a file name that every file system takes; Chinese characters stay readable."""
    kept = "".join(char if char.isalnum() or char in "_-@+" else quote(char, safe="") or "_" for char in staff_id)
    return kept.replace("~", "%7E").replace(".", "%2E") or "_"


class _Texts:
    """The words of one plan's entries in one language."""

    def __init__(self, plan: PlanRecord, lang: Lang, revision: int) -> None:
        self.plan, self.lang, self.names, self.revision = plan, lang, Names(plan.dataset), revision or plan.rotas_before
        self.zone = ZoneInfo(plan.dataset.horizon.time_zone)
        self.stamp = dt.datetime.combine(plan.dataset.horizon.start, dt.time(0), self.zone).astimezone(dt.UTC)
        marks = notices(illustrative=plan.dataset.illustrative)
        self.notice = "\n".join(mark.to(word) for mark in marks for word in ("zh", "en"))
        self.places: dict[str, str] = {}

    def place(self, ward_id: str) -> str:
        """Return the hospital's name and address for a ward."""
        if ward_id not in self.places:
            key = self.names.hospital_of_ward(ward_id)
            row = self.plan.dataset.hospital.get(key)
            self.places[ward_id] = " ".join(filter(None, (self.names.hospital(key).to(self.lang), row.address if row else "")))
        return self.places[ward_id]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A shift in somebody's calendar, and whether it is news against the rota in force, or cancelled."""

    row: RotaRow
    news: bool = False
    cancelled: bool = False


def _entries(plan: PlanRecord) -> Iterator[_Entry]:
    """Yield every shift, and those of the rota in force that are gone and whose hours are still known."""
    before = {(row.staff_id, row.date): row for row in plan.previous_rota if row.date in plan.dataset.horizon}
    now = {(row.staff_id, row.date) for row in plan.tables.rota}
    for row in plan.tables.rota:
        yield _Entry(row, news=before.get((row.staff_id, row.date), row) != row)
    for key, row in before.items():
        if key not in now and row.shift_type_id in plan.dataset.shift_type:
            yield _Entry(row, news=True, cancelled=True)


def _time_zone(horizon: Horizon) -> Component:
    return Timezone.from_tzid(
        horizon.time_zone, first_date=horizon.start.replace(month=1, day=1), last_date=horizon.last + _AFTER
    )


def _calendar(staff_id: str, entries: list[_Entry], zone: Component, texts: _Texts) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//hospital-optimizer//rota//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_NAME.to(texts.lang, staff=staff_id)))
    calendar.add("x-wr-caldesc", vText(texts.notice))
    calendar.add_component(zone)
    for entry in entries:
        calendar.add_component(_event(entry, texts))
    return bytes(calendar.to_ical())


def _event(entry: _Entry, texts: _Texts) -> Event:
    row = entry.row
    shift = texts.plan.dataset.shift_type[row.shift_type_id]
    start = dt.datetime.combine(row.date, shift.start, texts.zone)
    end = dt.datetime.combine(row.date, shift.end, texts.zone)
    if shift.end <= shift.start:
        end += dt.timedelta(days=1)
    event = Event()
    event.add("uid", f"{quote(row.staff_id, safe='')}-{row.date:%Y%m%d}@hospital-optimizer")
    event.add("dtstamp", texts.stamp)
    sequence = max(texts.revision, int(entry.news))
    if sequence:
        event.add("sequence", sequence)
    if entry.cancelled:
        event.add("status", "CANCELLED")
    event.add("dtstart", start)
    event.add("dtend", end)
    named = f"{shift.shift_type_id} {shift.name}".strip()
    event.add("summary", f"{named} · {texts.names.ward(row.ward_id)} · {label(row.role).to(texts.lang)}")
    event.add("location", texts.place(row.ward_id))
    event.add("description", texts.notice)
    return event
