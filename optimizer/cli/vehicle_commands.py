"""The command vehicles: who is fetched by which vehicle, when, and where vehicles are too few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.faults import no_plan
from optimizer.cli.options import JsonOption, LangOption, PlanFolder
from optimizer.cli.outfile import check_file, write_file
from optimizer.core.errors import BadInputError, BrokenPlanError
from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.canonical import table_csv
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import holds_plan, read_plan
from optimizer.data.tables.trips import TRIPS, TripRow

OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Run sheet outside the plan folder: .csv (a row a seat); .xlsx or .html (a part a vehicle)."
    ),
]


@dataclass(frozen=True, slots=True)
class _Day:
    date: str
    kind: str
    trips: int
    busy: int
    number: int
    late: int


def vehicles(folder: PlanFolder, lang: LangOption, out: OutFile = None, as_json: JsonOption = False) -> None:
    """Give every trip of a plan a numbered vehicle, check it, and write the run sheet; says where vehicles are too few."""

    def work(voice: Voice) -> Answer:
        from optimizer.planning.vehicles import checked_trips
        from optimizer.report.handouts.handout import WRITERS
        from optimizer.report.handouts.runsheet import run_sheet
        from optimizer.verify import verify_folder

        if not holds_plan(folder):
            raise BadInputError([no_plan(folder)])
        if out is not None:
            check_file(out, tuple(WRITERS))
        broken = verify_folder(folder)
        if broken:
            raise BrokenPlanError(broken)
        record = read_plan(folder)
        plan = checked_trips(record.dataset, record.tables)
        if out is not None and out.suffix.lower() == ".csv":
            write_file(out, table_csv(TRIPS, plan.trips, bom=True))
        elif out is not None:
            write_file(out, WRITERS[out.suffix.lower()](run_sheet(record.dataset, plan.trips), voice.lang))
        days = _days(record.dataset, plan.trips)
        voice.show(_page(days, voice))
        voice.issues(plan.issues)
        voice.sign(illustrative=record.dataset.illustrative)
        return Answer(0, _facts(days, plan.trips, plan.issues, voice))

    answer("vehicles", lang, as_json, work)


def _days(dataset: Dataset, trips: Sequence[TripRow]) -> list[_Day]:
    number = {car.vehicle_kind: car.number for car in dataset.vehicles}
    runs = {(row.vehicle_kind, row.vehicle_number, row.leaves): row for row in trips}
    groups: dict[tuple[str, str], list[TripRow]] = defaultdict(list)
    for row in runs.values():
        groups[row.date.isoformat(), row.vehicle_kind].append(row)
    return [
        _Day(date, kind, len(rows), _peak(rows), number[kind], sum(row.late_min > 0 for row in rows))
        for (date, kind), rows in sorted(groups.items())
    ]


def _peak(rows: Sequence[TripRow]) -> int:
    """Return the most vehicles out at one moment; one that is free again at that moment no longer counts."""
    events = sorted(event for row in rows for event in ((row.leaves, 1), (row.free_again, -1)))
    most = count = 0
    for _, step in events:
        count += step
        most = max(most, count)
    return most


def _page(days: Sequence[_Day], voice: Voice) -> Table:
    page = Table()
    for title in _HEADERS:
        page.add_column(title.to(voice.lang))
    for one in days:
        page.add_row(one.date, one.kind, str(one.trips), f"{one.busy} / {one.number}", str(one.late))
    return page


def _facts(days: Sequence[_Day], trips: Sequence[TripRow], issues: Sequence[Issue], voice: Voice) -> dict[str, Any]:
    return {
        "rows": len(trips),
        "days": [
            {"date": d.date, "vehicle_kind": d.kind, "trips": d.trips, "most_busy": d.busy, "number": d.number, "late": d.late}
            for d in days
        ],
        "issues": [issue.to_dict(voice.lang) for issue in issues],
    }


_HEADERS = (
    Text("Date", "日期"),
    Text("Vehicle", "车辆类型"),
    Text("Trips", "出车次数"),
    Text("Most out at once / number", "同时最多 / 数量"),
    Text("Late", "迟到"),
)
