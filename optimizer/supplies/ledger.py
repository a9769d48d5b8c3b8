"""The books: stock day by day, given the transfers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.supplies.instance import Store, SuppliesInstance

DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Transfer:
    """Pieces sent from one store to another at the start of a day; stores by index."""

    sender: int
    receiver: int
    day: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Books:
    """A store's days.

    Parameters
    ----------
    available
        What is there for a day's use, after arrivals and transfers.
    stock
        What is left at its end; use beyond what is there is a shortage, and nothing is left.
    """

    available: tuple[float, ...]
    stock: tuple[float, ...]
    shortage: float


def keep_books(instance: SuppliesInstance, transfers: Iterable[Transfer] = ()) -> tuple[Books, ...]:
    """Return the books of every store; stock is rounded as it is written, so that the next day starts from that."""
    moved: dict[tuple[int, int], int] = {}
    for row in transfers:
        moved[row.receiver, row.day] = moved.get((row.receiver, row.day), 0) + row.pieces
        moved[row.sender, row.day] = moved.get((row.sender, row.day), 0) - row.pieces
    return tuple(
        _books(store, [moved.get((number, day), 0) for day in range(instance.days)])
        for number, store in enumerate(instance.stores)
    )


def _books(store: Store, moved: list[int]) -> Books:
    held, short = store.on_hand, 0.0
    available, stock = [], []
    for arriving, used, change in zip(store.arrivals, store.use, moved, strict=True):
        there = held + arriving + change
        held = max(0.0, round(there - used, DECIMALS))
        short += max(0.0, used - there)
        available.append(there)
        stock.append(held)
    return Books(tuple(available), tuple(stock), short)


def days_of_cover(store: Store, stock: float) -> float | None:
    """Return how many days a stock lasts at the mean use, to one decimal; None when nothing is used."""
    return round(stock / store.mean_use, 1) if store.mean_use > 0 else None


def is_below_reserve(instance: SuppliesInstance, store: Store, books: Books) -> bool:
    """Whether cover at the end of the first day is below the reserve, that day taken off."""
    cover = days_of_cover(store, books.stock[0])
    return cover is not None and cover < instance.reserve_days - 1
