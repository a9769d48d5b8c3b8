"""A planner's way from no plan to the first: a broken upload put right, accepted, planned, changed and compared."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_app import drawn, leaves, sync_api
from tests.cities import SMALL_CITY
from tools.running_app import CHROMIUM, running_app

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app where there is no plan at all."""
    base = tmp_path_factory.mktemp("first")
    with running_app(base / "none", base) as (url, _):
        yield url


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A small city with one wrong word among its units."""
    for name, text in SMALL_CITY.items():
        wrong = text.replace("critical,buffer,6,", "critical,bufer,6,") if name == "units.csv" else text
        (tmp_path / name).write_text(wrong, encoding="utf-8")
    return sorted(tmp_path.iterdir())


def test_from_no_plan_over_a_broken_upload_to_a_plan_changed_and_compared(address: str, files: list[Path]) -> None:
    outside: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 1000})
            page.on("request", lambda request: outside.append(request.url) if leaves(request.url) else None)
            page.goto(address)
            page.get_by_text("尚未打开方案").wait_for(timeout=30_000)
            page.get_by_role("button", name="导入本地数据").click()
            bring_in(page, files)
            plan_first(page)
            change_and_compare(page)
            issue_and_download(page)
            assert page.locator('[data-testid="stException"]').count() == 0
        finally:
            browser.close()
    assert outside == []


def bring_in(page: Any, files: list[Path]) -> None:
    page.locator('input[type="file"]').set_input_files(files)
    page.get_by_text("units.csv").or_(page.get_by_text("patients.csv")).or_(
        page.get_by_text("cannot_accept.csv")
    ).first.wait_for()
    page.get_by_role("button", name="读取并检查").click()
    page.get_by_text("错误 1 处").wait_for(timeout=20_000)
    page.get_by_text("收治单元 · 行 2 · 病区类别").wait_for()
    choose(page, "改为", "缓冲病区")
    page.wait_for_timeout(700)
    page.get_by_role("button", name="改正并重新检查").click()
    page.get_by_text("未发现错误，可以接收。").wait_for(timeout=20_000)
    page.get_by_role("button", name="接收数据").click()


def choose(page: Any, label: str, word: str) -> None:
    """Choose in a list by the keyboard; one that opens while the page is still drawn is closed again, and opened once more."""
    for patience in (2_000, 2_000, 5_000, 5_000, 30_000):
        drawn(page)
        page.get_by_label(label).press("ArrowDown")
        try:
            page.get_by_role("option", name=word).click(timeout=patience)
        except sync_api.TimeoutError:
            continue
        return
    pytest.fail(f"the list never opened: {word}")


def plan_first(page: Any) -> None:
    page.get_by_role("button", name="用这些数据求解").click(timeout=20_000)
    page.get_by_role("heading", name="任务与方案").wait_for(timeout=20_000)
    page.get_by_role("button", name="打开该方案").click(timeout=90_000)
    page.get_by_text("2022-03-10 至 2022-03-16").first.wait_for(timeout=20_000)


def change_and_compare(page: Any) -> None:
    page.locator('[data-testid="stSidebarNavLink"][href$="/data"]').click()
    page.get_by_text("修改数据").click(timeout=20_000)
    page.get_by_text("尚无改动。").wait_for(timeout=20_000)
    type_into(page, column=7, word="9")
    page.get_by_text("改动 1 处").first.wait_for(timeout=10_000)
    page.get_by_text("English", exact=True).click()
    page.get_by_text("Changes: 1").wait_for(timeout=20_000)
    page.get_by_role("button", name="Apply and solve").click()
    page.get_by_role("button", name="Compare with the plan before").click(timeout=90_000)
    page.get_by_role("heading", name="Compare", exact=True).wait_for(timeout=20_000)
    page.get_by_text("→ 9").first.wait_for(timeout=20_000)


def issue_and_download(page: Any) -> None:
    page.locator('[data-testid="stSidebarNavLink"][href$="/runs"]').click()
    page.get_by_text("Plans: draft, review, issue").click(timeout=20_000)
    for who, step in (("Li", "Register as a draft"), ("Wang", "Reviewed"), ("Zhao", "Issue")):
        page.get_by_label("Who does it").fill(who)
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
        button = page.get_by_role("button", name=step, exact=True)
        sync_api.expect(button).to_have_count(1, timeout=20_000)  # while a page is drawn anew, the old button stands there too
        button.click(timeout=20_000)
        page.get_by_text(f"{who}, 20").first.wait_for(timeout=30_000)
    page.get_by_text("Issued and frozen").wait_for(timeout=20_000)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Whole plan (zip)").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert any(name.endswith("/plan.json") for name in archive.namelist())


def type_into(page: Any, column: int, word: str) -> None:
    """Type into a cell of the first row by the keyboard alone; a grid still being laid out takes no key, so it is tried again."""
    grid = page.locator('[data-testid="stDataFrame"] canvas').first
    grid.wait_for()
    for patience in (5_000, 10_000, 30_000):
        page.wait_for_timeout(1000)
        box = grid.bounding_box()
        page.mouse.click(box["x"] + 30, box["y"] + 52)
        for _ in range(column):
            page.keyboard.press("ArrowRight")
        page.keyboard.type(word)
        try:
            page.locator("#portal input").first.wait_for(timeout=patience)
        except sync_api.TimeoutError:
            continue
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")
        return
    pytest.fail("the grid never opened a cell to type into")
