"""Commands on what was tried and decided: scenarios, decisions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption
from optimizer.cli.store_commands import ByOption, StoreOption

PlanOption = Annotated[str, typer.Option("--plan", metavar="ID", help="Id of a plan of the store, or the beginning of it.")]


class NoteAct(StrEnum):
    """What may be asked of notes, which are only ever added."""

    LIST = "list"
    ADD = "add"


def decisions(
    lang: LangOption,
    by: ByOption,
    plan: PlanOption,
    act: Annotated[NoteAct, typer.Argument(help="What to do.")] = NoteAct.LIST,
    about: Annotated[str, typer.Option("--about", metavar="WHAT", help="hospital:H05, unit:U01, a case number …")] = "",
    choice: Annotated[str, typer.Option("--choice", metavar="WORD", help="What was chosen: keep_open, U07 …")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Why, as a code: rehearsed, staff_short …")] = "",
    store: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """Note who decided what about a plan, and why as a code; or list the decisions, oldest first."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.note_answers import added_decision, listed_decisions

        if act is NoteAct.LIST:
            return listed_decisions(voice, store, plan)
        return added_decision(voice, store, plan, (about, choice, reason), by)

    answer("decisions", lang, as_json, work)


def scenarios(
    lang: LangOption,
    by: ByOption,
    plan: PlanOption,
    act: Annotated[NoteAct, typer.Argument(help="What to do.")] = NoteAct.LIST,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What it is called.")] = "",
    changes: Annotated[
        list[str] | None, typer.Option("--change", metavar="CHANGE", help="close:H05@2022-03-12, beds:U01=+10 …; several.")
    ] = None,
    store: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """Keep a set of changes that was tried on a plan's data, once however often it is added; or list them, oldest first."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.note_answers import added_scenario, listed_scenarios

        if act is NoteAct.LIST:
            return listed_scenarios(voice, store, plan)
        return added_scenario(voice, store, plan, name, changes or [], by)

    answer("scenarios", lang, as_json, work)
