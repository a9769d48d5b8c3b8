"""How a command speaks: a readable page on a terminal, one JSON object for machines, and an exit code always."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from optimizer import __version__
from optimizer.core.errors import ExitCode, PlannerError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE, Lang, Text
from optimizer.data.office_wording import load_wording
from optimizer.jobs.logs import note

FILE_WIDTH = 120
_LOG = logging.getLogger(__name__)
_MARKS = {Severity.FAULT: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_SEVERITY = {
    Severity.FAULT: Text("fault", "错误"),
    Severity.WARNING: Text("warning", "警告"),
    Severity.NOTE: Text("note", "提示"),
}
_INTERNAL = Text(
    "Internal error ({kind} at {place}). Nothing was written. Please report it with the command you ran.",
    "内部错误（{kind}，{place}）。未写入任何内容，请附所运行命令反馈。",
)


@dataclass
class Voice:
    """Where a command writes, in which language, and whether machines listen."""

    lang: Lang
    as_json: bool
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def say(self, text: Text, **params: object) -> None:
        """Write one line to people; nothing when machines listen, who get the same as JSON."""
        if not self.as_json:
            self.out.print(text.to(self.lang, **params), markup=False)

    def sign(self, *, illustrative: bool) -> None:
        """Write what every answer ends with: that it is no order, and before it that the data are illustrative where so."""
        if illustrative:
            self.say(Text("Data: {mark}", "数据：{mark}"), mark=ILLUSTRATIVE)
        self.say(DISCLAIMER)

    def marks(self, *, illustrative: bool) -> dict[str, Any]:
        """Return the same for machines."""
        mark = ILLUSTRATIVE.to(self.lang) if illustrative else ""
        return {"illustrative": illustrative, "mark": mark, "disclaimer": DISCLAIMER.to(self.lang)}

    def show(self, table: Table) -> None:
        """Write a table to people; nothing when machines listen."""
        if not self.as_json:
            self.out.print(table)

    def issues(self, issues: Sequence[Issue], *, most: int = 200) -> None:
        """Write issues one a line, faults first."""
        if self.as_json:
            return
        order = {Severity.FAULT: 0, Severity.WARNING: 1, Severity.NOTE: 2}
        for issue in sorted(issues, key=lambda one: order[one.severity])[:most]:
            word = _SEVERITY[issue.severity].to(self.lang)
            self.out.print(f"[{_MARKS[issue.severity]}]{word}[/]", end=" ")
            self.out.print(f"{issue.code}  {issue.place()}  {issue.describe(self.lang)}", markup=False)
        if len(issues) > most:
            self.say(Text("… and {count} more", "……另有 {count} 条"), count=len(issues) - most)


def _console(*, stderr: bool) -> Console:
    """Return a console as wide as the terminal; a file or a pipe has no width of its own."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = FILE_WIDTH
    return console


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: its exit code and the facts of its JSON object."""

    exit_code: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


def answer(command: str, lang: str, as_json: bool, work: Callable[[Voice], Answer]) -> None:
    """Run a command's work, say what came of it, and leave with the exit code; never with a traceback."""
    voice, began = Voice("zh" if lang == "zh" else "en", as_json), time.monotonic()
    note("command began", command=command, version=__version__)
    try:
        load_wording()
        found = work(voice)
    except PlannerError as error:
        Voice(voice.lang, as_json=False, out=voice.err).issues(error.issues)
        found = Answer(int(error.exit_code), {"issues": [issue.to_dict(voice.lang) for issue in error.issues]})
    except KeyboardInterrupt:
        voice.err.print(Text("Stopped; nothing was written.", "已停止，未写入任何内容。").to(voice.lang))
        found = Answer(130)
    except Exception as error:
        _LOG.error("internal error", exc_info=True)
        kind, place = type(error).__name__, _place(error)  # never its words: they repeat what was at hand
        voice.err.print(_INTERNAL.to(voice.lang, kind=kind, place=place), markup=False)
        found = Answer(int(ExitCode.INTERNAL), {"error": kind, "place": place})
    note("command ended", command=command, code=found.exit_code, seconds=round(time.monotonic() - began, 1))
    if as_json:
        sys.stdout.write(json.dumps({"command": command, "exit_code": found.exit_code, **found.facts}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    raise typer.Exit(found.exit_code)


def _place(error: Exception) -> str:
    from optimizer.jobs.log_filter import where

    return (where(error.__traceback__) or [""])[-1]
