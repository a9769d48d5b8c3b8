"""Components put together into as many models as there are workers, and what comes of solving them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.routing.draw import Drawing
from optimizer.routing.settle import Settled
from optimizer.solve.result import SolverResult


@dataclass(frozen=True, slots=True)
class Answer:
    """One bundle, its model and what the solver said."""

    bundle: Settled
    drawing: Drawing
    result: SolverResult

    def left(self) -> Settled:
        """Return the people of the bundle with the options that any plan as good as this one could use."""
        possible = self.result.possible
        if not possible:
            return self.bundle
        choice = self.drawing.choice
        kept, must = [], []
        for kin, row, out in zip(choice.kin, choice.taken, choice.left_out, strict=True):
            options = tuple(o for o, variable in zip(kin.options, row, strict=True) if possible[variable.index])
            kept.append(replace(kin, options=options))
            must.append(out is None or not possible[out.index])
        return Settled(tuple(kept), tuple(must))


def bundles_of(blocks: Sequence[Settled], most: int) -> list[Settled]:
    """Return at most so many bundles of whole components, the largest first and each to the smallest bundle."""
    bundles: list[list[Settled]] = [[] for _ in range(min(most, len(blocks)))]
    for block in sorted(blocks, key=lambda one: -one.size):
        min(bundles, key=lambda bundle: sum(one.size for one in bundle)).append(block)
    return [_joined(bundle) for bundle in bundles]


def _joined(blocks: Sequence[Settled]) -> Settled:
    kin = tuple(one for block in blocks for one in block.kin)
    return Settled(kin, tuple(must for block in blocks for must in block.must))
