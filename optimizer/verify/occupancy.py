"""Who is where on which day, counted from placements and sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import PlacementRow, SessionRow
from optimizer.verify.finding import Line


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Counts per unit and day index of the horizon.

    Parameters
    ----------
    census, urgent
        Patients (or sessions) there, and those of urgency 1 among them.
    shift, shift_urgent
        The same per shift of a sessions unit, keyed (unit, day, shift).
    """

    census: Counter[tuple[str, int]] = field(default_factory=Counter)
    urgent: Counter[tuple[str, int]] = field(default_factory=Counter)
    shift: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    shift_urgent: Counter[tuple[str, int, int]] = field(default_factory=Counter)


def occupancy_of(
    dataset: Dataset,
    by_sessions: Set[str],
    placements: Iterable[Line[PlacementRow]],
    sessions: Iterable[Line[SessionRow]],
) -> Occupancy:
    """Count every horizon day of every stay, and every session."""
    result = Occupancy()
    horizon = dataset.horizon
    for _, stay in placements:
        if stay.unit_id in by_sessions:
            continue
        urgent = dataset.patient[stay.patient_id].urgency == 1
        for day in range(max(horizon.day(stay.from_), 0), min(horizon.day(stay.to), horizon.days - 1) + 1):
            result.census[stay.unit_id, day] += 1
            result.urgent[stay.unit_id, day] += urgent
    for _, session in sessions:
        day, urgent = horizon.day(session.date), dataset.patient[session.patient_id].urgency == 1
        if 0 <= day < horizon.days:
            result.census[session.unit_id, day] += 1
            result.urgent[session.unit_id, day] += urgent
            result.shift[session.unit_id, day, session.shift] += 1
            result.shift_urgent[session.unit_id, day, session.shift] += urgent
    return result
