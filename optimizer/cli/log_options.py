"""The options before the command: where to log."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import Voice
from optimizer.cli.options import default_lang
from optimizer.core.errors import BadInputError
from optimizer.jobs.logs import LEVEL_VARIABLE, LOG_VARIABLE, STDERR, set_up


def log_as_asked(
    log: Annotated[
        str, typer.Option("--log", metavar="FILE", envvar=LOG_VARIABLE, help="Log into FILE as JSON lines; - for stderr.")
    ] = "",
    level: Annotated[
        str, typer.Option("--log-level", metavar="LEVEL", envvar=LEVEL_VARIABLE, help="debug, info, warning or error.")
    ] = "info",
) -> None:
    """Have this process, and those it starts, log where it was asked."""
    if log:
        place = log if log == STDERR else str(Path(log).expanduser().absolute())  # a child may stand elsewhere
        os.environ[LOG_VARIABLE], os.environ[LEVEL_VARIABLE] = place, level
    try:
        set_up()
    except BadInputError as error:
        Voice(default_lang(), as_json=False).issues(error.issues)
        raise typer.Exit(int(error.exit_code)) from error
