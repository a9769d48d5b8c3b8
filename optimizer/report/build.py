"""All files that people read, for one plan."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.core.text import Lang
from optimizer.data.planfolder import PlanRecord
from optimizer.report.calendars import calendars
from optimizer.report.page import page
from optimizer.report.workbook import workbook


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
    return {"report.html": page(plan, lang), "plan.xlsx": workbook(plan, lang), **(drawn or calendars(plan, lang))}
