"""Short ways to say what is wrong in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import NOTHING, Text

LONGEST_ECHO = 80
HIDDEN = "***"
OF_PATIENTS = frozenset({"patients", "code_changes", "releases"})
_MAY_IDENTIFY = re.compile(r"[^\x00-\x7f]|[A-Za-z]{4}|@|[0-9]{7}|.{25}")  # words and long numbers; figures, dates and codes stay
NO_GUESS = Text("", "")


def fault(
    code: str,
    message: Text,
    fix: Text = NOTHING,
    *,
    table: str = "",
    row: int = 0,
    column: str = "",
    value: str = "",
    **params: object,
) -> Issue:
    """Return a fault; long values are shortened."""
    return Issue(code, Severity.FAULT, message, fix, table, row, column, echo(table, value), params)


def warning(
    code: str,
    message: Text,
    fix: Text = NOTHING,
    *,
    table: str = "",
    row: int = 0,
    column: str = "",
    value: str = "",
    **params: object,
) -> Issue:
    """Return a warning: planned all the same, said in the plan and the report."""
    return Issue(code, Severity.WARNING, message, fix, table, row, column, echo(table, value), params)


def note(
    code: str, message: Text, *, table: str = "", row: int = 0, column: str = "", value: str = "", **params: object
) -> Issue:
    """Return a note: what the reader did on its own."""
    return Issue(code, Severity.NOTE, message, NOTHING, table, row, column, echo(table, value), params)


def echo(table: str, value: str) -> str:
    """Return the value as far as it helps to find it, and nothing that may identify a patient: row and column say where."""
    return HIDDEN if table in OF_PATIENTS and _MAY_IDENTIFY.search(value) else shorten(value)


def shorten(value: str) -> str:
    """Return the value as far as it helps to find it."""
    return value if len(value) <= LONGEST_ECHO else value[: LONGEST_ECHO - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` was probably meant to be, or ''."""
    by_folded = {entry.casefold(): entry for entry in known if entry.isprintable()}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> Text:
    """Return a question naming the nearest known word, or nothing."""
    guess = nearest(word, known)
    return Text(f"Did you mean {guess}?", f"是否应为 {guess}？") if guess else NO_GUESS
