"""What would give the unplaced a place: the cheapest changes, each tried out on the plan itself."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from optimizer.core.params import Limits
from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.data.vocabulary import Designable, WardKind
from optimizer.planning.explain_levers import WORLDS, Change, Means, World, beds_world, converted, plain_world
from optimizer.planning.standing import Standing
from optimizer.routing.candidates import Search
from optimizer.routing.greedy import place_best
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from optimizer.routing.places import Place
from optimizer.routing.relief import Relief, Seeker, Way, cheapest_relief, slots
from optimizer.routing.rules import Ground

MOVABLE_OPTIONS = 3000  # up to so many options, those who compete with the unplaced may be moved for them
LIMITS = Limits(workers=1, nodes=200, deadline_s=300.0)  # nodes end it; the clock is a guard only


@dataclass(frozen=True, slots=True)
class Part:
    """One change of a repair.

    Parameters
    ----------
    amount
        Beds, stations, or stations of the further shift; beds after a conversion.
    from_, to
        The days on which it is needed.
    coordinate
        Whether the hospital may be designated by coordination only.
    shift
        Number of the further shift of the day; 0 for anything else.
    bound_by
        What has to come with further beds: "staffed" or "supplied" when there are beds but no people or goods for them.
    """

    means: Means
    unit_id: str
    hospital_id: str
    amount: int
    from_: dt.date
    to: dt.date
    ward_kind: WardKind
    bound_by: str = ""
    coordinate: bool = False
    designation: tuple[DesignationRow, ...] = ()
    conversion: tuple[ConversionRow, ...] = ()
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """Changes that place some or all of a group, and what trying them out gave.

    Parameters
    ----------
    parts
        No part at all: re-planning alone makes room.
    placed
        Patients of the group who then have a place, by id.
    moved
        Other patients who then have another place or day.
    change
        By how much every goal that differs changes, in the scenario's order.
    """

    parts: tuple[Part, ...]
    placed: tuple[str, ...]
    moved: tuple[str, ...]
    change: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Unplaced patients who compete for the same units, and what would place them, the plainest change first.

    Parameters
    ----------
    reasons
        Codes of `unplaced.csv` that occur among them.
    """

    patients: tuple[str, ...]
    service_ids: tuple[str, ...]
    reasons: tuple[str, ...]
    repairs: tuple[Repair, ...]


def groups_of(standing: Standing) -> tuple[tuple[Person, ...], ...]:
    """Return the unplaced in groups that share a unit they could go to, the largest need first; then those with none."""
    unplaced = [person for person in standing.person.values() if standing.has(person) is None]
    unplaced.sort(key=lambda person: person.index)
    world = beds_world(standing, unplaced)
    parent: dict[object, object] = {}

    def root(item: object) -> object:
        while parent.setdefault(item, item) != item:
            item = parent[item]
        return item

    for person in unplaced:
        for index in sorted({slot[0] for way in world.ways[person.index] for slot in slots(way.option)}):
            parent[root(("place", index))] = root(person.index)
        for other in person.linked:
            parent[root(other)] = root(person.index)
    found: dict[object, list[Person]] = {}
    for person in unplaced:
        found.setdefault(root(person.index), []).append(person)
    return tuple(tuple(some) for some in found.values())


def repaired(standing: Standing, group: Sequence[Person]) -> Group:
    """Return a group with its repairs: each family of changes for itself, and beds once more elsewhere."""
    plain = _repair(standing, group, plain_world(standing, group))
    repairs: list[Repair] = [] if plain is None else [plain]
    if plain is not None and len(plain.placed) == len(group):
        return _group(standing, group, repairs)
    for means, world_of in WORLDS.items():
        world = world_of(standing, group)
        found = _repair(standing, group, world) if world.levers else None
        if found is None or any(found.parts == other.parts for other in repairs):
            continue
        repairs.append(found)
        if means is Means.BEDS:
            used = frozenset(part.unit_id for part in found.parts)
            others = beds_world(standing, group, used)
            elsewhere = _repair(standing, group, others) if others.levers else None
            if elsewhere is not None and len(elsewhere.placed) == len(found.placed):
                repairs.append(elsewhere)
    return _group(standing, group, repairs)


def _group(standing: Standing, group: Sequence[Person], repairs: Sequence[Repair]) -> Group:
    who = tuple(person.patient.patient_id for person in group)
    codes = {row.patient_id: row.reason_code for row in standing.tables.unplaced}
    services = tuple(sorted({person.service.service_id for person in group}))
    return Group(who, services, tuple(sorted({codes[one] for one in who if one in codes})), tuple(repairs))


def _repair(standing: Standing, group: Sequence[Person], world: World) -> Repair | None:
    """Return the cheapest repair of one family, tried out; None when it places nobody."""
    if not any(world.ways[person.index] for person in group):
        return None
    seekers = [*_seekers(standing, group, world), *_movable(standing, world)]
    relief = cheapest_relief(standing.ledger, seekers, world.levers, LIMITS)
    if relief is None or not any(relief.given[person.index] for person in group):
        return None
    tried = _tried(standing, group, tuple(_parts(standing, world.changes, relief)), relief)
    return tried if tried.placed else None


def _seekers(standing: Standing, group: Sequence[Person], world: World) -> Iterator[Seeker]:
    alike: dict[tuple[int, int, tuple[Way, ...]], list[Person]] = {}
    for person in group:
        ways = tuple(way for way in world.ways[person.index] if _allowed(standing, person, way))
        alike.setdefault((person.index if person.linked else -1, person.urgency, ways), []).append(person)
    for (_, _, ways), people in alike.items():
        yield Seeker(tuple(people), ways)


def _allowed(standing: Standing, person: Person, way: Way) -> bool:
    return standing.ledger.apart(way.option) and standing.ledger.together(person, way.option)


def _movable(standing: Standing, world: World) -> list[Seeker]:
    """Return those with a place who compete for the same units, as far as there are not too many of them."""
    units = {slot[0] for ways in world.ways.values() for way in ways for slot in slots(way.option)}
    alike: dict[tuple[int, Option, tuple[Option, ...]], list[Person]] = {}
    for person, had in standing.ledger.placed():
        if not (person.urgent or person.linked or person.patient.pinned_unit_id) and any(slot[0] in units for slot in slots(had)):
            options = standing.instance.options[person.index]
            old = next((option for option in options if _same(had, option, settled=True)), None)
            if old is not None:
                alike.setdefault((person.urgency, old, options), []).append(person)
    if sum(len(options) for _, _, options in alike) > MOVABLE_OPTIONS:
        return []
    return [Seeker(tuple(people), tuple(map(Way, options)), old) for (_, old, options), people in alike.items()]


def _parts(standing: Standing, changes: Sequence[Change], relief: Relief) -> Iterator[Part]:
    horizon = standing.dataset.horizon
    for change, steps in zip(changes, relief.steps, strict=True):
        if not steps:
            continue
        place = change.place
        days = sorted(day for (index, day), beds in relief.extra.items() if index == place.index and beds)
        if change.means in {Means.DESIGNATE, Means.CONVERT} or not days:
            days = [day for day in range(horizon.days) if place.limit(day)] or [0]
        amount = {Means.BEDS: steps, Means.SHIFT: max(place.per_shift(day) for day in days)}.get(
            change.means, max(place.limit(day) for day in days)
        )
        yield Part(
            change.means,
            place.unit.unit_id,
            place.unit.hospital_id,
            amount,
            horizon.date(days[0]),
            horizon.date(days[-1]),
            place.kinds[days[-1]],
            _bound_by(standing, place, days) if change.means is Means.BEDS else "",
            bool(change.designation) and _by_coordination(standing, place),
            change.designation,
            change.conversion,
            place.shifts if change.means is Means.SHIFT else 0,
        )


def _by_coordination(standing: Standing, place: Place) -> bool:
    return standing.dataset.hospital[place.unit.hospital_id].can_designate is Designable.COORDINATE


def _bound_by(standing: Standing, place: Place, days: Iterable[int]) -> str:
    """Return what keeps existing beds out of use on those days: staff, supplies, or nothing but their number."""
    rows = {(row.unit_id, row.date): row for row in standing.tables.capacity}
    for day in days:
        row = rows[place.unit.unit_id, standing.dataset.horizon.date(day)]
        if row.effective < row.physical:
            return "staffed" if row.staffed <= row.supplied else "supplied"
    return ""


def _tried(standing: Standing, group: Sequence[Person], parts: tuple[Part, ...], relief: Relief) -> Repair:
    """Book the plan anew with the changes, place the group as the model says, and let everybody asked choose again."""
    places, ground = after(standing, parts)
    asked = [standing.instance.people[index] for index in sorted(relief.given)]
    options = list(standing.instance.options)
    search = Search(standing.dataset, places, ground)
    for person in group:
        options[person.index] = search.options(person, every=True)
    instance: RoutingInstance = replace(standing.instance, places=places, ground=ground, options=tuple(options))
    ledger = Ledger(instance)
    for person, option in standing.ledger.placed():
        ledger.add(person, option)
    ledger.exchange(relief.given, (math.inf,) * len(instance.goals))
    for person in asked:
        old = ledger.chosen[person.index]
        if old is not None:
            ledger.remove(person)
        place_best(ledger, person, old=old)
    before, now = standing.ledger.totals, ledger.totals
    return Repair(
        parts,
        tuple(person.patient.patient_id for person in group if ledger.chosen[person.index] is not None),
        tuple(
            person.patient.patient_id for person, old in standing.ledger.placed() if not _same(old, ledger.chosen[person.index])
        ),
        tuple((goal.name, now[goal.name] - before[goal.name]) for goal in instance.goals if now[goal.name] != before[goal.name]),
    )


def _same(one: Option, other: Option | None, *, settled: bool = False) -> bool:
    """Whether two options use the same units on the same days; with `settled`, no two shifts that are named differ."""
    if other is None:
        return False
    pairs = list(itertools.zip_longest(slots(one), slots(other), fillvalue=(-1, -1, 0)))
    if any(here[:2] != there[:2] for here, there in pairs):
        return False
    return not settled or all(there[2] in {0, here[2]} for here, there in pairs)


def _closes(now: Place, then: Place) -> bool:
    return any(now.open) and not any(then.open)


def after(standing: Standing, parts: Iterable[Part]) -> tuple[tuple[Place, ...], Ground]:
    """Return units and designation as they would be with some changes made."""
    places = {place.index: place for place in standing.instance.places}
    ground, horizon = standing.instance.ground, standing.dataset.horizon
    for part in parts:
        index = standing.place[part.unit_id].index
        place = places[index]
        span = range(horizon.day(part.from_), horizon.day(part.to) + 1)
        if part.means is Means.BEDS:
            gain = part.amount * place.shifts
            places[index] = replace(
                place, effective=tuple(room + gain * (day in span) for day, room in enumerate(place.effective))
            )
        elif part.means is Means.SHIFT:
            places[index] = replace(
                place, shifts=place.shifts + 1, effective=tuple(room + room // place.shifts for room in place.effective)
            )
        elif part.means is Means.CONVERT:
            then = converted(standing, part.conversion[0])
            places |= {one.index: one for one in then if one.index == index or _closes(places[one.index], one)}
        if part.designation:
            new = {(row.hospital_id, row.service_id, row.ward_kind): frozenset(range(horizon.days)) for row in part.designation}
            ground = replace(ground, designated_days={**ground.designated_days, **new})
    return tuple(places[index] for index in sorted(places)), ground
