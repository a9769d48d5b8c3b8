"""Signing in at an OpenID Connect service, all the way: who may come in, what for, and how one gets out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from optimizer.data.planfolder import write_plan
from optimizer.ui import roles, texts
from optimizer.ui.access import SIGN_IN, SIGN_IN_FIRST, SIGN_OUT, SIGNED_IN_AS
from optimizer.ui.sign_in import SIGN_IN_VARIABLE
from tests.browser.test_app import CHROMIUM, free_port, running_app, sync_api, wait_for
from tests.report.city import make_plan

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{app}/oauth2callback"
cookie_secret = "a secret of this test alone, of 40 letters"
client_id = "hospital-optimizer"
client_secret = "another secret"
server_metadata_url = "http://127.0.0.1:{service}/.well-known/openid-configuration"
"""
ACCESS = """issuer = "http://127.0.0.1:{service}"
session_hours = 12

[people."{subject}"]
name = "Duty planner"
role = "planner"
hospitals = "all"
"""


@contextmanager
def service(port: int) -> Iterator[None]:
    """Run an OpenID Connect service of this machine, with discovery, keys, codes and signed tokens."""
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={**os.environ, "PYTHONWARNINGS": "ignore"}, **quiet)  # type: ignore[call-overload]
    try:
        wait_for(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Run the app with sign-in; give its address and the file of rights, which names the subject `248289`."""
    ports = {"app": free_port(), "service": free_port()}
    settings = tmp_path / ".streamlit"
    settings.mkdir()
    (settings / "secrets.toml").write_text(SECRETS.format(**ports), encoding="utf-8")
    rights = settings / "access.toml"
    rights.write_text(ACCESS.format(**ports, subject="248289"), encoding="utf-8")
    write_plan(tmp_path / "demo", make_plan(60, 5, 40), {})
    with (
        service(ports["service"]),
        running_app(tmp_path / "demo", tmp_path, ports["app"], **{SIGN_IN_VARIABLE: "1"}) as (address, _),
    ):
        yield address, rights


def signed_in(browser: Any, address: str, subject: str) -> Any:
    """Come to the app, sign in at the service, and come back."""
    page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address)
    page.get_by_text(SIGN_IN_FIRST.en).wait_for(timeout=30_000)
    page.get_by_role("button", name=SIGN_IN.en).click()
    page.locator("input[name=sub]").fill(subject)
    page.locator("button").first.click()
    page.wait_for_url(f"{address}/**", timeout=30_000)
    return page


def test_who_is_named_comes_in_until_struck_out_and_nobody_else(office: tuple[str, Path]) -> None:
    address, rights = office
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            stranger = signed_in(browser, address, "666")
            stranger.get_by_text(roles.UNKNOWN.en).wait_for(timeout=30_000)
            assert stranger.locator('[data-testid="stSidebarNavLink"]').count() == 0
            stranger.get_by_role("button", name=SIGN_OUT.en).click()
            stranger.wait_for_url("**/oauth2/end_session**", timeout=30_000)  # the service ends its own session too, and asks
            stranger.get_by_role("button").first.click()
            stranger.wait_for_url(f"{address}/**", timeout=30_000)
            stranger.get_by_text(SIGN_IN_FIRST.en).wait_for(timeout=30_000)

            planner = signed_in(browser, address, "248289")
            planner.get_by_text(SIGNED_IN_AS.to("en", name="Duty planner")).wait_for(timeout=30_000)
            planner.get_by_role("heading", name=texts.TODAY.en).wait_for(timeout=30_000)
            rights.write_text(rights.read_text("utf-8").replace("248289", "248290"), encoding="utf-8")
            planner.get_by_role("link", name=texts.ROUTING.en).click()
            planner.get_by_text(roles.UNKNOWN.en).wait_for(timeout=30_000)
        finally:
            browser.close()
