"""Which patients the person at the screen may see: all of the city, or those of some hospitals."""

from __future__ import annotations

from optimizer.ui.access import may
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action


def seen_patients(view: PlanView) -> frozenset[str]:
    """Return the patients of a plan who may be shown; those without a place are the whole city's."""
    data = view.record.dataset
    if may(Action.PATIENTS):
        return frozenset(data.patient)
    mine = {hospital_id for hospital_id in data.hospital if may(Action.PATIENTS, hospital_id)}
    return frozenset(row.patient_id for row in view.record.tables.placements if data.unit[row.unit_id].hospital_id in mine)
