"""The app for everyone: contrast in both themes, a tablet's width, and the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.ui import change_card
from optimizer.ui.frame import FIRST, PAGES
from tests.browser.test_app import CHROMIUM, address, sync_api  # noqa: F401  the app they run against

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8").split("\n", 1)[1]
NAMES = [name for entries in PAGES.values() for name, _ in entries]
IDLE = """() => !document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"], [data-stale="true"]')"""
WIDER = """() => { const main = document.querySelector('[data-testid="stMain"]'); return main.scrollWidth - main.clientWidth; }"""
CUT = """() => [...document.querySelectorAll('[data-testid="stMetricValue"] > div, [data-testid="stBaseButton-secondary"] p')]
    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
FOCUS = """() => { const e = document.activeElement; if (!e.matches('a, button, input, textarea, [role]')) return '';
    return (e.getAttribute('aria-label') || e.textContent || (e.closest('label') || e).textContent || e.tagName).trim(); }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


def visit(page: Any, address: str, name: str, lang: str = "en") -> None:  # noqa: F811
    page.goto(f"{address}/{'' if name == FIRST else name}?lang={lang}")
    page.locator("h2").first.wait_for(timeout=30_000)
    page.wait_for_function(IDLE, timeout=30_000)


def test_words_are_readable_and_nothing_is_cut_on_a_tablet(browser: Any, address: str) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": 820, "height": 1180}, color_scheme="light")
    found = {}
    for name in NAMES:
        visit(page, address, name)
        found[name] = (page.evaluate(CONTRAST), page.evaluate(WIDER), page.evaluate(CUT))
    page.close()
    assert {name: told for name, told in found.items() if told != ([], 0, [])} == {}


def test_words_are_readable_in_the_dark_theme(browser: Any, address: str) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, color_scheme="dark")
    found = {}
    for name in NAMES:
        visit(page, address, name)
        found[name] = page.evaluate(CONTRAST)
    page.close()
    assert {name: told for name, told in found.items() if told} == {}


def test_change_is_put_together_by_keyboard_alone(browser: Any, address: str) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    visit(page, address, "whatif")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS))
        if change_card.ADD.en in seen[-1]:
            break
    assert any("Designation" in one for one in seen)  # the pages
    assert any("English" in one for one in seen)  # the language
    assert any(change_card.WHAT.en in one for one in seen), seen
    page.keyboard.press("Enter")
    sync_api.expect(page.get_by_role("button", name="Plan and compare")).to_be_enabled(timeout=10_000)
    page.close()
