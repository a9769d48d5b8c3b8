"""Sites to open and demands to serve from them, in arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ROUNDING = 1e-9  # relative
LEAVING = 10.0  # times the dearest way to serve


def no_pairs() -> Ints:
    """Return no pair of demands."""
    return np.zeros((0, 2), np.int64)


@dataclass(frozen=True)
class OpenRows:
    """Linear rules over which sites are open: least ≤ weight · open ≤ most.

    Parameters
    ----------
    weight
        Rows × sites.
    least, most
        Per row; infinite where a side is free.
    """

    weight: Floats
    least: Floats
    most: Floats

    @classmethod
    def none(cls, sites: int) -> OpenRows:
        """Return no rows at all."""
        return cls(np.zeros((0, sites)), np.zeros(0), np.zeros(0))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.most)

    def and_row(self, weight: Floats, least: float, most: float) -> OpenRows:
        """Return these rows and one more."""
        return OpenRows(np.vstack([self.weight, weight]), np.append(self.least, least), np.append(self.most, most))


@dataclass(frozen=True)
class LocationInstance:
    """Open sites and serve every demand wholly from open ones, at least cost of opening and serving.

    Parameters
    ----------
    cost
        Demands × sites: of serving all of a demand there, a part of it costs its share; infinite where it cannot be.
    size
        Per demand, what serving it takes of a site's capacity.
    capacity, opening
        Per site; `opening` is the cost of having it open.
    single
        Whether every demand is served wholly from one site.
    most_open
        Most sites open, None for any number.
    apart
        Pairs of demands that may not share a site.
    rows
        Further rules over which sites are open.

    Raises
    ------
    ValueError
        When shapes do not agree, or a size or capacity is negative.
    """

    cost: Floats
    size: Floats
    capacity: Floats
    opening: Floats
    single: bool = False
    most_open: int | None = None
    apart: Ints = field(default_factory=no_pairs)
    rows: OpenRows | None = None

    def __post_init__(self) -> None:
        demands, sites = self.cost.shape
        if self.size.shape != (demands,):
            message = f"size needs one value for each of the {demands} demands"
            raise ValueError(message)
        if self.capacity.shape != (sites,) or self.opening.shape != (sites,):
            message = f"capacity and opening need one value for each of the {sites} sites"
            raise ValueError(message)
        if (self.size < 0).any() or (self.capacity < 0).any():
            message = "sizes and capacities must not be negative"
            raise ValueError(message)
        if self.rows is not None and self.rows.weight.shape[1] != sites:
            message = f"rows need one weight for each of the {sites} sites"
            raise ValueError(message)

    @property
    def demands(self) -> int:
        """Number of demands."""
        return int(self.cost.shape[0])

    @property
    def sites(self) -> int:
        """Number of sites."""
        return int(self.cost.shape[1])

    @cached_property
    def allowed(self) -> Mask:
        """Which pairs there are, demands × sites; a demand kept whole must fit."""
        there = np.isfinite(self.cost)
        if self.single:
            there &= self.size[:, None] <= self.capacity * (1 + ROUNDING)
        return there

    @cached_property
    def by_site(self) -> Floats:
        """The cost, sites × demands, infinite where a pair is not allowed."""
        return np.ascontiguousarray(np.where(self.allowed, self.cost, np.inf).T)

    def may_open(self, opened: Mask) -> bool:
        """Whether the rules over open sites allow a choice."""
        if self.most_open is not None and int(opened.sum()) > self.most_open:
            return False
        if self.rows is None:
            return True
        total = self.rows.weight @ opened
        slack = 1e-7 * np.maximum(1.0, np.abs(total))
        return bool((total >= self.rows.least - slack).all() and (total <= self.rows.most + slack).all())

    @cached_property
    def choice_rows(self) -> OpenRows:
        """The rules over open sites with what follows from all demand being served: room for it, and so many sites."""
        rows = self.rows or OpenRows.none(self.sites)
        if self.most_open is not None:
            rows = rows.and_row(np.ones(self.sites), -np.inf, float(self.most_open))
        total = float(self.size.sum())
        if total > 0:
            rows = rows.and_row(np.minimum(self.capacity, total), total * (1 - ROUNDING), np.inf)
        together = np.cumsum(np.sort(self.capacity)[::-1])
        fewest = int(np.searchsorted(together, total * (1 - ROUNDING))) + 1 if self.demands else 0
        return rows.and_row(np.ones(self.sites), float(fewest), np.inf)

    @cached_property
    def enemies(self) -> tuple[frozenset[int], ...]:
        """Per demand, those it may not share a site with."""
        found: list[set[int]] = [set() for _ in range(self.demands)]
        for one, other in self.apart.tolist():
            if one != other:
                found[one].add(other)
                found[other].add(one)
        return tuple(frozenset(each) for each in found)

    @cached_property
    def cliques(self) -> tuple[tuple[int, ...], ...]:
        """Sets of demands of which a site can serve one only; every pair of `apart` is within one of them."""
        return tuple(cliques_over(self.enemies))

    @cached_property
    def leaving(self) -> Floats:
        """Per demand, a cost of not serving it that no plan would bear: what a search pays until it serves everybody."""
        worst = np.where(self.allowed, self.cost, 0.0).max(axis=1, initial=0.0)
        return np.asarray(LEAVING * (np.abs(worst) + np.abs(self.opening).max(initial=0.0) + 1.0))

    @cached_property
    def grain(self) -> float:
        """A number that the costs of all plans are whole multiples of; 0 when none is known."""
        known = np.concatenate([self.cost[self.allowed], self.opening])
        return 1.0 if self.single and bool((known == np.round(known)).all()) else 0.0


def cliques_over(enemies: tuple[frozenset[int], ...]) -> list[tuple[int, ...]]:
    """Return sets whose members are all enemies of each other, so that every two enemies are together in one.

    Each begins with a pair not yet covered and takes in whoever has most pairs left to cover.
    """
    pairs = [(one, other) for one, each in enumerate(enemies) for other in sorted(each) if one < other]
    left, found = set(pairs), []
    for one, other in pairs:
        if (one, other) not in left:
            continue
        members = [one, other]
        common = set(enemies[one] & enemies[other])
        while common:
            gain = {who: sum((min(who, m), max(who, m)) in left for m in members) for who in common}
            best = max(common, key=lambda who: (gain[who], -who))
            members.append(best)
            common &= enemies[best]
        found.append(tuple(sorted(members)))
        left -= {(a, b) for a in members for b in members if a < b}
    return found
