"""A plan to take along: its report, its workbook, or the whole folder packed; all of them carry the marks of the plan."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.ui.access import require
from optimizer.ui.downloads import of_folder
from optimizer.ui.language import current_lang, say
from optimizer.ui.plans import load_view
from optimizer.ui.roles import Action

REPORT = Text("Report", "报告")
WORKBOOK = Text("Workbook", "工作簿")
FOLDER = Text("Whole plan (zip)", "整个方案（zip）")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can tell; the same plan is always the same file


def take_along(folder: Path, key: str) -> None:
    """Draw the downloads of a plan folder."""
    if not require(Action.EXPORT):
        return
    report, book, whole, _ = st.columns([1, 1, 1.4, 2.6])
    for place, title, name in ((report, REPORT, "report.html"), (book, WORKBOOK, "plan.xlsx")):
        place.download_button(
            say(title),
            partial(_file, folder, name, current_lang()),
            f"{folder.name}-{name}",
            on_click="ignore",
            width="stretch",
            key=f"{key}_{name}",
        )
    whole.download_button(
        say(FOLDER), partial(packed, folder), f"{folder.name}.zip", on_click="ignore", width="stretch", key=f"{key}_zip"
    )


def _file(folder: Path, name: str, lang: Lang) -> bytes:
    """Return a file once somebody asks for it; a what-if draws none of its own."""
    return of_folder(load_view(folder), name, lang)


def packed(folder: Path) -> bytes:
    """Return a plan folder as a zip file, the manifest last as in the folder itself."""
    names = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    names.sort(key=lambda path: path.name == "manifest.json")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in names:
            info = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return out.getvalue()
