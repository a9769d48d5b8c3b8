"""How fast the app answers: first screen, pages under thirty sessions and two solves, a what-if, and the memory it holds.

``python -m tests.benchmarks.app PLAN`` measures all four; ``--only first|load|whatif|rest`` one of them.

The sessions of ``load`` are clients of the app's own websocket: each opens a page, waits until the script has finished and all
of it has arrived, and acts again after ``--every`` seconds; parts of a page that run again by themselves do so as in a browser.
They draw nothing: what a browser needs to paint is on the reader's machine, and stands in ``first`` and ``whatif``, which are
measured through Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from optimizer.jobs.job import Job, start_job
from optimizer.ui.change_card import ADD
from optimizer.ui.screens.whatif import COMPARE
from optimizer.ui.side_by_side import FIGURES_TAB
from tools.running_app import CHROMIUM, running_app

PAGES = ("", "designation", "routing", "rota", "supplies", "data", "whatif", "runs", "compare")
FINISHED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


@dataclass
class Session:
    """One reader: a websocket, the pages it knows, and how long each of them took."""

    socket: ClientConnection
    scripts: dict[str, str] = field(default_factory=dict)
    again: dict[str, float] = field(default_factory=dict)  # fragments that run again by themselves: seconds between
    page: str = ""
    took: list[tuple[str, float]] = field(default_factory=list)
    own: int = 0

    async def go(self, page: str) -> float:
        """Open a page; return the seconds until all of it had arrived."""
        self.page, self.again = page, {}
        begun = time.perf_counter()
        await self.ask()
        return time.perf_counter() - begun

    async def ask(self, fragment: str = "") -> None:
        """Have the page's script, or a part of it, run, and take in what it draws."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = "lang=zh", self.page
        state.page_script_hash = self.scripts.get(self.page, "")
        if fragment:
            state.fragment_id, state.is_auto_rerun = fragment, True
        await self.socket.send(message.SerializeToString())
        while True:
            got = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(decode=False), 120))
            kind = got.WhichOneof("type")
            if kind == "navigation":
                self.scripts = {page.url_pathname: page.page_script_hash for page in got.navigation.app_pages}
                self.scripts[""] = next(page.page_script_hash for page in got.navigation.app_pages if page.is_default)
            elif kind == "auto_rerun":
                self.again[got.auto_rerun.fragment_id] = got.auto_rerun.interval
            elif kind == "script_finished" and got.script_finished in FINISHED:
                return

    async def rest(self, seconds: float) -> None:
        """Wait, running again what runs again by itself."""
        end = time.monotonic() + seconds
        due = {fragment: time.monotonic() + gap for fragment, gap in self.again.items()}
        while (now := time.monotonic()) < end:
            fragment = min(due, key=due.__getitem__, default=None)
            if fragment is None or due[fragment] >= end:
                await asyncio.sleep(end - now)
                return
            await asyncio.sleep(max(0.0, due[fragment] - now))
            await self.ask(fragment)
            self.own += 1
            due[fragment] = time.monotonic() + self.again.get(fragment, 1.0)


def connected(address: str) -> connect:
    """Return the connection that a browser would open."""
    url = address.replace("http://", "ws://") + "/_stcore/stream"
    return connect(url, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None)


async def live(address: str, number: int, every: float, until: float) -> Session:
    """Be one reader: come in at a moment of one's own, then act every so often, page after page."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, every))
    async with connected(address) as socket:
        session = Session(socket)
        await session.go("")
        pages = [PAGES[(number + step) % len(PAGES)] for step in range(len(PAGES))]
        step = 0
        while time.monotonic() < until:
            begun = time.monotonic()
            page = pages[step % len(pages)]
            session.took.append((page or "today", await session.go(page)))
            step += 1
            await session.rest(max(0.0, every - (time.monotonic() - begun)))
        return session


def load(plan: Path, sessions: int, every: float, seconds: float, solves: int) -> None:
    """Measure every page while many read and some solve."""
    with tempfile.TemporaryDirectory() as name, running_app(plan, Path(name)) as (address, app):
        jobs = _solves(plan, Path(name), solves)

        async def all_of_them() -> list[Session]:
            until = time.monotonic() + every + seconds
            return await asyncio.gather(*(live(address, number, every, until) for number in range(sessions)))

        try:
            readers = asyncio.run(all_of_them())
        finally:
            running = sum(not job.status().state.ended for job in jobs)
            for job in jobs:
                job.stop()
        took = [one for reader in readers for one in reader.took]
        told = {page: [seconds for name, seconds in took if name == page] for page in sorted({name for name, _ in took})}
        for page, times in told.items():
            print(f"{page:12} {len(times):4} times  median {statistics.median(times):.2f} s  p95 {_p95(times):.2f} s")
        every_time = [seconds for _, seconds in took]
        own = sum(reader.own for reader in readers)
        print(f"{sessions} sessions every {every:g} s for {seconds:g} s, {solves} solves, {running} jobs not over at the end")
        print(f"{len(took)} pages, {own} parts by themselves; median {statistics.median(every_time):.2f} s,", end=" ")
        print(f"p95 {_p95(every_time):.2f} s (bar 1.5), worst {max(every_time):.2f} s; app {_memory(app.pid):.0f} MB")


def _solves(plan: Path, base: Path, at_once: int) -> list[Job]:
    """Start as many solves as keep the queue of two busy; each is niced, as the app starts them."""
    jobs = []
    for number in range(12 if at_once >= 2 else at_once * 6):
        folder = base / "runs" / "jobs" / f"load-{number:02}"
        jobs.append(start_job(["plan", str(plan / "inputs"), "--out", str(folder / "plan")], folder))
    if jobs:
        time.sleep(6)  # until they are at work
    return jobs


def first(plan: Path, times: int = 5) -> None:
    """Measure how long it takes, once the app is warm, until figures and map stand on the first screen of a new browser."""
    with tempfile.TemporaryDirectory() as name, running_app(plan, Path(name)) as (address, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        took = []
        for _ in range(times + 1):  # the first time warms the app and the browser
            page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
            begun = time.perf_counter()
            page.goto(address)
            page.locator('[data-testid="stMetricValue"]').first.wait_for(timeout=60_000)
            page.locator("canvas, svg.marks").first.wait_for(timeout=60_000)
            took.append(time.perf_counter() - begun)
            page.context.close()
        browser.close()
    warm = took[1:]
    print(f"first screen: cold {took[0]:.2f} s, warm median {statistics.median(warm):.2f} s, worst {max(warm):.2f} s (bar 2)")


def whatif(plan: Path, times: int = 3) -> None:
    """Measure a what-if from the click to the comparison: a hospital sealed, as the page's first card asks."""
    took = []
    with tempfile.TemporaryDirectory() as name, running_app(plan, Path(name)) as (address, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        for _ in range(times):
            page = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="zh-CN").new_page()
            page.goto(f"{address}/whatif")
            page.get_by_role("button", name=ADD.zh).click(timeout=60_000)
            go = page.get_by_role("button", name=COMPARE.zh)
            page.wait_for_function(
                "() => [...document.querySelectorAll('button')].some(b => b.innerText.includes('推演并对比') && !b.disabled)"
            )
            begun = time.perf_counter()
            go.click()
            page.get_by_role("tab", name=FIGURES_TAB.zh).wait_for(timeout=120_000)
            took.append(time.perf_counter() - begun)
            page.context.close()
        browser.close()
    print(f"what-if, click to comparison: {', '.join(f'{one:.1f}' for one in took)} s (bar 10)")


def rest(plan: Path) -> None:
    """Measure what the app holds with one session that saw every page."""
    with tempfile.TemporaryDirectory() as name, running_app(plan, Path(name)) as (address, app):
        empty = _memory(app.pid)

        async def one() -> None:
            async with connected(address) as socket:
                session = Session(socket)
                for page in PAGES:
                    await session.go(page)
                await asyncio.sleep(5)
                print(
                    f"at rest, one session that saw every page: {_memory(app.pid):.0f} MB (bar 500); before any: {empty:.0f} MB"
                )

        asyncio.run(one())


def _memory(pid: int) -> float:
    """Return the resident megabytes of a process and its children."""
    found = psutil.Process(pid)
    total = 0
    for process in (found, *found.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total / 1e6


def _p95(times: list[float]) -> float:
    ordered: list[Any] = sorted(times)
    return float(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))])


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan", type=Path, help="plan folder (the bars are for the demo plan)")
    parser.add_argument("--only", choices=("first", "load", "whatif", "rest"))
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between the actions of one session")
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--solves", type=int, default=2)
    asked = parser.parse_args()
    for name, measure in (("rest", rest), ("first", first), ("whatif", whatif)):
        if asked.only in (None, name):
            measure(asked.plan)
    if asked.only in (None, "load"):
        load(asked.plan, asked.sessions, asked.every, asked.seconds, asked.solves)


if __name__ == "__main__":
    main()
