"""How the tests of single rules say what they change: rows of the plan, or of the input tables, by what they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from optimizer.core.horizon import Horizon
from optimizer.core.issue import Issue
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Scenario
from optimizer.verify.ids import STEPS
from optimizer.verify.prepare import prepare
from optimizer.verify.registry import CHECKS
from tests.verify import city
from tests.verify.base_plan import base_plan
from tests.verify.case import Case

Edit = Callable[[Case], Case]


@dataclass(frozen=True)
class Edge:
    """A rule with a plan just within it and one just beyond."""

    rule: str
    inside: Edit
    outside: Edit

    def __str__(self) -> str:
        return self.rule


def same(case: Case) -> Case:
    """Leave the base plan as it is."""
    return case


def row(table: str, where: dict[str, object], **changes: object) -> Edit:
    """Change the plan rows that hold `where`; without changes they are taken out."""
    return lambda case: case.put(**{table: _changed(case.tables.rows(table), where, changes)})


def given(table: str, where: dict[str, object], **changes: object) -> Edit:
    """Change the input rows that hold `where`; without changes they are taken out."""
    return lambda case: replace(
        case, dataset=replace(case.dataset, **{table: _changed(case.dataset.rows(table), where, changes)})
    )


def more(table: str, *rows: object) -> Edit:
    """Add rows to a table of the plan."""
    return lambda case: case.add(table, *rows)


def both(*edits: Edit) -> Edit:
    """Make several changes, one after another."""

    def edit(case: Case) -> Case:
        for one in edits:
            case = one(case)
        return case

    return edit


def fresh(edit: Edit) -> Edit:
    """Make a change and bring census and supplies up to it."""
    return lambda case: edit(case).fresh()


def found(rule: str, case: Case) -> list[Issue]:
    """What the check of one rule finds."""
    plan, _ = prepare(case.dataset, case.tables, STEPS, case.previous, case.previous_rota, case.previous_rotation)
    return list(CHECKS[rule](plan))


def base() -> Case:
    return Case(*base_plan())


def nothing() -> Case:
    """A horizon without anything in it."""
    return Case(Dataset(Scenario(Horizon(city.START, city.DAYS))), PlanTables())


def assert_edge(edge: Edge) -> None:
    """The three tests of a rule: nothing at all, just inside, just outside."""
    assert found(edge.rule, nothing()) == []
    assert found(edge.rule, edge.inside(base())) == []
    issues = found(edge.rule, edge.outside(base()))
    assert issues
    assert {issue.code for issue in issues} == {edge.rule}
    assert all(issue.message.en and issue.message.zh and issue.table for issue in issues)


def over(edges: list[Edge]) -> pytest.MarkDecorator:
    """Run a test over edges, named by their rule."""
    return pytest.mark.parametrize("edge", edges, ids=str)


def _changed(rows: tuple[object, ...], where: dict[str, object], changes: dict[str, object]) -> list[object]:
    hit = [all(getattr(one, name) == value for name, value in where.items()) for one in rows]
    if not any(hit):
        message = f"no row with {where}"
        raise AssertionError(message)
    kept = [replace(one, **changes) if touched and changes else one for one, touched in zip(rows, hit, strict=True)]  # type: ignore[type-var]
    return [one for one, touched in zip(kept, hit, strict=True) if changes or not touched]
