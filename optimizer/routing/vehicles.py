"""What carries a patient: the first vehicle of the table that serves the urgency and the ward kind."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.data.dataset import Dataset
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from optimizer.routing.places import Place


def moves(person: Person, places: Sequence[Place], option: Option, number: int) -> bool:
    """Whether a vehicle is needed for a leg: not for a stay that goes on in its unit, nor for another ward of one hospital."""
    place = places[option.legs[number].place]
    if place.sessions:
        return True
    if number:
        return places[option.legs[number - 1].place].hospital != place.hospital
    return place.index != person.current


def vehicle_for(dataset: Dataset, person: Person, places: Sequence[Place], option: Option, number: int = 0) -> str | None:
    """Return the vehicle kind for a leg, "" when nobody moves or there are no vehicles, None when none of them fits."""
    if not moves(person, places, option, number) or not dataset.vehicles:
        return ""
    leg = option.legs[number]
    kind = places[leg.place].kinds[leg.start]
    for vehicle in dataset.vehicles:
        serves_urgency = not vehicle.urgencies or str(person.urgency) in vehicle.urgencies
        if serves_urgency and (not vehicle.ward_kinds or kind in vehicle.ward_kinds):
            return vehicle.vehicle_kind
    return None
