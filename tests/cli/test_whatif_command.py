"""The command whatif: a plan folder that verifies, a page beside it, and nothing written for a change of nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.text import LANGS
from optimizer.data.planfolder import changed_files
from tests.cities import write_small_city
from tests.report.markup import Page


def run(*words: object) -> tuple[int, dict[str, object], str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    lines = done.stdout.strip().splitlines()
    facts = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return done.exit_code, facts, done.output


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_city(tmp_path_factory.mktemp("whatif") / "city")


@pytest.fixture(scope="module")
def base(data: Path) -> Path:
    out = data.parent / "base"
    assert run("plan", data, "--out", out, "--lang", "en")[0] == 0
    return out


def test_changes_against_a_plan(data: Path, base: Path) -> None:
    out = data.parent / "variant"
    words = ("--change", "close:H02@2022-03-12#sealed", "--change", "demand:dialysis=*1.5", "--each")
    code, facts, _ = run("whatif", data, "--against", base, *words, "--out", out, "--lang", "en", "--json")
    assert code in {0, 6}
    assert facts["verified"]
    assert [one["change"] for one in facts["changes"]] == ["close:H02@2022-03-12", "demand:dialysis=*1.5"]  # type: ignore[attr-defined]
    assert len(facts["stages"]) == 2  # type: ignore[arg-type]
    assert run("verify", out, "--lang", "en")[0] == 0
    assert not changed_files(out)
    for lang in LANGS:
        page = Page((out / "whatif.html").read_text("utf-8"), lang)
        assert not page.faults
        assert "sealed" in page.text
        assert "2. " in page.text
    assert (out / "whatif_goals.csv").read_text("utf-8-sig").splitlines()[0].startswith("step,goal,before,after,stages")


def test_without_a_report_the_plan_is_as_whole(data: Path, base: Path) -> None:
    out, other = data.parent / "bare", data.parent / "with"
    words = ("whatif", data, "--against", base, "--change", "beds:U04=+2", "--lang", "en", "--json")
    assert run(*words, "--out", out, "--no-report")[0] == run(*words, "--out", other)[0] == 0
    assert run("verify", out, "--lang", "en")[0] == 0
    assert not changed_files(out)
    drawn = {path.name for path in other.iterdir()} - {path.name for path in out.iterdir()}
    assert {"report.html", "plan.xlsx", "calendars"} <= drawn
    assert not drawn & {"whatif.html", "whatif_goals.csv", "rota.csv"}


def test_without_a_plan_one_is_made_first(data: Path) -> None:
    out = data.parent / "alone"
    code, _, said = run("whatif", data, "--change", "beds:U04=+2", "--out", out, "--lang", "zh")
    assert code == 0
    assert "增加 2 个床位" in said
    assert "whatif.html" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--change", "close:H99"), "no hospital or unit"),
        (("--change", "closed"), "is no change"),
        (("--change", "beds:U04=+2", "--change", "close:H02@2023-01-01"), "outside the days planned"),
    ],
)
def test_what_cannot_be_tried_writes_nothing(data: Path, base: Path, words: tuple[str, ...], told: str) -> None:
    out = data.parent / "never"
    code, _, said = run("whatif", data, "--against", base, *words, "--out", out, "--lang", "en")
    assert code == 2
    assert told in " ".join(said.split())
    assert not out.exists()
