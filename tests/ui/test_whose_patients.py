"""Who may see which patients on the routing page: everybody's, or those of one's hospitals; a viewer does nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.store import STORE_VARIABLE, Store
from optimizer.store.plans import SAME_PERSON
from optimizer.ui import texts
from optimizer.ui.access_file import ACCESS_VARIABLE
from optimizer.ui.dispatch import refusals, under_way, who
from optimizer.ui.language import plain
from optimizer.ui.places import NAMES_VARIABLE, PLAN_VARIABLE
from optimizer.ui.roles import NOT_THE_HOSPITAL
from tests.ui.conftest import ENTRY, open_page, words
from tests.ui.test_access import ISSUER, signed
from tests.ui.town import planned_town

RIGHTS = f"""
issuer = "{ISSUER}"
[people.ann]
role = "planner"
hospitals = ["H02"]
"""


@pytest.fixture(scope="module")
def town() -> PlanRecord:
    return planned_town()


@pytest.fixture(scope="module")
def folder(town: PlanRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("whose") / "plan"
    write_plan(made, town, {})
    return made


@pytest.fixture(autouse=True)
def plan(folder: Path, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The issued plan, with a place held at two hospitals."""
    (tmp_path / "access.toml").write_text(RIGHTS, encoding="utf-8")
    monkeypatch.setenv(ACCESS_VARIABLE, str(tmp_path / "access.toml"))
    monkeypatch.setenv(PLAN_VARIABLE, str(folder))
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store.sqlite3"))
    with Store.open(str(tmp_path / "store.sqlite3")) as store:
        plan_id = store.plans.register(folder, "张").plan_id
        store.plans.review(plan_id, "李")
        store.plans.issue(plan_id, "王")
        for patient_id in ("P02", "P04"):
            unit_id = next(row.unit_id for row in planned_town().tables.placements if row.patient_id == patient_id)
            store.placements.hold(plan_id, patient_id, unit_id, "desk")
    return plan_id


def of_one_hospital(part: str) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=30)
    app.session_state["lang"], app.session_state["routing_part"] = "en", part
    app = signed(app).run().switch_page("screens/routing.py").run()
    assert not app.exception
    return app


def homes(town: PlanRecord) -> dict[str, str]:
    return {row.patient_id: town.dataset.unit[row.unit_id].hospital_id for row in town.tables.placements}


def test_only_the_patients_of_ones_hospital_are_listed(town: PlanRecord) -> None:
    listed = set(of_one_hospital("placed").dataframe[0].value[texts.PATIENT.en])
    assert listed == {patient_id for patient_id, home in homes(town).items() if home == "H02"}
    assert listed != set(homes(town))


def test_who_has_no_place_is_the_whole_citys_matter() -> None:
    app = of_one_hospital("unplaced")
    assert NOT_THE_HOSPITAL.en in words(app)
    assert not app.dataframe


def test_a_hospital_takes_the_steps_of_its_own_patients(town: PlanRecord) -> None:
    homes_of = homes(town)
    assert (homes_of["P02"], homes_of["P04"]) == ("H01", "H02")
    app = of_one_hospital("desk")
    said = words(app)
    assert "P04" in said
    assert "P02" not in said
    assert who.WHOM.en not in said
    button = next(button for button in app.button if str(button.key).startswith("desk_next_"))
    assert not button.disabled
    button.click().run()
    assert under_way.NEXT["accepted"][1].en in [one.label for one in app.button]  # type: ignore[index]


def test_a_notice_of_another_hospital_is_seen_without_its_patients(town: PlanRecord, tmp_path: Path) -> None:
    row = next(row for row in town.tables.placements if row.patient_id == "P02")
    zone = ZoneInfo(town.dataset.horizon.time_zone)
    begins = dt.datetime.combine(town.dataset.horizon.start, dt.time(), zone)
    with Store.open(str(tmp_path / "store.sqlite3")) as store:
        store.refusals.report(row.unit_id, "power_cut", "Desk 7", begins, begins + dt.timedelta(days=7))
    app = of_one_hospital("refusals")
    said = words(app)
    assert row.unit_id in said
    assert "P02" not in said
    assert plain(refusals.SO_MANY.en.split("{")[0]) in said
    assert app.button(key="refusal_back_1").disabled


def test_who_reviewed_cannot_issue_in_spite_of_the_right(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rights = RIGHTS.replace('hospitals = ["H02"]', 'name = "Ann"\nhospitals = "all"\nmay_issue = true')
    (tmp_path / "access.toml").write_text(rights, encoding="utf-8")
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "other.sqlite3"))
    with Store.open(str(tmp_path / "other.sqlite3")) as store:
        store.plans.review(store.plans.register(folder, "张").plan_id, "Ann")
    app = of_one_hospital("desk")
    assert plain(SAME_PERSON.en.format(who="Ann")) in words(app)
    assert app.button(key="desk_sign").disabled


def test_names_of_the_offices_list_stand_beside_the_case_numbers(
    town: PlanRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "names.csv").write_text("case,name\nP04,王小明\n", encoding="utf-8")
    monkeypatch.setenv(NAMES_VARIABLE, str(tmp_path / "names.csv"))
    app = open_page("routing", "zh")
    assert "P04 · 王小明" in set(app.dataframe[0].value[texts.PATIENT.zh])
