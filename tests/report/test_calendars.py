from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Mapping

import pytest
from icalendar import Calendar, Component

from optimizer.core.horizon import Horizon
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.report.calendars import calendars, file_name
from tests.report.city import make_plan


def read(raw: bytes) -> Calendar:
    return Calendar.from_ical(raw.decode())


def test_everybody_with_shifts_has_a_calendar_with_all_of_them(files: Mapping[str, bytes], plan: PlanRecord) -> None:
    found = {name for name in files if name.startswith("calendars/")}
    assert found == {f"calendars/{row.staff_id}.ics" for row in plan.tables.rota}
    events = sum(len(read(files[name]).walk("VEVENT")) for name in found)
    assert events == len(plan.tables.rota)


def test_times_are_local_times_of_the_horizon(files: Mapping[str, bytes], plan: PlanRecord) -> None:
    row = plan.tables.rota[0]
    shift = plan.dataset.shift_type[row.shift_type_id]
    calendar = read(files[f"calendars/{row.staff_id}.ics"])
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == "Asia/Shanghai"
    event = next(event for event in calendar.walk("VEVENT") if event["DTSTART"].dt.date() == row.date)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTART"].dt.time() == shift.start
    assert event["DTSTART"].dt.utcoffset() == dt.timedelta(hours=8)


def test_a_night_shift_ends_on_the_next_day(files: Mapping[str, bytes], plan: PlanRecord) -> None:
    row = next(row for row in plan.tables.rota if row.shift_type_id == "N")
    events = read(files[f"calendars/{row.staff_id}.ics"]).walk("VEVENT")
    event = next(event for event in events if event["DTSTART"].dt.date() == row.date)
    assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(hours=4)
    assert event["DTEND"].dt.date() == row.date + dt.timedelta(days=1)


def test_uids_are_stable_and_unique(files: Mapping[str, bytes], plan: PlanRecord) -> None:
    uids = [str(event["UID"]) for name, raw in files.items() if name.endswith(".ics") for event in read(raw).walk("VEVENT")]
    assert len(uids) == len(set(uids))
    again = calendars(plan, "zh")
    assert {name: files[name] for name in again} == again


def test_lines_follow_the_format(files: Mapping[str, bytes]) -> None:
    raw = next(raw for name, raw in files.items() if name.endswith(".ics"))
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.decode().replace("\r\n ", "").count("辅助决策建议，未经签发不得执行") >= 2


def test_a_shift_that_is_gone_is_cancelled_and_a_changed_one_is_newer(plan: PlanRecord) -> None:
    gone, moved, *rest = plan.tables.rota
    other = next(kind.shift_type_id for kind in plan.dataset.shift_types if kind.shift_type_id != moved.shift_type_id)
    now = (dataclasses.replace(moved, shift_type_id=other), *(row for row in rest if row.staff_id != rest[-1].staff_id))
    tables = dataclasses.replace(plan.tables, rota=now)
    files = calendars(dataclasses.replace(plan, tables=tables, previous_rota=plan.tables.rota), "zh")
    events = {str(event["UID"]): event for raw in files.values() for event in read(raw).walk("VEVENT")}
    assert len(events) == len(plan.tables.rota)

    def event_of(row: RotaRow) -> Component:
        return events[f"{row.staff_id}-{row.date:%Y%m%d}@hospital-optimizer"]

    assert (event_of(gone)["STATUS"], event_of(gone)["SEQUENCE"]) == ("CANCELLED", 1)
    assert (event_of(moved).get("STATUS"), event_of(moved)["SEQUENCE"]) == (None, 1)
    assert all(event_of(row)["STATUS"] == "CANCELLED" for row in rest if row.staff_id == rest[-1].staff_id)
    same = next(row for row in rest if row.staff_id != rest[-1].staff_id)
    assert event_of(same).get("SEQUENCE") is None
    assert calendars(dataclasses.replace(plan, previous_rota=plan.tables.rota), "zh") == calendars(plan, "zh")


def test_every_entry_of_a_later_publication_is_newer(plan: PlanRecord) -> None:
    first, later = (calendars(plan, "zh", revision) for revision in (1, 2))
    for name in first:
        old, new = (read(files[name]).walk("VEVENT") for files in (first, later))
        assert [event["UID"] for event in old] == [event["UID"] for event in new]
        assert all(one["SEQUENCE"] < other["SEQUENCE"] for one, other in zip(old, new, strict=True))


def test_a_plan_that_follows_others_has_higher_numbers_than_they(plan: PlanRecord) -> None:
    second, third = (calendars(dataclasses.replace(plan, rotas_before=number), "zh") for number in (1, 2))
    for name, raw in calendars(plan, "zh").items():
        first, *later = (
            [event.get("SEQUENCE", 0) for event in read(one).walk("VEVENT")] for one in (raw, second[name], third[name])
        )
        assert [set(first), *map(set, later)] == [{0}, {1}, {2}]
    assert calendars(dataclasses.replace(plan, rotas_before=2), "zh", 7) == calendars(plan, "zh", 7)


def test_nights_over_the_change_to_summer_time_keep_their_clock_times(plan: PlanRecord) -> None:
    night = dataclasses.replace(plan.dataset.shift_types[2], start=dt.time(22), end=dt.time(6))
    scenario = dataclasses.replace(plan.dataset.scenario, horizon=Horizon(dt.date(2022, 3, 26), 2, "Europe/Berlin"))
    dataset = dataclasses.replace(plan.dataset, scenario=scenario, shift_types=(*plan.dataset.shift_types[:2], night))
    row = dataclasses.replace(plan.tables.rota[0], date=dt.date(2022, 3, 26), shift_type_id="N")
    tables = dataclasses.replace(plan.tables, rota=(row,))
    (raw,) = calendars(dataclasses.replace(plan, dataset=dataset, tables=tables), "en").values()
    (event,) = read(raw).walk("VEVENT")
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    assert (start.time(), end.time(), end.date()) == (dt.time(22), dt.time(6), dt.date(2022, 3, 27))
    assert end.astimezone(dt.UTC) - start.astimezone(dt.UTC) == dt.timedelta(hours=7)  # the clocks go forward that night


@pytest.mark.parametrize("staff_id", ["../../etc/passwd", "a/b", "a\\b", "CON:1", "..", "", "甲 乙", "x" * 64])
def test_file_names_never_leave_the_folder(staff_id: str) -> None:
    name = file_name(staff_id)
    assert name
    assert not set(name) & set('/\\:*?"<>|. ')


def test_odd_ids_still_get_their_calendar(plan: PlanRecord) -> None:
    odd = "S/1\n;BEGIN:VEVENT"
    row = dataclasses.replace(plan.tables.rota[0], staff_id=odd)
    files = calendars(dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rota=(row,))), "en")
    (raw,) = files.values()
    assert len(read(raw).walk("VEVENT")) == 1


def test_many_people_take_seconds_not_minutes() -> None:
    large = make_plan(patients=10, per_hospital=5, staff_count=700)
    began = time.process_time()
    assert len(calendars(large, "zh")) == 350
    assert time.process_time() - began < 6


def test_rota_rows_may_come_in_any_order(plan: PlanRecord) -> None:
    turned = dataclasses.replace(plan.tables, rota=tuple(reversed(plan.tables.rota)))
    assert calendars(dataclasses.replace(plan, tables=turned), "zh") == calendars(plan, "zh")


def test_a_plan_without_a_rota_has_no_calendars(plan: PlanRecord) -> None:
    empty: tuple[RotaRow, ...] = ()
    assert calendars(dataclasses.replace(plan, tables=dataclasses.replace(plan.tables, rota=empty)), "zh") == {}
