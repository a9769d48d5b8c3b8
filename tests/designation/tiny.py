"""Cities by number, small enough to try every designation: loads and places are whole."""

import dataclasses
import random

from optimizer.data.vocabulary import Designable, Fixed
from tests.designation.city import BUFFER, ISOLATION, buffer_unit, city, conversion, demand, hospital
from tests.factories import service, unit


def tiny(seed):
    """A city small enough to try everything."""
    draw = random.Random(seed)
    hospitals = [
        hospital(
            f"H{n}", district=f"d{draw.randint(1, 2)}", can_designate=draw.choice([Designable.DIRECT, Designable.COORDINATE])
        )
        for n in (1, 2, 3)
    ]
    if draw.random() < 0.3:
        hospitals[0] = hospital("H1", fixed=Fixed.IN, district="d1")
    hospitals[2] = dataclasses.replace(hospitals[2], max_ward_kinds=draw.choice([None, 1]), max_services=draw.choice([None, 1]))
    units = [
        buffer_unit(f"U{n}", f"H{n}", draw.randint(1, 3), building_id="B", ward_kind=draw.choice([BUFFER, BUFFER, ISOLATION]))
        for n in (1, 2, 3)
    ]
    units.append(unit("G", hospital_id=f"H{draw.randint(1, 3)}", building_id="B"))
    rows = [conversion("G", lead_time_h=0, capacity_after=draw.randint(1, 3), empties_building=draw.random() < 0.5)]
    needs = [
        demand(f"O{draw.randint(1, 2)}", draw.randint(1, 2), ward_kind=draw.choice([BUFFER, BUFFER, ISOLATION])) for _ in range(3)
    ]
    minutes = {(f"O{o}", f"H{h}"): draw.randint(5, 90) for o in (1, 2) for h in (1, 2, 3)}
    if draw.random() < 0.5:  # a unit beside, now and then for others than the first in its building
        units.append(buffer_unit("V", "H3", draw.randint(1, 2), building_id="B", ward_kind=draw.choice([BUFFER, ISOLATION])))
    if draw.random() < 0.4:
        units[1] = dataclasses.replace(units[1], capabilities=("emergency",))
        rows.append(conversion("U2", lead_time_h=0, capacity_after=2, to_ward_kind=ISOLATION))
    services = [service(min_designated_places=draw.choice([0, 0, 2]))]
    return city(minutes, services=services, hospitals=hospitals, units=units, unit_conversions=rows, demand=needs)
