"""The rules of supplies, each by its name in the rulebook, posted to a PuLP problem."""

from __future__ import annotations

from collections.abc import Callable

import pulp

from optimizer.core.rounding import floor_int
from optimizer.supplies.choice import Choice


def transfer_stock(choice: Choice) -> None:
    """Σ sent = Σ received of an item, and a store sends at most what it holds at the start of the day."""
    for stores in choice.instance.items().values():
        choice.problem += pulp.lpSum(choice.net(store) for store in stores) == 0
        for store in stores:
            row = choice.instance.stores[store]
            choice.problem += choice.sent[store] <= floor_int(row.on_hand + row.arrivals[0])


def stock_balance(choice: Choice) -> None:
    """Lacking over the horizon ≥ use up to any day − what was there, arrived and was gained until then.

    Stock never falls below 0, so the sum of what is lacking is the greatest such shortfall.
    """
    for number, row in enumerate(choice.instance.stores):
        inflow, used = row.on_hand, 0.0
        for arriving, using in zip(row.arrivals, row.use, strict=True):
            inflow += arriving
            used += using
            choice.problem += choice.lacking[number] >= used - inflow - choice.net(number)


RULES: dict[str, Callable[[Choice], None]] = {rule.__name__: rule for rule in (transfer_stock, stock_balance)}
