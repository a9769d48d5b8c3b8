"""What must be said beside the ranking: units that are not offered and why, refusals that are not followed, and the like."""

from __future__ import annotations

import datetime as dt

from optimizer.data.vocabulary import LABELS, PlacementState
from optimizer.planning.refusals import Refusal, refusals_of
from optimizer.planning.suggest_base import Base
from optimizer.planning.suggest_entities import Reason, Withheld
from optimizer.routing import rules
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from optimizer.routing.places import Place

_SOON = dt.timedelta(days=1)  # a notice that begins later than this after the patient is ready is not listed


class Notices:
    """The notices of one set of tables."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._standing = base.standing
        self._refusals = refusals_of(base.standing.dataset)

    def of_option(self, person: Person, option: Option) -> tuple[Reason, ...]:
        """Return the notices of a unit that are not followed: no reason at all, or nobody else is left to ask."""
        place = self._standing.instance.places[option.place]
        if place.index == person.current:
            return ()
        date, ready = self._standing.dataset.horizon.date(option.start), person.patient.ready_at
        moment = ready if ready.date() == date else dt.datetime.combine(date, dt.time())
        return tuple(
            Reason("refuses_now", {"until": _clock(one.until), "said": one.said})
            if one.void is None
            else Reason("void_refusal", {"said": one.said, "void": one.void})
            for one in self._refusals
            if one.unit_id == place.unit.unit_id and one.from_ <= moment <= one.until
        )

    def withheld(self, person: Person, moment: dt.datetime) -> tuple[Withheld, ...]:
        """Return the units that the patient declined, or that cannot accept from now on, in order of minutes."""
        instance = self._standing.instance
        if person.ready >= instance.days:
            return ()
        found = []
        for place in self._standing.search.possible(person):
            if not (rules.pinned(person, place) and rules.ward_kind(person, place, (person.ready,))):
                continue
            if not rules.declined(person, place):
                found.append(self._unit(person, place, Reason("declined")))
                continue
            found += [
                self._unit(person, place, Reason("cannot_accept", {"until": _clock(one.until), "said": one.said}))
                for one in self._refusals
                if one.unit_id == place.unit.unit_id and self._in_force(one, person, moment)
            ]
        return tuple(sorted(found, key=lambda one: (one.minutes, one.unit_id)))

    def of_patient(self, person: Person, *, found: bool) -> tuple[Reason, ...]:
        """Return what to know about the patient and the tables, whether any hospital was found or not."""
        notes = []
        row, instance = person.patient, self._standing.instance
        if person.ready >= instance.days:
            notes.append(Reason("after_horizon"))
        elif not found:
            notes.append(Reason("all_full" if self._standing.search.options(person, every=True) else "nobody"))
        if person.bound >= 0:
            state = LABELS[row.placement_state or PlacementState.ACCEPTED]
            notes.append(Reason("bound", {"unit": instance.places[person.bound].unit.unit_id, "state": state}))
        elif row.pinned_unit_id is not None:
            notes.append(Reason("pinned", {"unit": row.pinned_unit_id}))
        if row.result_due_at is not None and row.result_due_at >= row.ready_at:
            notes.append(Reason("result_due", {"at": _clock(row.result_due_at)}))
        void = sorted({one.said for one in self._refusals if one.void is not None})
        return (*notes, Reason("void_code", {"codes": ", ".join(void)})) if void else tuple(notes)

    def _in_force(self, one: Refusal, person: Person, moment: dt.datetime) -> bool:
        return one.void is None and one.until >= moment and one.from_ <= person.patient.ready_at + _SOON

    def _unit(self, person: Person, place: Place, reason: Reason) -> Withheld:
        hospital = self._standing.dataset.hospital[place.unit.hospital_id]
        name = hospital.title
        minutes = self._base.travel.to_unit(person.patient, place.unit)
        return Withheld(hospital.hospital_id, name, place.unit.unit_id, minutes, reason)


def _clock(moment: dt.datetime) -> str:
    return moment.strftime("%m-%d %H:%M")
