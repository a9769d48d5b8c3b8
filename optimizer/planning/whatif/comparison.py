"""Two plans side by side: goals, services, hospitals, and the patients who moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import PlacementRow


class Move(StrEnum):
    """What changed for a patient, gravest first."""

    UNPLACED = "unplaced"
    PLACED = "placed"
    HOSPITAL = "hospital"
    UNIT = "unit"
    DATE = "date"


MOVES: dict[Move, Text] = {
    Move.UNPLACED: Text("no longer placed", "改为待落实"),
    Move.PLACED: Text("now placed", "新落实"),
    Move.HOSPITAL: Text("other hospital", "更换机构"),
    Move.UNIT: Text("other unit", "更换单元"),
    Move.DATE: Text("other day", "调整日期"),
}


DUST = 0.0025  # terms are rounded to three decimals: less than that is no change


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure before and after; None where a plan does not have it. Whether less is better is said by `less`."""

    name: str
    before: float | None
    after: float | None
    less: bool = True

    @property
    def change(self) -> float | None:
        """After less before."""
        return None if self.before is None or self.after is None else round(self.after - self.before, 3)

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better; None when nothing changed."""
        return None if self.change is None or abs(self.change) < DUST else (self.change < 0) is self.less


@dataclass(frozen=True, slots=True)
class Moved:
    """A patient whose placement differs."""

    patient_id: str
    kind: Move
    before: PlacementRow | None
    after: PlacementRow | None


def goal_pairs(before: PlanRecord, after: PlanRecord) -> tuple[tuple[str, Pair], ...]:
    """Return (step, pair) for every goal term of either plan, in the order of the chain; all are minimised."""
    old = {(step.step, term.name): term.value for step in before.steps for term in step.terms}
    new = {(step.step, term.name): term.value for step in after.steps for term in step.terms}
    order: dict[str, list[str]] = {}
    for step, name in (*old, *new):
        if name not in order.setdefault(step, []):
            order[step].append(name)
    return tuple(
        (step, Pair(name, old.get((step, name)), new.get((step, name)))) for step, names in order.items() for name in names
    )


def moved_patients(before: PlanRecord, after: PlanRecord) -> tuple[Moved, ...]:
    """Return the patients of both plans whose placement differs, gravest change first."""
    old = {row.patient_id: row for row in before.tables.admissions}
    new = {row.patient_id: row for row in after.tables.admissions}
    both = before.dataset.patient.keys() & after.dataset.patient.keys()
    found = []
    for patient_id in sorted(both):
        was, now = old.get(patient_id), new.get(patient_id)
        kind = _kind(before, after, was, now)
        if kind is not None:
            found.append(Moved(patient_id, kind, was, now))
    return tuple(sorted(found, key=lambda move: tuple(Move).index(move.kind)))


def counts_of(moved: Sequence[Moved]) -> dict[Move, int]:
    """Return how many patients move, by the kind of change."""
    return {kind: sum(one.kind is kind for one in moved) for kind in Move}


def _kind(before: PlanRecord, after: PlanRecord, was: PlacementRow | None, now: PlacementRow | None) -> Move | None:
    if was is None or now is None:
        return None if was is now else Move.PLACED if was is None else Move.UNPLACED
    if was.unit_id != now.unit_id:
        old, new = before.dataset.unit[was.unit_id], after.dataset.unit[now.unit_id]
        return Move.UNIT if old.hospital_id == new.hospital_id else Move.HOSPITAL
    return Move.DATE if was.from_ != now.from_ else None


@dataclass(frozen=True, slots=True)
class Care:
    """How one service, or one hospital, fares in a plan: patients, those with a place, their mean trip and wait."""

    patients: int
    placed: int
    mean_trip_min: float | None
    mean_wait_days: float | None


def by_service(record: PlanRecord) -> dict[str, Care]:
    """Return how every service fares, in the order of the table."""
    placed = record.tables.admissions
    of = {patient.patient_id: patient.service_id for patient in record.dataset.patients}
    asked = Counter(of.values())
    rows: dict[str, list[PlacementRow]] = defaultdict(list)
    for row in placed:
        if row.patient_id in of:
            rows[of[row.patient_id]].append(row)
    return {name: _care(asked[name], rows[name]) for name in record.dataset.service if asked[name] or rows[name]}


def by_hospital(record: PlanRecord) -> dict[str, int]:
    """Return how many patients every hospital receives, none left out that has a unit."""
    unit = record.dataset.unit
    count = Counter(unit[row.unit_id].hospital_id for row in record.tables.admissions)
    return {name: count[name] for name in sorted({one.hospital_id for one in record.dataset.units})}


def _care(patients: int, rows: Sequence[PlacementRow]) -> Care:
    if not rows:
        return Care(patients, 0, None, None)
    trips = sum(row.travel_min for row in rows) / len(rows)
    return Care(patients, len(rows), round(trips, 1), round(sum(row.wait_days for row in rows) / len(rows), 2))
