"""`python -m tools.screenshots PLAN --out DIR`: every page in both languages as PNG, through the system's Chromium."""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from optimizer.core.text import LANGS
from optimizer.ui.frame import FIRST, PAGES
from tools.running_app import CHROMIUM, running_app

WIDTH_PX, HEIGHT_PX, TALLEST_PX = 1280, 800, 2400
COLOURS = 256
CHOSEN = {("today", "zh"): "today_zh.png", ("rota", "en"): "rota_en.png", ("designation", "zh"): "designation_zh.png"}
"""What stands in the README."""
_IDLE = """() => !document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"], [data-stale="true"]')"""
_HEIGHT = """() => document.querySelector('[data-testid="stMainBlockContainer"]').scrollHeight"""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path, help="plan folder to show")
    parser.add_argument("--out", type=Path, default=Path("runs/screenshots"), help="where the pictures go")
    parser.add_argument("--docs", type=Path, help="where the few of the README go as well")
    parser.add_argument("--page", action="append", help="only this page (again for more)")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    names = [name for entries in PAGES.values() for name, _ in entries if not asked.page or name in asked.page]
    with tempfile.TemporaryDirectory() as base, running_app(asked.plan, Path(base)) as (address, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        for lang in LANGS:
            page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX})
            for name in names:
                picture = _taken(page, f"{address}/{'' if name == FIRST else name}?lang={lang}")
                (asked.out / f"{name}_{lang}.png").write_bytes(picture)
                if asked.docs is not None and (name, lang) in CHOSEN:
                    (asked.docs / CHOSEN[name, lang]).write_bytes(picture)
            page.close()
        browser.close()


def _taken(page: Page, address: str) -> bytes:
    """Return a page as a picture, as high as it is, once nothing on it is being drawn any more."""
    page.set_viewport_size({"width": WIDTH_PX, "height": HEIGHT_PX})
    page.goto(address)
    page.locator("h2").first.wait_for(timeout=60_000)
    _settle(page)
    height = min(TALLEST_PX, max(HEIGHT_PX, int(page.evaluate(_HEIGHT))))
    page.set_viewport_size({"width": WIDTH_PX, "height": height})
    _settle(page)
    return _small(page.screenshot())


def _settle(page: Page) -> None:
    page.wait_for_function(_IDLE, timeout=60_000)
    page.wait_for_timeout(1_500)  # charts and tables are painted after their data arrived
    page.wait_for_function(_IDLE, timeout=60_000)


def _small(picture: bytes) -> bytes:
    """Return a picture with few colours, a third of its size."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(out, format="PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
