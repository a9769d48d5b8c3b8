"""The log: one JSON object a line, into a file or on stderr, from this process and those it starts; off unless asked for.

``HOSPITAL_OPTIMIZER_LOG`` (or ``--log``) names the file, ``-`` is stderr; ``HOSPITAL_OPTIMIZER_LOG_LEVEL`` is debug, info,
warning or error. Without it warnings alone go to stderr, as plain lines. What a line may say, `log_filter` decides.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, MutableMapping
from functools import cache
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO

from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.data.complaint import fault

if TYPE_CHECKING:
    from structlog.typing import Processor

LOG_VARIABLE = "HOSPITAL_OPTIMIZER_LOG"
LEVEL_VARIABLE = "HOSPITAL_OPTIMIZER_LOG_LEVEL"
STDERR = "-"
LEVELS = {name: getattr(logging, name.upper()) for name in ("debug", "info", "warning", "error")}
OURS = "optimizer"
_TOLD_ALREADY = "optimizer.cli.console"  # says on stderr itself what went wrong


class _File(WatchedFileHandler):
    """A file for this user alone, opened anew when the system has rotated it; a full disk loses lines and stops no run."""

    def _open(self) -> IO[Any]:  # type: ignore[override]
        return open(self.baseFilename, "a", encoding="utf-8", opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: there is no other place for it."""


class _Stderr(logging.StreamHandler[TextIO]):
    """Whatever stderr is when something is logged."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """The stream now."""
        return sys.stderr


class _Late(logging.Formatter):
    """A formatter made at the first record: most commands have nothing to log, and are over before it were loaded."""

    def __init__(self, make: Callable[[], logging.Formatter]) -> None:
        super().__init__()
        self._make = cache(make)

    def format(self, record: logging.LogRecord) -> str:
        return self._make().format(record)


class _Ours:
    """Marks the handlers that `set_up` made, so that the next one takes their place."""


def set_up() -> None:
    """Have this process log as the environment says; called at the entry of a command, an app or a job.

    Raises
    ------
    BadInputError
        The file cannot be written, or there is no such level.
    """
    place = os.environ.get(LOG_VARIABLE, "")
    said = os.environ.get(LEVEL_VARIABLE, "") or "info"
    if said not in LEVELS:
        raise BadInputError([fault("bad_log_level", _NO_LEVEL, value=said, said=said)])
    handler = _handler(place)
    level = LEVELS[said] if place else logging.WARNING
    handler.setLevel(level)
    root = logging.getLogger()
    for old in [one for one in root.handlers if getattr(one, "made_by", None) is _Ours]:
        root.removeHandler(old)
        old.close()
    handler.made_by = _Ours  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(min(level, logging.WARNING) if level == logging.DEBUG else logging.WARNING)
    logging.getLogger(OURS).setLevel(level)


set_up_once = cache(set_up)


def noted() -> bool:
    """Whether `note` has somebody to tell."""
    return logging.getLogger(OURS).isEnabledFor(logging.INFO)


def note(event: str, **facts: object) -> None:
    """Log that something came to a new state; facts other than `log_filter` knows are left out."""
    if noted():
        import structlog

        structlog.wrap_logger(
            logging.getLogger("optimizer.jobs"),
            wrapper_class=structlog.stdlib.BoundLogger,
            processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        ).info(event, **facts)


def is_log_line(record: object) -> bool:
    """Whether a JSON object from a child's stderr is a line of its log."""
    return isinstance(record, dict) and "logger" in record and "event" in record


def _handler(place: str) -> logging.Handler:
    if place and place != STDERR:
        try:
            handler: logging.Handler = _File(Path(place).expanduser(), encoding="utf-8")
        except OSError as error:
            raise BadInputError([fault("log_not_writable", _NOT_WRITABLE, why=error.strerror or str(error))]) from error
    else:
        handler = _Stderr()
    if not place:
        handler.addFilter(lambda record: record.name != _TOLD_ALREADY)
    handler.setFormatter(_Late(_formatter(as_json=bool(place))))
    return handler


def _formatter(*, as_json: bool) -> Callable[[], logging.Formatter]:
    def make() -> logging.Formatter:
        import structlog

        from optimizer.jobs.log_filter import only_what_is_known

        last: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _sentence
        processors: list[Processor] = [only_what_is_known, last]
        return structlog.stdlib.ProcessorFormatter(processors=processors, use_get_message=False, pass_foreign_args=True)

    return make


def _sentence(_: object, __: str, facts: MutableMapping[str, Any]) -> str:
    return str(facts["event"])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


_NO_LEVEL = Text("{said} is no level: debug, info, warning or error.", "{said} 不是日志级别：debug、info、warning、error。")
_NOT_WRITABLE = Text("The log cannot be written: {why}.", "无法写入日志：{why}。")
