"""Why a patient has no place: the first reason of the rulebook that is true."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.dayruns import day_runs
from optimizer.core.listing import some_of
from optimizer.core.rulebook import UNPLACED_REASONS
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import UnplacedRow
from optimizer.routing import rules
from optimizer.routing.candidates import Search
from optimizer.routing.ledger import Ledger
from optimizer.routing.paths import Allowed as Test
from optimizer.routing.paths import Paths
from optimizer.routing.people import NO_PLACE, Person
from optimizer.routing.places import Place
from optimizer.routing.timeline import Need

MOST_NAMED = 6


class Reasons:
    """Finds the reasons of one plan."""

    def __init__(self, dataset: Dataset, ledger: Ledger) -> None:
        self._licences = {row.service_id: row.licence for row in dataset.services}
        self._transfer_days = dataset.scenario.policy.transfer_days
        self._ledger = ledger
        self._instance = ledger.instance
        self._search = Search(dataset, ledger.instance.places, ledger.instance.ground)

    def row(self, person: Person) -> UnplacedRow:
        """Return the row of a patient who is not placed."""
        code, detail = self._reason(person)
        if code not in UNPLACED_REASONS:
            message = f"{code} is no reason of the rulebook"
            raise ValueError(message)
        return UnplacedRow(patient_id=person.patient.patient_id, reason_code=code, detail=detail)

    def _reason(self, person: Person) -> tuple[str, str]:
        row = person.patient
        if person.ready >= self._instance.days:
            return "after_horizon", str(row.ready_at.date())
        if person.bound != NO_PLACE:
            return "release_needed", self._name(person.bound)
        units = self._reached(person, [])
        if not units:
            return "no_unit", " → ".join(f"{need.service_id} {need.kind}" for need in self._wanted(person))
        licensed = self._reached(person, [self._licence])
        if not licensed:
            return "no_licence", f"{self._licences[person.service.service_id]}: {_names(units)}"
        able = self._reached(person, [self._licence, self._capable])
        if not able:
            needs = ";".join((*row.needs, *sorted(rules.infections(row)))) or "-"
            return "no_capability", f"{needs}: {_names(licensed)}"
        return self._of_capable(person, able)

    def _name(self, place: int) -> str:
        """Return a unit's id; one that is no longer in the tables has none here."""
        return self._instance.places[place].unit.unit_id if place >= 0 else "-"

    def _of_capable(self, person: Person, able: list[Place]) -> tuple[str, str]:
        """Return the reason when capable units exist."""
        tests: list[Test] = [self._licence, self._capable, _declined]
        if not self._reached(person, tests):
            return "declined", _names(able)
        tests.append(self._pinned)
        pinned = self._reached(person, tests)
        if not pinned:
            return "pinned_unavailable", str(person.patient.pinned_unit_id)
        accepting = self._reached(person, [*tests, self._accepts])
        if not accepting:
            return "cannot_accept", _names(pinned)
        designated = [place for place in self._reached(person, [*tests, self._designated]) if place in accepting]
        if not designated:
            return "not_designated", _names(accepting)
        return "full", self._full_days(person, designated)

    def _reached(self, person: Person, tests: Sequence[Test]) -> list[Place]:
        """Return the units where a path begins on which every unit is open, of the right kind and passes some tests."""

        def allowed(who: Person, place: Place, days: tuple[int, ...]) -> bool:
            return rules.unit_open(place, days) and all(test(who, place, days) for test in tests)

        places = [place for place in self._instance.places if rules.service_match(person, place)]
        paths = Paths(lambda _: tuple(places), allowed, lambda one, other: 0, self._transfer_days)
        return [
            place
            for place in places
            if any(
                place.unit.service_id == person.needs[days[0]].service_id
                and any(True for _ in paths.of(person, place, days, every=True))
                for days in self._search.ways(person, place)
            )
        ]

    def _wanted(self, person: Person) -> list[Need]:
        """Return what the patient needs, one after the other."""
        return list(dict.fromkeys(person.needs[day] for day in self._instance.ground.census_days(person.ready, person.stay)))

    def _licence(self, person: Person, place: Place, days: tuple[int, ...]) -> bool:
        return rules.licence(self._licences[place.unit.service_id], place)

    def _capable(self, person: Person, place: Place, days: tuple[int, ...]) -> bool:
        return rules.capability(person, place) and rules.bloodborne(person, place, self._instance.ground.bloodborne_words)

    def _pinned(self, person: Person, place: Place, days: tuple[int, ...]) -> bool:
        return self._search.keeps_pin(person, place, days[0])

    def _accepts(self, person: Person, place: Place, days: tuple[int, ...]) -> bool:
        return rules.cannot_accept(person, place, days[0], self._instance.ground)

    def _designated(self, person: Person, place: Place, days: tuple[int, ...]) -> bool:
        return rules.designated(person, place, range(days[0], days[-1] + 1), self._instance.ground)

    def _full_days(self, person: Person, places: list[Place]) -> str:
        """Return the units with the days on which they are full, the life-threatened counted, from the ready day on."""
        said = []
        for place in places[:MOST_NAMED]:
            regular, everybody = self._ledger.regular[place.index], self._ledger.census[place.index]
            full = [
                day
                for day in range(person.ready, self._instance.days)
                if regular[day] >= place.limit(day) or everybody[day] >= place.effective[day]
            ]
            said.append(f"{place.unit.unit_id}: {day_runs(self._instance.horizon, full)}")
        more = len(places) - MOST_NAMED
        return "; ".join(said) + (f"; +{more}" if more > 0 else "")


def _declined(person: Person, place: Place, days: tuple[int, ...]) -> bool:
    return rules.declined(person, place)


def _names(places: list[Place]) -> str:
    return some_of([place.unit.unit_id for place in places], MOST_NAMED)
