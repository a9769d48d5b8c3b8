"""Pieces of a rota worked on side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from optimizer.rota.piece import PieceResult

LEAST_WALL_S = 1.0


def side_by_side(sizes: Sequence[int], workers: int, end: float, work: Callable[[int, float], PieceResult]) -> list[PieceResult]:
    """Return what comes of every piece, the largest begun first.

    Parameters
    ----------
    end
        Of `time.monotonic`, when the clock strikes for all.
    work
        Told the number of a piece and the seconds it has, `LEAST_WALL_S` at least.
    """

    def one(number: int) -> PieceResult:
        return work(number, max(LEAST_WALL_S, end - time.monotonic()))

    largest_first = sorted(range(len(sizes)), key=lambda number: (-sizes[number], number))
    with ThreadPoolExecutor(workers) as pool:
        results = dict(zip(largest_first, pool.map(one, largest_first), strict=True))
    return [results[number] for number in range(len(sizes))]
