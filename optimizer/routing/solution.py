"""Routing in ids and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import PlacementRow, SessionRow, UnplacedRow
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Leg
from optimizer.routing.people import NO_PLACE, Person
from optimizer.routing.places import Place
from optimizer.routing.reasons import Reasons
from optimizer.routing.shifts import settle_shifts
from optimizer.routing.vehicles import vehicle_for

if TYPE_CHECKING:
    import pandas as pd

TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class RoutingSolution:
    """Who is where from when, which sessions they have, and who is not yet placed, each in order of patient id."""

    placements: tuple[PlacementRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    unplaced: tuple[UnplacedRow, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the placements as a table."""
        import pandas as pd

        names = ("patient_id", "unit_id", "from_", "to", "wait_days", "travel_min", "vehicle_kind", "move_reason")
        rows = [[getattr(row, name) for name in names] for row in self.placements]
        return pd.DataFrame(rows, columns=[name.rstrip("_") for name in names])


def solution_of(dataset: Dataset, ledger: Ledger) -> RoutingSolution:
    """Return a ledger as plan rows."""
    instance, horizon = ledger.instance, dataset.horizon
    shifts = settle_shifts(instance, ledger.placed())
    placements, sessions = [], []
    for person, option in ledger.placed():
        who = person.patient.patient_id
        for number, leg in enumerate(option.legs):
            place = instance.places[leg.place]
            placements.append(
                PlacementRow(
                    patient_id=who,
                    unit_id=place.unit.unit_id,
                    from_=horizon.date(leg.start),
                    to=horizon.date(leg.end),
                    wait_days=0 if number else option.wait,
                    travel_min=leg.minutes,
                    vehicle_kind=vehicle_for(dataset, person, instance.places, option, number) or "",
                    move_reason=_move_reason(person, place, leg, number),
                )
            )
            if place.sessions:
                sessions += [
                    SessionRow(
                        patient_id=who, unit_id=place.unit.unit_id, date=horizon.date(day), shift=shifts[person.index, number]
                    )
                    for day in leg.days
                ]
    reasons = Reasons(dataset, ledger)
    unplaced = [reasons.row(person) for person in instance.people if ledger.chosen[person.index] is None]
    return RoutingSolution(
        tuple(sorted(placements, key=lambda row: (row.patient_id, row.from_))),
        tuple(sorted(sessions, key=lambda row: (row.patient_id, row.date))),
        tuple(sorted(unplaced, key=lambda row: row.patient_id)),
    )


def _move_reason(person: Person, place: Place, leg: Leg, number: int) -> str:
    """Return why a leg begins: what changed, or that somebody in treatment is transferred; blank for an admission."""
    if number:
        asked = person.needs[leg.start] != person.needs[leg.start - 1] or place.sessions
        return person.causes[leg.start] if asked else TRANSFER
    moved = person.current != NO_PLACE and person.current != place.index and not place.sessions
    return TRANSFER if moved else ""
