"""The answer of designate --front."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from optimizer.cli.console import Answer, Voice
from optimizer.cli.lock import locked
from optimizer.cli.outfolder import check_folder, write_folder
from optimizer.cli.progress import watched
from optimizer.data.reading import read_dataset
from optimizer.planning.sites_front import SitesPoint, sites_front
from optimizer.report.papers.content import Grid, said
from optimizer.report.study import front as drawn

KIND = "front"


def front_drawn(voice: Voice, data: str, out: Path) -> Answer:
    """Find the front, write its folder, and show it.

    Raises
    ------
    BadInputError, ContradictionError, BrokenPlanError, NoPlanError
        From the place, the tables, the solver or the check; nothing is written then.
    """
    with locked(out):
        check_folder(out, KIND)
        dataset = read_dataset(data)
        with watched(voice) as control:
            found = sites_front(dataset, control)
        files = {"front.html": drawn.page(dataset, found, voice.lang), "front.csv": drawn.table(found)}
        write_folder(out, KIND, files, {"illustrative": dataset.illustrative})
    voice.say(drawn.TITLE)
    voice.show(screen_table(Grid(drawn.COLUMNS, tuple(drawn.cells(one) for one in found)), voice))
    voice.sign(illustrative=dataset.illustrative)
    return Answer(0, {"out": str(out), "points": _facts(found), **voice.marks(illustrative=dataset.illustrative)})


def screen_table(grid: Grid, voice: Voice) -> Table:
    """Return a table of a page for the screen."""
    table = Table(box=None, pad_edge=False)
    for column in grid.columns:
        table.add_column(column.title.to(voice.lang), justify="right" if column.figures else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(said(cell, voice.lang) for cell in row))
    return table


def _facts(found: Sequence[SitesPoint]) -> list[dict[str, Any]]:
    return [
        {
            "sites": one.sites,
            "is_plan": one.is_plan,
            "hospitals": list(one.hospitals),
            "terms": dict(one.terms),
            "uncovered_share": one.uncovered_share,
            "mean_min": one.mean_min,
            "proven": one.proven,
            "travel_gap": one.travel_gap,
            "open_goals": list(one.open_goals),
        }
        for one in found
    ]
