"""What carries a patient: the first vehicle of the table that serves the urgency and the ward kind."""

from __future__ import annotations

from optimizer.data.dataset import Dataset
from optimizer.routing.people import Person
from optimizer.routing.places import Place


def moves(person: Person, place: Place) -> bool:
    """Whether the patient travels at all; a stay that goes on in its unit needs no vehicle."""
    return place.sessions or place.index != person.current


def vehicle_for(dataset: Dataset, person: Person, place: Place, start: int) -> str | None:
    """Return the vehicle kind, "" when nobody moves or there are no vehicles, None when none of them fits."""
    if not moves(person, place) or not dataset.vehicles:
        return ""
    kind = place.kinds[start]
    for vehicle in dataset.vehicles:
        serves_urgency = not vehicle.urgencies or str(person.urgency) in vehicle.urgencies
        if serves_urgency and (not vehicle.ward_kinds or kind in vehicle.ward_kinds):
            return vehicle.vehicle_kind
    return None
