"""The rota on one night: replace (who could come), swap (may these two change)."""

from __future__ import annotations

from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption, PlanFolder

DateOption = Annotated[str, typer.Option("--date", metavar="D", help="The day, as 2022-03-25.")]


def replace(
    folder: PlanFolder,
    lang: LangOption,
    date: DateOption,
    staff: Annotated[str, typer.Option("--staff", metavar="ID", help="Who is absent.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="D", help="Last day of the absence; the same day by default.")] = "",
    ward: Annotated[str, typer.Option("--ward", metavar="ID", help="An open shift instead of an absence: the ward.")] = "",
    shift: Annotated[str, typer.Option("--shift", metavar="ID", help="The shift type that is open.")] = "",
    role: Annotated[str, typer.Option("--role", metavar="R", help="Whose work the open shift is: nurse, doctor …")] = "nurse",
    most: Annotated[int, typer.Option("--most", min=1, help="Replacements to show.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Rank who may take the shifts of somebody absent, or one open shift, with reasons and cost; say why the others may not."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.desk_answers import Asked, replaced

        return replaced(voice, folder, Asked(staff, date, to, ward, shift, role), most)

    answer("replace", lang, as_json, work)


def swap(
    folder: PlanFolder,
    lang: LangOption,
    staff: Annotated[str, typer.Option("--staff", metavar="A", help="One of the two.")],
    other: Annotated[str, typer.Option("--with", metavar="B", help="The other.")],
    date: Annotated[str, typer.Option("--date", metavar="D[,D2]", help="The day, or several, separated by commas.")],
    as_json: JsonOption = False,
) -> None:
    """Say whether two people may take each other's place on some days, which rules stand against it, and what it changes.

    A trade of one day for another is a swap on both days.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.cli.desk_answers import exchanged

        return exchanged(voice, folder, staff, other, date)

    answer("swap", lang, as_json, work)
