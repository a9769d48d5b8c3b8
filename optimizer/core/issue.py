"""What is wrong, or worth knowing, in the tables or in a plan: one value for faults, warnings and broken rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from optimizer.core.text import NOTHING, Lang, Text


class Severity(StrEnum):
    """How much an issue weighs."""

    FAULT = "fault"  # nothing is planned, written or shown until it is mended
    WARNING = "warning"  # planned all the same; stands in the plan and the report
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault, warning or note, with the place it was found at.

    Parameters
    ----------
    code
        Stable name in snake_case, for example ``unknown_reference`` or a rule's name.
    message, fix
        What is wrong, and what to do about it; placeholders are filled from `params`.
    table, row, column, value
        Where it stands; `row` is the row number a person sees in the file (the header is row 1), 0 when there is none.
    """

    code: str
    severity: Severity
    message: Text
    fix: Text = NOTHING
    table: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def describe(self, lang: Lang) -> str:
        """Return the message with its fix, in one language."""
        said = self.message.to(lang, **self.params) if self.params else self.message.to(lang)
        mend = self.fix.to(lang, **self.params) if self.params else self.fix.to(lang)
        return f"{said} {mend}".strip()

    def place(self) -> str:
        """Return ``table[row].column = 'value'`` as far as it is known."""
        where = self.table + (f"[{self.row}]" if self.row else "") + (f".{self.column}" if self.column else "")
        return f"{where} = {self.value!r}" if self.value else where

    def to_dict(self, lang: Lang) -> dict[str, object]:
        """Return a JSON-ready record."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message.to(lang, **self.params) if self.params else self.message.to(lang),
            "fix": self.fix.to(lang, **self.params) if self.params else self.fix.to(lang),
        }
