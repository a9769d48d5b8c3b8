"""Options that several commands share."""

from __future__ import annotations

import locale
import os
from pathlib import Path
from typing import Annotated

import typer

from optimizer.core.text import LANGS, Lang


def default_lang() -> Lang:
    """Return the language of the user's locale: Chinese where it is Chinese, else English."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "zh" if said.lower().startswith(("zh", "chinese")) else "en"


def _lang(value: str) -> str:
    if value not in LANGS:
        message = "choose zh or en / 请选择 zh 或 en"
        raise typer.BadParameter(message)
    return value


def _lang_if_any(value: str | None) -> str | None:
    return None if value is None else _lang(value)


Data = Annotated[str, typer.Argument(metavar="DATA", help="A folder of CSV tables, a workbook, or example:lanzhou.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the plan; one that holds a plan is replaced.")]
PlanFolder = Annotated[Path, typer.Argument(metavar="DIR", help="A plan folder.")]
LangOption = Annotated[
    str, typer.Option("--lang", callback=_lang, default_factory=default_lang, show_default="from the locale", help="zh or en.")
]
BothLangs = Annotated[
    str | None, typer.Option("--lang", callback=_lang_if_any, show_default="both", help="zh or en; both languages by default.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="End stdout with one JSON object; progress goes to stderr.")]
