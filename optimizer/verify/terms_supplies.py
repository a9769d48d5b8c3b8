"""Terms of supplies, recomputed from the emitted rows."""

from __future__ import annotations

from optimizer.verify.context import Plan
from optimizer.verify.stocks import stocks_of


def shortage(plan: Plan) -> float:
    """Σ of use beyond what is there, to three decimals."""
    stocks = stocks_of(plan)
    missing = sum(max(0.0, line.row.use - stocks.available(*cell)) for cell, line in stocks.rows.items())
    return round(missing, 3)


def below_reserve(plan: Plan) -> float:
    """Hospital items whose cover at the end of the first day is below the reserve, the day itself taken off."""
    reserve = plan.dataset.scenario.policy.reserve_days - 1
    stocks = stocks_of(plan)
    low = 0
    for hospital, item in stocks.kept:
        line = stocks.rows.get((hospital, item, 0))
        if line is not None and stocks.mean_use(hospital, item) > 0:
            low += line.row.days_of_cover is not None and line.row.days_of_cover < reserve
    return low


def transferred(plan: Plan) -> float:
    """Σ of quantities sent between hospitals."""
    return round(sum(line.row.quantity for line in plan.transfers), 3)
