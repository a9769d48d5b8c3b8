"""Places are held, accepted and used step by step; no two patients ever get one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import audit
from optimizer.store.database import Database, Writing
from optimizer.store.errors import StoreError
from optimizer.store.occupied import places_of, taken
from optimizer.store.placement import HOLD_MIN, MAY_FOLLOW, Placement, PlacementState, PlacementStep, Step, state_after
from optimizer.store.plan import PlanState
from optimizer.store.plans import get_plan
from optimizer.store.pseudonym import pseudonym
from optimizer.store.tables import HELD_DAYS, PLAN_DAYS, PLAN_PLACES, STEPS
from optimizer.store.words import check_case_number, check_code


@dataclass(frozen=True, slots=True)
class Placements:
    """The placements of a store, under the plans that were issued."""

    database: Database

    def hold(
        self, plan_id: str, patient_id: str, unit_id: str, by: str, days: Sequence[dt.date] = (), *, urgent: bool = False
    ) -> Placement:
        """Hold a place for ten minutes, on every day or on none.

        Parameters
        ----------
        days
            Days the place is needed; those the plan proposes for the patient there when empty.
        urgent
            Whether the patient is life-threatened, and gets a place even where none is left (noted as over-full).

        Raises
        ------
        StoreError
            The plan is not issued, no place is left on one of the days, the patient has another one then, or it is held already.
        """
        with self.database.writing() as writing:
            plan = get_plan(writing.connection, plan_id)
            if plan.state is not PlanState.ISSUED:
                raise StoreError([fault("plan_not_issued", _NOT_ISSUED, value=plan.plan_id[:12])])
            placement = _placement(writing.connection, plan.plan_id, patient_id, unit_id, writing.at)
            wanted = tuple(sorted(set(days))) or _proposed(writing.connection, plan.plan_id, patient_id, unit_id)
            if not wanted:
                raise StoreError([fault("placement_unknown", _UNKNOWN, _SAY_DAYS, patient=patient_id, unit=unit_id)])
            _check(placement, Step.HELD)
            full = _full(writing, plan.plan_id, unit_id, wanted)
            elsewhere = places_of(writing.connection, patient_id, wanted, writing.at)
            if elsewhere:
                day, unit = min(elsewhere.items())
                raise StoreError([fault("placed_elsewhere", _ELSEWHERE, patient=patient_id, unit=unit, day=day)])
            if full and not urgent:
                raise StoreError([fault("no_place_left", _FULL, unit=unit_id, day=full[0])])
            until = writing.at + dt.timedelta(minutes=HOLD_MIN)
            hold = _add(writing, placement, Step.HELD, by, until=until, over_full=bool(full))
            rows = [{"hold": hold, "day": day, "unit_id": unit_id, "patient_id": patient_id} for day in wanted]
            writing.connection.execute(insert(HELD_DAYS), rows)
            return _placement(writing.connection, plan.plan_id, patient_id, unit_id, writing.at)

    def take(self, step: Step, plan_id: str, patient_id: str, unit_id: str, by: str, reason: str = "") -> Placement:
        """Take the next step of a place that is held.

        Parameters
        ----------
        reason
            Of a release: a code such as ``declined_by_hospital``, since free text would carry what must not be kept.

        Raises
        ------
        StoreError
            The step may not follow where the placement stands, or a release has no reason.
        """
        if step is Step.HELD:
            return self.hold(plan_id, patient_id, unit_id, by)
        if step is Step.RELEASED:
            check_code(reason)
        elif reason:
            raise StoreError([fault("reason_code", _REASON)])
        with self.database.writing() as writing:
            plan = get_plan(writing.connection, plan_id)
            placement = _placement(writing.connection, plan.plan_id, patient_id, unit_id, writing.at)
            _check(placement, step)
            _add(writing, placement, step, by, reason=reason)
            return _placement(writing.connection, plan.plan_id, patient_id, unit_id, writing.at)

    def get(self, plan_id: str, patient_id: str, unit_id: str) -> Placement:
        """Return where a placement stands, with every step of it."""
        with self.database.reading() as connection:
            plan = get_plan(connection, plan_id)
            return _placement(connection, plan.plan_id, patient_id, unit_id, self.database.time(connection))

    def of_plan(self, plan_id: str) -> tuple[Placement, ...]:
        """Return every placement of a plan for which a step was ever taken, the latest step first."""
        with self.database.reading() as connection:
            now = self.database.time(connection)
            return _begun(connection, plan_id, now)

    def taken(self, unit_id: str, days: Sequence[dt.date]) -> dict[dt.date, int]:
        """Return how many have a place of a unit, by day."""
        with self.database.reading() as connection:
            return taken(connection, unit_id, days, self.database.time(connection))


def _check(placement: Placement, step: Step) -> None:
    if placement.state not in MAY_FOLLOW[step]:
        patient, unit, state = placement.patient_id, placement.unit_id, STATE_TEXTS[placement.state]
        raise StoreError([fault("step_refused", _REFUSED, patient=patient, unit=unit, state=state, step=STATE_TEXTS[step])])


def _full(writing: Writing, plan_id: str, unit_id: str, days: Sequence[dt.date]) -> list[dt.date]:
    """Return the days on which no place is left; StoreError for a day the plan knows no places of the unit for."""
    query = select(PLAN_PLACES.c.day, PLAN_PLACES.c.places).where(
        PLAN_PLACES.c.plan_id == plan_id, PLAN_PLACES.c.unit_id == unit_id, PLAN_PLACES.c.day.in_(days)
    )
    places = {day: count for day, count in writing.connection.execute(query)}
    outside = [day for day in days if day not in places]
    if outside:
        raise StoreError([fault("no_such_place", _NO_SUCH_PLACE, unit=unit_id, day=outside[0])])
    used = taken(writing.connection, unit_id, days, writing.at)
    return [day for day in days if used.get(day, 0) >= places[day]]


def _add(
    writing: Writing,
    placement: Placement,
    step: Step,
    by: str,
    *,
    until: dt.datetime | None = None,
    over_full: bool = False,
    reason: str = "",
) -> int:
    """Add a step and its audit row; return the number of the step."""
    seq = (writing.connection.execute(select(func.max(STEPS.c.seq))).scalar() or 0) + 1
    hold = seq if step is Step.HELD else placement.steps[-1].hold
    of = (placement.plan_id, placement.patient_id, placement.unit_id)
    row = PlacementStep(seq, hold, *of, step, by, writing.at, until, over_full, reason)
    writing.connection.execute(insert(STEPS).values({**asdict(row), "step": step.value}))
    facts = {"plan": placement.plan_id, "unit": placement.unit_id, "hold": hold, "over_full": over_full, "reason": reason}
    whom = pseudonym(writing, placement.plan_id, placement.patient_id)
    audit.append(writing, by, f"placement.{step}", whom, facts)
    return seq


def _proposed(connection: Connection, plan_id: str, patient_id: str, unit_id: str) -> tuple[dt.date, ...]:
    query = select(PLAN_DAYS.c.day).where(
        PLAN_DAYS.c.plan_id == plan_id, PLAN_DAYS.c.patient_id == patient_id, PLAN_DAYS.c.unit_id == unit_id
    )
    return tuple(sorted(connection.execute(query).scalars()))


def _placement(connection: Connection, plan_id: str, patient_id: str, unit_id: str, now: dt.datetime) -> Placement:
    known = select(PLAN_DAYS.c.day).where(PLAN_DAYS.c.plan_id == plan_id, PLAN_DAYS.c.patient_id == patient_id).limit(1)
    if connection.execute(known).first() is None:
        check_case_number(patient_id)
    query = (
        select(STEPS)
        .where(STEPS.c.plan_id == plan_id, STEPS.c.patient_id == patient_id, STEPS.c.unit_id == unit_id)
        .order_by(STEPS.c.seq)
    )
    steps = [_step(row) for row in connection.execute(query).mappings()]
    if steps:
        held = select(HELD_DAYS.c.day).where(HELD_DAYS.c.hold == steps[-1].hold)
        days = tuple(sorted(connection.execute(held).scalars()))
    else:
        days = _proposed(connection, plan_id, patient_id, unit_id)
    return Placement(plan_id, patient_id, unit_id, state_after(steps[-1] if steps else None, now), days, tuple(steps))


def _begun(connection: Connection, plan_id: str, now: dt.datetime) -> tuple[Placement, ...]:
    steps: dict[tuple[str, str], list[PlacementStep]] = {}
    query = select(STEPS).where(STEPS.c.plan_id == plan_id).order_by(STEPS.c.seq)
    for step in map(_step, connection.execute(query).mappings()):
        steps.setdefault((step.patient_id, step.unit_id), []).append(step)
    held: dict[int, list[dt.date]] = {}
    of_this = select(STEPS.c.seq).where(STEPS.c.plan_id == plan_id)
    for hold, day in connection.execute(select(HELD_DAYS.c.hold, HELD_DAYS.c.day).where(HELD_DAYS.c.hold.in_(of_this))):
        held.setdefault(hold, []).append(day)
    latest = sorted(steps.items(), key=lambda item: -item[1][-1].seq)
    return tuple(
        Placement(plan_id, *where, state_after(some[-1], now), tuple(sorted(held.get(some[-1].hold, ()))), tuple(some))
        for where, some in latest
    )


def _step(row: RowMapping) -> PlacementStep:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    return PlacementStep(**{**values, "step": Step(values["step"])})


STATE_TEXTS: dict[str, Text] = {
    PlacementState.PROPOSED: Text("proposed", "拟安排"),
    PlacementState.HELD: Text("held", "已预留"),
    PlacementState.EXPIRED: Text("expired", "预留已过期"),
    PlacementState.ACCEPTED: Text("accepted", "已接收"),
    PlacementState.VEHICLE_SENT: Text("vehicle sent", "已派车"),
    PlacementState.ARRIVED: Text("arrived", "已到达"),
    PlacementState.HANDED_OVER: Text("handed over", "已交接"),
    PlacementState.RETURNED: Text("returned", "车辆已返回"),
    PlacementState.RELEASED: Text("released", "已释放"),
}
_NOT_ISSUED = Text("Places are held under issued plans only.", "只有已签发的方案方可预留床位。")
_UNKNOWN = Text("The plan proposes no days for {patient} at {unit}.", "方案未为 {patient} 安排 {unit} 的日期。")
_SAY_DAYS = Text("Say the days.", "请给出日期。")
_ELSEWHERE = Text("{patient} has a place at {unit} on {day}.", "{patient} 在 {day} 已有 {unit} 的床位。")
_FULL = Text("{unit} has no place left on {day}.", "{unit} 在 {day} 已无床位。")
_NO_SUCH_PLACE = Text("The plan has no places of {unit} on {day}.", "方案中 {unit} 在 {day} 无可用床位记录。")
_REFUSED = Text(
    "{patient} at {unit} is {state}; “{step}” cannot follow that.", "{patient} 在 {unit} 的状态为“{state}”，不能进行“{step}”。"
)
_REASON = Text("Only a release has a reason.", "只有释放须给出原因。")
