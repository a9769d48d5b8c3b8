"""The variables of supplies: pieces each store sends and receives at the start of the first day."""

from __future__ import annotations

from typing import Any

import pulp

from optimizer.solve.result import SolverResult
from optimizer.supplies.instance import SuppliesInstance
from optimizer.supplies.ledger import Transfer


class Choice:
    """Sent and received pieces by store, what each lacks over the horizon, and whether its cover is below the reserve."""

    def __init__(self, instance: SuppliesInstance) -> None:
        self.instance = instance
        self.problem = pulp.LpProblem("supplies", pulp.LpMinimize)
        numbers = range(len(instance.stores))
        add = self.problem.add_variable
        self.sent = [add(f"sent_{number}", 0, cat=pulp.LpInteger) for number in numbers]
        self.received = [add(f"received_{number}", 0, cat=pulp.LpInteger) for number in numbers]
        self.lacking = [add(f"lacking_{number}", 0) for number in numbers]
        self.below = [add(f"below_{number}", cat=pulp.LpBinary) for number in numbers]

    def net(self, store: int) -> Any:
        """Return what a store gains."""
        return self.received[store] - self.sent[store]

    def transfers(self, result: SolverResult) -> tuple[Transfer, ...]:
        """Read a solution: within an item, senders serve receivers in table order."""
        found = []
        for stores in self.instance.items().values():
            gains = {
                store: round(result.value_of(self.received[store].name)) - round(result.value_of(self.sent[store].name))
                for store in stores
            }
            giving = [[store, -gain] for store, gain in gains.items() if gain < 0]
            for receiver, wanted in gains.items():
                while wanted > 0 and giving:
                    pieces = min(wanted, giving[0][1])
                    found.append(Transfer(giving[0][0], receiver, 0, pieces))
                    wanted -= pieces
                    giving[0][1] -= pieces
                    if not giving[0][1]:
                        giving.pop(0)
        return tuple(found)
