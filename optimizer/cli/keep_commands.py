"""Commands that keep the store: backup, restore, retention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption
from optimizer.cli.store_commands import ByOption, StoreOption

store = typer.Typer(help="Keep the store: backup, restore, retention.", no_args_is_help=True)

DAYS_VARIABLE = "HOSPITAL_OPTIMIZER_RETENTION_DAYS"
FAULTS_VARIABLE = "HOSPITAL_OPTIMIZER_RETENTION_FAULTS_DAYS"
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


@store.command("backup")
def backup(file: BackupFile, lang: LangOption, by: ByOption, place: StoreOption = "", as_json: JsonOption = False) -> None:
    """Write every row of the store as of now into FILE (an older backup there is replaced); others may go on working.

    Exit 1 when the chain of the audit is broken: the backup is written all the same, as it stands.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.cli.keep_answers import backed_up

        return backed_up(voice, place, file, by)

    answer("store backup", lang, as_json, work)


@store.command("restore")
def restore(
    file: BackupFile,
    lang: LangOption,
    by: ByOption,
    replace: Annotated[bool, typer.Option("--replace", help="Also where the store holds something.")] = False,
    place: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make the store what a backup holds, on either kind of database; at once and whole, or not at all.

    The chain of the audit is followed before anything counts. Exit 1 when it was broken at the time of the backup already.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.cli.keep_answers import restored

        return restored(voice, place, file, by, replace=replace)

    answer("store restore", lang, as_json, work)


@store.command("retention")
def retention(
    lang: LangOption,
    by: ByOption,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, envvar=DAYS_VARIABLE, help="Days that plans and their places are kept.")
    ] = 180,
    faults_days: Annotated[
        int,
        typer.Option("--faults-days", metavar="N", min=1, envvar=FAULTS_VARIABLE, help="Days that lists of faults are kept."),
    ] = 30,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    place: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """Delete what is older: case numbers with their places, plan folders with their inputs, lists of faults, jobs of the app.

    A plan goes when its last day, its draft and the last step under it are older; what is in force stays, and so does who
    planned, reviewed and issued what. The audit tells of the deletion and its chain holds. Exit 1 when a folder was left.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.cli.keep_answers import retained
        from optimizer.jobs.retention import Periods

        return retained(voice, place, Periods(days, faults_days), by, dry_run=dry_run)

    answer("store retention", lang, as_json, work)
