"""Who is where, as a running account: what fits beside whom, and what each goal gains or loses by one placement more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.data.vocabulary import WardKind
from optimizer.routing.candidates import Option
from optimizer.routing.costs import COSTS, left_out_cost, placed_cost
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.people import Person

Vector = tuple[int, ...]  # one number per goal, in the instance's order; compared as tuples, that is lexicographically
Site = tuple[int, str, WardKind]


class Peak:
    """The highest of a changing collection of non-negative numbers."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self.value = 0

    def add(self, number: int) -> None:
        """Put a number in."""
        self._counts[number] += 1
        self.value = max(self.value, number)

    def drop(self, number: int) -> None:
        """Take a number out that was put in."""
        self._counts[number] -= 1
        if not self._counts[number]:
            del self._counts[number]
            if number == self.value:
                self.value = max(self._counts, default=0)


class Ledger:
    """The placements made so far.

    The three rules between patients are `capacity`, `building_exclusive` and `linked_same_hospital`.
    """

    def __init__(self, instance: RoutingInstance) -> None:
        self.instance = instance
        self.chosen: list[Option | None] = [None] * len(instance.people)
        places, days = instance.places, instance.days
        self.census = [[0] * days for _ in places]
        self.regular = [[0] * days for _ in places]
        self._in_shift: Counter[tuple[int, int, int]] = Counter()
        self._kinds: Counter[tuple[int, WardKind, int]] = Counter()
        self._kinds_here = [[0] * days for _ in range(1 + max((place.hospital for place in places), default=0))]
        self.sites: Counter[Site] = Counter()
        self._isolated: Counter[tuple[int, bool, int]] = Counter()
        self._trips, self._shares = Peak(), Peak()
        self._limits = [[place.limit(day) for day in range(days)] for place in places]
        self._mixed = _mixed_buildings(instance)
        self._names = [goal.name for goal in instance.goals]
        self._zero = dict.fromkeys(self._names, 0)
        self.totals = dict(self._zero)
        for person in instance.people:
            self.totals[f"unplaced_{person.urgency}"] += 1
            self.totals["changes"] += person.in_previous

    @property
    def vector(self) -> Vector:
        """Every goal's value, in order."""
        return tuple(self.totals[name] for name in self._names)

    def placed(self) -> Iterator[tuple[Person, Option]]:
        """Return who has a place, with it."""
        for person, option in zip(self.instance.people, self.chosen, strict=True):
            if option is not None:
                yield person, option

    def present(self, hospital: int, kind: WardKind, day: int) -> bool:
        """Whether a hospital has a patient in a ward of a kind on a day."""
        return self._kinds[hospital, kind, day] > 0

    def fits(self, person: Person, option: Option) -> bool:
        """Whether the placement breaks no rule beside those already made."""
        return self.roomy(person, option) and self.apart(option) and self.together(person, option)

    def roomy(self, person: Person, option: Option) -> bool:
        """`capacity`: the life-threatened always; others while they alone do not exceed it."""
        if person.urgent:
            return True
        regular, limits = self.regular[option.place], self._limits[option.place]
        if any(regular[day] >= limits[day] for day in option.days):
            return False
        place = self.instance.places[option.place]
        return not option.shift or all(
            self._in_shift[option.place, day, option.shift] < place.per_shift(day) for day in option.days
        )

    def apart(self, option: Option) -> bool:
        """`building_exclusive`: confirmed cases and others never in one building on one day."""
        place = self.instance.places[option.place]
        if place.building not in self._mixed:
            return True
        return not any(self._isolated[place.building, place.kinds[day] is not WardKind.ISOLATION, day] for day in option.days)

    def together(self, person: Person, option: Option) -> bool:
        """`linked_same_hospital`: where the others already are."""
        places = self.instance.places
        return all(
            other is None or places[other.place].hospital == places[option.place].hospital
            for other in (self.chosen[index] for index in person.linked)
        )

    def gain(self, person: Person, option: Option) -> Vector:
        """Return what each goal would change by, were the person placed so."""
        change = self._change(person, option)
        return tuple(change[name] for name in self._names)

    def add(self, person: Person, option: Option) -> None:
        """Place a person."""
        for name, value in self._change(person, option).items():
            self.totals[name] += value
        self.chosen[person.index] = option
        self._count(person, option, 1)

    def remove(self, person: Person) -> Option:
        """Take a person out again; returns what they had."""
        option = self.chosen[person.index]
        if option is None:
            message = f"{person.patient.patient_id} has no place to leave"
            raise ValueError(message)
        self.chosen[person.index] = None
        self._count(person, option, -1)
        for name, value in self._change(person, option).items():
            self.totals[name] -= value
        return option

    def _change(self, person: Person, option: Option) -> dict[str, int]:
        place = self.instance.places[option.place]
        census = self.census[option.place]
        here = self._kinds_here[place.hospital]
        over = crossing = share = 0
        for day in option.days:
            effective, count = place.effective[day], census[day]
            over += count >= effective
            if effective:
                share = max(share, -(-100 * (count + 1) // effective))
            crossing += bool(here[day]) and not self._kinds[place.hospital, place.kinds[day], day]
        change = dict(self._zero)
        change[f"unplaced_{person.urgency}"] = -1
        change["urgent_over_capacity"] = over
        change["crossing"] = crossing
        kind = place.kinds[option.start]
        change["concentration"] = int(
            kind is not WardKind.GENERAL and not self.sites[place.hospital, place.unit.service_id, kind]
        )
        change["worst_trip_min"] = max(0, option.travel - self._trips.value)
        change["balance_pct"] = max(0, share - self._shares.value)
        for name in COSTS:
            change[name] = placed_cost(name, person, option) - left_out_cost(name, person)
        return change

    def _count(self, person: Person, option: Option, step: int) -> None:
        place = self.instance.places[option.place]
        for day in option.days:
            self._count_share(option.place, day, step)
            if not person.urgent:
                self.regular[option.place][day] += step
                if option.shift:
                    self._in_shift[option.place, day, option.shift] += step
            kind = place.kinds[day]
            before = self._kinds[place.hospital, kind, day]
            self._kinds[place.hospital, kind, day] = before + step
            self._kinds_here[place.hospital][day] += (before + step > 0) - (before > 0)
            self._isolated[place.building, kind is WardKind.ISOLATION, day] += step
        kind = place.kinds[option.start]
        if kind is not WardKind.GENERAL:
            self.sites[place.hospital, place.unit.service_id, kind] += step
        (self._trips.add if step > 0 else self._trips.drop)(option.travel)

    def _count_share(self, index: int, day: int, step: int) -> None:
        effective, count = self.instance.places[index].effective[day], self.census[index][day]
        if effective:
            if count:
                self._shares.drop(-(-100 * count // effective))
            if count + step:
                self._shares.add(-(-100 * (count + step) // effective))
        self.census[index][day] = count + step


def _mixed_buildings(instance: RoutingInstance) -> frozenset[int]:
    """Return the buildings that could hold both confirmed cases and others."""
    kinds: dict[int, set[bool]] = {}
    for place in instance.places:
        kinds.setdefault(place.building, set()).update(kind is WardKind.ISOLATION for kind in place.kinds)
    return frozenset(building for building, seen in kinds.items() if len(seen) > 1)
