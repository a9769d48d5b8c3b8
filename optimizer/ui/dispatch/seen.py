"""Which patients the person at the screen may see: all of the city, or those of some hospitals."""

from __future__ import annotations

from optimizer.ui.access import may
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action


def sees_everybody() -> bool:
    """Return whether every patient of the city may be shown: also what names others, such as who fills a unit."""
    return may(Action.PATIENTS)


def seen_hospitals(view: PlanView) -> frozenset[str]:
    """Return the hospitals whose patients may be shown."""
    known = view.record.dataset.hospital
    return frozenset(known) if sees_everybody() else frozenset(one for one in known if may(Action.PATIENTS, one))


def seen_patients(view: PlanView) -> frozenset[str]:
    """Return the patients of a plan who may be shown; those without a place are the whole city's."""
    data = view.record.dataset
    if sees_everybody():
        return frozenset(data.patient)
    mine = seen_hospitals(view)
    return frozenset(row.patient_id for row in view.record.tables.placements if data.unit[row.unit_id].hospital_id in mine)
