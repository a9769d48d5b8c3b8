"""Names as people write them: of tables, files, sheets and headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from optimizer.data.columns import Column
from optimizer.data.parsing.text import clean
from optimizer.data.schema import INPUT_TABLES, TableSpec

_NOISE = re.compile(r"[\s_*:\-]+|\(必填\)|\(required\)|\(选填\)|\(optional\)")
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_PIECES = re.compile(r"[\s|/()\[\]]+")


def fold(text: str) -> str:
    """Return a name without case, blanks, underscores and marks."""
    return _NOISE.sub("", clean(text).casefold())


@cache
def tables_by_name() -> Mapping[str, str]:
    """Return the table that each folded English name, English title and Chinese title means."""
    names = {fold(spec.title.en): name for name, spec in INPUT_TABLES.items()}
    names |= {fold(spec.title.zh): name for name, spec in INPUT_TABLES.items()}
    return names | {fold(name): name for name in INPUT_TABLES}


@cache
def headers_of(table: str) -> Mapping[str, Column]:
    """Return the column that each folded header of an input table means."""
    return _headers(INPUT_TABLES[table])


def words_for(column: Column) -> tuple[str, ...]:
    """Return every header a column answers to."""
    return (column.name, column.zh, *column.aliases)


def column_named(header: str, names: Mapping[str, Column]) -> Column | None:
    """Return the column a header means: by name, without its bracket, or when every part names the same column."""
    exact = names.get(fold(header))
    if exact is not None:
        return exact
    plain = clean(header)
    bare = names.get(fold(_BRACKETS.sub("", plain)))
    if bare is not None:
        return bare
    parts = {names.get(fold(part)) for part in _PIECES.split(plain) if fold(part)}
    return parts.pop() if len(parts) == 1 else None


def _headers(spec: TableSpec) -> dict[str, Column]:
    names: dict[str, Column] = {}
    for column in spec.columns:
        for word in words_for(column):
            names.setdefault(fold(word), column)
    return names
