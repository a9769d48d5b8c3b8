"""A file that appears whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from optimizer.core.failpoint import failpoint


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, flush, and put it in place; the one name beside it is used by whoever holds the folder.

    Raises
    ------
    OSError
        It cannot be written; what stood there still does.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        failpoint("folder.file")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
