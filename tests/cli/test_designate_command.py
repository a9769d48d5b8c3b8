"""The command designate with --front, as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.errors import ExitCode
from optimizer.core.text import LANGS
from tests.cities import write_small_city
from tests.report.markup import Page


def run(*words: object) -> tuple[int, dict[str, Any], str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    lines = done.stdout.strip().splitlines()
    return done.exit_code, json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}, done.stdout + done.stderr


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_city(tmp_path_factory.mktemp("designate") / "city")


@pytest.fixture(scope="module")
def front(data: Path) -> tuple[Path, dict[str, Any]]:
    out = data.parent / "front"
    code, facts, said = run("designate", data, "--front", "--out", out, "--lang", "zh", "--json")
    assert code == 0, said
    return out, facts


def test_the_front_is_written_with_the_plan_marked(front: tuple[Path, dict[str, Any]]) -> None:
    out, facts = front
    assert {path.name for path in out.iterdir()} == {"front.html", "front.csv", "index.json"}
    found = rows(out / "front.csv")
    assert [int(row["sites"]) for row in found] == [one["sites"] for one in facts["points"]]
    assert [row["is_plan"] for row in found].count("yes") == 1
    assert found[0]["proven"] == found[-1]["proven"] == "yes"
    assert {"uncovered", "beyond_limit", "mixed_kinds", "mean_min", "travel_gap"} <= found[0].keys()


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_table_and_chart_in_both_languages(front: tuple[Path, dict[str, Any]], lang: str) -> None:
    page = Page((front[0] / "front.html").read_text("utf-8"), lang)
    assert page.faults == []
    assert {"en": "Decision support", "zh": "辅助决策"}[lang] in page.text
    assert {"en": "sites designated", "zh": "定点数（机构-类别）"}[lang] in page.text
    assert [tag for tag, _ in page.tags].count("svg") == 1
    assert {"en": "proven", "zh": "已证"}[lang] in page.text


def test_without_front_it_is_the_step_it_was(data: Path) -> None:
    out = data.parent / "plan"
    assert run("designate", data, "--out", out)[0] == 0
    assert (out / "plan.json").exists()
    plan = rows(out / "designation.csv")
    front = run("designate", data, "--front", "--out", data.parent / "again", "--json")[1]
    own = next(one for one in front["points"] if one["is_plan"])
    assert own["sites"] == len(plan)


def test_wrong_usage(data: Path, front: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    out, _ = front
    code, _, said = run("designate", data, "--front", "--plan", data, "--out", tmp_path / "a", "--lang", "en")
    assert (code, "--plan" in said) == (ExitCode.BAD_INPUT, True)
    assert run("designate", data, "--front", "--out", data)[0] == ExitCode.BAD_INPUT  # holds something else
    (tmp_path / "empty").mkdir()
    assert run("designate", tmp_path / "empty", "--front", "--out", tmp_path / "a")[0] == ExitCode.BAD_INPUT
    assert not (tmp_path / "a").exists()
    assert run("designate", data, "--front", "--out", out)[0] == 0  # its own kind is replaced


@pytest.fixture(scope="module")
def rehearsed(data: Path) -> tuple[Path, dict[str, Any]]:
    out = data.parent / "rehearsal"
    code, facts, said = run("designate", data, "--rehearse", "--out", out, "--lang", "zh", "--json")
    assert code == 0, said
    return out, facts


def test_every_designated_hospital_is_lost_once_worst_first(rehearsed: tuple[Path, dict[str, Any]]) -> None:
    out, facts = rehearsed
    assert {path.name for path in out.iterdir()} == {"rehearsal.html", "rehearsal.csv", "additions.csv", "index.json"}
    found = rows(out / "rehearsal.csv")
    assert [row["hospital_id"] for row in found] == [one["hospital_id"] for one in facts["losses"]]
    worst = [(float(row["uncovered_more"]), float(row["beyond_limit_more"]), float(row["minutes_more"])) for row in found]
    assert worst == sorted(worst, reverse=True)


@pytest.mark.parametrize("lang", LANGS)
def test_the_rehearsal_has_a_page_in_both_languages(rehearsed: tuple[Path, dict[str, Any]], lang: str) -> None:
    page = Page((rehearsed[0] / "rehearsal.html").read_text("utf-8"), lang)
    assert page.faults == []
    assert {"en": "If a designated hospital closes tonight", "zh": "定点机构停用推演"}[lang] in page.text


def test_a_plan_may_be_rehearsed(data: Path, rehearsed: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    assert run("designate", data, "--out", tmp_path / "plan")[0] == 0
    code, facts, said = run("designate", data, "--rehearse", "--plan", tmp_path / "plan", "--out", tmp_path / "r", "--json")
    assert code == 0, said
    assert facts["losses"] == rehearsed[1]["losses"]
    assert run("designate", data, "--rehearse", "--front", "--out", tmp_path / "x")[0] == ExitCode.BAD_INPUT
    assert run("designate", data, "--rehearse", "--plan", data, "--out", tmp_path / "x")[0] == ExitCode.BAD_INPUT
    assert run("designate", data, "--rehearse", "--out", tmp_path / "plan")[0] == ExitCode.BAD_INPUT
