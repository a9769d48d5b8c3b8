"""Hospitals × days of expected arrivals, and who may send to whom; all frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
EARTH_KM = 6371.0


@dataclass(frozen=True)
class BalanceInstance:
    """Arrivals that may be sent on, in integers; occupancy in beds, which may be a fraction (an expected value).

    Parameters
    ----------
    hospitals, days
        Ids, in the order of the arrays' axes.
    admissions
        Hospital × day: patients who arrive, whole.
    residual
        Hospital × day: beds still held by those in hospital before the first day.
    still_in_bed
        Share of an admission that is still in bed k days later; none after the last one given.
    capacity
        Beds by hospital.
    pairs
        Sender and receiver, one pair a row.

    Raises
    ------
    ValueError
        When shapes, signs or indices do not fit together.
    """

    hospitals: tuple[str, ...]
    days: tuple[str, ...]
    admissions: Integers
    residual: Floats
    still_in_bed: Floats
    capacity: Floats
    pairs: Integers

    def __post_init__(self) -> None:
        shape = (len(self.hospitals), len(self.days))
        fits = self.admissions.shape == self.residual.shape == shape and self.capacity.shape == shape[:1]
        if not fits or self.pairs.ndim != 2 or self.pairs.shape[1] != 2 or self.still_in_bed.ndim != 1:
            message = "admissions and residual are hospitals × days, capacity has one figure a hospital, pairs two columns"
            raise ValueError(message)
        for name in ("admissions", "residual", "still_in_bed", "capacity"):
            values = getattr(self, name)
            if not np.isfinite(values).all() or (values < 0).any():
                message = f"{name} holds a figure that is negative or none at all"
                raise ValueError(message)
        inside = (self.pairs >= 0).all() and (self.pairs < shape[0]).all()
        if not inside or (self.pairs[:, 0] == self.pairs[:, 1]).any() or len(np.unique(self.pairs, axis=0)) != len(self.pairs):
            message = "a pair is named once and joins two different hospitals of the list"
            raise ValueError(message)
        for name in ("admissions", "residual", "still_in_bed", "capacity", "pairs"):
            getattr(self, name).setflags(write=False)

    @cached_property
    def kernel(self) -> Floats:
        """Day × day of admission: share of those admitted then who are in bed on the day."""
        days = len(self.days)
        share = np.zeros(days)
        share[: len(self.still_in_bed)] = self.still_in_bed[:days]
        lag = np.subtract.outer(np.arange(days), np.arange(days))
        held: Floats = np.where(lag >= 0, share[np.abs(lag)], 0.0)
        return held

    @cached_property
    def occupancy(self) -> Floats:
        """Hospital × day: beds held when nobody is sent anywhere."""
        held: Floats = self.residual + self.admissions @ self.kernel.T
        return held

    @cached_property
    def excess(self) -> Floats:
        """Hospital × day: that occupancy above capacity; negative where beds are free."""
        above: Floats = self.occupancy - self.capacity[:, None]
        return above


def pairs_within(lat: Sequence[float | None], lon: Sequence[float | None], km: float | None) -> Integers:
    """Return all ordered pairs of hospitals at most `km` apart on the great circle; all pairs when `km` is None.

    With a limit, hospitals without coordinates (degrees, WGS84) take no part.
    """
    size = len(lat)
    if km is None:
        near = np.ones((size, size), dtype=bool)
    else:
        phi = np.radians(np.array([np.nan if value is None else value for value in lat]))
        lam = np.radians(np.array([np.nan if value is None else value for value in lon]))
        half = np.sin(np.subtract.outer(phi, phi) / 2) ** 2
        half += np.outer(np.cos(phi), np.cos(phi)) * np.sin(np.subtract.outer(lam, lam) / 2) ** 2
        near = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))) <= km  # no coordinates: nan, never near
    np.fill_diagonal(near, val=False)
    return np.argwhere(near).astype(np.int64)
