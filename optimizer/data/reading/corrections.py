"""What was read, put right by hand: cells, rows and columns changed as text, before anything is understood of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from optimizer.data.reading.grid import Grid, Line
from optimizer.data.reading.scenarios import scenario_from_toml
from optimizer.data.reading.sources import Found


@dataclass(frozen=True, slots=True)
class PutCell:
    """Another text in a cell; `place` counts the columns from 0, a row is known by the number a person sees."""

    table: str
    row: int
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class DropRow:
    """A row taken away; the numbers of the others stay."""

    table: str
    row: int


@dataclass(frozen=True, slots=True)
class AddRow:
    """An empty row below the last."""

    table: str
    row: int


@dataclass(frozen=True, slots=True)
class DropColumn:
    """A column emptied with its header: it is there no more."""

    table: str
    place: int


@dataclass(frozen=True, slots=True)
class SetDays:
    """The days to plan, where the source has no scenario of its own: first day (ISO) and number of days."""

    start: str
    days: int


Correction = PutCell | DropRow | AddRow | DropColumn | SetDays


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that corrections changed; a whole row that came or went has no place."""

    table: str
    row: int
    place: int | None
    before: str
    after: str


def corrected(found: Found, corrections: Iterable[Correction]) -> Found:
    """Return what a source holds under corrections, in their order; the source itself stays as it is."""
    grids, scenario = dict(found.grids), found.scenario
    by_table: dict[str, list[Correction]] = {}
    for one in corrections:
        if isinstance(one, SetDays):
            scenario = scenario_from_toml(f'start = "{one.start}"\ndays = {one.days}\n'.encode())
        else:
            by_table.setdefault(one.table, []).append(one)
    for table, some in by_table.items():
        if table in grids:
            grids[table] = _corrected(grids[table], some)
    return replace(found, grids=grids, scenario=scenario)


def over(base: Found, found: Found) -> Found:
    """Return what a source holds with the tables (and the scenario, the outlines) that it lacks taken from another."""
    return replace(
        found,
        grids={**base.grids, **found.grids},
        seen=base.seen | found.seen,
        scenario=found.scenario or base.scenario,
        outlines=found.outlines or base.outlines,
    )


def next_row(grid: Grid) -> int:
    """Return the number of a row to be added."""
    return max((line.number for line in grid.lines), default=0) + 1


def differences(before: Found, after: Found) -> Iterator[Difference]:
    """Yield what corrections came to in the end, table by table: a cell put back as it was is none."""
    for table, grid in after.grids.items():
        old = before.grids.get(table)
        if old is not None and old is not grid:
            yield from _differences(old, grid)


def _differences(old: Grid, new: Grid) -> Iterator[Difference]:
    was, now = ({line.number: line for line in grid.lines} for grid in (old, new))
    for row in sorted(was.keys() | now.keys()):
        if row not in now:
            yield Difference(old.table, row, None, _told(was[row]), "")
        elif row not in was:
            if not now[row].blank:
                yield Difference(old.table, row, None, "", _told(now[row]))
        elif was[row] is not now[row]:
            for place in range(max(len(was[row].cells), len(now[row].cells))):
                if was[row].cell(place) != now[row].cell(place):
                    yield Difference(old.table, row, place, was[row].cell(place), now[row].cell(place))


def _told(line: Line) -> str:
    """Return the first cells of a row: enough to know it by."""
    return " · ".join([cell for cell in line.cells if cell.strip()][:4])


def _corrected(grid: Grid, corrections: Iterable[Correction]) -> Grid:
    lines = {line.number: line for line in grid.lines}
    width = max((len(line.cells) for line in grid.lines), default=0)
    for one in corrections:
        if isinstance(one, DropRow):
            lines.pop(one.row, None)
        elif isinstance(one, AddRow):
            lines.setdefault(one.row, Line(one.row, ("",) * width))
        elif isinstance(one, DropColumn):
            lines = {number: _put(line, one.place, "") for number, line in lines.items()}
        elif isinstance(one, PutCell) and one.row in lines:
            lines[one.row] = _put(lines[one.row], one.place, one.text)
    return replace(grid, lines=tuple(lines.values()))


def _put(line: Line, place: int, text: str) -> Line:
    if place >= len(line.cells) or line.cells[place] == text:
        return line
    return replace(line, cells=(*line.cells[:place], text, *line.cells[place + 1 :]))
