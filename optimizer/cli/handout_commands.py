"""The command handouts: lists for those who act on a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption, PlanFolder

OutFolder = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="Folder for the lists; one that holds handouts is replaced.")
]
Only = Annotated[
    str,
    typer.Option(
        "--only",
        metavar="LISTS",
        help="Of intake, vehicles, shifts, transfers, calendars, charts, comma-separated; all by default. "
        "Only when named: pictures.",
    ),
]
HospitalOption = Annotated[
    str, typer.Option("--hospital", metavar="ID", help="Intake and shifts of one hospital; all by default.")
]


def handouts(
    folder: PlanFolder,
    out: OutFolder,
    lang: LangOption,
    only: Only = "",
    hospital: HospitalOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write who comes to every hospital when and how, what vehicles drive, shifts a row each, transfers, calendars, charts.

    Lists are CSV (one table), XLSX (a sheet per hospital or vehicle, to be printed) and HTML (one file); charts are SVG,
    pictures of them PNG.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.cli.handout_answers import handed_out

        return handed_out(voice, folder, out, only, hospital)

    answer("handouts", lang, as_json, work)
