"""A row of the table: what is counted, what must be, and how some of its cases are run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Judge = Callable[[int], "Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one case.

    Parameters
    ----------
    wrong
        A mismatch in words; in brackets, why the case says nothing; empty when all was well.
    events
        How often what the row counts took place in it.
    seen
        Further counts for the notes below the table.
    """

    number: int
    wrong: str = ""
    events: int = 1
    seen: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def says_nothing(self) -> bool:
        """Whether the case does not apply."""
        return self.wrong.startswith("(")

    @property
    def mismatch(self) -> bool:
        """Whether something was wrong."""
        return bool(self.wrong) and not self.says_nothing


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Parameters
    ----------
    cases, wanted
        Numbers from nought that are run, and the events they come to at least.
    run
        Yields what came of some cases, in their order.
    chunk
        Cases to a process.
    alone
        Whether nothing else may run beside it.
    patience_s
        When a process with a chunk is ended, and what is left of it a mismatch.
    """

    name: str
    figure: str
    bar: str
    cases: int
    wanted: int
    run: Callable[[Iterable[int]], Iterator[Told]]
    chunk: int = 20
    alone: bool = False
    patience_s: float = 1800.0


def each(judge: Judge) -> Callable[[Iterable[int]], Iterator[Told]]:
    """Return what runs case by case; a case that ends in an error is a mismatch."""

    def run(numbers: Iterable[int]) -> Iterator[Told]:
        for number in numbers:
            try:
                yield judge(number)
            except Exception as error:
                yield Told(number, f"{type(error).__name__}: {error}")

    return run


def by_law(law: Callable[[int], str], events: int = 1) -> Callable[[Iterable[int]], Iterator[Told]]:
    """Return what runs a law case by case; a law says "same", a mismatch, or why it does not apply in brackets."""

    def judge(number: int) -> Told:
        said = law(number)
        return Told(number, "" if said == "same" else said, events)

    return each(judge)


def processor_s() -> float:
    """Return the seconds of processor of this process and the children it waited for."""
    return sum(os.times()[:4])
