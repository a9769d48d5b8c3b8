"""Product processes that are forked from one that has everything imported, instead of started: a killed run costs a fraction.

In a process that called `enable`, whatever starts ``python -m optimizer`` or its solving process gets a child that was forked
and goes on as that program: a process of its own with the pipes, session, group, environment and parent it would have had, and
its own solving processes, forked from it in turn. A process with threads starts a real one: only the forking thread would live.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import highspy

import optimizer
from optimizer.core import failpoint

MAINS = {"optimizer": "optimizer.cli", "optimizer.solve.child": "optimizer.solve.child"}
REAL = "HOSPITAL_OPTIMIZER_TEST_REAL_START"  # in an environment, asks for a real start of it and of all below it
_LIBRARIES = ("pulp", "ortools.sat.python.cp_model")
_LEFT_OUT = ("optimizer.ui", "optimizer.__main__", "optimizer.store.migrations")
_Real = subprocess.Popen
_tasks_of_libraries = [1]  # only the forking thread lives on in a fork
_kept: list[Any] = []  # streams of the parent, whose end would write what they hold once more


class Forked(_Real[Any]):
    """`subprocess.Popen`, forking where it can."""

    def __init__(self, args: Any, **how: Any) -> None:
        module, words = _asked(args)
        environment = how.get("env")
        real = REAL in (os.environ if environment is None else environment)
        if module and not real and _alone():
            before = how.pop("preexec_fn", None)
            for stream in (sys.stdout, sys.stderr):
                stream.flush()

            def become() -> None:
                _become(module, words, environment, before)

            how["preexec_fn"] = become
        super().__init__(args, **how)


def enable() -> None:
    """Import the whole product, and fork from here on."""
    for name in _LIBRARIES:
        import_module(name)
    for found in walk_packages(optimizer.__path__, "optimizer."):
        if not found.name.startswith(_LEFT_OUT):
            import_module(found.name)
    gc.collect()
    gc.freeze()
    _tasks_of_libraries[0] = _tasks()
    subprocess.Popen = Forked  # type: ignore[misc]


def _asked(args: Any) -> tuple[str, Sequence[str]]:
    """Return the product's module that a command line runs, and its words; nothing where it is something else."""
    words = [str(word) for word in args] if isinstance(args, (list, tuple)) else []
    if not words or words[0] != sys.executable:
        return "", ()
    rest = [word for word in words[1:] if word != "-P"]
    return (rest[1], rest[2:]) if rest[:1] == ["-m"] and rest[1] in MAINS else ("", ())


def _alone() -> bool:
    """Whether no thread runs that a fork would miss; what a library keeps for its memory is none."""
    if threading.active_count() == 1 and _tasks() > _tasks_of_libraries[0]:
        highspy.Highs.resetGlobalScheduler(True)  # HiGHS keeps its threads for the next solve
    return threading.active_count() == 1 and _tasks() <= _tasks_of_libraries[0]


def _tasks() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def _become(module: str, words: Sequence[str], environment: Mapping[str, str] | None, before: Any) -> None:
    """Go on as the product's program; never returns."""
    code = 70
    try:
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # as an exec would; the parent waits for this
        atexit._clear()  # what the parent does at its end is not this process's: its temporary folders, for one
        weakref.finalize._registry.clear()  # type: ignore[attr-defined]
        weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]
        if before is not None:
            before()
        for number in (signal.SIGPIPE, signal.SIGXFSZ):  # as the interpreter does when it starts
            signal.signal(number, signal.SIG_IGN)
        if environment is not None:
            os.environ.clear()
            os.environ.update(environment)
        failpoint._reached.clear()
        _tasks_of_libraries[0] = _tasks()
        _kept.extend((sys.stdin, sys.stdout, sys.stderr))
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "rb", closefd=False)), encoding="utf-8")
        sys.stdout, sys.stderr = (_stream(number) for number in (1, 2))
        sys.argv = [module, *words]
        code = _ended(module)
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _ended(module: str) -> int:
    try:
        import_module(MAINS[module]).main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _stream(number: int) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(number, "wb", closefd=False)), encoding="utf-8", line_buffering=number == 2
    )
