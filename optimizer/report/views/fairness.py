"""Who was served, who waited and who travelled how long, group by group, for an auditor.

No rule and no goal asks for any of these but the service and the ward kind that a code demands; the figures show whether
the plan treats groups alike all the same. Groups of fewer than five people are put together, so that no figure tells of a
single person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.core.rounding import ceil_int
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import HealthCode
from optimizer.report.words import Names, label

FEWEST = 5
_OTHERS = Text("others, fewer than 5 each", "其余（每组不足 5 人）")
_UNKNOWN = Text("not stated", "未注明")


@dataclass(frozen=True, slots=True)
class Spread:
    """Three figures of a group: what half, and nine in ten, stay within (nearest rank), and the worst."""

    median: int
    ninety: int
    worst: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group's patients; `wait` (days) and `trip` (minutes) are None when fewer than five of them are placed."""

    name: Text
    patients: int
    placed: int
    wait: Spread | None
    trip: Spread | None

    @property
    def share_pct(self) -> int:
        """Share of the group that is placed, in whole per cent, rounded down."""
        return 100 * self.placed // self.patients


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All patients by one trait."""

    by: Text
    groups: tuple[Group, ...]


def fairness(plan: PlanRecord) -> tuple[Breakdown, ...]:
    """Return the patients by district, service, health code and age band; nothing when routing was not planned."""
    if not any(step.step == "routing" for step in plan.steps):
        return ()
    names = Names(plan.dataset)
    first: dict[str, PlacementRow] = {}
    for row in plan.tables.placements:
        if row.patient_id not in first or row.from_ < first[row.patient_id].from_:
            first[row.patient_id] = row
    services = {row.service_id: number for number, row in enumerate(plan.dataset.services)}
    codes = {str(code): number for number, code in enumerate(HealthCode)}
    traits: tuple[tuple[Text, Callable[[Patient], str], Callable[[str], Text], Callable[[str], object]], ...] = (
        (Text("District", "来源区县"), lambda who: _district(plan, who), names.district, lambda key: key),
        (Text("Service", "救治类别"), lambda who: who.service_id, names.service, lambda key: services.get(key, 0)),
        (
            Text("Health code", "健康码"),
            lambda who: str(who.health_code),
            lambda key: label(HealthCode(key)),
            lambda key: codes[key],
        ),
        (Text("Age band", "年龄段"), lambda who: who.age_band, lambda key: Text(key, key), _by_number),
    )
    found = []
    for by, trait, name, order in traits:
        members: dict[str, list[Patient]] = defaultdict(list)
        for who in plan.dataset.patients:
            members[trait(who)].append(who)
        found.append(Breakdown(by, tuple(_groups(members, first, name, order))))
    return tuple(breakdown for breakdown in found if breakdown.groups)


def _groups(
    members: Mapping[str, Sequence[Patient]],
    first: Mapping[str, PlacementRow],
    name: Callable[[str], Text],
    order: Callable[[str], object],
) -> Iterable[Group]:
    """Return the groups in order, the small ones as one at the end; nothing when all of them together are few."""
    small = _small({key: len(some) for key, some in members.items()})
    for key in sorted((key for key in members if key not in small), key=lambda key: (not key, order(key))):
        yield _group(name(key) if key else _UNKNOWN, members[key], first)
    merged = [who for key in small for who in members[key]]
    if len(merged) >= FEWEST:
        yield _group(_OTHERS, merged, first)


def _small(sizes: Mapping[str, int]) -> set[str]:
    """Return the groups to merge: all that are small, and where they are few together the next smallest as well.

    Without it the sum over all patients would give away what is hidden.
    """
    ordered = sorted(sizes, key=lambda key: (sizes[key], key))
    small = [key for key in ordered if sizes[key] < FEWEST]
    while small and sum(sizes[key] for key in small) < FEWEST and len(small) < len(ordered):
        small.append(ordered[len(small)])
    return set(small)


def _group(name: Text, members: Sequence[Patient], first: Mapping[str, PlacementRow]) -> Group:
    rows = [first[who.patient_id] for who in members if who.patient_id in first]
    wait, trip = _spread([row.wait_days for row in rows]), _spread([row.travel_min for row in rows])
    return Group(name, len(members), len(rows), wait, trip)


def _spread(values: Sequence[int]) -> Spread | None:
    if len(values) < FEWEST:
        return None
    ordered = sorted(values)
    return Spread(*(ordered[ceil_int(share * len(ordered)) - 1] for share in (0.5, 0.9, 1.0)))


def _district(plan: PlanRecord, patient: Patient) -> str:
    origin = plan.dataset.origin.get(patient.origin_id or "")
    return "" if origin is None else origin.district


def _by_number(band: str) -> tuple[int, str]:
    found = re.match(r"\d+", band)
    return (int(found[0]) if found else -1, band)
