"""Supplies as plan rows, and the terms a planner reads, computed from those rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.core.horizon import Horizon
from optimizer.data.tables.plan import SupplyRow, TransferRow
from optimizer.supplies.instance import SuppliesInstance
from optimizer.supplies.ledger import DECIMALS, Transfer, days_of_cover, is_below_reserve, keep_books


@dataclass(frozen=True, slots=True)
class SuppliesSolution:
    """Stock, use and cover by day, and the transfers."""

    supplies: tuple[SupplyRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()


def emit(instance: SuppliesInstance, horizon: Horizon, transfers: Sequence[Transfer]) -> SuppliesSolution:
    """Turn indices into rows: by store in table order, then by day."""
    rows = []
    for store, books in zip(instance.stores, keep_books(instance, transfers), strict=True):
        rows += [
            SupplyRow(
                hospital_id=store.hospital_id,
                item=store.item,
                date=horizon.date(day),
                stock=stock,
                use=store.use[day],
                days_of_cover=days_of_cover(store, stock),
            )
            for day, stock in enumerate(books.stock)
        ]
    moves = tuple(
        TransferRow(
            item=instance.stores[row.sender].item,
            from_hospital_id=instance.stores[row.sender].hospital_id,
            to_hospital_id=instance.stores[row.receiver].hospital_id,
            date=horizon.date(row.day),
            quantity=float(row.pieces),
        )
        for row in transfers
    )
    return SuppliesSolution(tuple(rows), moves)


def term_values(instance: SuppliesInstance, transfers: Sequence[Transfer]) -> dict[str, float]:
    """Return every term of the step, in the order of the goals."""
    books = keep_books(instance, transfers)
    pairs = list(zip(instance.stores, books, strict=True))
    return {
        "shortage": round(sum(book.shortage for book in books), DECIMALS) + 0.0,
        "below_reserve": sum(is_below_reserve(instance, store, book) for store, book in pairs),
        "transferred": float(sum(row.pieces for row in transfers)),
    }
