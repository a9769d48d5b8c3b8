"""Who may do what: every role against every action, and whatever was not granted, ran out or was taken back meanwhile."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimizer.core.errors import BadInputError
from optimizer.core.text import LANGS
from optimizer.ui import access
from optimizer.ui.access_file import ACCESS_VARIABLE, read_people
from optimizer.ui.case_names import case
from optimizer.ui.frame import PAGES
from optimizer.ui.places import NAMES_VARIABLE, PLAN_VARIABLE
from optimizer.ui.plans import load_view
from optimizer.ui.roles import (
    ENDED,
    EXPIRED,
    NOT_THE_HOSPITAL,
    NOT_THE_ROLE,
    UNKNOWN,
    Action,
    Grant,
    People,
    Role,
    SignIn,
    refusal,
)
from optimizer.ui.sign_in import sign_in_asked
from tests.ui.conftest import ENTRY, Open, words

NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
ISSUER = "https://id.example.org"
LOOKING = {Action.LOOK, Action.PATIENTS, Action.EXPORT}
PLANNING = LOOKING | {Action.PLAN, Action.EDIT, Action.PLACE, Action.REFUSE, Action.ROTA, Action.DRAFT, Action.REVIEW}
TABLE = {Role.VIEWER: LOOKING, Role.PLANNER: PLANNING, Role.ADMINISTRATOR: PLANNING | {Action.AUDIT}}


def asked(
    grant: Grant | None, action: Action, hospital_id: str | None = "H1", *, hours_ago: float = 1.0, issuer: str = ISSUER
) -> object:
    people = People(ISSUER, {} if grant is None else {"ann": grant}, dt.timedelta(hours=12))
    return refusal(people, SignIn(issuer, "ann", NOW - dt.timedelta(hours=hours_ago)), action, hospital_id, NOW)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("may_issue", [False, True])
def test_every_role_against_every_action(role: Role, action: Action, may_issue: bool) -> None:
    grant = Grant("Ann", role, None, may_issue)
    granted = action in TABLE[role] if action is not Action.ISSUE else may_issue and role is not Role.VIEWER
    assert (asked(grant, action) is None) is granted
    assert (asked(grant, action, None) is None) is granted
    if not granted:
        assert asked(grant, action) is NOT_THE_ROLE


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.LOOK])
def test_rights_end_at_the_hospital(action: Action) -> None:
    grant = Grant("Ann", Role.ADMINISTRATOR, frozenset({"H1"}), may_issue=True)
    assert asked(grant, action, "H1") is None
    assert asked(grant, action, "H2") is NOT_THE_HOSPITAL
    assert asked(grant, action, None) is NOT_THE_HOSPITAL
    assert asked(Grant("Ann", Role.ADMINISTRATOR, may_issue=True), action, "H1") is NOT_THE_HOSPITAL


def test_pages_are_for_all_who_are_let_in() -> None:
    assert asked(Grant("Ann", Role.VIEWER, frozenset({"H1"})), Action.LOOK, None) is None


@pytest.mark.parametrize(("hours", "why"), [(11.99, None), (12.0, EXPIRED), (700.0, EXPIRED), (-0.05, None), (-1.0, EXPIRED)])
def test_a_sign_in_runs_out_before_its_cookie(hours: float, why: object) -> None:
    assert asked(Grant("Ann", Role.VIEWER, None), Action.LOOK, hours_ago=hours) is why


@pytest.mark.parametrize(("until", "why"), [(NOW.date(), None), (NOW.date() - dt.timedelta(days=1), ENDED)])
def test_rights_hold_through_their_last_day(until: dt.date, why: object) -> None:
    assert asked(Grant("Ann", Role.VIEWER, None, valid_until=until), Action.LOOK) is why


def test_nobody_is_let_in_by_default() -> None:
    assert asked(None, Action.LOOK) is UNKNOWN
    assert asked(Grant("Ann", Role.ADMINISTRATOR, None), Action.LOOK, issuer="https://elsewhere.example.org") is UNKNOWN


WELL = """
issuer = "https://id.example.org"
session_hours = 10
[people.ann]
name = "Ann"
role = "planner"
hospitals = "all"
may_issue = true
valid_until = 2099-12-31
[people.ben]
role = "viewer"
hospitals = ["H1"]
"""


def test_file_of_rights_is_read(tmp_path: Path) -> None:
    people = read_people(written(tmp_path, WELL))
    assert people.session == dt.timedelta(hours=10)
    assert people.grants["ann"] == Grant("Ann", Role.PLANNER, None, may_issue=True, valid_until=dt.date(2099, 12, 31))
    assert people.grants["ben"] == Grant("ben", Role.VIEWER, frozenset({"H1"}))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('issuer = "https://id.example.org"', "", "issuer"),
        ("session_hours = 10", "session_hours = 720", "session_hours"),
        ("session_hours = 10", "session_hours = true", "session_hours"),
        ('role = "planner"', 'role = "root"', "role"),
        ('role = "planner"', "", "role"),
        ('hospitals = "all"', "", "hospitals"),
        ('hospitals = "all"', 'hospitals = "H1"', "hospitals"),
        ("may_issue = true", 'may_issue = "yes"', "may_issue"),
        ("valid_until = 2099-12-31", 'valid_until = "2099-12-31"', "valid_until"),
        ("valid_until = 2099-12-31", "valid_till = 2099-12-31", "valid_till"),
        ("[people.ann]", "[people.ann", "read"),
    ],
)
def test_one_fault_closes_the_file(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(BadInputError) as raised:
        read_people(written(tmp_path, WELL.replace(before, after)))
    assert all(said in raised.value.describe(lang) or said == "read" for lang in LANGS)


def test_no_file_lets_nobody_in(tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        read_people(tmp_path / "access.toml")
    with pytest.raises(BadInputError):
        read_people(written(tmp_path, 'issuer = "x"'))


def written(folder: Path, text: str) -> Path:
    path = folder / "access.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ACCESS_VARIABLE, str(tmp_path / "access.toml"))
    return written(tmp_path, WELL)


def signed(app: AppTest, subject: str = "ann", hours_ago: float = 1.0) -> AppTest:
    app.secrets["auth"] = {"cookie_secret": "made up"}
    app.user = {"is_logged_in": True, "iss": ISSUER, "sub": subject, "iat": time.time() - 3600 * hours_ago}
    return app


def fresh(open_app: Open) -> AppTest:
    open_app("today")  # sets what the app reads from its surroundings
    app = AppTest.from_file(str(ENTRY), default_timeout=30)
    app.session_state["lang"] = "en"
    return app


def test_without_sign_in_the_app_is_open_here(open_app: Open) -> None:
    assert "## Today" in words(open_app("today"))


@pytest.mark.usefixtures("rights")
def test_sign_in_comes_before_any_page(open_app: Open) -> None:
    app = fresh(open_app)
    app.secrets["auth"] = {"cookie_secret": "made up"}
    app.user = {"is_logged_in": False}
    app.run()
    assert access.SIGN_IN_FIRST.en in words(app)
    assert "## Today" not in words(app)
    assert [button.key for button in app.button] == ["sign_in"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("[people.ann]", "[people.cleo]"), UNKNOWN.en),
        (("valid_until = 2099-12-31", "valid_until = 2022-03-18"), ENDED.en),
        (("session_hours = 10", "session_hours = 0.5"), EXPIRED.en),
        (("id.example.org", "other.example.org"), UNKNOWN.en),
        (('role = "planner"', 'role = "?"'), access.FILE_BROKEN.en),
    ],
)
def test_rights_taken_back_end_the_session_at_its_next_action(
    open_app: Open, rights: Path, change: tuple[str, str], why: str
) -> None:
    app = signed(fresh(open_app)).run()
    assert "## Today" in words(app)
    assert "Signed in: Ann" in words(app)
    rights.write_text(WELL.replace(*change), encoding="utf-8")
    app.run()
    assert "## Today" not in words(app)
    assert why in words(app)


@pytest.mark.usefixtures("rights")
def test_signed_out_in_one_tab_is_signed_out_in_all(open_app: Open) -> None:
    app, other = signed(fresh(open_app)).run(), signed(fresh(open_app))
    other.user = dict(app.user)
    assert "## Today" in words(other.run())
    app.button(key="sign_out").click().run()
    assert "## Today" not in words(app)
    other.user = {"is_logged_in": True, "iss": ISSUER, "sub": "ann", "iat": other.user["iat"]}
    assert EXPIRED.en in words(other.run())


def one_button() -> None:
    import streamlit as st

    from optimizer.ui.access import action_button, may, signed_by
    from optimizer.ui.roles import Action

    def done() -> None:
        st.session_state["called"] = True

    st.session_state["lang"] = "en"
    st.session_state["by"] = signed_by()
    st.session_state["may_see"] = may(Action.PATIENTS, "H2")
    if action_button("go", Action.PLACE, "H1", key="go"):
        st.session_state["pressed"] = True
    action_button("call", Action.PLACE, "H1", key="call", on_click=done)


def test_a_button_asks_again_when_it_is_pressed(rights: Path) -> None:
    app = signed(AppTest.from_function(one_button)).run()
    assert app.session_state["by"] == "Ann"
    assert not app.button(key="go").disabled
    app.button(key="go").click().run()
    app.button(key="call").click().run()
    assert app.session_state["pressed"]
    assert app.session_state["called"]
    del app.session_state["pressed"], app.session_state["called"]
    for key in ("go", "call"):  # drawn with the right, pressed without it
        rights.write_text(WELL, encoding="utf-8")
        app.run()
        rights.write_text(WELL.replace('role = "planner"', 'role = "viewer"'), encoding="utf-8")
        app.button(key=key).click().run()
        assert app.button(key=key).disabled
    assert "pressed" not in app.session_state
    assert "called" not in app.session_state
    assert app.session_state["may_see"]


def one_live_part() -> None:
    import streamlit as st

    from optimizer.ui.access import enter, live

    def drawn(words: str) -> None:
        st.markdown(words)

    st.session_state["lang"] = "en"
    if enter():
        live(drawn, 1.0)("seen")


def test_a_part_drawn_by_itself_goes_with_the_right(rights: Path) -> None:
    app = signed(AppTest.from_function(one_live_part)).run()
    assert "seen" in words(app)
    rights.write_text(WELL.replace("[people.ann]", "[people.cleo]"), encoding="utf-8")
    assert "seen" not in words(app.run())


def test_rights_of_one_hospital_show_no_other(rights: Path) -> None:
    assert rights.exists()
    app = signed(AppTest.from_function(one_button), "ben").run()
    assert not app.session_state["may_see"]
    assert app.button(key="go").disabled


def test_who_may_look_sees_what_the_data_are_and_changes_none(open_app: Open, rights: Path) -> None:
    rights.write_text(
        WELL.replace('role = "planner"', 'role = "viewer"').replace("may_issue = true", "may_issue = false"), "utf-8"
    )
    app = signed(fresh(open_app)).run().switch_page("screens/data.py").run()
    assert NOT_THE_ROLE.en in words(app)
    assert "edit_apply" not in {button.key for button in app.button}
    app.segmented_control(key="data_part_en").set_value("facts").run()
    assert NOT_THE_ROLE.en not in words(app)
    assert app.dataframe


AUTH = """
[auth]
redirect_uri = "https://plans.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "app"
client_secret = "s"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of secrets of an office that has none yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv(ACCESS_VARIABLE, raising=False)
    folder = tmp_path / ".streamlit"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("address", [None, "127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_no_sign_in(office: Path, address: str | None) -> None:
    assert office.exists()
    assert not sign_in_asked(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.0.0.7", "plans.example.org"])
def test_elsewhere_does_not_start_without_sign_in(office: Path, address: str) -> None:
    assert office.exists()
    with pytest.raises(BadInputError) as raised:
        sign_in_asked(address)
    said = raised.value.describe("en")
    assert f"does not open at {address} without sign-in" in said
    assert "file of rights" in said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('client_id = "app"', "", "client_id"),
        ("0123456789abcdef0123456789abcdef", "short", "cookie_secret"),
        ("https://plans", "http://plans", "https://"),
        ("[auth]", "[auth", "cannot be read"),
    ],
)
def test_sign_in_is_set_up_in_full_or_the_app_does_not_start(office: Path, before: str, after: str, said: str) -> None:
    written(office, WELL)
    (office / "secrets.toml").write_text(AUTH.replace(before, after), encoding="utf-8")
    with pytest.raises(BadInputError) as raised:
        sign_in_asked("10.0.0.7")
    assert said in raised.value.describe("en")


def test_configured_sign_in_is_asked_for_here_too(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(office, WELL)
    (office / "secrets.toml").write_text(AUTH, encoding="utf-8")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())  # the library of sign-in is an extra
    assert sign_in_asked(None)
    assert sign_in_asked("10.0.0.7")


def test_names_are_joined_from_the_local_list_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAMES_VARIABLE, raising=False)
    assert case("P001") == "P001"
    listed = tmp_path / "names.csv"
    listed.write_text("case,name\nP001,王某某\n", encoding="utf-8")
    monkeypatch.setenv(NAMES_VARIABLE, str(listed))
    assert case("P001") == "P001 · 王某某"
    assert case("P002") == "P002"
    listed.unlink()
    assert case("P001") == "P001"


HARMLESS = re.compile(
    r"sign_out|whatif_(more|add|drop_.*|rm_.*)|today_alert_.*|edit_(undo|reset)|intake_(undo|reset|away)|fault_(back|next)"
    r"|not_placed_work_out|run_(open|compare)|to_(data|whatif)|.*_download"
)
"""Buttons that change nothing but what the session itself shows or is putting together."""


@pytest.mark.usefixtures("rights")
@pytest.mark.parametrize("page", [name for entries in PAGES.values() for name, _ in entries])
def test_a_viewer_can_press_nothing_that_changes_anything(open_app: Open, page: str) -> None:
    app = signed(fresh(open_app), "ben").run()
    if page != "today":
        app.switch_page(f"screens/{page}.py").run()
    assert not app.exception
    pressable = [button.key for button in app.button if not button.disabled]
    assert [key for key in pressable if not HARMLESS.fullmatch(str(key))] == []
    patients = {row.patient_id for row in load_view(Path(os.environ[PLAN_VARIABLE])).record.tables.placements}
    shown = {str(value) for table in app.dataframe for value in table.value.to_numpy().ravel()}
    assert not {one for one in patients & shown if not at_hospital(one, "H1")}


def at_hospital(patient_id: str, hospital_id: str) -> bool:
    record = load_view(Path(os.environ[PLAN_VARIABLE])).record
    home = {unit.unit_id: unit.hospital_id for unit in record.dataset.units}
    return hospital_id in {home[row.unit_id] for row in record.tables.placements if row.patient_id == patient_id}
