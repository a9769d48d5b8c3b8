"""One mutator per rule that breaks it, and mutators that keep every rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from optimizer.core.rulebook import RULES
from optimizer.data.columns import attribute
from optimizer.data.schema import PLAN_TABLES
from optimizer.verify.ids import REFERENCES
from tests.verify import breaking_inforce, breaking_legs, breaking_rota, breaking_routing, breaking_supplies, breaking_teams
from tests.verify.case import DAY, Case, Mutator
from tests.verify.harmless import HARMLESS

__all__ = ["APART", "BREAKING", "HARMLESS"]


def known_ids(case: Case, rng: Random) -> Case | None:
    """Write an id that stands nowhere."""
    table = rng.choice([name for name in PLAN_TABLES if case.tables.rows(name)])
    row = rng.choice(case.tables.rows(table))
    column = rng.choice([one.name for one in PLAN_TABLES[table].columns if one.name in REFERENCES])
    return case.swap(table, row, replace(row, **{attribute(column): "nowhere"}))


def row_valid(case: Case, rng: Random) -> Case | None:
    """Write a figure that is none, a span that runs backwards, or a row twice."""
    tables = case.tables
    match rng.randrange(4):
        case 0 if tables.flows:
            flow = rng.choice(tables.flows)
            return case.swap("flows", flow, replace(flow, expected=rng.choice((float("nan"), float("inf"), -1.0))))
        case 1 if tables.supplies:
            stock = rng.choice(tables.supplies)
            return case.swap("supplies", stock, replace(stock, use=rng.choice((float("nan"), -2.0))))
        case 2:
            table = rng.choice([name for name in ("designation", "flows", "transfers", "rotation") if tables.rows(name)])
            return case.add(table, rng.choice(tables.rows(table)))
        case _:
            stay = rng.choice(tables.placements)
            return case.swap("placements", stay, replace(stay, to=stay.from_ - DAY))


APART = {"term_value", "manifest"}
"""Rules about the stated terms and the files, broken in tests of their own."""
_OWN: Mapping[str, Mutator] = {"known_ids": known_ids, "row_valid": row_valid}


def _mutator(name: str) -> Mutator:
    for room in (breaking_routing, breaking_legs, breaking_teams, breaking_rota, breaking_supplies, breaking_inforce):
        if hasattr(room, name):
            found: Mutator = getattr(room, name)
            return found
    return _OWN[name]


BREAKING: Mapping[str, Mutator] = {name: _mutator(name) for name in RULES if name not in APART}
