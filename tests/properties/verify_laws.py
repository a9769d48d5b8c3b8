"""The check against plans changed at random: a hundred of them by the number of the lot."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

from optimizer.core.outcome import Term, Termination
from optimizer.data.planfolder import PlanRecord, StepRecord, write_plan
from optimizer.verify import STEPS, recompute, verify_folder
from tests.verify.base_plan import base_plan
from tests.verify.case import Case, Mutator
from tests.verify.mutations import BREAKING, HARMLESS

SAME = "same"
LOT = 100  # changed plans by number
BEFORE = 3  # harmless changes at most, before the one that counts
SIGNED_EACH = 53  # of so many changed plans, one goes through a folder with a new manifest, as the command reads it
TRIES = 40  # draws until a change finds something to act on


@cache
def _base() -> Case:
    return Case(*base_plan())


def broken_rules_are_named(number: int) -> str:
    """Break one named rule after some harmless changes, every rule in turn: the check names it."""
    missed = []
    for seed in range(number * LOT, (number + 1) * LOT):
        name = sorted(BREAKING)[seed % len(BREAKING)]
        case = _acted(BREAKING[name], _changed(seed), seed)
        if name not in (_signed(case) if seed % SIGNED_EACH == 0 else case.codes()):
            missed.append(f"{name} ({seed})")
    return f"not named: {', '.join(missed)}" if missed else SAME


def kept_rules_are_not_named(number: int) -> str:
    """Make some harmless changes, every kind of them in turn: the check names nothing."""
    named = []
    for seed in range(number * LOT, (number + 1) * LOT):
        name = sorted(HARMLESS)[seed % len(HARMLESS)]
        case = _acted(HARMLESS[name], _changed(seed), seed)
        issues = _signed(case) if seed % SIGNED_EACH == 0 else {issue.code for issue in case.issues(terms=seed % 10 == 0)}
        if found := issues:
            named.append(f"{name} ({seed}): {sorted(found)}")
    return f"named: {', '.join(named)}" if named else SAME


def _signed(case: Case) -> set[str]:
    """Return what the command finds in a folder that holds the case, its terms stated as its rows say, signed anew."""
    terms = recompute(case.dataset, case.tables, STEPS, case.previous, case.previous_rota, case.previous_rotation)
    steps = tuple(
        StepRecord(step, Termination.FEASIBLE, tuple(Term(name, value) for name, value in found.items()))
        for step, found in terms.items()
    )
    record = PlanRecord(
        case.dataset,
        case.tables,
        steps,
        previous=case.previous,
        previous_rota=case.previous_rota,
        previous_rotation=case.previous_rotation,
    )
    with tempfile.TemporaryDirectory() as place:
        write_plan(Path(place) / "plan", record, {})
        return {issue.code for issue in verify_folder(Path(place) / "plan")}


def _changed(seed: int) -> Case:
    """Return the base plan after up to some harmless changes."""
    draw, case = Random(seed), _base()
    for _ in range(draw.randrange(BEFORE + 1)):
        case = draw.choice(sorted(HARMLESS.items()))[1](case, draw) or case
    return case


def _acted(mutate: Mutator, case: Case, seed: int) -> Case:
    """Return what a mutator makes of a case; of the base plan where harmless changes have left it nothing to act on."""
    for attempt in range(TRIES):
        mutated = mutate(case if attempt < TRIES // 2 else _base(), Random(seed + 7919 * attempt))
        if mutated is not None:
            return mutated
    message = f"the mutator found nothing to act on with {seed}"
    raise AssertionError(message)


VERIFY_PROPERTIES: Mapping[str, Callable[[int], str]] = {
    "the check: 100 rules broken": broken_rules_are_named,
    "the check: 100 rules kept": kept_rules_are_not_named,
}
