"""Files as offices write them, and files that are damaged: ten of either by the number of the lot."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import openpyxl

from optimizer.core.errors import BadInputError
from optimizer.data.canonical import table_csv
from optimizer.data.columns import Kind
from optimizer.data.dataset import Dataset
from optimizer.data.reading import read_dataset
from optimizer.data.schema import INPUT_TABLES
from tests.cities import SMALL_CITY

SAME = "same"
LOT = 10
SECONDS = 10.0
MEGABYTES = 1024
TABLES = sorted(INPUT_TABLES.keys() & {name[:-4] for name in SMALL_CITY})
GARBAGE = (
    "",
    "-1",
    "1e9",
    "1e400",
    "nan",
    "=1+1",
    "#REF!",
    "2022-02-30",
    "合计",
    "offf",
    "'",
    '"',
    "\x00",
    "\u202e",
    "²",
    "１２",
)
WIDE = str.maketrans("0123456789.-:/", "０１２３４５６７８９．－：／")
TOTAL = "合计"
LONG = "x" * 40_000
Tables = dict[str, list[list[str]]]
Read = dict[str, frozenset[tuple[int, str]]]


def other_ways_of_writing(number: int) -> str:
    """The same tables written another way: read as the same, or refused with faults, never read as something else."""
    return _lot(number, _written_otherwise)


def damaged_files(number: int) -> str:
    """Cells, rows and bytes spoilt: refused with faults, or read; rows that were not touched say what they said."""
    return _lot(number, _damaged)


def _lot(number: int, judge: Callable[[random.Random, Path], str]) -> str:
    wrong = []
    for seed in range(number * LOT, (number + 1) * LOT):
        with tempfile.TemporaryDirectory() as folder:
            began = time.process_time()
            verdict = judge(random.Random(seed), Path(folder))
            spent = time.process_time() - began
        if verdict != SAME:
            wrong.append(f"{seed}: {verdict}")
        elif spent > SECONDS:
            wrong.append(f"{seed}: took {spent:.0f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if peak > MEGABYTES:
        wrong.append(f"{peak} MB")
    return "; ".join(wrong) or SAME


def _written_otherwise(draw: random.Random, folder: Path) -> str:
    tables = _tables()
    ways = draw.sample(_WAYS, draw.randint(1, 3))
    for way in ways:
        way(draw, tables)
    source = draw.choice((_as_csv, _as_csv, _as_workbook))(draw, tables, folder)
    try:
        read = _rows(read_dataset(source))
    except BadInputError as error:
        return SAME if error.issues else "refused without a fault"
    if read == _plain():
        return SAME
    differs = sorted(name for name in TABLES if read[name] != _plain()[name])
    return f"{[way.__name__ for way in ways]} changed {differs}"


def _damaged(draw: random.Random, folder: Path) -> str:
    tables, spoilt = _tables(), draw.choice(TABLES)
    if draw.random() < 0.6:
        rows = tables[spoilt]
        row = draw.randrange(1, len(rows))
        for _ in range(draw.randint(1, 3)):
            rows[row][draw.randrange(len(rows[row]))] = draw.choice((*GARBAGE, LONG, draw.randbytes(6).decode("latin-1")))
        if draw.random() < 0.2:
            rows[row] = rows[row][: draw.randrange(1, len(rows[row]) + 1)]
        source = _as_csv(draw, tables, folder) if draw.random() < 0.7 else _as_workbook(draw, tables, folder)
    else:
        source, row = _broken_bytes(draw, tables, folder), 0
    try:
        dataset = read_dataset(source)
    except BadInputError as error:
        return SAME if error.issues else "refused without a fault"
    if not row:
        return SAME
    read, plain = _rows(dataset), _plain()
    others = [name for name in TABLES if name != spoilt and read[name] != plain[name]]
    lost = {line for _, line in plain[spoilt]} - {line for _, line in read[spoilt]}
    cells = [cell for cell in (_seen(cell).strip() for cell in tables[spoilt][row]) if cell]
    left_out = not cells or cells[0] == TOTAL  # nothing stands there, or it is told
    kept = len(lost) <= 1 and len(read[spoilt]) == len(plain[spoilt]) - left_out
    return SAME if kept and not others else f"{spoilt} {row} changed {others or lost}"


def _broken_bytes(draw: random.Random, tables: Tables, folder: Path) -> Path:
    """Write a folder or a workbook and spoil bytes of a file."""
    source = _as_csv(draw, tables, folder) if draw.random() < 0.5 else _as_workbook(draw, tables, folder)
    file = source if source.is_file() else source / f"{draw.choice(TABLES)}.csv"
    content = bytearray(file.read_bytes())
    place = draw.randrange(len(content))
    match draw.randrange(4):
        case 0:
            del content[place:]
        case 1:
            content[place : place + 8] = draw.randbytes(8)
        case 2:
            content[place:place] = content[: draw.randrange(200)]
        case _:
            content = bytearray(draw.randbytes(draw.randrange(2000)))
    file.write_bytes(content)
    return source


def _cells(draw: random.Random, tables: Tables, *kinds: Kind) -> list[tuple[list[str], int]]:
    """Return some cells of these kinds that are not blank, from one table."""
    names = [name for name in TABLES if any(column.kind in kinds for column in INPUT_TABLES[name].columns)]
    name = draw.choice(names)
    of = {column.name for column in INPUT_TABLES[name].columns if column.kind in kinds}
    header, *rows = tables[name]
    found = [(row, place) for row in rows for place, title in enumerate(header) if title in of and row[place]]
    return draw.sample(found, min(len(found), draw.randint(1, 4)))


def wide_digits(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME):
        row[place] = row[place].translate(WIDE)


def whole_as_decimal(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, Kind.INTEGER):
        row[place] += draw.choice((".0", ".00", ".", "e0"))


def thousands(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, Kind.INTEGER, Kind.NUMBER):
        if row[place].isdigit():
            row[place] = draw.choice((f"{int(row[place]):,}", f"{int(row[place]):_}", f"{int(row[place]):,}".replace(",", "，")))


def with_a_unit(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, Kind.INTEGER, Kind.NUMBER):
        row[place] += draw.choice(("张", " beds", "人", "min"))


def spaces(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, *Kind):
        space = draw.choice((" ", "\u00a0", "\u3000", "\t", "\u200b", "\ufeff"))
        row[place] = draw.choice((space + row[place], row[place] + space))


def other_dates(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, Kind.DATE):
        try:
            day = dt.date.fromisoformat(row[place])
        except ValueError:  # written another way already
            continue
        serial = (day - dt.date(1899, 12, 30)).days
        said = f"{day.year}年{day.month}月{day.day}日"
        forms = [day.strftime(form) for form in ("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%y-%m-%d")]
        row[place] = draw.choice((*forms, said, str(serial), f"{day} 00:00:00"))


def other_case(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, Kind.CHOICE, Kind.BOOLEAN):
        row[place] = draw.choice((row[place].upper(), row[place].title()))


def other_separators(draw: random.Random, tables: Tables) -> None:
    for row, place in _cells(draw, tables, Kind.LIST):
        row[place] = row[place].replace(";", draw.choice(("；", "、", "; ", ";;")))


def columns_moved(draw: random.Random, tables: Tables) -> None:
    name = draw.choice(TABLES)
    order = draw.sample(range(len(tables[name][0])), len(tables[name][0]))
    tables[name][:] = [[row[place] for place in order] for row in tables[name]]


def rows_moved(draw: random.Random, tables: Tables) -> None:
    name = draw.choice(TABLES)
    header, *rows = tables[name]
    tables[name][:] = [header, *draw.sample(rows, len(rows))]


def chinese_headers(draw: random.Random, tables: Tables) -> None:
    name = draw.choice(TABLES)
    said = {column.name: column.zh for column in INPUT_TABLES[name].columns}
    tables[name][0] = [said.get(title) or title for title in tables[name][0]]


def blank_rows(draw: random.Random, tables: Tables) -> None:
    name = draw.choice(TABLES)
    for _ in range(draw.randint(1, 3)):
        tables[name].insert(draw.randint(1, len(tables[name])), [""] * len(tables[name][0]))


def empty_columns(draw: random.Random, tables: Tables) -> None:
    name = draw.choice(TABLES)
    for row in tables[name]:
        row.append("")


_WAYS = (
    wide_digits,
    whole_as_decimal,
    thousands,
    with_a_unit,
    spaces,
    other_dates,
    other_case,
    other_separators,
    columns_moved,
    rows_moved,
    chinese_headers,
    blank_rows,
    empty_columns,
)


def _as_csv(draw: random.Random, tables: Tables, folder: Path) -> Path:
    source = folder / "city"
    source.mkdir(exist_ok=True)
    (source / "scenario.toml").write_text(SMALL_CITY["scenario.toml"], encoding="utf-8")
    encoding = draw.choice(("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"))
    ending, delimiter = draw.choice(("\n", "\r\n")), draw.choice((",", ",", ",", ";", "\t"))
    for name, rows in tables.items():
        out = io.StringIO()
        csv.writer(out, lineterminator=ending, delimiter=delimiter).writerows(rows)
        (source / f"{name}.csv").write_bytes(out.getvalue().encode(encoding, errors="replace"))
    return source


def _as_workbook(draw: random.Random, tables: Tables, folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    typed = draw.random() < 0.5
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        kinds = {column.name: column.kind for column in INPUT_TABLES[name].columns}
        for row in rows:
            sheet.append([_cell(text, kinds.get(title), typed) for text, title in zip(row, [*rows[0], *row], strict=False)])
    settings = book.create_sheet("scenario")
    for pair in (("key", "value"), ("start", "2022-03-10"), ("days", 7), ("illustrative", "true")):
        settings.append(pair)
    book.save(folder / "city.xlsx")
    return folder / "city.xlsx"


def _cell(text: str, kind: Kind | None, typed: bool) -> object:
    text = _seen(text)[:32_000]
    if typed and kind in {Kind.INTEGER, Kind.NUMBER}:
        try:
            return float(text)
        except ValueError:
            return text or None
    if typed and kind is Kind.DATE:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text or None
    return text or None


def _seen(text: str) -> str:
    """Return what a workbook can hold of a cell."""
    return "".join(char for char in text if char >= " " or char in "\t\n")


def _tables() -> Tables:
    return {name: list(csv.reader(io.StringIO(SMALL_CITY[f"{name}.csv"]))) for name in TABLES}


@cache
def _plain() -> Read:
    with tempfile.TemporaryDirectory() as folder:
        return _rows(read_dataset(_as_csv(_Plainly(), _tables(), Path(folder))))


class _Plainly(random.Random):
    """Draws the first of anything."""

    def choice(self, seq):  # type: ignore[no-untyped-def, override]
        return seq[0]


def _rows(dataset: Dataset) -> Read:
    """Return the rows of every table as lines, each with how often it stands there; their order is no meaning."""
    read = {}
    for name in TABLES:
        lines = sorted(table_csv(INPUT_TABLES[name], dataset.rows(name)).decode().splitlines()[1:])
        read[name] = frozenset((lines[:place].count(line), line) for place, line in enumerate(lines))
    return read


INPUT_PROPERTIES: Mapping[str, Callable[[int], str]] = {
    "input: 10 files written otherwise": other_ways_of_writing,
    "input: 10 files damaged": damaged_files,
}
