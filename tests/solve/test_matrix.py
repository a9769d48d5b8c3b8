import numpy as np
import pytest

from optimizer.core.outcome import Termination
from optimizer.solve.matrix import Matrix, solve_matrix


def knapsack(most: float, *, whole: bool, least: float = -np.inf) -> Matrix:
    return Matrix(
        cost=np.array([-5.0, -4.0, -3.0]),
        upper=np.ones(3),
        starts=np.array([0, 1, 2, 3]),
        rows=np.array([0, 0, 0]),
        values=np.array([2.0, 3.0, 1.0]),
        least=np.array([least]),
        most=np.array([most]),
        whole=whole,
    )


def test_whole_and_relaxed_programs_and_the_price_of_a_row() -> None:
    relaxed = solve_matrix(knapsack(4.0, whole=False))
    assert relaxed.objective == pytest.approx(-5 - 3 - 4 / 3)
    assert relaxed.prices == pytest.approx([-4 / 3])
    integral = solve_matrix(knapsack(4.0, whole=True))
    assert integral.termination is Termination.OPTIMAL
    assert integral.objective == pytest.approx(-8.0)
    assert integral.values == pytest.approx([1, 0, 1])


def test_an_interior_point_is_as_good_to_rounding() -> None:
    assert solve_matrix(knapsack(4.0, whole=False), interior=True).objective == pytest.approx(-5 - 3 - 4 / 3, abs=1e-4)


@pytest.mark.parametrize("whole", [True, False])
def test_what_cannot_be_is_called_so(whole: bool) -> None:
    result = solve_matrix(knapsack(9.0, whole=whole, least=7.0))
    assert result.termination is Termination.INFEASIBLE
    assert result.values is None


def test_nothing_is_written_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    solve_matrix(knapsack(4.0, whole=True))
    assert capfd.readouterr() == ("", "")
