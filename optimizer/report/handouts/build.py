"""All handouts of a plan as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.planning.vehicles import checked_trips
from optimizer.report.calendars import calendars, file_name
from optimizer.report.handouts.handout import WRITERS, Handout, some
from optimizer.report.handouts.intake import intake
from optimizer.report.handouts.picture import pictures
from optimizer.report.handouts.runsheet import run_sheet
from optimizer.report.handouts.shifts import shift_list
from optimizer.report.handouts.svg import chart_files
from optimizer.report.handouts.transfers import transfer_list

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file can name: the same files give the same bytes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of handout: how its files begin, and what it is called."""

    prefix: str
    title: Text


LISTS: Mapping[str, Kind] = {
    "intake": Kind("intake", Text("Intake lists of the hospitals", "各机构收治交接清单")),
    "vehicles": Kind("vehicles", Text("Run sheets of the vehicles", "车辆任务单")),
    "shifts": Kind("shifts", Text("Shifts, one a row", "班次清单")),
    "transfers": Kind("transfers", Text("Supplies to send and to receive", "物资调拨清单")),
    "calendars": Kind("calendars/", Text("Calendars, one a person", "个人日历")),
    "charts": Kind("charts/", Text("Charts (SVG)", "图表（SVG）")),
    "pictures": Kind("pictures/", Text("Charts (PNG)", "图表（PNG）")),
}
ASKED_FOR = frozenset({"pictures"})
"""What is only made when it is named: it needs a font of the machine."""


def lists(plan: PlanRecord) -> Mapping[str, Callable[[], Handout]]:
    """Return the lists of a plan, as work still to be done.

    Raises
    ------
    BrokenPlanError
        When called, by those that need a vehicle plan that the check rejects.
    """
    return {
        "intake": lambda: intake(plan, checked_trips(plan.dataset, plan.tables).trips),
        "vehicles": lambda: run_sheet(plan.dataset, checked_trips(plan.dataset, plan.tables).trips),
        "shifts": lambda: shift_list(plan),
        "transfers": lambda: transfer_list(plan),
    }


def handout_files(plan: PlanRecord, lang: Lang, keys: Sequence[str], hospital_id: str = "") -> dict[str, bytes]:
    """Return the files of some kinds of handouts by their path; vehicles serve all hospitals, and are never cut down to one.

    Raises
    ------
    BrokenPlanError
        The vehicle plan does not pass its check.
    BadInputError
        Pictures are wanted, and this machine has no font for them.
    """
    files: dict[str, bytes] = {}
    for key, made in lists(plan).items():
        if key in keys:
            found = made()
            found = some(found, (hospital_id,)) if hospital_id and key != "vehicles" else found
            files |= _written(key, found, lang)
            if key == "intake" and not hospital_id:  # each hospital gets its own list, and no other's
                for part in found.parts:
                    files |= _written(f"{key}/{file_name(part.key)}", some(found, (part.key,)), lang)
    if "calendars" in keys:
        files |= calendars(plan, lang)
    if "charts" in keys:
        files |= chart_files(plan, lang)
    if "pictures" in keys:
        files |= pictures(chart_files(plan, lang))
    return files


def _written(path: str, handout: Handout, lang: Lang) -> dict[str, bytes]:
    return {f"{path}{suffix}": write(handout, lang) for suffix, write in WRITERS.items()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as one zip file; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted(files.items()):
            pack.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
