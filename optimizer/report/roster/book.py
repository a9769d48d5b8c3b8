"""A workbook of rosters, a sheet per ward."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence

import xlsxwriter

from optimizer.core.text import DISCLAIMER, Lang
from optimizer.data.planfolder import PlanRecord
from optimizer.report.roster.grid import NOBODY, roster
from optimizer.report.roster.sheet import write_roster

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
PLAIN_BOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def roster_book(
    plan: PlanRecord, lang: Lang, wards: Sequence[str], dates: Sequence[dt.date] = (), called: Mapping[str, str] = NOBODY
) -> bytes:
    """Return a workbook with the rosters of some wards, each on a sheet of its own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_BOOK)
    start = dt.datetime.combine(plan.dataset.horizon.start, dt.time(0))
    notice = f"{DISCLAIMER.zh} / {DISCLAIMER.en}"
    book.set_properties({"title": plan.dataset.name, "comments": notice, "author": "hospital-optimizer", "created": start})
    taken: set[str] = set()
    for ward in wards:
        write_roster(book, sheet_name(ward, taken), plan, roster(plan, ward, dates, called), lang)
    book.close()
    return out.getvalue()


def sheet_name(ward_id: str, taken: set[str]) -> str:
    """Return a ward's id as a name that a workbook accepts, and no other sheet has."""
    bare = _NOT_IN_A_NAME.sub("_", ward_id)[:_LONGEST_NAME] or "_"
    name, number = bare, 1
    while name.casefold() in taken or name.casefold() == "history":  # the one name that Excel keeps for itself
        number += 1
        name = f"{bare[: _LONGEST_NAME - 4]}~{number}"
    taken.add(name.casefold())
    return name
