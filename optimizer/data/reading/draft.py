"""The tables while they are being checked: converted rows with the row numbers a person sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from optimizer.data.scenario import Scenario

Numbered = tuple[int, Any]


@dataclass(frozen=True)
class Draft:
    """Converted rows by table; `known` holds every id that was written, in rows that could not be used too.

    So a faulty hospital is one fault, not one more for each of its units. `scenario` is None while it has faults.
    """

    scenario: Scenario | None
    tables: Mapping[str, list[Numbered]] = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by "table.column"
    given: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()  # tables that could not be read as a whole: nothing is known to be missing there

    def lines(self, table: str) -> Iterator[Numbered]:
        """Return the rows of a table, each with its number."""
        return iter(self.tables.get(table, ()))

    def ids(self, reference: str) -> frozenset[str]:
        """Return the ids written in a ``table.column``."""
        return self.known.get(reference, frozenset())

    def judges(self, table: str) -> bool:
        """Return whether references into a table can be judged: it was given and read as a whole."""
        return table in self.given and table not in self.incomplete
