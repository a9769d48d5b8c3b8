import itertools
import random

import pytest

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.plantables import PlanTables
from optimizer.data.vocabulary import UsePer
from optimizer.solve.result import SolverResult
from optimizer.supplies import model as room
from optimizer.supplies.instance import SuppliesInstance
from optimizer.supplies.ledger import Transfer
from optimizer.supplies.model import supply
from optimizer.supplies.solution import term_values
from optimizer.verify import supplies as checks
from optimizer.verify import terms_supplies
from optimizer.verify.prepare import prepare
from tests.factories import day
from tests.supplies.stock import census, hospitals, stock, uses, works

LIMITS = Limits(workers=1)


def planned(data, rota=(), **patients):
    """Plan supplies, and check the rows that need no other step."""
    outcome = supply(data, (), (), rota, census(data, **patients), LIMITS)
    plan, found = prepare(
        data, PlanTables(supplies=outcome.solution.supplies, transfers=outcome.solution.transfers), ["supplies"], ()
    )
    assert not found
    for check in (
        checks.check_stock_balance,
        checks.check_stock_not_negative,
        checks.check_cover_figure,
        checks.check_transfer_stock,
    ):
        assert [issue.describe("en") for issue in check(plan)] == []
    for term in outcome.terms:
        assert getattr(terms_supplies, term.name)(plan) == pytest.approx(term.value, abs=1e-3)
        assert term.bound is None or term.bound <= term.value
    return outcome


def sent(outcome):
    return [(row.from_hospital_id, row.to_hospital_id, row.quantity) for row in outcome.solution.transfers]


def test_plenty_stays_where_it_is():
    outcome = planned(hospitals(stock("H1"), stock("H2")), U1=3)
    assert outcome.termination is Termination.OPTIMAL
    assert sent(outcome) == []
    assert [(row.stock, row.use, row.days_of_cover) for row in outcome.solution.supplies[:2]] == [(97, 3, 32.3), (94, 3, 31.3)]
    assert outcome.solution.supplies[2].days_of_cover is None


def test_a_shortage_is_met_from_elsewhere_with_as_little_as_possible():
    outcome = planned(hospitals(stock("H1", 1), stock("H2", 50)), U1=4)
    assert sent(outcome) == [("H2", "H1", 7)]
    assert outcome.term("shortage") == 0


def test_nobody_is_robbed_for_another():
    outcome = planned(hospitals(stock("H1", 0), stock("H2", 10)), U1=4, U2=4)
    assert outcome.term("shortage") == 6
    assert outcome.terms[0].bound == pytest.approx(6)


def test_the_reserve_comes_after_shortage():
    outcome = planned(hospitals(stock("H1", 10), stock("H2", 40), reserve_days=10), U1=2, U2=2)
    assert outcome.term("below_reserve") == 0
    assert sent(outcome) == [("H2", "H1", 10)]


def test_an_item_moves_only_to_where_it_is_kept():
    outcome = planned(hospitals(stock("H1", 0), stock("H2", 9, item="gown"), use=[uses(), uses(item="gown")]), U1=1)
    assert sent(outcome) == []
    assert outcome.term("shortage") == 2


def test_deliveries_count_from_the_day_they_come():
    data = hospitals(stock("H1", 0, on_order=5.0, arrives=day(1)), stock("H2", 0, on_order=5.0), use=[uses()])
    outcome = planned(data, U1=1, U2=1)
    assert outcome.term("shortage") == 1 + 2
    assert [row.stock for row in outcome.solution.supplies] == [0, 4, 0, 0]


def test_use_follows_from_rota_and_census():
    data = hospitals(stock(), use=[uses(1), uses(2, UsePer.ENTRY), uses(3, UsePer.SHIFT)])
    outcome = planned(data, [works("N1"), works("N2", number=1, shift_type_id="B")], U1=1)
    assert [row.use for row in outcome.solution.supplies] == [1 + 2 + 3, 1 + 4 + 3]


def test_without_stock_tables_there_is_nothing_to_plan():
    outcome = planned(hospitals())
    assert outcome.solution.supplies == ()
    assert outcome.objective == 0


def test_no_transfers_is_the_fallback(monkeypatch):
    monkeypatch.setattr(room, "solve_milp", lambda *args, **kwargs: SolverResult(Termination.UNKNOWN))
    outcome = planned(hospitals(stock("H1", 1), stock("H2", 50)), U1=4)
    assert outcome.termination is Termination.FALLBACK
    assert outcome.term("shortage") == 7


@pytest.mark.parametrize("seed", range(6))
def test_brute_force(seed):
    draw = random.Random(seed)
    rows = [
        stock(f"H{n}", draw.randint(0, 7), on_order=float(draw.randint(0, 3)), arrives=day(draw.randint(0, 1))) for n in (1, 2, 3)
    ]
    data = hospitals(*rows, reserve_days=draw.randint(1, 4))
    patients = {f"U{n}": draw.randint(0, 3) for n in (1, 2, 3)}
    outcome = planned(data, **patients)
    instance = SuppliesInstance.from_dataset(data, (), census(data, **patients))
    every = []
    for moves in itertools.product(range(-7, 8), repeat=2):
        gains = (*moves, -sum(moves))
        if all(-gain <= one.on_hand + one.arrivals[0] for gain, one in zip(gains, instance.stores, strict=True)):
            pairs = [
                Transfer(n, 3 - 1, 0, -gain) if gain < 0 else Transfer(3 - 1, n, 0, gain) for n, gain in enumerate(moves) if gain
            ]
            values = term_values(instance, pairs)
            every.append((values["shortage"], values["below_reserve"], sum(gain for gain in gains if gain > 0)))
    assert tuple(term.value for term in outcome.terms) == pytest.approx(min(every))


def test_same_input_same_plan():
    data = hospitals(stock("H1", 1), stock("H2", 50), stock("H3", 50))
    assert planned(data, U1=4).solution == planned(data, U1=4).solution
