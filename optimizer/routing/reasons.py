"""Why a patient has no place: the first reason of the rulebook that is true."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.dayruns import day_runs
from optimizer.core.rulebook import UNPLACED_REASONS
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import UnplacedRow
from optimizer.data.vocabulary import Pattern
from optimizer.routing import rules
from optimizer.routing.candidates import EVERY_DAY, session_days
from optimizer.routing.ledger import Ledger
from optimizer.routing.people import NO_PLACE, Person
from optimizer.routing.places import Place

MOST_NAMED = 6


class Reasons:
    """Finds the reasons of one plan."""

    def __init__(self, dataset: Dataset, ledger: Ledger) -> None:
        self._licences = {row.service_id: row.licence for row in dataset.services}
        self._extra = dataset.scenario.policy.extra_wait_days
        self._ledger = ledger
        self._instance = ledger.instance

    def row(self, person: Person) -> UnplacedRow:
        """Return the row of a patient who is not placed."""
        code, detail = self._reason(person)
        if code not in UNPLACED_REASONS:
            message = f"{code} is no reason of the rulebook"
            raise ValueError(message)
        return UnplacedRow(patient_id=person.patient.patient_id, reason_code=code, detail=detail)

    def _reason(self, person: Person) -> tuple[str, str]:
        row = person.patient
        wanted = f"{person.service.service_id} {person.kind}"
        if person.ready >= self._instance.days:
            return "after_horizon", str(row.ready_at.date())
        if person.bound != NO_PLACE:
            return "release_needed", self._name(person.bound)
        units = [place for place in self._instance.places if self._of_kind(person, place)]
        if not units:
            return "no_unit", wanted
        licensed = [place for place in units if rules.licence(self._licences[place.unit.service_id], place)]
        if not licensed:
            return "no_licence", f"{self._licences[person.service.service_id]}: {_names(units)}"
        able = [
            place
            for place in licensed
            if rules.capability(person, place) and rules.bloodborne(person, place, self._instance.ground.bloodborne_words)
        ]
        if not able:
            needs = ";".join((*row.needs, *sorted(rules.infections(row)))) or "-"
            return "no_capability", f"{needs}: {_names(licensed)}"
        return self._of_capable(person, able)

    def _name(self, place: int) -> str:
        """Return a unit's id; one that is no longer in the tables has none here."""
        return self._instance.places[place].unit.unit_id if place >= 0 else "-"

    def _of_capable(self, person: Person, able: list[Place]) -> tuple[str, str]:
        """Return the reason when capable units exist."""
        willing = [place for place in able if rules.declined(person, place)]
        if not willing:
            return "declined", _names(able)
        pinned = [place for place in willing if rules.pinned(person, place)]
        if not pinned:
            return "pinned_unavailable", str(person.patient.pinned_unit_id)
        ground = self._instance.ground
        accepting = [
            place
            for place in pinned
            if any(rules.cannot_accept(person, place, days[0], ground) for days in self._ways(person, place))
        ]
        if not accepting:
            return "cannot_accept", _names(pinned)
        designated = [
            place
            for place in accepting
            if any(rules.designated(person, place, days, ground) for days in self._ways(person, place))
        ]
        if not designated:
            return "not_designated", _names(accepting)
        return "full", self._full_days(person, designated)

    def _of_kind(self, person: Person, place: Place) -> bool:
        """Whether a unit of the service is open and of the right kind on some day within reach."""
        return place.unit.service_id == person.service.service_id and any(True for _ in self._ways(person, place))

    def _ways(self, person: Person, place: Place) -> Iterator[range]:
        """Return the spans a patient could spend there as far as ward kind and opening go."""
        reach = 0 if person.urgent else person.service.max_wait_days + self._extra
        for start in range(person.ready, min(self._instance.days - 1, person.ready + reach) + 1):
            for days in self._days(person, place, start):
                span = range(start, days[-1] + 1)
                if rules.ward_kind(person, place, span) and rules.unit_open(place, days):
                    yield span

    def _days(self, person: Person, place: Place, start: int) -> Iterator[tuple[int, ...]]:
        if person.service.pattern is not Pattern.SESSIONS or not place.sessions:
            yield tuple(self._instance.ground.census_days(start, person.stay))
            return
        for cohort in (person.patient.cohort,) if person.patient.cohort else person.service.cohorts or (EVERY_DAY,):
            dates = session_days(self._instance.horizon, cohort)
            if start in dates:
                yield tuple(day for day in dates if day >= start)[: person.patient.sessions_left]

    def _full_days(self, person: Person, places: list[Place]) -> str:
        """Return the units with the days on which they are full, from the ready day on."""
        said = []
        for place in places[:MOST_NAMED]:
            regular = self._ledger.regular[place.index]
            full = [day for day in range(person.ready, self._instance.days) if regular[day] >= place.limit(day)]
            said.append(f"{place.unit.unit_id}: {day_runs(self._instance.horizon, full)}")
        more = len(places) - MOST_NAMED
        return "; ".join(said) + (f"; +{more}" if more > 0 else "")


def _names(places: list[Place]) -> str:
    more = len(places) - MOST_NAMED
    return ", ".join(place.unit.unit_id for place in places[:MOST_NAMED]) + (f", +{more}" if more > 0 else "")
