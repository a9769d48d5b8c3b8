from __future__ import annotations

import pytest

from optimizer.core.rulebook import RULES
from optimizer.data.tables import plan
from tests.verify.city import day
from tests.verify.edges import Edge, Edit, assert_edge, base, found, fresh, given, more, over, row, same

H2 = {"hospital_id": "H2", "item": "coverall", "date": day(3)}
SOAP = {"item": "ward soap", "date": day(0)}


def _send(quantity: float, date: int = 0, item: str = "coverall", source: str = "H2", target: str = "H1") -> Edit:
    move = plan.TransferRow(item=item, from_hospital_id=source, to_hospital_id=target, date=day(date), quantity=quantity)
    return more("transfers", move)


def _stock(of: dict[str, object], name: str = "stock") -> float:
    rows = [one for one in base().tables.supplies if all(getattr(one, key) == value for key, value in of.items())]
    return float(getattr(rows[0], name))


EDGES = [
    Edge("stock_balance", row("supplies", H2, stock=_stock(H2) + 0.001), row("supplies", H2, stock=_stock(H2) + 0.002)),
    Edge("stock_balance", fresh(_send(5.0)), _send(5.0)),
    Edge("stock_balance", same, row("supplies", H2)),
    Edge("stock_balance", same, row("supplies", H2, date=day(14))),
    Edge("stock_balance", same, row("supplies", H2, item="mask")),
    Edge("stock_balance", same, given("supplies", {"on_hand": 200.0}, arrives=day(6))),
    Edge("stock_not_negative", row("supplies", H2, stock=0.0), row("supplies", H2, stock=-0.001)),
    Edge("use_figure", row("supplies", H2, use=_stock(H2, "use") + 0.001), row("supplies", H2, use=_stock(H2, "use") + 0.002)),
    Edge("use_figure", same, row("rota", {"staff_id": "n01", "date": day(2)})),
    Edge("use_figure", same, given("shift_types", {"shift_type_id": "D"}, ward_minutes=241)),
    Edge("cover_figure", same, row("supplies", H2, days_of_cover=_stock(H2, "days_of_cover") + 0.1)),
    Edge("cover_figure", row("supplies", SOAP, days_of_cover=None), row("supplies", SOAP, days_of_cover=0.0)),
    Edge("transfer_stock", _send(190.0), _send(190.01)),
    Edge("transfer_stock", _send(500.0, 0, "mask"), _send(500.0, 1, "mask")),
    Edge("transfer_stock", same, _send(1.0, item="ward soap", source="H1", target="H2")),
    Edge("transfer_stock", same, _send(1.0, target="H2")),
    Edge("transfer_stock", _send(1.0, 13), _send(1.0, 14)),
    Edge("transfer_stock", same, _send(0.0)),
]


@over(EDGES)
def test_edge(edge: Edge) -> None:
    assert_edge(edge)


@pytest.mark.parametrize("rule", [name for name, one in RULES.items() if one.step == "supplies"])
def test_base_plan_keeps_every_rule_of_supplies(rule: str) -> None:
    assert found(rule, base()) == []
