"""The command papers: notice, proposal of adjustment, clearing plan and donor-loss sheet of a plan, as drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import BothLangs, JsonOption, PlanFolder, default_lang

PapersOut = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="Folder for the papers; one that holds papers is replaced.")
]
PapersOnly = Annotated[
    str, typer.Option("--only", metavar="PAPERS", help="Of notice, proposal, clearing, donors, comma-separated; all by default.")
]
PapersPrevious = Annotated[
    Path | None,
    typer.Option(
        "--previous", metavar="DIR", help="The plan in force, which the proposal is compared with; none for a first designation."
    ),
]


def papers(
    folder: PlanFolder,
    out: PapersOut,
    previous: PapersPrevious = None,
    only: PapersOnly = "",
    lang: BothLangs = None,
    as_json: JsonOption = False,
) -> None:
    """Write the papers of a plan as drafts, DOCX and HTML: notice, proposal of adjustment, clearing plan, donor-loss sheet."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.paper_answers import written

        return written(voice, folder, out, previous, only, lang)

    answer("papers", lang or default_lang(), as_json, work)
