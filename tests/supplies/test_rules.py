import pulp
import pytest

from optimizer.core.params import Limits
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.supplies import goals, rules
from optimizer.supplies.choice import Choice
from optimizer.supplies.instance import Store, SuppliesInstance


def choice(reserve_days=1, use=(2.0, 2.0)):
    stores = (Store("H1", "mask", 5.5, (1.0, 9.0), use), Store("H2", "mask", 0.0, (0.0, 0.0), use))
    return Choice(SuppliesInstance(stores, 2, reserve_days))


def solve(model, goal):
    return solve_milp(model.problem, [MilpStage("goal", goal)], Limits())


@pytest.mark.parametrize(("sent", "kept"), [(0, True), (6, True), (7, False)])
def test_transfer_stock(sent, kept):
    model = choice()
    rules.transfer_stock(model)
    model.problem += model.sent[0] == sent
    assert solve(model, pulp.lpSum(model.sent)).termination.has_plan is kept


@pytest.mark.parametrize(("received", "kept"), [(3, True), (4, False)])
def test_what_is_received_was_sent(received, kept):
    model = choice()
    rules.transfer_stock(model)
    model.problem += model.sent[0] == 3
    model.problem += model.received[1] == received
    assert solve(model, pulp.lpSum(model.sent)).termination.has_plan is kept


@pytest.mark.parametrize(("sent", "lacking"), [(0, 4), (4, 0), (5, 0.5), (6, 1.5)])
def test_stock_balance(sent, lacking):
    model = choice()
    rules.transfer_stock(model)
    rules.stock_balance(model)
    model.problem += model.sent[0] == sent
    model.problem += model.received[0] == 0
    assert solve(model, goals.shortage(model)).stages[0].value == pytest.approx(lacking)


@pytest.mark.parametrize(("received", "below"), [(6, 0), (5, 1), (0, 1)])
def test_below_reserve(received, below):
    model = choice(reserve_days=3)
    model.problem += model.received[1] == received
    model.problem += model.received[0] == 90
    assert solve(model, goals.below_reserve(model)).stages[0].value == below
