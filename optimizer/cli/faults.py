"""Faults of the words of a command that several commands share."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text


def no_plan(folder: Path) -> Issue:
    """Return the fault of a folder that holds no plan."""
    return Issue(
        "not_a_plan",
        Severity.FAULT,
        Text("{folder} holds no plan.", "{folder} 不是方案文件夹。"),
        Text("Name the folder given to --out.", "请给出 --out 所写的文件夹。"),
        params={"folder": folder},
    )
