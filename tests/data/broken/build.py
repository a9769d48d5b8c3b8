"""Small ways to spoil the small city."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import xlwt

from tests.cities import SMALL_CITY, write_small_city

Builder = Callable[[Path], Path]


def city(folder: Path) -> Path:
    return write_small_city(folder / "city")


def changed(table: str, old: str, new: str) -> Builder:
    """The small city with one text of a table replaced."""

    def build(folder: Path) -> Path:
        path = city(folder) / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise LookupError(old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path.parent

    return build


def added(table: str, line: str) -> Builder:
    """The small city with one more row at the end of a table."""

    def build(folder: Path) -> Path:
        path = city(folder) / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
        return path.parent

    return build


def replaced(file: str, content: bytes | str) -> Builder:
    """The small city with a whole file replaced (or added)."""

    def build(folder: Path) -> Path:
        path = city(folder) / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path.parent

    return build


def with_column(table: str, header: str, values: list[str]) -> Builder:
    """The small city with one more column in a table; missing values are blank."""

    def build(folder: Path) -> Path:
        path = city(folder) / f"{table}.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        cells = values + [""] * (len(rows) - len(values))
        lines = [f"{head},{header}", *(f"{row},{cell}" for row, cell in zip(rows, cells, strict=True))]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path.parent

    return build


def without_column(table: str, name: str) -> Builder:
    """The small city with a column of a table taken out."""

    def build(folder: Path) -> Path:
        path = city(folder) / f"{table}.csv"
        rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        position = rows[0].index(name)
        path.write_text("\n".join(",".join(r[:position] + r[position + 1 :]) for r in rows) + "\n", encoding="utf-8")
        return path.parent

    return build


def scenario(text: str) -> Builder:
    """The small city with another scenario."""
    return replaced("scenario.toml", text)


def only(files: dict[str, bytes]) -> Builder:
    """A folder with just these files."""

    def build(folder: Path) -> Path:
        source = folder / "source"
        source.mkdir()
        for name, content in files.items():
            (source / name).write_bytes(content)
        return source

    return build


def file(name: str, content: bytes | Callable[[], bytes]) -> Builder:
    """One file, itself the source, with a scenario beside it."""

    def build(folder: Path) -> Path:
        (folder / "scenario.toml").write_text(SMALL_CITY["scenario.toml"], encoding="utf-8")
        (folder / name).write_bytes(content if isinstance(content, bytes) else content())
        return folder / name

    return build


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def city_workbook() -> openpyxl.Workbook:
    """The small city as a workbook, every cell text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in SMALL_CITY.items():
        if name.endswith(".csv"):
            sheet = book.create_sheet(name[:-4])
            for line in text.splitlines():
                sheet.append([cell or None for cell in line.split(",")])
    settings = book.create_sheet("scenario")
    for row in (("key", "value"), ("start", "2022-03-10"), ("days", 7)):
        settings.append(row)
    return book


@cache
def city_bytes() -> bytes:
    out = io.BytesIO()
    city_workbook().save(out)
    return out.getvalue()


def far_cell() -> bytes:
    """A few KB that an ordinary reader needs gigabytes for."""

    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.title = "hospitals"
        sheet["A1"] = "hospital_id"
        sheet["XFD1048576"] = 1

    return workbook(fill)


def far_cell_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("hospitals")
    sheet.write(0, 0, "hospital_id")
    sheet.write(65_535, 255, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lying_dimension() -> bytes:
    """The far cell without a reference of its own, behind a dimension that says A1."""
    book = zipfile.ZipFile(io.BytesIO(far_cell()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in book.infolist():
            content = book.read(member)
            if member.filename.endswith("sheet1.xml"):
                content = content.replace(b"A1:XFD1048576", b"A1").replace(b'r="XFD1048576"', b"")
            copy.writestr(member.filename, content)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook with a member that unpacks to 300 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(30):
            member.write(b" " * (10 * 2**20))
    return out.getvalue()


def many_members() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(2_500):
            archive.writestr(f"m{number}", b"")
    return out.getvalue()
