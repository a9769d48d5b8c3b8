"""The errors a user can meet, each with its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from optimizer.core.issue import Issue
from optimizer.core.text import Lang


class ExitCode(IntEnum):
    """What a command returns to the shell; see the README for the table."""

    OK = 0
    BROKEN = 1
    BAD_INPUT = 2
    CONTRADICTION = 3
    FALLBACK = 4
    NO_PLAN = 5
    URGENT_LATE = 6
    INTERNAL = 70
    LOCKED = 75


class PlannerError(Exception):
    """A named failure that carries its issues; nothing was written."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("; ".join(f"{issue.place()}: {issue.describe('en')}" for issue in self.issues[:5]))

    def describe(self, lang: Lang) -> str:
        """Return every issue, one a line."""
        return "\n".join(f"{issue.place()}: {issue.describe(lang)}" for issue in self.issues)


class BadInputError(PlannerError):
    """The tables or the command's words cannot be used."""

    exit_code = ExitCode.BAD_INPUT


class ContradictionError(PlannerError):
    """Hard rules contradict each other; the issues name the smallest set found."""

    exit_code = ExitCode.CONTRADICTION


class NoPlanError(PlannerError):
    """No plan was found, and no fallback either."""

    exit_code = ExitCode.NO_PLAN


class BrokenPlanError(PlannerError):
    """The independent check found a broken rule, a wrong figure or a changed file."""

    exit_code = ExitCode.BROKEN


class LockedError(PlannerError):
    """Another run holds what this one would write."""

    exit_code = ExitCode.LOCKED
