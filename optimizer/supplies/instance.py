"""Stock, arrivals and use per hospital and item, day by day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import CapacityRow, RotaRow
from optimizer.supplies.use import daily_use


@dataclass(frozen=True, slots=True)
class Store:
    """An item at a hospital.

    Parameters
    ----------
    on_hand
        Stock before day 0.
    arrivals, use
        Quantity by day; arrivals come at the start of a day.
    """

    hospital_id: str
    item: str
    on_hand: float
    arrivals: tuple[float, ...]
    use: tuple[float, ...]

    @property
    def mean_use(self) -> float:
        """Mean daily use over the horizon."""
        return sum(self.use) / len(self.use)


@dataclass(frozen=True, slots=True)
class SuppliesInstance:
    """Every store, in table order, and the days of cover to hold."""

    stores: tuple[Store, ...]
    days: int
    reserve_days: int

    @classmethod
    def from_dataset(cls, dataset: Dataset, rota: Iterable[RotaRow], capacity: Mapping[tuple[str, dt.date], CapacityRow]) -> Self:
        """Build the instance from the stock tables, the rota and the census in `capacity`."""
        horizon = dataset.horizon
        use = daily_use(dataset, rota, capacity)
        on_hand: dict[tuple[str, str], float] = defaultdict(float)
        arrivals: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * horizon.days)
        for row in dataset.supplies:
            key = (row.hospital_id, row.item)
            on_hand[key] += row.on_hand
            if row.arrives is not None and row.arrives in horizon:
                arrivals[key][horizon.day(row.arrives)] += row.on_order
        return cls(
            stores=tuple(
                Store(
                    hospital_id=hospital,
                    item=item,
                    on_hand=held,
                    arrivals=tuple(arrivals[hospital, item]),
                    use=tuple(use[hospital, item, date] for date in horizon),
                )
                for (hospital, item), held in on_hand.items()
            ),
            days=horizon.days,
            reserve_days=dataset.scenario.policy.reserve_days,
        )

    def items(self) -> dict[str, tuple[int, ...]]:
        """Return the indices of the stores of every item."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, store in enumerate(self.stores):
            found[store.item].append(number)
        return {item: tuple(numbers) for item, numbers in found.items()}
