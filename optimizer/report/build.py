"""All files that people read, for one plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from optimizer.core.text import Lang
from optimizer.data.canonical import table_csv
from optimizer.data.planfolder import PlanRecord
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.tables.rota_changes import ROTA_CHANGES
from optimizer.planning.carry import totals
from optimizer.report.page import page
from optimizer.report.roster.diff import diff_in_force
from optimizer.report.roster.table import roster_csv
from optimizer.report.workbook import workbook

ROSTER, CHANGES, CARRIED = "rota_wide.csv", "rota_changes.csv", "fairness_carry.csv"


def render(plan: PlanRecord, lang: Lang = "zh", drawn: Mapping[str, bytes] | None = None) -> Mapping[str, bytes]:
    """Return report.html, plan.xlsx and ``calendars/*.ics`` by path within the plan folder.

    The same plan gives the same bytes, whenever and wherever it is rendered; no clock fact enters.

    Parameters
    ----------
    lang
        The language the report opens in (it holds both) and the words of workbook and calendars.
    drawn
        Calendars drawn before for the same rota, which are taken as they are.
    """
    return {**{name: work() for name, work in parts(plan, lang).items()}, **calendar_files(plan, lang, drawn)}


def parts(plan: PlanRecord, lang: Lang) -> Mapping[str, Callable[[], bytes]]:
    """Return the large files as work still to be done, by path."""
    return {
        "plan.xlsx": partial(workbook, plan, lang),
        "report.html": partial(page, plan, lang),
        **({ROSTER: partial(roster_csv, plan, lang)} if plan.tables.rota else {}),
        **({CARRIED: partial(_carried, plan)} if plan.tables.rota else {}),
        **({CHANGES: partial(_changes, plan)} if plan.previous_rota else {}),
    }


def _carried(plan: PlanRecord) -> bytes:
    return table_csv(INPUT_TABLES["fairness_carry"], totals(plan, plan.dataset.horizon.last), bom=True)


def _changes(plan: PlanRecord) -> bytes:
    return table_csv(ROTA_CHANGES, diff_in_force(plan).rows, bom=True)


def calendar_files(plan: PlanRecord, lang: Lang, drawn: Mapping[str, bytes] | None = None) -> Mapping[str, bytes]:
    """Return the calendars, those drawn before where there are any."""
    if drawn:
        return drawn
    from optimizer.report.calendars import calendars  # loads more than the rest together, and is rarely needed at night

    return calendars(plan, lang)
