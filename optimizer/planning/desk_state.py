"""Tables as the desk left them: whom it placed stays where they were accepted, and what it gave to others is taken.

A plan made anew must not undo what dispatchers arranged meanwhile. A patient of the tables accepted where the plan has them is
bound there (only a named release moves them); accepted elsewhere, they are pinned to that unit. Whoever is in no table
takes the place away from the unit on the days it was given for. A hold that nobody accepted yet counts for nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.data.dataset import Dataset
from optimizer.data.inforce import BINDING
from optimizer.data.tables.care import CapacityChange
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import PlacementState

REASON = "placed at the desk"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A place that a unit accepted somebody for.

    Parameters
    ----------
    state
        Accepted, in transit or arrived.
    """

    patient_id: str
    unit_id: str
    state: PlacementState
    days: tuple[dt.date, ...]


def as_the_desk_left(dataset: Dataset, in_force: Sequence[PlacementRow], taken: Iterable[Taken]) -> Dataset:
    """Return the tables with what was arranged at the desk.

    Parameters
    ----------
    in_force
        Placements of the plan shown, which the new plan is to stay close to.
    """
    some = tuple(taken)
    known = {one.patient_id: one for one in some if one.patient_id in dataset.patient}
    first: dict[str, PlacementRow] = {}
    for row in sorted(in_force, key=lambda row: row.from_):
        first.setdefault(row.patient_id, row)
    patients = tuple(
        _bound(row, known[row.patient_id], first.get(row.patient_id)) if row.patient_id in known else row
        for row in dataset.patients
    )
    strangers = [one for one in some if one.patient_id not in dataset.patient and one.unit_id in dataset.unit]
    return replace(dataset, patients=patients, capacity_changes=(*dataset.capacity_changes, *_given_away(dataset, strangers)))


def _bound(row: Patient, taken: Taken, planned: PlacementRow | None) -> Patient:
    if row.placement_state in BINDING:  # the tables say already where they are
        return row
    if planned is not None and planned.unit_id == taken.unit_id:
        return replace(row, placement_state=taken.state)
    return replace(row, pinned_unit_id=taken.unit_id, pin_reason=REASON)


def _given_away(dataset: Dataset, strangers: Sequence[Taken]) -> Iterable[CapacityChange]:
    """Yield the places that are gone, one row for days on end with as many; of stations, each serves several shifts."""
    counts: Mapping[tuple[str, dt.date], int] = Counter((one.unit_id, day) for one in strangers for day in one.days)
    rows: list[CapacityChange] = []
    for (unit_id, day), count in sorted(counts.items()):
        gone = math.ceil(count / (dataset.unit[unit_id].shifts_per_day or 1))
        last = rows[-1] if rows else None
        if last is not None and (last.unit_id, last.delta, last.to) == (unit_id, -gone, day - _DAY):
            rows[-1] = replace(last, to=day)
        else:
            rows.append(CapacityChange(unit_id=unit_id, from_=day, to=day, delta=-gone, reason=REASON))
    return rows
