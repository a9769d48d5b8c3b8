"""The nearest capable hospital that is not designated for the patient, and what would be needed first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from optimizer.core.text import Text
from optimizer.data.vocabulary import LABELS, Designable, Fixed, WardKind
from optimizer.planning.standing import Standing, kind_needed
from optimizer.planning.suggest_base import Base
from optimizer.planning.suggest_entities import Reason, Undesignated
from optimizer.routing import rules
from optimizer.routing.candidates import Search
from optimizer.routing.people import Person
from optimizer.routing.places import Place

_KINDS = (WardKind.BUFFER, WardKind.ISOLATION)


def nearest_undesignated(standing: Standing, base: Base, person: Person) -> Undesignated | None:
    """Return it, None where nobody else is capable or the patient needs no designated place.

    Capable is who keeps every other rule of the patient today (licence, capability, blood-borne, not declined, accepting),
    with the ward kind needed or a listed conversion to it. The account must not hold the patient.
    """
    if kind_needed(person) is WardKind.GENERAL or person.ready >= standing.instance.days:
        return None
    ground = standing.instance.ground
    found = [*_of_the_kind(standing, ground, person), *_convertible(standing, base, ground, person)]
    if not found:
        return None
    minutes, _, unit_id, place, needed = min(found, key=lambda one: one[:3])
    hospital = standing.dataset.hospital[place.unit.hospital_id]
    name = hospital.title
    return Undesignated(hospital.hospital_id, name, hospital.duty_phone, unit_id, minutes, needed)


_Found = tuple[int, int, str, Place, tuple[Reason, ...]]  # minutes, how much is needed, unit, place, what is needed


def _of_the_kind(standing: Standing, ground: rules.Ground, person: Person) -> Iterator[_Found]:
    """Yield units of the right kind that only lack the designation."""
    everywhere = {
        (place.unit.hospital_id, place.unit.service_id, kind): frozenset(range(standing.instance.days))
        for place in standing.instance.places
        for kind in _KINDS
    }
    search = Search(standing.dataset, standing.instance.places, replace(ground, designated_days=everywhere))
    seen: dict[int, bool] = {}
    minutes = {}
    for option in search.options(person, every=True):
        place = standing.instance.places[option.place]
        if not rules.designated(person, place, option.first.days, ground):
            seen[place.index] = seen.get(place.index, False) or standing.ledger.fits(person, option)
            minutes[place.index] = option.travel
    for index, fits in seen.items():
        place = standing.instance.places[index]
        needed = tuple(_designation(standing, person, place)) + (() if fits else (Reason("free_place"),))
        yield minutes[index], len(needed), place.unit.unit_id, place, needed


def _convertible(standing: Standing, base: Base, ground: rules.Ground, person: Person) -> Iterator[_Found]:
    """Yield units that a listed conversion would make of the right kind, and that the plan does not convert already."""
    converted = {row.unit_id for row in standing.tables.conversions}
    for row in standing.dataset.unit_conversions:
        place = standing.place[row.unit_id]
        licence = standing.dataset.service[place.unit.service_id].licence
        if (
            row.to_ward_kind is kind_needed(person)
            and row.capacity_after > 0
            and row.unit_id not in converted
            and rules.service_match(person, place)
            and rules.licence(licence, place)
            and rules.capability(person, place)
            and rules.bloodborne(person, place, ground.bloodborne_words)
            and rules.declined(person, place)
            and rules.pinned(person, place)
            and rules.state_kept(person, place)
        ):
            needed = [Reason("convert", {"unit": row.unit_id, "kind": LABELS[row.to_ward_kind], "hours": f"{row.lead_time_h:g}"})]
            designated = ground.designated_days.get((place.unit.hospital_id, place.unit.service_id, kind_needed(person)))
            if not designated:
                needed = [*_designation(standing, person, place), *needed]
            minutes = base.travel.to_unit(person.patient, place.unit)
            yield minutes, len(needed) + 1, row.unit_id, place, tuple(needed)


def _designation(standing: Standing, person: Person, place: Place) -> Iterator[Reason]:
    hospital = standing.dataset.hospital[place.unit.hospital_id]
    service = standing.dataset.service[place.unit.service_id]
    params: dict[str, object] = {
        "hospital": hospital.title,
        "service": service.title,
        "kind": LABELS[kind_needed(person)],
        "authority": Text("-", "-") if hospital.authority is None else LABELS[hospital.authority],
    }
    if hospital.fixed is Fixed.OUT:
        yield Reason("fixed_out")
    yield Reason(
        {
            Designable.DIRECT: "designate_direct",
            Designable.COORDINATE: "designate_coordinate",
            Designable.NO: "designate_no",
        }[hospital.can_designate],
        params,
    )
