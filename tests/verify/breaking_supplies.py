"""Mutators that break one named rule of supplies each; None when the plan offers no chance."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from optimizer.data.tables import plan
from tests.verify.case import DAY, Case
from tests.verify.refresh import uses, with_supplies


def stock_balance(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.supplies)
    match rng.randrange(4):
        case 0:
            return case.swap("supplies", row)
        case 1:
            return case.add("supplies", row)
        case 2:
            return case.add("supplies", replace(row, date=case.dataset.horizon.last + DAY))
        case _:
            return case.swap("supplies", row, replace(row, stock=row.stock + rng.choice((1.0, 0.5, 10.0))))


def stock_not_negative(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.supplies)
    return case.swap("supplies", row, replace(row, stock=-rng.choice((0.5, 1.0, 3.0))))


def use_figure(case: Case, rng: Random) -> Case | None:
    """State another use, with stock and cover that follow from it."""
    use = uses(case.dataset, case.tables)
    row = rng.choice(case.tables.supplies)
    use[row.hospital_id, row.item, row.date] = row.use + rng.choice((1.0, 0.5, 4.0))
    return Case(case.dataset, with_supplies(case.dataset, case.tables, use))


def cover_figure(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.supplies)
    wrong = 3.0 if row.days_of_cover is None else rng.choice((None, row.days_of_cover + 0.2, row.days_of_cover + 5))
    return case.swap("supplies", row, replace(row, days_of_cover=wrong))


def transfer_stock(case: Case, rng: Random) -> Case | None:
    """Send more than a hospital holds, more than nothing backwards, or to itself; stocks follow."""
    rows = [(row.hospital_id, row.item) for row in case.dataset.supplies]
    host, item = rng.choice(rows)
    others = sorted({other for other, one in rows if one == item and other != host})
    if not others:
        return None
    total = sum(row.on_hand + row.on_order for row in case.dataset.supplies if row.item == item)
    sent = plan.TransferRow(
        item=item,
        from_hospital_id=host,
        to_hospital_id=rng.choice(others),
        date=rng.choice(list(case.dataset.horizon)),
        quantity=total + 5,
    )
    odd = rng.choice(
        (sent, replace(sent, to_hospital_id=host, quantity=1.0), replace(sent, date=case.dataset.horizon.last + DAY))
    )
    return case.add("transfers", odd).fresh()
