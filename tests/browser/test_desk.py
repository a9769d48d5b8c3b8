"""A dispatcher's and a planner's way through a real city: one patient placed; a hospital sealed, planned again and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from optimizer.data.planfolder import write_plan
from optimizer.store import Store
from tests.browser.test_app import leaves, sync_api
from tests.ui.town import planned_town
from tools.running_app import CHROMIUM, running_app

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on a plan that was issued."""
    base = tmp_path_factory.mktemp("desk")
    write_plan(base / "town", planned_town(), {})
    with Store.open(str(base / "store.sqlite3")) as store:
        plan_id = store.plans.register(base / "town", "张").plan_id
        store.plans.review(plan_id, "李")
        store.plans.issue(plan_id, "王")
    with running_app(base / "town", base) as (url, _):
        yield url


def test_one_patient_is_placed_and_a_sealed_hospital_planned_around(address: str) -> None:
    outside: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 1000})
            page.on("request", lambda request: outside.append(request.url) if leaves(request.url) else None)
            page.goto(f"{address}/routing")
            place_one(page)
            page.locator('[data-testid="stSidebarNavLink"][href$="/whatif"]').click()
            seal(page)
            assert page.locator('[data-testid="stException"]').count() == 0
        finally:
            browser.close()
    assert outside == []


def place_one(page: Any) -> None:
    page.get_by_text("单人即时收治").click(timeout=30_000)
    page.get_by_label("操作人").fill("值班一席")
    page.get_by_label("操作人").press("Enter")
    page.get_by_role("combobox", name="请选择患者（待落实者在前）").click()
    page.keyboard.type("P04")
    page.get_by_role("option", name=re.compile("P04")).click()
    page.get_by_role("button", name="预留 10 分钟").first.click(timeout=20_000)
    page.get_by_text("剩余 10 分钟").wait_for(timeout=20_000)
    for step, state in (("已接收", "已接收 · 值班一席"), ("已派车", "已派车 · 值班一席"), ("已到达", "已到达 · 值班一席")):
        page.get_by_role("button", name=step, exact=True).click(timeout=20_000)
        page.get_by_text(state).wait_for(timeout=20_000)


def seal(page: Any) -> None:
    page.get_by_role("button", name="添加此项变更").click(timeout=20_000)
    page.get_by_role("button", name="推演并对比").click(timeout=20_000)
    page.get_by_text("变动患者").click(timeout=90_000)
    page.locator('[data-testid="stDataFrame"]:visible').first.wait_for(timeout=20_000)
