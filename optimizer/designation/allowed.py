"""Hard rules of designation about single rows: who may be designated, with which licence, converted by when."""

from __future__ import annotations

from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit, UnitConversion
from optimizer.data.tables.places import Hospital
from optimizer.data.vocabulary import Designable, Fixed


def may_be_designated(hospital: Hospital) -> bool:
    """Rule designation_allowed: a hospital of the network that may be designated, and is not fixed out."""
    return not hospital.outside_network and hospital.can_designate is not Designable.NO and hospital.fixed is not Fixed.OUT


def is_licensed(dataset: Dataset, unit: Unit) -> bool:
    """Rule designation_licence: a unit holds the licence of its service, where the service has one."""
    licence = dataset.service[unit.service_id].licence
    return not licence or licence in unit.licences


def conversion_day(dataset: Dataset, row: UnitConversion) -> int | None:
    """Rule conversion_lead_time: the first day a conversion is done, in whole days; None when beyond the horizon."""
    day = ceil_int(row.lead_time_h / 24)
    return day if day < dataset.horizon.days else None
