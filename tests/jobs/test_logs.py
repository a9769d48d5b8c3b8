from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.core.errors import BadInputError
from optimizer.core.outcome import Termination
from optimizer.jobs.attempt import attempt
from optimizer.jobs.log_filter import WITHHELD, plain
from optimizer.jobs.logs import LEVEL_VARIABLE, LOG_VARIABLE, note, set_up
from optimizer.jobs.progress import progress_of
from tests.cities import write_small_city
from tests.conftest import run_cli

SECRETS = ("张伟", "620102195001011234", "13912345678", "P0001 王", "li.wei@example.cn", "0931-8123456")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A log of everything."""
    monkeypatch.setenv(LOG_VARIABLE, str(tmp_path / "a.log"))
    monkeypatch.setenv(LEVEL_VARIABLE, "debug")
    set_up()
    yield tmp_path / "a.log"
    monkeypatch.delenv(LOG_VARIABLE)
    monkeypatch.delenv(LEVEL_VARIABLE)
    set_up()


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_state_is_a_line_of_known_keys(file: Path) -> None:
    note(
        "run ended",
        job="rota",
        run="ab" * 6,
        state="committed",
        code=0,
        seconds=1.5,
        patient="P0001",
        name="张伟",
        period="x y z",
    )
    (line,) = lines(file)
    assert line.pop("at").endswith("+00:00")
    assert line.pop("pid") == os.getpid()
    told = {"level": "info", "logger": "optimizer.jobs", "event": "run ended", "job": "rota", "run": "ab" * 6}
    assert line == {**told, "state": "committed", "code": 0, "seconds": 1.5, "period": WITHHELD}
    assert file.stat().st_mode & 0o077 == 0


def test_our_sentences_tell_codes_and_figures_only(file: Path) -> None:
    log = logging.getLogger("optimizer.routing.model")
    log.warning("falls back: %s, %s after %d", Termination.UNKNOWN, "deadline", 3)
    log.debug("of %s: %s, %s", *SECRETS[:3])
    told = [line["event"] for line in lines(file)]
    assert told == [f"falls back: {Termination.UNKNOWN.value}, deadline after 3", "of ***: ***, ***"]


def test_other_libraries_are_named_and_not_repeated(file: Path) -> None:
    logging.getLogger("urllib3.pool").info("SELECT 张伟 %s", "13912345678")
    (line,) = lines(file)
    assert line["event"] == "a message of urllib3, withheld"


def test_of_an_error_kind_and_place_are_told(file: Path) -> None:
    try:
        raise KeyError(SECRETS[0])
    except KeyError:
        logging.getLogger("optimizer.x").exception("internal error %s", SECRETS[1])
    (line,) = lines(file)
    assert line["error"] == "KeyError"
    assert line["where"][-1].startswith("test_logs.py:")
    assert not any(secret in json.dumps(line, ensure_ascii=False) for secret in SECRETS)


@pytest.mark.parametrize("value", [*SECRETS, b"words", object(), ["P1"], "a" * 100, "1234567"])
def test_a_value_that_may_be_somebodys_is_withheld(value: object) -> None:
    assert plain(value) == WITHHELD


@pytest.mark.parametrize("value", [3, 2.5, True, "FEASIBLE", "batch route", "2022-03-21", "out_not_empty", "0.1.0"])
def test_a_code_or_figure_is_told(value: object) -> None:
    assert plain(value) == value


def test_the_file_may_be_rotated_while_it_is_written(file: Path) -> None:
    note("one")
    file.rename(file.with_name("a.log.1"))
    note("two")
    assert [line["event"] for line in lines(file)] == ["two"]


def test_a_log_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in ((LOG_VARIABLE, str(tmp_path / "no" / "a.log")), (LEVEL_VARIABLE, "loud")):
        monkeypatch.setenv(name, value)
        with pytest.raises(BadInputError):
            set_up()
    run = run_cli("--log", tmp_path / "no" / "a.log", "runs", "--lang", "zh", "--store", tmp_path)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr


def test_a_batch_and_its_children_log_into_one_file(tmp_path: Path) -> None:
    write_small_city(tmp_path / "in" / "good")
    bad = write_small_city(tmp_path / "in" / "张伟")
    shutil.rmtree(bad)
    bad.mkdir()
    (bad / "patients.csv").write_text("patient_id,姓名\nP1,张伟\n", encoding="utf-8")
    run = run_cli("--log", tmp_path / "a.log", "batch", "route", tmp_path / "in", "--out", tmp_path / "out")
    told = lines(tmp_path / "a.log")
    assert {line["event"] for line in told} == {
        "command began",
        "command ended",
        "run began",
        "run ended",
        "step began",
        "step ended",
    }
    assert [(line["state"], line["code"]) for line in told if line["event"] == "run ended"] == [
        ("committed", 0),
        ("set_aside", 2),
    ]
    assert len({line["pid"] for line in told}) == 3
    assert "张伟" not in (tmp_path / "a.log").read_text(encoding="utf-8")
    assert run.returncode == 2


def test_without_a_log_nothing_is_said_that_was_not(tmp_path: Path) -> None:
    assert run_cli("runs", "--store", tmp_path).stderr == ""


def test_lines_on_stderr_are_no_signs_of_life(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    line = '{"at": "x", "logger": "optimizer.jobs", "event": "step ended", "step": "routing"}'
    assert progress_of(line) is None
    program = tmp_path / "says.py"
    program.write_text(f"import sys\nsys.stderr.write({line!r} + '\\n')\nprint('{{}}')\n")
    attempt([], program=(sys.executable, str(program)))
    assert capfd.readouterr().err.strip() == line


def test_a_full_disk_of_the_log_stops_nothing() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    words = [sys.executable, "-m", "optimizer", "--log", "/dev/full", "check", "example:lanzhou"]
    run = subprocess.run(words, capture_output=True, text=True, check=False, encoding="utf-8")
    assert run.returncode == 0
    assert "full" not in run.stderr
