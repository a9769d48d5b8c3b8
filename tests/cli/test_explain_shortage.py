"""Who a designation leaves without a place, and what would change it, as a user asks: told, written, planned again."""

import json

import pytest
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.errors import ExitCode
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import NOTHING
from optimizer.data.planfolder import read_plan
from optimizer.data.vocabulary import Fixed
from tests.designation.city import TWO, buffer_unit, city, demand, hospital
from tests.designation.mended import mended, written

UNITS = [buffer_unit("A", "H1", 3), buffer_unit("B", "H2", 4)]


def asked(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def short_city(**changes):
    return city(TWO, hospitals=[hospital("H1"), hospital("H2", **changes)], units=UNITS, demand=[demand("O1", 6)])


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A plan in which three of six have no place, as the second hospital is fixed out."""
    base = tmp_path_factory.mktemp("short")
    written(short_city(fixed=Fixed.OUT), base / "city")
    assert asked("designate", base / "city", "--out", base / "plan").exit_code == 0
    return base / "plan"


@pytest.mark.parametrize(("lang", "said", "never"), [("en", "Clear fixed", "请"), ("zh", "请清空", "Clear")])
def test_both_languages_say_what_is_short_and_what_helps(planned, lang, said, never):
    found = asked("explain", planned, "--designation", "--lang", lang)
    assert found.exit_code == 0, found.output
    assert said in found.stdout
    assert never not in found.stdout
    assert "{" not in found.stdout


def test_what_is_told_helps_when_it_is_written_and_planned_again(planned, tmp_path):
    found = asked("explain", planned, "--designation", "--json")
    (short,) = json.loads(found.stdout.strip().splitlines()[-1])["shortages"]
    assert (short["uncovered"], short["beyond"]) == (3, 0)
    assert [way["uncovered"] for way in short["repairs"]] == [-3, -3]
    for number, way in enumerate(short["repairs"]):
        rows = [Issue("repair", Severity.NOTE, NOTHING, NOTHING, **cells) for cells in way["cells"]]
        mended(read_plan(planned).dataset, tmp_path / f"city{number}", rows)
        again = asked("designate", tmp_path / f"city{number}", "--out", tmp_path / f"plan{number}", "--json")
        terms = {term.name: term.value for step in read_plan(tmp_path / f"plan{number}").steps for term in step.terms}
        assert again.exit_code == 0
        assert terms["uncovered"] == 3 + way["uncovered"]


def test_a_hospital_out_is_told_what_would_let_it_in(planned):
    found = asked("explain", planned, "--hospital", "H2", "--json")
    facts = json.loads(found.stdout.strip().splitlines()[-1])
    assert facts["rule"] == "designation_allowed"
    assert facts["let_in"] == [[{"table": "hospitals", "row": 3, "column": "fixed", "value": ""}]]


def test_a_contradiction_is_told_with_its_repairs(tmp_path):
    written(short_city(fixed=Fixed.IN, outside_network=True), tmp_path / "city")
    for lang in ("en", "zh"):
        found = asked("designate", tmp_path / "city", "--out", tmp_path / "plan", "--json", "--lang", lang)
        assert found.exit_code == ExitCode.CONTRADICTION
        issues = json.loads(found.stdout.strip().splitlines()[-1])["issues"]
        assert [issue["column"] for issue in issues if issue["code"] == "repair"] == ["fixed", "outside_network"]
        assert not (tmp_path / "plan").exists()
