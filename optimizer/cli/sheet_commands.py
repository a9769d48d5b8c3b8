"""The rota as wards pass it on: rota-sheet (a file, a picture, a message), rota-diff (what changed since the last one)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption, PlanFolder

WardOption = Annotated[str, typer.Option("--ward", metavar="ID", help="One ward; all of them by default.")]
NamesOption = Annotated[
    Path | None,
    typer.Option("--names", metavar="FILE", help="The office's list of staff ids and names; shown, never kept in a plan."),
]


def rota_sheet(
    folder: PlanFolder,
    lang: LangOption,
    ward: WardOption = "",
    first: Annotated[str, typer.Option("--from", metavar="D", help="First day shown; the plan's by default.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="D", help="Last day shown.")] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Outside the plan folder: .xlsx (a sheet per ward, for A3), .csv, .png (a long picture of one ward), .txt.",
        ),
    ] = None,
    names: NamesOption = None,
    font: Annotated[Path | None, typer.Option("--font", metavar="FILE", help="Font of the picture, where none is found.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the rota as people × dates: a workbook, CSV, a long picture, or text for a chat group (without --out)."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.sheet_answers import Shown, shown

        return shown(voice, folder, Shown(ward, first, last), out, names=names, font=font)

    answer("rota-sheet", lang, as_json, work)


def rota_diff(
    folder: PlanFolder,
    lang: LangOption,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="DIR", help="The plan folder published before; the rota in force by default."),
    ] = None,
    ward: WardOption = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.csv", help="The changes as a table.")] = None,
    names: NamesOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is different between two publications of a rota: who, which day, before and now."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.sheet_answers import compared

        return compared(voice, folder, against, ward, out, names)

    answer("rota-diff", lang, as_json, work)
