"""The office's own list of case numbers and names, joined when something is shown; never stored, hashed or logged."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.data.reading.pairs import read_pairs
from optimizer.ui.places import NAMES_VARIABLE


def read_case_names(path: Path) -> Mapping[str, str]:
    """Return names by case number: the first two columns of a CSV file or of a workbook's first sheet.

    Raises
    ------
    BadInputError
        The file cannot be read, or no row of it holds two cells.
    """
    return dict(read_pairs(path, _NOBODY))


def case(patient_id: str) -> str:
    """Return how a patient stands on the screen: the case number, with the name where this machine has the list."""
    named = os.environ.get(NAMES_VARIABLE)
    name = _names(Path(named)).get(patient_id) if named else None
    return patient_id if name is None else f"{patient_id} · {name}"


def _names(path: Path) -> Mapping[str, str]:
    """Return the list as it is now; one that went away names nobody, and the case numbers stand as they are."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, BadInputError):
        return {}


@functools.lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> Mapping[str, str]:
    return read_case_names(path)


_NOBODY = Text("The list holds no names: case number and name in its first two columns.", "名单为空：前两列应为病例编号和姓名。")
