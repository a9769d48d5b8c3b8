"""The command replay: its page, its tables, and what it never says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.text import LANGS
from tests.cities import SMALL_CITY, write_small_city
from tests.report.markup import Page

TITLES = {"en": "Replay of a historical plan (illustrative data)", "zh": "历史方案回放（示意数据）"}
JUDGING = ("best", "worst", "better", "rank", "winner", "optimal", "优", "劣", "排名", "最好", "较好")


def run(*words: object) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    lines = done.stdout.strip().splitlines()
    return done.exit_code, json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_small_city(tmp_path_factory.mktemp("replay") / "city")
    head, *rows = SMALL_CITY["hospitals.csv"].splitlines()
    lines = [f"{head},role", *(f"{row},{'NONGREEN13' if row.startswith('H02') else ''}" for row in rows)]
    (folder / "hospitals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def out(data: Path) -> Path:
    code, facts = run("replay", data, "--out", data.parent / "out", "--lang", "zh", "--json")
    assert code == 0
    assert [one["set"] for one in facts["sets"]] == ["named", "own", "nearest", "all"]  # type: ignore[attr-defined, index]
    return data.parent / "out"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_the_files_and_the_sets(out: Path) -> None:
    assert {path.name for path in out.iterdir()} == {"replay.html", "replay.csv", "replay_members.csv", "index.json"}
    named, *_ = rows(out / "replay.csv")
    members = [row for row in rows(out / "replay_members.csv") if row["set_id"] == "named"]
    assert {row["hospital_id"] for row in members if row["listed"] == "yes"} == {"H02"}
    assert sum(row["designated"] == "yes" for row in members) == int(named["institutions"])
    assert {"mean_min", "worst_min", "uncovered", "beyond_limit", "crossing", "sites"} <= named.keys()


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_its_title_and_judges_nothing(out: Path, lang: str) -> None:
    page = Page((out / "replay.html").read_text("utf-8"), lang)
    assert page.faults == []
    assert TITLES[lang] in page.text
    assert not [word for word in JUDGING if word in page.text.lower()]
    assert {"en": "Illustrative data", "zh": "示例数据"}[lang] in page.text


def test_own_sets_and_wrong_usage(data: Path, out: Path, tmp_path: Path) -> None:
    sets = tmp_path / "sets.csv"
    sets.write_text("set,hospital_id\nA,H01\nB,H01\nB,H02\n", encoding="utf-8")
    code, facts = run("replay", data, "--sets", sets, "--out", tmp_path / "out", "--json")
    assert code == 0
    assert len(facts["sets"]) == 3  # type: ignore[arg-type]
    sets.write_text("A,H77\n", encoding="utf-8")
    assert run("replay", data, "--sets", sets, "--out", tmp_path / "other")[0] == 2
    sets.write_text("\n", encoding="utf-8")
    assert run("replay", data, "--sets", sets, "--out", tmp_path / "other")[0] == 2
    assert run("replay", write_small_city(tmp_path / "city"), "--out", tmp_path / "other")[0] == 2
    assert run("replay", data, "--out", data)[0] == 2
    assert not (tmp_path / "other").exists()
