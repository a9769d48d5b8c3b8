"""What a suggestion says, as plain values: for the command, the app and machines alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from optimizer.core.text import Lang, Text
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import LABELS, WardKind
from optimizer.planning.suggest_texts import REASONS


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of `REASONS` with what its text needs."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def describe(self, lang: Lang) -> str:
        """Return the reason in one language."""
        return REASONS[self.code].to(lang, **self.params)


@dataclass(frozen=True, slots=True)
class Displaced:
    """A planned patient who would have to give way, and where they could go instead (None: nowhere)."""

    patient_id: str
    from_unit: str
    to_unit: str | None
    minutes: int
    days: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a choice costs everybody else.

    Parameters
    ----------
    displaced
        Planned patients who give way; empty where a place is free.
    goals
        By how much each goal of the plan would change against the plan without this patient, those that change only; the
        patient's own minutes and days are part of it.
    exact
        Whether no better choice of who gives way exists, everybody else staying where they are.
    waiting
        Patients not yet placed who could use the unit, too.
    """

    displaced: tuple[Displaced, ...] = ()
    goals: Mapping[str, int] = field(default_factory=dict)
    exact: bool = True
    waiting: int = 0

    @property
    def minutes(self) -> int:
        """More minutes of travel for those displaced who have another place."""
        return sum(one.minutes for one in self.displaced)

    @property
    def days(self) -> int:
        """More days of waiting for those displaced who have another place."""
        return sum(one.days for one in self.displaced)

    @property
    def left_out(self) -> int:
        """How many of the displaced would have no place."""
        return sum(one.to_unit is None for one in self.displaced)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One hospital for the patient, with its best unit.

    Parameters
    ----------
    minutes
        From where the patient is to the hospital, pick-up included.
    free_now, free_least
        Effective capacity less planned census: on the day of asking, and the least over the stay. Sessions: of a day, all
        shifts. Negative where the life-threatened stretch a unit.
    day, first_day
        Proposed first day; and the first on which the unit could take the patient, if that is earlier.
    days
        Days of the plan on which a place of the unit is used: what to hold.
    report_age_h
        Hours from the bed report to the moment of asking, None where the table has no time of report.
    """

    rank: int
    hospital_id: str
    name: Text
    phone: str
    unit_id: str
    ward_kind: WardKind
    minutes: int
    free_now: int
    free_least: int
    day: dt.date
    first_day: dt.date
    wait_days: int
    reported_at: dt.datetime | None
    report_age_h: float | None
    designated: bool
    reasons: tuple[Reason, ...]
    cost: Cost
    other_units: tuple[str, ...] = ()
    days: tuple[dt.date, ...] = ()

    def to_dict(self, lang: Lang) -> dict[str, Any]:
        """Return a JSON-ready record."""
        return {
            "rank": self.rank,
            "hospital_id": self.hospital_id,
            "name_zh": self.name.zh,
            "name_en": self.name.en,
            "duty_phone": self.phone,
            "unit_id": self.unit_id,
            "ward_kind": str(self.ward_kind),
            "minutes": self.minutes,
            "free_now": self.free_now,
            "free_least": self.free_least,
            "day": self.day.isoformat(),
            "first_day": self.first_day.isoformat(),
            "wait_days": self.wait_days,
            "days": [day.isoformat() for day in self.days],
            "reported_at": None if self.reported_at is None else self.reported_at.isoformat(timespec="minutes"),
            "report_age_h": self.report_age_h,
            "designated": self.designated,
            "reasons": [{"code": reason.code, "text": reason.describe(lang)} for reason in self.reasons],
            "cost": {
                "displaced": [
                    {
                        "patient_id": one.patient_id,
                        "from_unit": one.from_unit,
                        "to_unit": one.to_unit,
                        "minutes": one.minutes,
                        "days": one.days,
                    }
                    for one in self.cost.displaced
                ],
                "minutes": self.cost.minutes,
                "days": self.cost.days,
                "left_out": self.cost.left_out,
                "goals": dict(self.cost.goals),
                "exact": self.cost.exact,
                "waiting": self.cost.waiting,
            },
            "other_units": list(self.other_units),
        }


@dataclass(frozen=True, slots=True)
class Withheld:
    """A unit that could take the patient by its kind, but is not offered now."""

    hospital_id: str
    name: Text
    unit_id: str
    minutes: int
    reason: Reason

    def to_dict(self, lang: Lang) -> dict[str, Any]:
        """Return a JSON-ready record."""
        return {
            "hospital_id": self.hospital_id,
            "name_zh": self.name.zh,
            "name_en": self.name.en,
            "unit_id": self.unit_id,
            "minutes": self.minutes,
            "code": self.reason.code,
            "reason": self.reason.describe(lang),
        }


@dataclass(frozen=True, slots=True)
class Undesignated:
    """The nearest capable hospital that is not designated, and what would be needed before it may take the patient."""

    hospital_id: str
    name: Text
    phone: str
    unit_id: str
    minutes: int
    needed: tuple[Reason, ...]

    def to_dict(self, lang: Lang) -> dict[str, Any]:
        """Return a JSON-ready record."""
        return {
            "hospital_id": self.hospital_id,
            "name_zh": self.name.zh,
            "name_en": self.name.en,
            "duty_phone": self.phone,
            "unit_id": self.unit_id,
            "minutes": self.minutes,
            "designated": False,
            "needed": [{"code": one.code, "text": one.describe(lang)} for one in self.needed],
        }


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer to one question.

    Parameters
    ----------
    as_of, as_of_start
        Moment of asking, from which ages and free places are reckoned; whether it is only the start of the scenario.
    with_plan
        Whether a plan in force was given; without one free places come from the bed tables alone.
    """

    patient: Patient
    service: Text
    ward_kind: WardKind
    as_of: dt.datetime
    as_of_start: bool
    with_plan: bool
    suggestions: tuple[Suggestion, ...]
    withheld: tuple[Withheld, ...]
    undesignated: Undesignated | None
    notes: tuple[Reason, ...]

    def to_dict(self, lang: Lang) -> dict[str, Any]:
        """Return a JSON-ready record."""
        return {
            "patient_id": self.patient.patient_id,
            "service_id": self.patient.service_id,
            "urgency": self.patient.urgency,
            "ward_kind": str(self.ward_kind),
            "ward_kind_text": LABELS[self.ward_kind].to(lang),
            "as_of": self.as_of.isoformat(timespec="minutes"),
            "as_of_is_scenario_start": self.as_of_start,
            "with_plan": self.with_plan,
            "suggestions": [one.to_dict(lang) for one in self.suggestions],
            "not_offered": [one.to_dict(lang) for one in self.withheld],
            "nearest_not_designated": None if self.undesignated is None else self.undesignated.to_dict(lang),
            "notes": [{"code": one.code, "text": one.describe(lang)} for one in self.notes],
        }
