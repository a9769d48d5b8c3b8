"""A rota in force mended while somebody waits: what stands stays, nobody missing who could be there, as few changes as can be."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.rota.entities import OFF
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import measure
from optimizer.rota.mending import BEFORE_CHANGES, CHANGES, fewest_changes
from optimizer.rota.model import roster
from optimizer.rota.rules import keeps_rules
from optimizer.rota.solution import RotaSolution
from optimizer.rota.split import whole
from tests.factories import contract, cover, nurse, request
from tests.rota.small import LIMITS, pools_of, ward_data
from tests.rota.test_held import again, row

NURSES = [nurse(f"S{n}") for n in range(6)]
SHORT_RUNS: dict[str, Any] = {"contracts": [contract(max_consecutive_shifts=3)]}


def mended(data: Dataset, before: tuple[RotaRow, ...], control: Control | None = None) -> Outcome[RotaSolution]:
    """Mend a rota in force; the check has nothing against what comes of it."""
    return again(data, before, control=control, quick=True)


def first(data: Dataset) -> tuple[RotaRow, ...]:
    pools = pools_of(data)
    outcome = roster(data, pools.teams, pools.rotation, pools.capacity, LIMITS)
    assert outcome.solution is not None
    return outcome.solution.rota


def test_what_misses_nobody_stays_although_it_could_be_better() -> None:
    data = ward_data(7, staff=NURSES, **SHORT_RUNS)
    before = first(data)
    wished = replace(data, requests=tuple(request(one.staff_id, 2) for one in NURSES))  # not everybody can be off
    outcome = mended(wished, before)
    assert outcome.solution is not None
    assert outcome.solution.rota == before
    assert outcome.termination is Termination.FEASIBLE


def test_one_who_falls_ill_is_replaced_with_the_fewest_changes() -> None:
    data = ward_data(7, staff=NURSES, **SHORT_RUNS)
    before = first(data)
    gone = next(one for one in before if one.date == data.horizon.date(2))
    outcome = mended(replace(data, requests=(request(gone.staff_id, 2, hard=True),)), before)
    assert outcome.term("short_of_min") == 0
    changes = next(term for term in outcome.terms if term.name == CHANGES)
    assert changes.value == changes.bound == 2


def test_what_no_exchange_fills_a_search_does() -> None:
    """Whoever could come must leave their place to somebody who leaves theirs: more than an exchange of two."""
    data = ward_data(7, staff=NURSES[:4], ward_cover=[cover("A"), cover("N")], **SHORT_RUNS)
    before = first(data)
    for gone in before:
        asked = replace(data, requests=(request(gone.staff_id, data.horizon.day(gone.date), hard=True),))
        anew = roster(asked, (), (), pools_of(asked).capacity, LIMITS, in_force=before)
        assert mended(asked, before).term("short_of_min") == anew.term("short_of_min")


def test_without_a_rota_for_all_days_it_is_planned_anew() -> None:
    data = ward_data(7, staff=NURSES, **SHORT_RUNS)
    part = tuple(one for one in first(data) if one.date < data.horizon.date(5))
    assert mended(data, part).term("short_of_min") == 0
    assert mended(data, ()).term(CHANGES) == 0


def test_with_no_time_the_plan_to_begin_with_is_the_answer() -> None:
    data = ward_data(7, staff=NURSES, **SHORT_RUNS)
    before = first(data)
    lost = replace(data, staff=tuple(one for one in NURSES if one.staff_id != before[0].staff_id))
    outcome = mended(lost, before, Control().by(0.0))
    assert outcome.termination is Termination.FALLBACK


def test_the_same_every_time() -> None:
    data = ward_data(7, staff=NURSES, **SHORT_RUNS)
    before = first(data)
    lost = replace(data, staff=tuple(NURSES[1:]))
    assert mended(lost, before).solution == mended(lost, before).solution


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_rota_without_anybody_missing_has_fewer_changes_than_counted(draw: st.DataObject) -> None:
    data = ward_data(3, staff=NURSES[:3], contracts=[contract(max_consecutive_shifts=draw.draw(st.integers(1, 3)))])
    places = [(f"S{n}", d, s) for n in range(3) for d in range(3) for s in "AN"]
    chosen = {(who, d): s for who, d, s in draw.draw(st.lists(st.sampled_from(places), max_size=6))}
    before = tuple(row(who, d, s) for (who, d), s in sorted(chosen.items()))
    instance = RotaInstance.from_dataset(data, pools_of(data), before)
    piece = whole(instance)
    lines = [
        [line for line in itertools.product((OFF, 0, 1), repeat=instance.days) if keeps_rules(instance, person, line)]
        for person in instance.people
    ]
    fewest = fewest_changes(instance, piece)
    least = []
    for some in itertools.product(*lines):
        assigned = {(i, d): (s, 0) for i, line in enumerate(some) for d, s in enumerate(line) if s != OFF}
        reached = measure(instance, piece, assigned)
        if not any(reached[name] for name in BEFORE_CHANGES):
            least.append(reached[CHANGES])
    assert all(fewest <= changes for changes in least)
    outcome = mended(data, before)
    if least and instance.before_days == instance.days and not any(outcome.term(name) for name in BEFORE_CHANGES):
        assert min(least) <= outcome.term(CHANGES)
