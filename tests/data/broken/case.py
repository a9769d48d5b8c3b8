from __future__ import annotations

from typing import NamedTuple

from tests.data.broken.build import Builder


class BrokenCase(NamedTuple):
    """A name, what builds the source, and the fault to be named: code, and where it stands."""

    name: str
    build: Builder
    code: str
    table: str = ""
    row: int = 0
    column: str = ""
