"""Names in a row, cut short."""

from __future__ import annotations

from collections.abc import Sequence


def some_of(names: Sequence[str], most: int, joint: str = ", ") -> str:
    """Return the first names, and how many more there are: ``A, B, +3``."""
    more = len(names) - most
    return joint.join([*names[:most], *([f"+{more}"] if more > 0 else [])])
