"""The app in a real browser: it opens, switches language, and asks nothing of any other machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from optimizer.data.planfolder import write_plan
from tests.report.city import make_plan
from tools.running_app import CHROMIUM, free_port, running_app, wait_for  # noqa: F401  other journeys take them from here

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
PAGES = {
    "designation": "Designation",
    "routing": "Routing",
    "rota": "Teams and rota",
    "supplies": "Supplies",
    "data": "Data",
    "whatif": "What if",
    "runs": "Runs",
    "compare": "Compare",
}


def drawn(page: Any) -> None:
    """Wait until the page is drawn whole."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=20_000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on a made-up plan, exactly as `hospital-optimizer app` does."""
    base = tmp_path_factory.mktemp("browser")
    write_plan(base / "demo", make_plan(60, 5, 40), {})
    with running_app(base / "demo", base) as (url, _):
        yield url


def test_first_visitor_may_come_by_a_deep_link(address: str) -> None:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            page = browser.new_page(locale="zh-CN")
            page.goto(f"{address}/data?lang=zh")
            page.get_by_role("heading", name="数据").wait_for(timeout=30_000)
            links = page.locator('[data-testid="stSidebarNavLink"]').all_inner_texts()
            assert [link.strip() for link in links] == [
                "今日态势",
                "定点安排",
                "收治安排",
                "梯队与排班",
                "物资保障",
                "数据",
                "情景推演",
                "任务与方案",
                "前后对比",
            ]
        finally:
            browser.close()


def test_app_in_a_browser(address: str, tmp_path: Path) -> None:
    outside: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 1000})
            page.on("request", lambda request: outside.append(request.url) if leaves(request.url) else None)
            page.on("websocket", lambda websocket: outside.append(websocket.url) if leaves(websocket.url) else None)
            page.goto(address)
            page.get_by_role("heading", name="今日态势").wait_for(timeout=30_000)
            page.locator("canvas, svg.marks").first.wait_for(timeout=20_000)
            assert page.get_by_text("辅助决策建议，未经签发不得执行").is_visible()
            assert page.get_by_text("示例数据").is_visible()
            page.screenshot(path=str(tmp_path / "today_zh.png"))
            page.get_by_text("English", exact=True).click()
            page.get_by_role("heading", name="Today").wait_for(timeout=20_000)
            for name, heading in PAGES.items():
                page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]').click()
                page.wait_for_url(f"{address}/{name}*")
                page.get_by_role("heading", name=heading, exact=True).wait_for(timeout=20_000)
                page.get_by_text("Decision support, not an order until signed").first.wait_for(timeout=20_000)
                assert page.locator('[data-testid="stException"]').count() == 0
                if name == "designation":  # a map of a library that would fetch tiles and styles if it were let
                    page.get_by_text("Pan and zoom").click()
                    page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.wait_for(timeout=20_000)
                    page.wait_for_timeout(1500)
            page.screenshot(path=str(tmp_path / "compare_en.png"))
        finally:
            browser.close()
    assert outside == []


def test_english_browser_gets_english(address: str) -> None:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            page = browser.new_page(locale="en-GB")
            page.goto(address)
            page.get_by_role("heading", name="Today").wait_for(timeout=30_000)
        finally:
            browser.close()


def leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in {"data", "blob"} and parts.hostname != "127.0.0.1"
