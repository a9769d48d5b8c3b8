"""What is found about a hospital that must be designated and cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.designation.repair.lever import Step

Repair = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A hospital that must be designated and cannot be.

    Parameters
    ----------
    rules
        With the wish, a smallest set that cannot hold together: any of them left out, the others can.
    repairs
        What lifts it, each solved again, cheapest first.
    """

    hospital_id: str
    rules: tuple[str, ...]
    repairs: tuple[Repair, ...]
