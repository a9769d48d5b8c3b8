"""Thousands of small changes to a valid plan: the check must name the broken rule, and nothing when none is broken."""

from __future__ import annotations

from random import Random

import pytest

from optimizer.core.goals import GOALS
from optimizer.core.rulebook import RULES
from optimizer.verify import STEPS, recompute, registry, verify
from optimizer.verify.registry import CHECKS
from tests.verify.base_plan import base_plan
from tests.verify.case import Case, acted
from tests.verify.mutations import APART, BREAKING, HARMLESS

SEEDS = range(30)
WANTED = 2_000


def _base() -> Case:
    return Case(*base_plan())


def test_base_plan_breaks_nothing() -> None:
    dataset, tables = base_plan()
    assert verify(dataset, tables, recompute(dataset, tables, STEPS)) == ()


def test_every_rule_has_one_check() -> None:
    assert set(CHECKS) | set(registry.APART) == set(RULES)
    assert not set(CHECKS) & set(registry.APART)
    assert len({check for check in CHECKS.values()}) == len(CHECKS)


def test_every_rule_has_a_mutator() -> None:
    assert set(BREAKING) | APART == set(RULES)


@pytest.mark.parametrize("name", sorted(BREAKING))
def test_broken_rule_is_named(name: str) -> None:
    for seed in SEEDS:
        assert name in acted(BREAKING[name], _base(), seed).codes(), seed


@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_kept_rules_are_not_named(name: str) -> None:
    for seed in range(-(-WANTED // len(HARMLESS))):
        mutated = acted(HARMLESS[name], _base(), seed)
        if seed % 3 == 0:  # another change on top of the first
            mutated = Random(seed).choice(list(HARMLESS.values()))(mutated, Random(seed)) or mutated
        assert mutated.issues(terms=seed % 10 == 0) == (), seed


def test_there_are_thousands() -> None:
    assert len(SEEDS) * len(BREAKING) >= WANTED


@pytest.mark.parametrize("name", sorted(GOALS))
def test_wrong_term_is_named(name: str) -> None:
    dataset, tables = base_plan()
    step = GOALS[name].step
    for wrong in (1, -1, 0.02, float("nan")):
        terms = recompute(dataset, tables, STEPS)
        terms[step][name] += wrong
        found = verify(dataset, tables, terms)
        assert [(issue.code, issue.column) for issue in found] == [("term_value", name)]


def test_terms_left_out_or_invented_are_named() -> None:
    dataset, tables = base_plan()
    terms = recompute(dataset, tables, STEPS)
    del terms["routing"]["crossing"]
    terms["rota"]["beauty"] = 0
    assert {(issue.code, issue.column) for issue in verify(dataset, tables, terms)} == {
        ("term_value", "crossing"),
        ("term_value", "beauty"),
    }
