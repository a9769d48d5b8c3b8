"""A plan told to stop, at one moment or another: nothing more is begun, and what there is, is checked and says so."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from optimizer.core.errors import ExitCode
from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Progress
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading import read_dataset
from optimizer.data.scenario_keys import STEPS
from optimizer.planning.plan import plan
from optimizer.solve import gateway
from tests.cities import write_small_city

Moment = Callable[[Progress], bool]
SETTLED = frozenset({Termination.OPTIMAL, Termination.FEASIBLE})


def at_the_start(step: str) -> Moment:
    return lambda sign: (sign.step, sign.stage) == (step, "start")


def at_the_end(step: str) -> Moment:
    return lambda sign: (sign.step, sign.stage) == (step, "done")


def with_a_first_answer(step: str) -> Moment:
    return lambda sign: sign.step == step and sign.value is not None


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(str(write_small_city(tmp_path_factory.mktemp("stopped") / "city")))


def stopped(dataset: Dataset, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> tuple[PlanRecord, list[bool]]:
    """Return the plan of a run that is told to stop at a moment, and for every solve begun whether that was afterwards."""
    stop, begun = threading.Event(), list[bool]()
    begin = gateway._Child

    def noted(request: gateway.Request) -> gateway._Child:
        begun.append(stop.is_set())
        return begin(request)

    def tell(sign: Progress) -> None:
        if moment(sign):
            stop.set()

    monkeypatch.setattr(gateway, "_Child", noted)
    record = plan(dataset, control=Control(stop, tell))  # checked, or it raises
    assert stop.is_set()
    return record, begun


@pytest.mark.parametrize("step", STEPS)
def test_stopped_before_a_step_those_after_it_are_made_without_solvers(
    step: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, begun = stopped(dataset, at_the_start(step), monkeypatch)
    assert not any(begun)
    assert [one.step for one in record.steps] == list(STEPS)
    for one in record.steps[STEPS.index(step) :]:
        assert one.stopped_by == "stop" or one.termination is Termination.OPTIMAL  # nothing was left to be solved
    for one in record.steps[: STEPS.index(step)]:
        assert one.stopped_by != "stop"
        assert one.termination in SETTLED


@pytest.mark.parametrize("moment", [with_a_first_answer(step) for step in ("designation", "routing", "rota")])
def test_stopped_while_a_step_is_solved_its_best_is_kept(
    moment: Moment, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, begun = stopped(dataset, moment, monkeypatch)
    assert begun
    assert not any(begun)
    assert [one.step for one in record.steps] == list(STEPS)
    assert "stop" in {one.stopped_by for one in record.steps}


def test_a_plan_that_was_stopped_says_so(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    record, _ = stopped(dataset, at_the_start("designation"), monkeypatch)
    fallbacks = [one.step for one in record.steps if one.termination is Termination.FALLBACK]
    assert record.exit_code in {ExitCode.FALLBACK, ExitCode.URGENT_LATE}
    assert fallbacks
    named = [issue for issue in record.issues if issue.code == "fallback_plan"]
    assert len(named) == len(fallbacks)
    for lang, said in (("en", "told to stop"), ("zh", "被要求停止")):
        assert all(said in issue.message.to(lang, **issue.params) for issue in named)
    assert not all(one.reproducible for one in record.steps)


def test_stopped_when_all_is_done_nothing_is_different(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    record, _ = stopped(dataset, at_the_end("supplies"), monkeypatch)
    assert not {one.stopped_by for one in record.steps} & {"stop", "deadline"}


def test_a_step_that_is_taken_over_needs_no_answer(dataset: Dataset) -> None:
    whole = plan(dataset)
    stop = threading.Event()
    stop.set()
    record = plan(dataset, steps=("rota",), base=whole, control=Control(stop))
    kept = {one.step: one for one in whole.steps}
    assert all(one == kept[one.step] for one in record.steps if one.step not in {"rota", "supplies"})
    assert record.tables.placements == whole.tables.placements
