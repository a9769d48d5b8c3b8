"""Report and workbook of a plan, drawn while the independent check is still at work on it.

Nothing of a draft is written or shown before the check has passed, and nothing at all when the plan turned out different.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from types import TracebackType
from typing import Self

from optimizer.cli.aside import Aside, possible
from optimizer.core.text import Lang
from optimizer.data.planfolder import PlanRecord

REPORT = "optimizer.report.build"
"""The module that draws; loaded when there is something to draw."""


class Drafts:
    """What people read of a plan, begun early."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._of: PlanRecord | None = None
        self._begun: dict[str, Aside[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._drop()

    def begin(self, record: PlanRecord) -> None:
        """Begin to draw a plan that is not checked yet."""
        if possible():
            self._drop()
            parts = import_module(REPORT).parts(record, self._lang)
            self._of, self._begun = record, {name: Aside(work) for name, work in parts.items()}

    def files(self, record: PlanRecord, calendars: Mapping[str, bytes] | None = None) -> Mapping[str, bytes]:
        """Return the files of a plan that passed the check; `calendars` were drawn before for the same rota."""
        build = import_module(REPORT)
        if self._of is None or replace(self._of, run=record.run) != record:
            files: Mapping[str, bytes] = build.render(record, self._lang, calendars)
            return files
        drawn = {**build.calendar_files(record, self._lang, calendars)}
        return {**{name: aside.result() for name, aside in self._begun.items()}, **drawn}

    def _drop(self) -> None:
        for aside in self._begun.values():
            aside.drop()
        self._begun = {}
