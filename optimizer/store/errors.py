"""What the store refuses, and why."""

from __future__ import annotations

from optimizer.core.errors import ExitCode, PlannerError


class StoreError(PlannerError):
    """The store did not do what was asked; nothing of it was written."""

    exit_code = ExitCode.BAD_INPUT


class StoreBusyError(StoreError):
    """Others have been writing for longer than a writer waits."""

    exit_code = ExitCode.LOCKED


class RunTakenError(StoreError):
    """The run is no longer its caller's: it was held for dead and somebody else took it over, or it has ended."""

    exit_code = ExitCode.LOCKED
