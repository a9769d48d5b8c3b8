"""The office's own list of names, joined when something is shown or printed; never stored, hashed or logged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from optimizer.core.text import Text
from optimizer.data.reading.pairs import read_pairs

_NOBODY = Text("The list holds no names: staff id and name in its first two columns.", "名单为空：前两列应为工号和姓名。")


def read_names(path: Path) -> Mapping[str, str]:
    """Return names by staff id: the first two columns of a CSV file or of a workbook's first sheet.

    Raises
    ------
    BadInputError
        The file cannot be read, or no row of it holds two cells.
    """
    return dict(read_pairs(path, _NOBODY))
