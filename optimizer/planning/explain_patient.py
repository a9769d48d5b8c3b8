"""Why one patient is where they are, why not elsewhere, and what is said of every unit of their service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.core.goals import GOALS
from optimizer.core.text import NOTHING, Lang, Text
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow, UnplacedRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import WardKind
from optimizer.planning.standing import Standing, kind_needed
from optimizer.planning.verdicts import Verdict, Verdicts
from optimizer.routing.people import Person
from optimizer.routing.places import Place

_ORDER = ("chosen", "better", "equal", "worse", "beyond_limit", "free", "full_urgent", "full")
_APART = frozenset({"service", "ward_kind"})  # not told unit by unit: a city has a hundred of them
_FARTHER = Text("not among the nearest units that planning considered", "不在规划所考虑的较近单元之内")
_COSTS = Text("but it would cost {goal} +{by}, which comes first", "但会使“{goal}”+{by}，该目标优先")
_FULL_OF = Text("by urgency: {counts}", "按分诊级别：{counts}")


@dataclass(frozen=True, slots=True)
class Line:
    """One unit and what is said of it.

    Parameters
    ----------
    minutes
        Of the trip there.
    note, params
        What the verdict alone does not say.
    """

    verdict: Verdict
    hospital_id: str
    hospital: Text
    minutes: int
    note: Text = NOTHING
    params: Mapping[str, object] | None = None

    def describe(self, lang: Lang) -> str:
        """Return unit, hospital, minutes and reason in one language."""
        head = Text("{unit} ({hospital}, {minutes} min): ", "{unit}（{hospital}，{minutes} 分钟）：")
        return head.to(lang, unit=self.verdict.unit_id, hospital=self.hospital, minutes=self.minutes) + self.reason(lang)

    def reason(self, lang: Lang) -> str:
        """Return what is said of the unit in one language."""
        note = self.note.to(lang, **(self.params or {}))
        return self.verdict.describe(lang) + (Text("; ", "；").to(lang) + note if note else "")

    def to_dict(self, lang: Lang) -> dict[str, object]:
        """Return a JSON-ready record."""
        return {
            "unit_id": self.verdict.unit_id,
            "hospital_id": self.hospital_id,
            "minutes": self.minutes,
            "code": self.verdict.code,
            "text": self.describe(lang),
        }


@dataclass(frozen=True, slots=True)
class PatientCase:
    """Everything about one patient in a plan.

    Parameters
    ----------
    stays
        The units of the plan in order of days; none when not yet placed, and `unplaced` says why.
    lines
        The units of the service and ward kind (for the life-threatened: emergency buffers too), best first.
    apart
        Number of units of other services, and of other ward kinds.
    """

    patient: Patient
    service: Text
    kind: WardKind
    stays: tuple[PlacementRow, ...]
    unplaced: UnplacedRow | None
    lines: tuple[Line, ...]
    apart: Mapping[str, int]


def patient_case(verdicts: Verdicts, patient_id: str) -> PatientCase:
    """Return what a plan says about one patient of its tables; KeyError for an id that is not there."""
    standing = verdicts.standing
    person = standing.person[patient_id]
    travel = Travel(standing.dataset)
    judged = verdicts.of_patient(patient_id)
    lines = [_line(standing, person, verdict, travel) for verdict in judged if verdict.code not in _APART]
    rank = {code: number for number, code in enumerate(_ORDER)}
    lines.sort(key=lambda line: (rank.get(line.verdict.code, len(rank)), line.minutes, line.verdict.unit_id))
    counts = Counter(verdict.code for verdict in judged)
    stays = [row for row in standing.tables.placements if row.patient_id == patient_id]
    return PatientCase(
        person.patient,
        person.service.title,
        kind_needed(person),
        tuple(sorted(stays, key=lambda row: row.from_)),
        next((row for row in standing.tables.unplaced if row.patient_id == patient_id), None),
        tuple(lines),
        {code: counts[code] for code in sorted(_APART) if counts[code]},
    )


def _line(standing: Standing, person: Person, verdict: Verdict, travel: Travel) -> Line:
    place = standing.place[verdict.unit_id]
    hospital = standing.dataset.hospital[place.unit.hospital_id]
    note, params = _note(standing, person, place, verdict)
    return Line(
        verdict,
        hospital.hospital_id,
        hospital.title,
        travel.to_unit(person.patient, place.unit),
        note,
        params,
    )


def _note(standing: Standing, person: Person, place: Place, verdict: Verdict) -> tuple[Text, dict[str, object]]:
    """Return what to add to a verdict: that planning never looked there, what a free place costs, who fills a full one."""
    if verdict.code in {"full", "full_urgent"}:
        return _FULL_OF, {"counts": _by_urgency(standing, verdict)}
    if verdict.code == "free":
        cost = _first_cost(standing, person, place)
        if cost is not None:
            return _COSTS, {"goal": GOALS[cost[0]].title, "by": cost[1]}
    considered = {option.place for option in standing.instance.options[person.index]}
    if verdict.possible and verdict.code != "chosen" and place.index not in considered:
        return _FARTHER, {}
    return NOTHING, {}


def _by_urgency(standing: Standing, verdict: Verdict) -> str:
    who = verdict.params["patients"]
    levels = Counter(standing.person[one].urgency for one in who) if isinstance(who, tuple) else Counter()
    return ", ".join(f"{level}: {levels[level]}" for level in sorted(levels)) or "-"


def _first_cost(standing: Standing, person: Person, place: Place) -> tuple[str, int] | None:
    """Return the goal that keeps a patient without a place out of a unit with room: it comes before having them placed."""
    ledger = standing.ledger
    options = standing.search.options(person, every=True)
    here = [option for option in options if option.place == place.index and ledger.fits(person, option)]
    least = min(ledger.gain(person, option) for option in here)
    for goal, by in zip(standing.instance.goals, least, strict=True):
        if by:
            return (goal.name, by) if by > 0 else None
    return None
