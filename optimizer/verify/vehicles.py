"""The check of a vehicle plan: every rule derived a second time from the tables and the plan, with no planner's code."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.people import Patient
from optimizer.data.tables.places import Vehicle
from optimizer.data.tables.trips import TripRow
from optimizer.data.vocabulary import Pattern
from optimizer.verify.trips import Trips

Key = tuple[str, str, dt.date, str]


class Wanted(NamedTuple):
    """A move: whence, how long, the ward kind, and between which moments."""

    home: str
    minutes: int
    kind: str
    ready: dt.datetime
    due: dt.datetime


RULES = {
    "trip_every_move": Text("Every move has one trip", "每次转运须有且仅有一次出车"),
    "trip_kind": Text("The vehicle serves urgency and ward kind", "车辆须适用分诊级别与病区类别"),
    "trip_number": Text("No more vehicles than the table has", "车辆序号不得超过数量"),
    "trip_times": Text("Minutes on the road and of turnaround add up", "行车与周转时间须相符"),
    "trip_not_early": Text("Nobody is collected before they are ready", "不得早于可转运时间接人"),
    "trip_late_figure": Text("Minutes late are as stated", "迟到分钟须属实"),
    "trip_once": Text("No vehicle is in two places at once", "同一车辆不得同时两处"),
    "trip_seats": Text("Not more people than seats", "乘坐人数不超过座位"),
    "trip_shared": Text("Only alike patients share a vehicle, single-room patients none", "仅同类患者可同车，单间患者单独乘车"),
    "trip_urgent_first": Text("The life-threatened do not wait for others", "危急患者不得因他人等待"),
}  # fmt: skip
"""Rules of a vehicle plan by name."""


def check_vehicles(dataset: Dataset, tables: PlanTables, rows: Sequence[TripRow]) -> list[Issue]:
    """Return every broken rule of a vehicle plan made for the placements and sessions of a plan."""
    wanted, cars = _wanted(dataset, tables), {car.vehicle_kind: car for car in dataset.vehicles}
    found = list(_every_move(dataset, wanted, rows))
    known = [row for row in rows if _key(row) in wanted and row.vehicle_kind in cars]
    found += [_broken("trip_kind", row) for row in rows if row.vehicle_kind not in cars]
    runs: dict[tuple[str, int, dt.datetime, dt.datetime], list[TripRow]] = {}
    for row in known:
        found += _single(dataset, wanted, cars[row.vehicle_kind], row)
        runs.setdefault((row.vehicle_kind, row.vehicle_number, row.leaves, row.free_again), []).append(row)
    for riders in runs.values():
        found += _together(dataset, wanted, cars[riders[0].vehicle_kind], riders)
    found += _once(runs.values())
    found += _urgent_first(dataset, wanted, [riders[0] for riders in runs.values()])
    return found


def _key(row: TripRow) -> Key:
    return (row.patient_id, row.unit_id, row.date, row.direction)


def _wanted(dataset: Dataset, tables: PlanTables) -> dict[Key, Wanted]:
    travel, wanted = Trips(dataset), {}
    kinds = {(row.unit_id, row.date): str(row.ward_kind) for row in tables.capacity}
    hour = dt.timedelta(hours=1)
    for session in tables.sessions:
        hospital = dataset.unit[session.unit_id].hospital_id
        minutes = travel.of_patient(dataset.patient[session.patient_id], hospital)
        road, kind = dt.timedelta(minutes=minutes), kinds[session.unit_id, session.date]
        begins = dt.datetime.combine(session.date, dt.time(7, 30)) + (session.shift - 1) * 4.5 * hour
        ends = begins + 4 * hour
        key = (session.patient_id, session.unit_id, session.date)
        wanted[*key, "there"] = Wanted("", minutes, kind, begins - road - hour, begins)
        wanted[*key, "back"] = Wanted("", minutes, kind, ends, ends + road + hour)
    stays = [row for row in tables.placements if not _sessions_at(dataset, row.unit_id)]
    for _, legs in itertools.groupby(sorted(stays, key=lambda row: (row.patient_id, row.from_)), lambda row: row.patient_id):
        before: str | None = None
        for leg in legs:
            patient, unit = dataset.patient[leg.patient_id], dataset.unit[leg.unit_id]
            from_unit = before or patient.current_unit_id
            home = dataset.unit[from_unit].hospital_id if from_unit else ""
            if leg.unit_id != from_unit and (before is None or home != unit.hospital_id):
                there = unit.hospital_id
                minutes = travel.between_hospitals(home, there) if home else travel.of_patient(patient, there)
                ready, due = _moments(patient, leg.from_, minutes, first=before is None)
                kind = kinds[leg.unit_id, leg.from_]
                wanted[leg.patient_id, leg.unit_id, leg.from_, "there"] = Wanted(home, minutes, kind, ready, due)
            before = leg.unit_id
    return wanted


def _sessions_at(dataset: Dataset, unit_id: str) -> bool:
    return dataset.service[dataset.unit[unit_id].service_id].pattern is Pattern.SESSIONS


def _moments(patient: Patient, date: dt.date, minutes: int, *, first: bool) -> tuple[dt.datetime, dt.datetime]:
    road, told = dt.timedelta(minutes=minutes), patient.ready_at.replace(second=0, microsecond=0)
    opens = dt.datetime.combine(date, dt.time(8))
    today = first and told.date() == date
    if patient.urgency == 1:
        ready = (told if today else dt.datetime.combine(date, dt.time())) if first else opens
        return ready, ready + road
    ready = max(opens, told) if today else opens
    return ready, max(dt.datetime.combine(date, dt.time(20)), ready + dt.timedelta(hours=4), ready + road)


def _carries(car: Vehicle, urgency: int, kind: str) -> bool:
    return (not car.urgencies or str(urgency) in car.urgencies) and (not car.ward_kinds or kind in car.ward_kinds)


def _every_move(dataset: Dataset, wanted: dict[Key, Wanted], rows: Sequence[TripRow]) -> Iterator[Issue]:
    seen: set[Key] = set()
    for row in rows:
        if _key(row) in seen or _key(row) not in wanted:
            yield _broken("trip_every_move", row)
        seen.add(_key(row))
    for key in sorted(wanted.keys() - seen):
        patient = dataset.patient[key[0]]
        fits = (_carries(car, patient.urgency, wanted[key].kind) for car in dataset.vehicles
                if car.number and car.seats >= _seats(patient))  # fmt: skip
        if any(fits):
            yield _said("trip_every_move", f"{key[0]} {key[2]} {key[1]} {key[3]}")


def _seats(patient: Patient) -> int:
    return 2 if patient.escort else 1


def _single(dataset: Dataset, wanted: dict[Key, Wanted], car: Vehicle, row: TripRow) -> Iterator[Issue]:
    move, patient = wanted[_key(row)], dataset.patient[row.patient_id]
    if not _carries(car, patient.urgency, move.kind) or row.urgency != patient.urgency:
        yield _broken("trip_kind", row)
    if not 1 <= row.vehicle_number <= car.number:
        yield _broken("trip_number", row)
    out, after = _ways(dataset, car, row, move)
    stated = [
        (b - a).total_seconds() / 60 for a, b in itertools.pairwise((row.leaves, row.collects, row.arrives, row.free_again))
    ]
    if stated != [out, move.minutes, after] or (row.from_place, row.to_place) != _ends(dataset, row, move):
        yield _broken("trip_times", row)
    if row.collects < move.ready:
        yield _broken("trip_not_early", row)


def _ways(dataset: Dataset, car: Vehicle, row: TripRow, move: Wanted) -> tuple[int, int]:
    turnaround = int(-(-car.turnaround_min // 1))
    if car.base_hospital_id is None:
        return 0, turnaround
    travel, base = Trips(dataset), car.base_hospital_id
    ward = travel.between_hospitals(base, dataset.unit[row.unit_id].hospital_id)
    patient = dataset.patient[row.patient_id]
    house = travel.between_hospitals(base, move.home) if move.home else travel.of_patient(patient, base)
    return (ward, house + turnaround) if row.direction == "back" else (house, ward + turnaround)


def _ends(dataset: Dataset, row: TripRow, move: Wanted) -> tuple[str, str]:
    patient, hospital = dataset.patient[row.patient_id], dataset.unit[row.unit_id].hospital_id
    point = "" if patient.lat is None or patient.lon is None else f"point:{patient.lat:.3f},{patient.lon:.3f}"
    house = move.home or point or str(patient.origin_id)
    return (hospital, house) if row.direction == "back" else (house, hospital)


def _together(dataset: Dataset, wanted: dict[Key, Wanted], car: Vehicle, riders: Sequence[TripRow]) -> Iterator[Issue]:
    people = [dataset.patient[row.patient_id] for row in riders]
    if sum(map(_seats, people)) > car.seats or any(row.seats != _seats(one) for row, one in zip(riders, people, strict=True)):
        yield _broken("trip_seats", riders[0])
    late = riders[0].arrives - min(wanted[_key(row)].due for row in riders)
    if any(row.late_min != max(0, late.total_seconds() / 60) for row in riders):
        yield _broken("trip_late_figure", riders[0])
    if len(riders) == 1:
        return
    changing = {row.patient_id for row in dataset.code_changes}
    alike = {
        (p.origin_id, p.health_code, p.infection_status, p.urgency, row.unit_id, row.date, row.direction, row.arrives, move.kind)
        for row, p in zip(riders, people, strict=True)
        for move in [wanted[_key(row)]]
    }
    alone = any(p.urgency == 1 or p.lat is not None or p.patient_id in changing for p in people)
    if len(alike) > 1 or alone or any(wanted[_key(row)].kind == "buffer" or wanted[_key(row)].home for row in riders):
        yield _broken("trip_shared", riders[0])


def _once(runs: Iterable[Sequence[TripRow]]) -> Iterator[Issue]:
    ordered = sorted((riders[0] for riders in runs), key=lambda row: (row.vehicle_kind, row.vehicle_number, row.leaves))
    for one, other in itertools.pairwise(ordered):
        same = (one.vehicle_kind, one.vehicle_number) == (other.vehicle_kind, other.vehicle_number)
        if same and other.leaves < one.free_again:
            yield _broken("trip_once", other)


def _urgent_first(dataset: Dataset, wanted: dict[Key, Wanted], runs: Sequence[TripRow]) -> Iterator[Issue]:
    """Look for a vehicle that only others keep from a late patient of urgency 1 at the minute they are ready."""
    urgent = [row for row in runs if row.urgency == 1]
    for row in urgent:
        move = wanted[_key(row)]
        if row.arrives <= move.due:
            continue
        for car in dataset.vehicles:
            if not _carries(car, 1, move.kind) or car.seats < row.seats:
                continue
            out, after = _ways(dataset, car, row, move)
            leaves, free = move.ready - dt.timedelta(minutes=out), move.due + dt.timedelta(minutes=after)
            taken = {
                other.vehicle_number
                for other in urgent
                if other is not row
                and other.vehicle_kind == car.vehicle_kind
                and other.leaves < free
                and leaves < other.free_again
            }
            if len(taken) < car.number:
                yield _broken("trip_urgent_first", row)
                break


def _broken(rule: str, row: TripRow) -> Issue:
    return _said(rule, f"{row.vehicle_kind} {row.vehicle_number}, {row.leaves:%Y-%m-%d %H:%M}, {row.patient_id} {row.direction}")


def _said(rule: str, where: str) -> Issue:
    title = RULES[rule]
    return Issue(rule, Severity.FAULT, Text(f"{title.en}: {where}.", f"{title.zh}：{where}。"), table="trips")
