"""The program itself: it goes on where it ended, counts what is untold as a mismatch, and every row can be run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.torture.__main__ import in_turn
from tests.torture.results import complete, keep, known, table
from tests.torture.row import Row, Told, each
from tests.torture.rows import ROWS
from tests.torture.sameness import digests, same_plans


def _row(cases: int = 4, wanted: int = 0) -> Row:
    return Row("some", "figure", "bar", cases, wanted, each(Told), 3)


def test_what_was_told_is_kept_and_a_line_cut_off_is_not(tmp_path: Path) -> None:
    row = _row()
    keep(tmp_path, row, Told(2, "", 5, {"kind": 5}, 1.5))
    keep(tmp_path, row, Told(9))  # of a longer run
    with (tmp_path / "some.jsonl").open("a") as file:
        file.write('{"number": 3, "wro')
    assert known(tmp_path, row) == {2: Told(2, "", 5, {"kind": 5}, 1.5)}


def test_rows_come_forward_alike() -> None:
    short, long = _row(4), Row("long", "figure", "bar", 40, 0, each(Told), 5)
    chunks = in_turn([short, long], {"some": {0}, "long": set()})
    assert [numbers for row, numbers in chunks if row is short] == [(1, 2, 3)]
    assert sorted(number for row, numbers in chunks for number in numbers if row is long) == list(range(40))
    assert chunks[-1][0].name in {"some", "long"}
    assert chunks[0][1] == (0, 1, 2, 3, 4)


def test_the_table_tells_mismatches_from_what_does_not_apply() -> None:
    told = {0: Told(0), 1: Told(1, "(no plan)"), 2: Told(2, "worse"), 3: Told(3, "", 10, {"forked": 10})}
    lines = table([_row()], {"some": told})
    assert lines[1].split() == ["figure", "bar", "12", "1", "1", "0"]
    assert lines[2:] == ["some: (no plan) 1, forked 10", "MISMATCH some 2: worse"]
    assert complete(_row(), told.values())
    assert not complete(_row(wanted=13), told.values())
    assert not complete(_row(cases=5), told.values())


def test_a_case_that_ends_in_an_error_is_a_mismatch() -> None:
    def judge(number: int) -> Told:
        raise ArithmeticError(str(number))

    assert [told.wrong for told in each(judge)([7])] == ["ArithmeticError: 7"]


def test_names_are_told_once() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_a_forked_product_killed_and_let_end() -> None:
    """Three kills of one outbox's work, every process of it forked, and its end."""
    code = "from tests.jobs import forked, kills; forked.enable(); told = kills.chain(0, 3); print(told.wrong, told.events)"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] in {"1", "2", "3"}
    assert done.stdout.split()[:-1] == []


def test_a_city_planned_under_two_hash_seeds_is_planned_alike() -> None:
    (told,) = same_plans([3], times=2)
    assert not told.wrong


def test_another_figure_anywhere_shows_and_the_clock_does_not(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"run": {"seconds": 1}, "seed": 0}')
    (tmp_path / "manifest.json").write_text('{"sha256": {"plan.json": "x", "rota.csv": "y"}}')
    (tmp_path / "rota.csv").write_text("a")
    before = digests(tmp_path)
    (tmp_path / "plan.json").write_text('{"run": {"seconds": 2}, "seed": 0}')
    (tmp_path / "manifest.json").write_text('{"sha256": {"plan.json": "z", "rota.csv": "y"}}')
    assert digests(tmp_path) == before
    (tmp_path / "rota.csv").write_text("b")
    assert digests(tmp_path) != before
