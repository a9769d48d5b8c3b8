"""The answers of the command explain, on the screen and as facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.cli.console import Answer, Voice
from optimizer.cli.explain_designation import explained_hospital, explained_set
from optimizer.cli.explain_rota import explained_person, uncovered
from optimizer.cli.plan_read import checked_plan, say_lines, unknown_id
from optimizer.cli.progress import watched
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.planning.explain_beds import bed_worths
from optimizer.planning.explain_patient import patient_case
from optimizer.planning.explain_repairs import Group, groups_of, repaired
from optimizer.planning.explain_texts import goal_text, group_lines, part_text, patient_lines, repair_text
from optimizer.planning.explain_whole import solved_anew
from optimizer.planning.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class Question:
    """What explain is asked; exactly one of these, `whole` with `unplaced` only, `repairs` with `uncovered` only."""

    patient: str | None = None
    staff: str | None = None
    unplaced: bool = False
    whole: bool = False
    beds: bool = False
    uncovered: bool = False
    repairs: bool = False
    hospital: str | None = None
    designation: bool = False

    @property
    def is_one(self) -> bool:
        """Whether it is one question."""
        named = [one is not None for one in (self.patient, self.staff, self.hospital)]
        asked = [*named, self.unplaced, self.beds, self.uncovered, self.designation]
        return sum(asked) == 1 and self.unplaced >= self.whole and self.uncovered >= self.repairs


def explained(voice: Voice, folder: Path, asked: Question) -> Answer:
    """Answer the one question asked of a plan that stands.

    Raises
    ------
    BadInputError
        When the folder holds no plan, none or several questions are asked, or the plan knows no such person.
    BrokenPlanError
        When the plan does not pass the check.
    """
    record = checked_plan(folder)
    if not asked.is_one:
        raise BadInputError([_one_question()])
    if asked.staff is not None:
        return explained_person(voice, record, asked.staff)
    if asked.uncovered:
        return _signed(voice, record, uncovered(voice, record, with_repairs=asked.repairs))
    if asked.hospital is not None:
        return _signed(voice, record, explained_hospital(voice, record, asked.hospital))
    if asked.designation:
        return _signed(voice, record, explained_set(voice, record))
    verdicts = Verdicts.of(record.dataset, record.tables, record.previous)
    if asked.patient is not None:
        facts = _patient(voice, record, verdicts, asked.patient)
    elif asked.unplaced:
        facts = _unplaced(voice, record, verdicts, whole=asked.whole)
    else:
        facts = _beds(voice, record, verdicts)
    return _signed(voice, record, facts)


def _signed(voice: Voice, record: PlanRecord, facts: dict[str, Any]) -> Answer:
    voice.sign(illustrative=record.dataset.illustrative)
    return Answer(0, facts)


def _patient(voice: Voice, record: PlanRecord, verdicts: Verdicts, patient_id: str) -> dict[str, Any]:
    if patient_id not in record.dataset.patient:
        raise BadInputError([unknown_id("patients", patient_id, record.dataset.patient)])
    case = patient_case(verdicts, patient_id)
    groups = [group for group in groups_of(verdicts.standing) if patient_id in {p.patient.patient_id for p in group}]
    found = [repaired(verdicts.standing, group) for group in groups]
    lines = [*patient_lines(record.dataset, case, voice.lang)]
    for group in found:
        lines += group_lines(record.dataset, group, voice.lang)
    say_lines(voice, lines)
    return {
        "patient_id": patient_id,
        "placed": bool(case.stays),
        "stays": [{"unit_id": row.unit_id, "from": row.from_.isoformat(), "to": row.to.isoformat()} for row in case.stays],
        "reason_code": None if case.unplaced is None else case.unplaced.reason_code,
        "units": [line.to_dict(voice.lang) for line in case.lines],
        "other_units": dict(case.apart),
        "groups": [_group_facts(record, group, voice) for group in found],
        "text": lines,
    }


def _unplaced(voice: Voice, record: PlanRecord, verdicts: Verdicts, *, whole: bool) -> dict[str, Any]:
    groups = [repaired(verdicts.standing, group) for group in groups_of(verdicts.standing)]
    lines = [line for group in groups for line in group_lines(record.dataset, group, voice.lang)]
    say_lines(voice, lines or [Text("Everybody has a place.", "全部患者均已安排。").to(voice.lang)])
    facts: dict[str, Any] = {"groups": [_group_facts(record, group, voice) for group in groups], "text": lines}
    if whole:
        parts = [part for group in groups if group.repairs for part in group.repairs[0].parts]
        with watched(voice) as control:
            again = solved_anew(record, verdicts.standing, parts, control)
        voice.say(
            Text(
                "With the first repair of every group everybody was routed anew: {left} not yet placed; {change}.",
                "采用各组首选措施后全部重新求解：待落实 {left} 人；{change}。",
            ),
            left=len(again.unplaced),
            change=", ".join(f"{goal_text(name).to(voice.lang)} {by:+d}" for name, by in again.change) or "-",
        )
        facts["whole"] = {"unplaced": list(again.unplaced), "change": dict(again.change), "verified": again.verified}
    return facts


def _beds(voice: Voice, record: PlanRecord, verdicts: Verdicts) -> dict[str, Any]:
    worths = bed_worths(verdicts.standing)
    lines = [worth.describe(record.dataset, voice.lang) for worth in worths]
    voice.say(
        Text(
            "One bed or station more, each by itself, and how the goals change with it (units not named: nothing):",
            "逐一增加一张床位（机位）时各目标的变化（未列出的单元：无变化）：",
        )
    )
    say_lines(voice, lines)
    return {"beds": [worth.to_dict() for worth in worths], "text": lines}


def _group_facts(record: PlanRecord, group: Group, voice: Voice) -> dict[str, Any]:
    return {
        "patients": list(group.patients),
        "services": list(group.service_ids),
        "reasons": list(group.reasons),
        "repairs": [
            {
                "parts": [
                    {
                        "means": str(part.means),
                        "unit_id": part.unit_id,
                        "hospital_id": part.hospital_id,
                        "amount": part.amount,
                        "from": part.from_.isoformat(),
                        "to": part.to.isoformat(),
                        "text": part_text(record.dataset, part, voice.lang),
                    }
                    for part in repair.parts
                ],
                "placed": list(repair.placed),
                "moved": list(repair.moved),
                "change": dict(repair.change),
                "text": repair_text(record.dataset, group, repair, voice.lang),
            }
            for repair in group.repairs
        ],
    }


def _one_question() -> Issue:
    return Issue(
        "one_question",
        Severity.FAULT,
        Text("explain answers one question at a time.", "explain 一次回答一个问题。"),
        Text(
            "Give one of --patient ID, --staff ID, --hospital ID, --unplaced (also with --whole), --beds, --uncovered (also with "
            "--repairs), --designation.",
            "请给出其一：--patient ID、--staff ID、--hospital ID、--unplaced（可加 --whole）、--beds、--uncovered（可加 "
            "--repairs）、--designation。",
        ),
    )
