"""Small rotas and towns, each solved twice: the product's model by CP-SAT, another formulation by HiGHS; goal by goal alike."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from optimizer.core.errors import ContradictionError
from optimizer.rota.fixed import start_lines
from optimizer.rota.measure import measure
from optimizer.rota.piece import Task, prepare
from optimizer.rota.split import split
from optimizer.routing.draw import draw
from optimizer.routing.greedy import greedy
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.settle import Settled
from tests.properties.rosters import KINDS, Case, drawn, in_force
from tests.properties.rota_columns import best_by_columns
from tests.properties.route_columns import best_by_pairs
from tests.properties.solvers import by_cpsat
from tests.properties.towns import town_number
from tests.routing.brute import TooManyError, best_vector

LOT = 50
SAME = "same"
IMPOSSIBLE = "CP-SAT says INFEASIBLE"
MOST_PEOPLE = 7
TRIED_EACH = 25  # of so many towns, one is small enough to try every plan as well
SIZES = ((2, 4, 2, 1), (3, 3, 2, 1), (2, 3, 3, 1), (2, 3, 2, 2), (1, 5, 2, 1), (4, 3, 2, 1), (3, 4, 2, 1), (2, 5, 2, 1))


def rotas_alike(number: int) -> str:
    """Compare a lot of rotas."""
    return _lot(number, rota_alike)


def towns_alike(number: int) -> str:
    """Compare a lot of towns."""
    return _lot(number, town_alike)


def _lot(number: int, alike: Callable[[int], str]) -> str:
    wrong = []
    for seed in range(number * LOT, (number + 1) * LOT):
        said = alike(seed)
        if said != SAME:
            wrong.append(f"{seed}: {said}")
    return "; ".join(wrong) or SAME


def small_rota(number: int) -> Case:
    """Return a rota of one to four people over three to five days, some of whose requests are hard."""
    rng = random.Random(f"two routes {number}")
    people, days, kinds, wards = rng.choice(SIZES)
    made = drawn(rng, people, days, rng.sample(KINDS, kinds), wards)
    hard = (
        tuple(replace(row, hard=rng.random() < 0.5) for row in made.data.requests) if rng.random() < 0.3 else made.data.requests
    )
    made = replace(made, data=replace(made.data, requests=hard))
    return replace(made, in_force=in_force(rng, made)) if rng.random() < 0.3 else made


def rota_alike(number: int) -> str:
    """Compare every goal of one rota, and whether there is one at all."""
    case = small_rota(number)
    instance = case.instance()
    other = best_by_columns(instance)
    try:
        mine: Counter[str] = Counter()
        lines = start_lines(case.data, case.pools, instance)
        for piece in split(instance):
            mine.update(_of_piece(prepare(instance, piece, lines)))
    except (ContradictionError, ArithmeticError) as error:
        if isinstance(error, ArithmeticError) and str(error) != IMPOSSIBLE:
            raise
        return SAME if other is None else f"impossible against {other}"
    if other is None:
        return f"{dict(mine)} against impossible"
    names = [name for name in measure(instance, split(instance)[0], {}) if name in other]
    got, wanted = {name: mine[name] for name in names}, {name: other[name] for name in names}
    return SAME if got == wanted else f"{got} against {wanted}"


def _of_piece(task: Task) -> dict[str, int]:
    found = {name: round(value) for name, value in task.bounds.items() if value is not None}
    if task.book is not None:
        values = by_cpsat(task.book.model, task.stages)
        found |= {stage.name: value for stage, value in zip(task.stages, values, strict=True)}
    return found


def town_alike(number: int) -> str:
    """Compare every goal of one town, and whether there is a plan at all."""
    instance = town_number(number, MOST_PEOPLE if number % TRIED_EACH else 4).instance()
    other = best_by_pairs(instance)
    if number % TRIED_EACH == 0 and (said := _against_everything(instance, other)) != SAME:
        return said
    known = greedy(instance)
    kin = instance.kin()
    must = tuple(instance.people[one.members[0]].urgent for one in kin)
    drawing = draw(known, Settled(kin, must), instance.goals)
    stages = drawing.stages(instance.goals)
    try:
        values = by_cpsat(drawing.sketch.model, stages)
    except ArithmeticError as error:
        if str(error) != IMPOSSIBLE:
            raise
        return SAME if other is None else f"impossible against {other}"
    mine = {stage.name: value for stage, value in zip(stages, values, strict=True)}
    return SAME if mine == other else f"{mine} against {other}"


def _against_everything(instance: RoutingInstance, other: Mapping[str, int] | None) -> str:
    with suppress(TooManyError):
        best = best_vector(instance)
        every = None if best is None else {g.name: v - instance.apart(g.name) for g, v in zip(instance.goals, best, strict=True)}
        return SAME if every == other else f"{other}, every plan tried says {every}"
    return SAME
