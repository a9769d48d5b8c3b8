"""The command explain: why here, why not there, what would change it, what a bed would be worth."""

from __future__ import annotations

from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption, PlanFolder

PatientOption = Annotated[str | None, typer.Option("--patient", metavar="ID", help="Why this patient is where they are.")]
StaffOption = Annotated[
    str | None,
    typer.Option("--staff", metavar="ID", help="One person: team, shifts, hours and nights against limits, requests and why."),
]
Unplaced = Annotated[bool, typer.Option("--unplaced", help="What would give those without a place one.")]
Whole = Annotated[
    bool, typer.Option("--whole", help="With --unplaced: route everybody anew with the first repair of every group, and check.")
]
Beds = Annotated[bool, typer.Option("--beds", help="What one bed or station more would be worth, by unit and day.")]

Uncovered = Annotated[bool, typer.Option("--uncovered", help="What binds every shift below its minimum, the tightest first.")]
Repairs = Annotated[
    bool,
    typer.Option("--repairs", help="With --uncovered: what contradicts each other, and the cheapest repairs, solved."),
]
HospitalOption = Annotated[str | None, typer.Option("--hospital", metavar="ID", help="Why this hospital is designated, or not.")]
Designation = Annotated[bool, typer.Option("--designation", help="The next-best set of hospitals, and its price goal by goal.")]


def explain(
    folder: PlanFolder,
    lang: LangOption,
    patient: PatientOption = None,
    staff: StaffOption = None,
    unplaced: Unplaced = False,
    whole: Whole = False,
    beds: Beds = False,
    uncovered: Uncovered = False,
    repairs: Repairs = False,
    hospital: HospitalOption = None,
    designation: Designation = False,
    as_json: JsonOption = False,
) -> None:
    """Explain a plan: why here, why not there, what would change it, and what a bed would be worth."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.explain_answers import Question, explained  # the solvers load when there is work to do

        return explained(
            voice, folder, Question(patient, staff, unplaced, whole, beds, uncovered, repairs, hospital, designation)
        )

    answer("explain", lang, as_json, work)
