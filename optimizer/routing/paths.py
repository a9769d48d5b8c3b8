"""Paths through units: where a patient goes on when code, status or result ask for another ward within the stay.

Paths stay few on purpose. Nobody moves while what they need stays the same, but for a transfer to make room, out of the
unit in which somebody lies when the plan begins; a further leg prefers the same hospital, then the nearest ones; and who
may do with less may stay where they are (`rules.may_stay_on`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from optimizer.routing import rules
from optimizer.routing.people import NO_PLACE, Person
from optimizer.routing.places import Place

Stretch = tuple[Place, tuple[int, ...]]  # a unit and the days on which a place of it is used
Allowed = Callable[[Person, Place, tuple[int, ...]], bool]
OTHERS_BESIDE, OTHERS_ALONE = 1, 3  # further hospitals offered where the patient's own has a place, and where it has none


def segments(person: Person, days: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the days in runs of one need."""
    if person.steady:
        return [tuple(days)] if days else []
    runs: list[list[int]] = []
    for day in days:
        if runs and person.needs[runs[-1][-1]] == person.needs[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [tuple(run) for run in runs]


def lies_in(person: Person, place: Place) -> bool:
    """Whether somebody has a bed in a unit when the plan begins."""
    return place.index == person.current and not place.sessions


def at_first(person: Person, days: Sequence[int]) -> tuple[int, ...]:
    """Return the days until what the patient needs changes for the first time."""
    return segments(person, days)[0]


class Paths:
    """Finds the ways on.

    Parameters
    ----------
    possible
        The units in question for a patient, whatever the day.
    allowed
        Whether the rules of the days let a patient be in a unit on these days, ward kind apart.
    minutes
        Minutes between two hospitals, by unit.
    transfer_days
        First days on which somebody may be transferred from where they lie, to make room.
    """

    def __init__(
        self,
        possible: Callable[[Person], tuple[Place, ...]],
        allowed: Allowed,
        minutes: Callable[[Place, Place], int],
        transfer_days: int,
    ) -> None:
        self._possible = possible
        self._allowed = allowed
        self._minutes = minutes
        self._transfer_days = transfer_days

    def of(self, person: Person, place: Place, days: tuple[int, ...], *, every: bool = False) -> Iterator[tuple[Stretch, ...]]:
        """Yield the paths that begin at a unit and fill the days.

        Parameters
        ----------
        every
            Whether to offer all hospitals for the further legs instead of the nearest.
        """
        runs = segments(person, days)
        if len(runs) > 1 or place.index == person.current:
            yield from self._onward(person, place, runs, every)
            if lies_in(person, place):
                yield from self._moved_out(person, place, runs, every)
        elif rules.ward_kind(person, place, days) and self._allowed(person, place, days):
            yield ((place, days),)

    def _onward(
        self, person: Person, place: Place, runs: Sequence[tuple[int, ...]], every: bool
    ) -> Iterator[tuple[Stretch, ...]]:
        """Yield the paths through runs of one need each, from a unit that suits the first of them."""
        fitting, staying = self._reach(person, place, runs)
        whole = tuple(day for run in runs[:staying] for day in run)
        if staying == len(runs) and self._allowed(person, place, whole):
            yield ((place, whole),)
        for count in sorted({fitting, staying} - {0}):
            here = tuple(day for run in runs[:count] for day in run)
            if count == len(runs) or not self._allowed(person, place, here):
                continue
            rest = runs[count:]
            for target in self._targets(person, place, rest[0], every):
                for further in self._onward(person, target, rest, every):
                    yield ((place, here), *further)

    def _moved_out(
        self, person: Person, place: Place, runs: Sequence[tuple[int, ...]], every: bool
    ) -> Iterator[tuple[Stretch, ...]]:
        """Yield the paths on which somebody is transferred on a later day, although they need what they needed before."""
        if person.bound != NO_PLACE or not any(self._reach(person, place, runs)):
            return
        for count in range(1, min(len(runs[0]), self._transfer_days - runs[0][0])):
            here, rest = runs[0][:count], (runs[0][count:], *runs[1:])
            if self._allowed(person, place, here):
                for target in self._targets(person, place, rest[0], every):
                    for further in self._onward(person, target, rest, every):
                        yield ((place, here), *further)

    def _reach(self, person: Person, place: Place, runs: Sequence[tuple[int, ...]]) -> tuple[int, int]:
        """Return for how many runs a unit is what is needed, and for how many the patient may be there at all."""
        fitting = 0
        while fitting < len(runs) and rules.ward_kind(person, place, runs[fitting]):
            fitting += 1
        staying = fitting
        if not fitting and not self._lies_there(person, place, runs[0][0]):
            return 0, 0
        while staying < len(runs) and all(
            rules.ward_kind(person, place, (day,)) or rules.may_stay_on(person, place, day) for day in runs[staying]
        ):
            staying += 1
        return fitting, staying

    def suits_at_first(self, person: Person, place: Place) -> bool:
        """Whether a unit is what somebody needs on their first day, or one in which they may stay on."""
        return any(self._reach(person, place, [(person.ready,)]))

    def _lies_there(self, person: Person, place: Place, day: int) -> bool:
        """Whether somebody lies in the unit, for their service, when the plan begins; they may stay on like anybody else."""
        return lies_in(person, place) and day == person.ready and rules.service_match(person, place, day)

    def _targets(self, person: Person, place: Place, days: tuple[int, ...], every: bool) -> list[Place]:
        """Return where to go on: every unit of the same hospital, then those of the nearest others.

        Who may stay where they are is not sent on a longer trip than their service allows.
        """
        fitting = [
            one
            for one in self._possible(person)
            if one.index != place.index
            and one.sessions == place.sessions
            and rules.ward_kind(person, one, days)
            and self._allowed(person, one, days)
        ]
        here = [one for one in fitting if one.hospital == place.hospital]
        if person.linked:
            return here
        others: dict[int, list[Place]] = {}
        limit = person.service.max_travel_min if rules.may_stay_on(person, place, days[0]) else math.inf
        for one in sorted(fitting, key=lambda one: (self._minutes(place, one), one.index)):
            if one.hospital != place.hospital and self._minutes(place, one) <= limit:
                others.setdefault(one.hospital, []).append(one)
        most = len(others) if every else OTHERS_BESIDE if here else OTHERS_ALONE
        return [*here, *(one for units in list(others.values())[:most] for one in units)]
