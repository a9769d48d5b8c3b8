"""What passes between the product and the solving child process; plain values that pickle."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits

Number = int | float


@dataclass(frozen=True, slots=True)
class LinearStage:
    """One goal to minimise: Σ coefficient × variable + offset."""

    name: str
    variables: tuple[int, ...]
    coefficients: tuple[Number, ...]
    offset: Number
    tolerance: float = 0.0
    share: float = 1.0

    def value(self, values: array[int] | array[float]) -> Number:
        """Return the expression's value."""
        return self.offset + sum(c * values[v] for v, c in zip(self.variables, self.coefficients, strict=True))


@dataclass(frozen=True, slots=True)
class CpSatRequest:
    """A CP-SAT model as protobuf text, its stages, a hint and the limits; `tight` as in `cpsat.solve_cpsat`."""

    model: str
    stages: tuple[LinearStage, ...]
    hint: dict[int, int]
    limits: Limits
    wall_s: float
    tight: bool = False


@dataclass(frozen=True, slots=True)
class MilpRequest:
    """A mixed-integer model by columns and sparse rows; `faces` as in `linear.solve_linear`, `lean` in `milp.solve_milp`."""

    lower: array[float]
    upper: array[float]
    integer: array[int]  # type code b; 1 for an integer column
    row_lower: array[float]
    row_upper: array[float]
    starts: array[int]
    index: array[int]
    coefficient: array[float]
    stages: tuple[LinearStage, ...]
    hint: array[float]
    limits: Limits
    wall_s: float
    faces: bool = False
    lean: bool = False


@dataclass(frozen=True, slots=True)
class CoreRequest:
    """A CP-SAT model as text and the literals assumed true, to learn which cannot hold together."""

    model: str
    literals: tuple[int, ...]
    limits: Limits
    wall_s: float


@dataclass(frozen=True, slots=True)
class Found:
    """The best solution so far."""

    values: array[int] | array[float]


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound of a stage, by position; `proven` when the stage is finished."""

    stage: int
    bound: float
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Invalid:
    """The model itself is wrong."""

    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """The child's last word; `possible` as in `result.SolverResult`."""

    termination: Termination
    stopped_by: str = ""
    version: str = ""
    core: tuple[int, ...] = field(default=())
    possible: bytes = b""


Frame = Found | Bound | Invalid | Done
Request = CpSatRequest | MilpRequest | CoreRequest
STOP = b"stop\n"
