"""Expected arrivals by service, ward kind, day and origin: the one figure behind both demand and drawn patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from random import Random

from optimizer.data.dataset import Dataset
from optimizer.data.generate import mix
from optimizer.data.vocabulary import UnitStatus, WardKind

SEALED_LIMIT = 0.25
"""Origins that are sealed as a whole hold at most this share of the restricted (32,573 of 127,808 in November 2021)."""

STANDING_DAYS = 3
"""Patients whose course is under way are all known within these first days."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Patients of one service and ward kind: expected arrivals by day, and the origins' shares (in table order)."""

    service_id: str
    ward_kind: WardKind
    by_day: tuple[float, ...]
    by_origin: tuple[float, ...]

    @property
    def total(self) -> float:
        """Expected arrivals over all days."""
        return fsum(self.by_day)


def restricted_people(city: Dataset, restricted: float) -> float:
    """Return how many people of the city are restricted."""
    return restricted * sum(row.population or 0 for row in city.origins)


def origin_shares(city: Dataset, restricted: float) -> tuple[float, ...]:
    """Return each origin's share of the restricted people.

    An origin with a `restricted_share` of its own (a sealed block) counts that share, but all of them together at
    most `SEALED_LIMIT` of the restricted; the others share the rest by population.
    """
    own = [(row.population or 0) * (row.restricted_share or 0.0) for row in city.origins]
    rest = [(row.population or 0) if row.restricted_share is None else 0.0 for row in city.origins]
    people = restricted_people(city, restricted)
    in_own = min(fsum(own), SEALED_LIMIT * people) if fsum(rest) else people
    return tuple(
        _part(mine, fsum(own)) * _part(in_own, people) + _part(other, fsum(rest)) * (1.0 - _part(in_own, people))
        for mine, other in zip(own, rest, strict=True)
    )


def stress_days(days: int, rnd: Random) -> tuple[int, ...]:
    """Return one day index for every week begun, on which more patients come."""
    return tuple(start + rnd.randrange(min(7, days - start)) for start in range(0, days, 7))


def streams(city: Dataset, restricted: float, days: int, stressed: Sequence[int]) -> tuple[Stream, ...]:
    """Return every stream the city has a unit for; a service the city does not offer brings nobody."""
    people = restricted_people(city, restricted)
    everywhere = origin_shares(city, restricted)
    sealed = _sealed_shares(city, everywhere)
    found: list[Stream] = []
    for service_id, share in mix.VISIT_SHARES.items():
        visits = _visits(service_id, share * mix.VISITS_PER_RESTRICTED_DAY * people, people, days, stressed)
        green = mix.GREEN_SHARE if service_id in mix.GREEN_SERVICES else 0.0
        found.append(Stream(service_id, WardKind.BUFFER, tuple(n * (1 - green) for n in visits), everywhere))
        found.append(Stream(service_id, WardKind.GENERAL, tuple(n * green for n in visits), everywhere))
    cases = [mix.CASES_PER_RESTRICTED_DAY * people * mix.CASE_DECLINE**day for day in range(days)]
    for service_id, share in mix.CASE_SHARES.items():
        found.append(Stream(service_id, WardKind.ISOLATION, tuple(n * share for n in cases), sealed))
    contacts = tuple(n * mix.CONTACTS_PER_CASE for n in cases)
    found.append(Stream(mix.CONTACT_SERVICE, WardKind.BUFFER, contacts, sealed))
    offered = {(unit.service_id, unit.ward_kind) for unit in city.units if unit.status is UnitStatus.OPEN}
    return tuple(stream for stream in found if stream.total > 0 and (stream.service_id, stream.ward_kind) in offered)


def _visits(service_id: str, per_day: float, people: float, days: int, stressed: Sequence[int]) -> list[float]:
    """Return visits by day; courses under way come first, and never fewer than the standing dialysis population."""
    weight = [mix.STRESS_FACTOR if day in stressed else 1.0 for day in range(days)]
    ordinary = [per_day * days * part / fsum(weight) for part in weight]
    if service_id not in mix.EARLY_SERVICES:
        return ordinary
    first = min(STANDING_DAYS, days)
    total = fsum(ordinary)
    standing = mix.DIALYSIS_PER_PERSON * people if service_id == "dialysis" else 0.6 * total
    later = max(0.0, total - standing) if days > first else 0.0
    return [standing / first if day < first else later / (days - first) for day in range(days)]


def _sealed_shares(city: Dataset, everywhere: tuple[float, ...]) -> tuple[float, ...]:
    """Return where cases and their contacts come from: half from the sealed places, half from everywhere."""
    own = [part if row.restricted_share is not None else 0.0 for row, part in zip(city.origins, everywhere, strict=True)]
    if not fsum(own):
        return everywhere
    return tuple(0.5 * mine / fsum(own) + 0.5 * part for mine, part in zip(own, everywhere, strict=True))


def _part(value: float, whole: float) -> float:
    return value / whole if whole else 0.0
