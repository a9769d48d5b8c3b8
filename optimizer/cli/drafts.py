"""Report and workbook of a plan, drawn while the independent check is still at work on it.

Nothing of a draft is written or shown before the check has passed, and nothing at all when the plan turned out different.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from types import TracebackType
from typing import Self

from optimizer.cli.aside import Aside, possible
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import PlanRecord

REPORT = "optimizer.report.build"
"""The module that draws; loaded when there is something to draw."""

WRITING_S = 0.7  # of the time of a run, for the tables
DRAWING_S = 1.0  # with less left, drawing is not begun
IN_TURN_S = 10.0  # without which nothing is drawn where it cannot be broken off
CALENDARS_S = 0.5


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

    def begin_by(self, moment: float) -> Callable[[PlanRecord], None]:
        """Return what begins to draw while there is time, so that drawing does not delay the check when there is not."""
        return lambda record: self.begin(record) if time.monotonic() < moment else None

    def files(self, record: PlanRecord, calendars: Mapping[str, bytes] | None = None) -> Mapping[str, bytes]:
        """Return the files of a plan that passed the check; `calendars` were drawn before for the same rota."""
        build = import_module(REPORT)
        if not self._are_of(record):
            files: Mapping[str, bytes] = build.render(record, self._lang, calendars)
            return files
        drawn = {**build.calendar_files(record, self._lang, calendars)}
        return {**{name: aside.result() for name, aside in self._begun.items()}, **drawn}

    def by(
        self, moment: float, record: PlanRecord, calendars: Mapping[str, bytes] | None = None
    ) -> tuple[PlanRecord, Mapping[str, bytes]]:
        """Return a plan that passed the check with as many of its files as are drawn in time; a warning names the others.

        Parameters
        ----------
        moment
            Of `time.monotonic`, by which the plan must be written.
        """
        build, due = import_module(REPORT), moment - WRITING_S
        if not self._are_of(record):
            self._drop()
            if due - time.monotonic() > DRAWING_S:
                self.begin(record)
        drawn = {name: aside.result_by(due) for name, aside in self._begun.items()}
        if not drawn and due - time.monotonic() > IN_TURN_S:
            drawn = {name: work() for name, work in build.parts(record, self._lang).items()}
        files = {name: content for name, content in drawn.items() if content is not None}
        missing = [name for name in build.parts(record, self._lang) if name not in files]
        if missing or due - time.monotonic() < CALENDARS_S:
            missing.append("calendars")
        else:
            files |= build.calendar_files(record, self._lang, calendars)
        return replace(record, issues=(*record.issues, _left_out(missing))) if missing else record, files

    def _are_of(self, record: PlanRecord) -> bool:
        """Whether what was begun is this plan, its clock facts aside."""
        return self._of is not None and replace(self._of, run=record.run) == record

    def _drop(self) -> None:
        for aside in self._begun.values():
            aside.drop()
        self._begun = {}


def _left_out(names: Sequence[str]) -> Issue:
    return Issue(
        "files_left_out",
        Severity.WARNING,
        Text(
            "The time was over before these files were drawn: {names}. The plan itself is whole and checked.",
            "时间已到，以下文件未生成：{names}。方案本身完整且已核验。",
        ),
        params={"names": ", ".join(names)},
    )
