"""How one column of a table is described: the single source for reading, checking, the template and the export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import StrEnum
from typing import Any

from optimizer.core.text import Text


class Kind(StrEnum):
    """How a cell's text is read."""

    ID = "id"  # text, kept as written (007 stays 007)
    TEXT = "text"
    INTEGER = "integer"  # whole number, "3.0" accepted, "3.5" is a fault
    NUMBER = "number"
    DATE = "date"  # 2022-03-18, 2022/3/18, 20220318, 2022年3月18日, or a workbook date
    DATETIME = "datetime"  # date with HH:MM; a date alone means 00:00
    TIME = "time"  # HH:MM; 24:00 allowed as an end
    BOOLEAN = "boolean"  # yes/no, true/false, 1/0, 是/否
    CHOICE = "choice"  # a vocabulary
    LIST = "list"  # ids or words separated by ";" (also ；、,)
    COUNTS = "counts"  # "name=3;other=5"


@dataclass(frozen=True, slots=True)
class Column:
    """Description of one column.

    Parameters
    ----------
    name
        Header in English, as DESIGN names it.
    kind, required
        How it is read, and whether an empty cell is a fault.
    zh, aliases
        Chinese header, and further accepted headers.
    low, high
        Inclusive range of a number.
    vocabulary
        Enum class of a CHOICE column (or of the entries of a LIST column).
    refers_to
        ``table.column`` that a value (each entry of a list, each name of counts) must exist in.
    help
        One line for the template and the README.
    """

    name: str
    kind: Kind
    required: bool
    zh: str
    aliases: tuple[str, ...]
    low: float | None
    high: float | None
    vocabulary: type[StrEnum] | None
    refers_to: str
    help: Text


def column(
    kind: Kind,
    zh: str,
    *,
    required: bool = False,
    default: object = None,
    aliases: Sequence[str] = (),
    low: float | None = None,
    high: float | None = None,
    vocabulary: type[StrEnum] | None = None,
    refers_to: str = "",
    about: tuple[str, str] = ("", ""),
) -> Any:
    """Describe a dataclass field as a table column; an optional column defaults to `default` (() for lists)."""
    empty: object = () if kind in {Kind.LIST, Kind.COUNTS} and default is None else default
    spec = Column("", kind, required, zh, tuple(aliases), low, high, vocabulary, refers_to, Text(*about))
    return field(default=MISSING if required else empty, metadata={"column": spec}, kw_only=True)


def _named(item: Field[Any]) -> Column:
    spec: Column = item.metadata["column"]
    return Column(
        item.name.rstrip("_"),
        spec.kind,
        spec.required,
        spec.zh,
        spec.aliases,
        spec.low,
        spec.high,
        spec.vocabulary,
        spec.refers_to,
        spec.help,
    )


def columns_of(row_class: Any) -> tuple[Column, ...]:
    """Return the columns of a row class in file order; a trailing underscore (``from_``) is dropped."""
    return tuple(_named(item) for item in fields(row_class) if "column" in item.metadata)


def attribute(column_name: str) -> str:
    """Return the attribute a column is kept under (``from`` is a Python keyword, so ``from_``)."""
    return f"{column_name}_" if column_name in {"from"} else column_name
