"""Who is where, as a running account: what fits beside whom, and what each goal gains or loses by one placement more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from optimizer.data.vocabulary import WardKind
from optimizer.routing.costs import COSTS
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.option import Leg, Option, Site, sites_of
from optimizer.routing.people import Person

Vector = tuple[int, ...]  # one number per goal, in the instance's order; compared as tuples, that is lexicographically
Ranks = list[list[tuple[Vector, Option]] | None]


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
        self.mixed = _mixed_buildings(instance)
        self._names = [goal.name for goal in instance.goals]
        self._position = {name: number for number, name in enumerate(self._names)}
        self._costs = tuple((self._position[name], cost) for name, cost in COSTS.items())
        self._ranks: Ranks = [None] * len(instance.people)
        self.totals = dict.fromkeys(self._names, 0)
        for person in instance.people:
            self.totals[f"unplaced_{person.urgency}"] += 1
            self.totals["changes"] += person.in_previous
            self.totals["lost_place"] += person.has_place

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

    def mixes(self, hospital: int, kind: WardKind, day: int) -> bool:
        """Whether a patient in a ward of a kind would be a further kind in a hospital on a day."""
        return self._kinds_here[hospital][day] > 0 and not self._kinds[hospital, kind, day]

    def in_shift(self, place: int, day: int, shift: int) -> int:
        """Return how many people, other than the life-threatened, have a session in a shift that the model settled."""
        return self._in_shift[place, day, shift]

    def fits(self, person: Person, option: Option) -> bool:
        """Whether the placement breaks no rule beside those already made."""
        return self.roomy(person, option) and self.apart(option) and self.together(person, option)

    def roomy(self, person: Person, option: Option) -> bool:
        """`capacity`: the life-threatened always; others while they alone do not exceed it."""
        if person.urgent:
            return True
        return all(self._roomy(leg) for leg in option.legs)

    def _roomy(self, leg: Leg) -> bool:
        regular, limits = self.regular[leg.place], self._limits[leg.place]
        if any(regular[day] >= limits[day] for day in leg.days):
            return False
        place = self.instance.places[leg.place]
        return not leg.shift or all(self._in_shift[leg.place, day, leg.shift] < place.per_shift(day) for day in leg.days)

    def apart(self, option: Option) -> bool:
        """`building_exclusive`: confirmed cases and others never in one building on one day."""
        for leg in option.legs:
            place = self.instance.places[leg.place]
            if place.building in self.mixed and any(
                self._isolated[place.building, place.kinds[day] is not WardKind.ISOLATION, day] for day in leg.days
            ):
                return False
        return True

    def together(self, person: Person, option: Option) -> bool:
        """`linked_same_hospital`: where the others already are; who is linked never changes hospital."""
        places = self.instance.places
        return all(
            other is None or places[other.place].hospital == places[option.place].hospital
            for other in (self.chosen[index] for index in person.linked)
        )

    def gain(self, person: Person, option: Option) -> Vector:
        """Return what each goal would change by, were the person placed so."""
        return self._exact(list(self.least_gain(person, option)), option)

    def least_gain(self, person: Person, option: Option) -> Vector:
        """Return what each goal changes by at least, whoever is where: the part of `gain` that others cannot raise."""
        change = [0] * len(self._names)
        position = self._position
        change[position[f"unplaced_{person.urgency}"]] -= 1
        change[position["changes"]] -= person.in_previous
        change[position["lost_place"]] -= person.has_place
        for number, cost in self._costs:
            change[number] += cost(person, option)
        return tuple(change)

    def ranked(self, person: Person) -> list[tuple[Vector, Option]]:
        """Return a person's options with their `least_gain`, the best first."""
        if self._ranks[person.index] is None:
            options = self.instance.options[person.index]
            pairs = [(self.least_gain(person, option), option) for option in options]
            self._ranks[person.index] = sorted(pairs, key=lambda pair: pair[0])
        return self._ranks[person.index] or []

    def exact(self, least: Vector, option: Option) -> Vector:
        """Return the gain, given its least part."""
        return self._exact(list(least), option)

    def add(self, person: Person, option: Option) -> None:
        """Place a person."""
        self._book(self.gain(person, option), 1)
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
        self._book(self.gain(person, option), -1)
        return option

    def exchange(self, assignment: Mapping[int, Option | None], most: tuple[float, ...] | None = None) -> bool:
        """Give people other places, all at once; whether that breaks no rule and makes no goal worse than it may be.

        Otherwise nothing changes: solvers do give wrong answers now and then (see TRAPS).

        Parameters
        ----------
        assignment
            Option by person index, None for no place.
        most
            What the goals may be at most, compared in their order; by default what they are.
        """
        before = self.vector if most is None else most
        people = [self.instance.people[index] for index in assignment]
        old = {person.index: self.chosen[person.index] for person in people}
        self._clear(people)
        if self._fill(people, assignment) and self.vector <= before:
            return True
        self._clear(people)
        for person in people:
            option = old[person.index]
            if option is not None:
                self.add(person, option)
        return False

    def _clear(self, people: Iterable[Person]) -> None:
        for person in people:
            if self.chosen[person.index] is not None:
                self.remove(person)

    def _fill(self, people: Iterable[Person], assignment: Mapping[int, Option | None]) -> bool:
        """Place people while each fits; whether all do."""
        for person in people:
            option = assignment[person.index]
            if option is not None:
                if not self.fits(person, option):
                    return False
                self.add(person, option)
        return True

    def _book(self, change: Vector, sign: int) -> None:
        for name, value in zip(self._names, change, strict=True):
            self.totals[name] += sign * value

    def _exact(self, change: list[int], option: Option) -> Vector:
        """Add to a least change what the others make of it."""
        over = crossing = share = 0
        for leg in option.legs:
            place = self.instance.places[leg.place]
            hospital, kinds, effective = place.hospital, place.kinds, place.effective
            census, here = self.census[leg.place], self._kinds_here[hospital]
            for day in leg.days:
                room, count = effective[day], census[day] + 1
                if count > room:
                    over += 1
                if room and 100 * count > share * room:
                    share = -(-100 * count // room)
                if here[day] and not self._kinds[hospital, kinds[day], day]:  # as `mixes`, without the call
                    crossing += 1
        position = self._position
        change[position["urgent_over_capacity"]] += over
        change[position["crossing"]] += crossing
        change[position["concentration"]] += sum(not self.sites[site] for site in set(sites_of(self.instance.places, option)))
        change[position["worst_trip_min"]] += max(0, option.longest - self._trips.value)
        change[position["balance_pct"]] += max(0, share - self._shares.value)
        return tuple(change)

    def _count(self, person: Person, option: Option, step: int) -> None:
        for leg in option.legs:
            self._count_leg(person, leg, step)
        for site in sites_of(self.instance.places, option):
            self.sites[site] += step
        (self._trips.add if step > 0 else self._trips.drop)(option.longest)

    def _count_leg(self, person: Person, leg: Leg, step: int) -> None:
        place = self.instance.places[leg.place]
        for day in leg.days:
            self._count_share(leg.place, day, step)
            if not person.urgent:
                self.regular[leg.place][day] += step
                if leg.shift:
                    self._in_shift[leg.place, day, leg.shift] += step
            kind = place.kinds[day]
            before = self._kinds[place.hospital, kind, day]
            self._kinds[place.hospital, kind, day] = before + step
            self._kinds_here[place.hospital][day] += (before + step > 0) - (before > 0)
            self._isolated[place.building, kind is WardKind.ISOLATION, day] += step

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
