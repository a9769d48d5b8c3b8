"""Why this unit and why not that one: for a patient and a unit the first reason that binds.

The rules are asked in a fixed order (what can never change first, what a telephone call may change last), each by the
function that routing itself uses; goals are compared by the running account of the plan in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from optimizer.core.dayruns import day_runs
from optimizer.core.goals import GOALS
from optimizer.core.rounding import ceil_int
from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import LABELS, PlacementState
from optimizer.planning.refusals import Refusal, refusals_of
from optimizer.planning.standing import Standing
from optimizer.planning.verdict_texts import POSSIBLE, VERDICTS
from optimizer.routing import rules
from optimizer.routing.costs import NEAREST
from optimizer.routing.ledger import Vector
from optimizer.routing.option import Option
from optimizer.routing.paths import at_first
from optimizer.routing.people import Person
from optimizer.routing.places import Place

MOST_NAMED = 6
_LIMITS = frozenset({"urgent_late_min", "travel_excess_min"})
_NEAREST = Text("Minutes of travel, life-threatened", "危急患者路程分钟")
Span = tuple[range, tuple[int, ...]]  # every day from the first to the last, and those on which a place is used
Finding = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks for or against a unit.

    Parameters
    ----------
    code
        A key of `VERDICTS`.
    params
        What its text needs; numbers, texts in both languages, ids and dates.
    """

    unit_id: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def possible(self) -> bool:
        """Whether the unit could take the patient as things stand."""
        return self.code in POSSIBLE

    def describe(self, lang: Lang) -> str:
        """Return the reason in one language."""
        return VERDICTS[self.code].to(lang, **self.params)


class Verdicts:
    """The verdicts on every unit for every patient of a plan, worked out once each."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self._known: dict[tuple[str, str], Verdict] = {}
        self._last: tuple[Person | None, Mapping[int, Sequence[Option]]] = (None, {})

    @classmethod
    def of(cls, dataset: Dataset, tables: PlanTables, previous: tuple[PlacementRow, ...] = ()) -> Self:
        """Return the verdicts of a plan."""
        return cls(Standing.of(dataset, tables, previous))

    def verdict(self, patient_id: str, unit_id: str) -> Verdict:
        """Return the verdict on one unit for one patient of the tables; KeyError for an id that is not there."""
        key = (patient_id, unit_id)
        if key not in self._known:
            self._known[key] = self.judge(self.standing.person[patient_id], self.standing.place[unit_id])
        return self._known[key]

    def of_patient(self, patient_id: str) -> tuple[Verdict, ...]:
        """Return the verdicts on all units, in order of unit id."""
        return tuple(self.verdict(patient_id, unit_id) for unit_id in sorted(self.standing.place))

    def judge(self, person: Person, place: Place) -> Verdict:
        """Return the verdict on one unit for any person, also one on the free seat."""
        had = self.standing.has(person)
        if had is not None and had.place == place.index:
            return Verdict(place.unit.unit_id, "chosen", self._when(had))
        code, params = self._unfit(person, place) or self._in_time(person, place) or self._among_others(person, place, had)
        return Verdict(place.unit.unit_id, code, params)

    def _unfit(self, person: Person, place: Place) -> Finding | None:
        """Return what about the unit itself rules it out, whatever the day."""
        row, unit, data = person.patient, place.unit, self.standing.dataset
        if person.ready >= self.standing.instance.days:
            return "after_horizon", {"date": row.ready_at.date().isoformat()}
        if not rules.service_match(person, place):
            return "service", {}
        licence = data.service[unit.service_id].licence
        if not rules.licence(licence, place):
            return "licence", {"licence": licence}
        if not rules.capability(person, place):
            return "capability", {"missing": ", ".join(sorted(set(row.needs) - set(unit.capabilities)))}
        if not rules.bloodborne(person, place, self.standing.instance.ground.bloodborne_words):
            has = rules.infections(row)
            return ("bloodborne", {"infections": ", ".join(sorted(has))}) if has else ("bloodborne_only", {})
        if not rules.declined(person, place):
            return "declined", {}
        if not rules.pinned(person, place):
            return "pinned", {"unit": row.pinned_unit_id}
        if not rules.state_kept(person, place):
            bound = self.standing.instance.places[person.bound].unit.unit_id if person.bound >= 0 else "-"
            return "bound", {"unit": bound, "state": LABELS[row.placement_state or PlacementState.ACCEPTED]}
        return None

    def _in_time(self, person: Person, place: Place) -> Finding | None:
        """Return the first rule of the days that leaves no span within reach."""
        if self._options(person).get(place.index):
            return None
        ground = self.standing.instance.ground
        spans = [(range(days[0], days[-1] + 1), days) for days in self.standing.search.ways(person, place) if days]
        steps: Sequence[tuple[Callable[[Span], bool], Callable[[Sequence[Span]], Finding]]] = (
            (
                lambda span: rules.ward_kind(person, place, at_first(person, span[1])),
                lambda _: self._other_kind(person, place),
            ),
            (
                lambda span: rules.unit_open(place, span[1]),
                lambda left: ("closed", {"days": self._days(left, lambda day: not place.open[day])}),
            ),
            (
                lambda span: rules.designated(person, place, span[0], ground),
                lambda left: self._not_designated(place, left),
            ),
            (
                lambda span: rules.cannot_accept(person, place, span[0][0], ground),
                lambda left: self._refused(person, place, left),
            ),
            (
                lambda span: person.urgent or all(place.limit(day) > 0 for day in span[1]),
                lambda left: ("no_places", {"days": self._days(left, lambda day: place.limit(day) <= 0)}),
            ),
        )
        for holds, otherwise in steps:
            left = [span for span in spans if holds(span)]
            if not left:
                return otherwise(spans)
            spans = left
        return None

    def _among_others(self, person: Person, place: Place, had: Option | None) -> Finding:
        """Return what the other patients, or the goals, have against the unit."""
        options = self._options(person).get(place.index, ())
        if not options:  # the one thing that Search leaves out without a rule of its own
            return "emergency_first", {}
        with self.standing.without(person):
            ledger = self.standing.ledger
            fitting = [(ledger.gain(person, option), option) for option in options if ledger.fits(person, option)]
            if not fitting:
                return self._crowded(person, place, options)
            gain, option = min(fitting, key=lambda pair: pair[0])
            before = self._nowhere() if had is None else ledger.gain(person, had)
            if not person.urgent and self._over(gain) > self._over(before):
                return "full_urgent", self._full(place, [option])
            if had is None:
                return "free", self._when(option)
            return self._compared(person, before, had, gain, option)

    def _nowhere(self) -> Vector:
        return (0,) * len(self.standing.instance.goals)

    def _over(self, gain: Vector) -> int:
        """Return the bed-days over capacity that a placement brings: where the life-threatened lie as well."""
        names = [goal.name for goal in self.standing.instance.goals]
        return gain[names.index("urgent_over_capacity")]

    def _options(self, person: Person) -> Mapping[int, Sequence[Option]]:
        """Return a person's options by unit; those of the last person asked about are kept."""
        if self._last[0] is not person:
            by_place: dict[int, list[Option]] = {}
            for option in self.standing.search.options(person, every=True):
                by_place.setdefault(option.place, []).append(option)
            self._last = (person, by_place)
        return self._last[1]

    def _compared(self, person: Person, before: Vector, had: Option, after: Vector, option: Option) -> Finding:
        """Return the first goal by which a placement differs from the one in the plan."""
        names = [goal.name for goal in self.standing.instance.goals]
        by, name = next(((b - a, name) for a, b, name in zip(before, after, names, strict=True) if a != b), (0, ""))
        if not by:
            return "equal", {}
        if by > 0 and name in _LIMITS:
            return "beyond_limit", {"over": option.over_travel, "limit": ceil_int(person.service.max_travel_min)}
        title = _NEAREST if name == NEAREST else GOALS[name].title
        figures = {"goal": title, "name": name, "by": by, "minutes": option.travel - had.travel, "days": option.wait - had.wait}
        return ("worse" if by > 0 else "better"), figures

    def _crowded(self, person: Person, place: Place, options: Sequence[Option]) -> Finding:
        """Return why no option fits beside the others."""
        ledger = self.standing.ledger
        roomy = [option for option in options if ledger.roomy(person, option)]
        if not roomy:
            return "full", self._full(place, options)
        if not any(ledger.apart(option) for option in roomy):
            return "building", {}
        others = (self.standing.instance.people[index] for index in person.linked)
        away = [one.patient.patient_id for one in others if self.standing.has(one) is not None]
        return "linked", {"who": ", ".join(away)}

    def _full(self, place: Place, options: Sequence[Option]) -> dict[str, object]:
        """Return on which days a unit is full, and by whom; a day without a free shift counts as full too."""
        days = sorted({day for option in options for day in option.days if not self._room(place, day)})
        who = self._there(place, days)
        named = ", ".join(who[:MOST_NAMED]) + (" …" if len(who) > MOST_NAMED else "")
        runs = day_runs(self.standing.dataset.horizon, days)
        return {"days": runs, "count": len(who), "who": named or "-", "patients": tuple(who)}

    def _room(self, place: Place, day: int) -> bool:
        """Whether a day has room as a whole, for one more beside everybody there."""
        ledger = self.standing.ledger
        regular = ledger.regular[place.index][day] < place.limit(day)
        return regular and ledger.census[place.index][day] < place.effective[day]

    def _there(self, place: Place, days: Sequence[int]) -> list[str]:
        """Return who is planned in a unit on any of some days."""
        wanted = set(days)
        return [
            person.patient.patient_id
            for person, option in self.standing.ledger.placed()
            if any(leg.place == place.index and not wanted.isdisjoint(leg.days) for leg in option.legs)
        ]

    def _other_kind(self, person: Person, place: Place) -> Finding:
        kind = place.kinds[person.ready]
        return "ward_kind", {"has": LABELS[kind], "needed": LABELS[person.need.kind]}

    def _not_designated(self, place: Place, spans: Sequence[Span]) -> Finding:
        data, unit = self.standing.dataset, place.unit
        designated = self.standing.instance.ground.designated_days
        kind = place.kinds[spans[0][0][0]]
        service = data.service[unit.service_id]
        days = self._days(
            [(span, tuple(span)) for span, _ in spans],
            lambda day: day not in designated.get((unit.hospital_id, unit.service_id, place.kinds[day]), ()),
        )
        named = service.title
        return "not_designated", {"kind": LABELS[kind], "service": named, "days": days}

    def _refused(self, person: Person, place: Place, spans: Sequence[Span]) -> Finding:
        notices = self._refusals.get(place.unit.unit_id, ())
        moment = max(person.patient.ready_at, dt.datetime.combine(self.standing.dataset.horizon.start, dt.time()))
        notice = next((one for one in notices if one.from_ <= moment <= one.until), notices[0])
        until = notice.until.strftime("%m-%d %H:%M")
        return "cannot_accept", {"reason": notice.said, "until": until, "by": notice.by, "day": spans[0][0][0]}

    @cached_property
    def _refusals(self) -> Mapping[str, tuple[Refusal, ...]]:
        found: dict[str, list[Refusal]] = {}
        for notice in (one for one in refusals_of(self.standing.dataset) if one.void is None):
            found.setdefault(notice.unit_id, []).append(notice)
        return {unit_id: tuple(notices) for unit_id, notices in found.items()}

    def _days(self, spans: Sequence[Span], wanted: Callable[[int], bool]) -> str:
        days = sorted({day for _, used in spans for day in used if wanted(day)})
        return day_runs(self.standing.dataset.horizon, days)

    def _when(self, option: Option) -> dict[str, object]:
        date = self.standing.dataset.horizon.date(option.start).isoformat()
        return {"date": date, "minutes": option.travel, "wait": option.wait}
