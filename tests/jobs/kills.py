"""Batches and schedules that are killed at named places and at random moments: nothing acknowledged is lost or half written."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from optimizer.core.failpoint import FAILPOINTS, VARIABLE
from tests.jobs import forked
from tests.jobs.outbox import command, prepared, wrong
from tests.torture.row import Told, each

CHAIN = 10  # starts of one outbox's work, most of them killed, before it may end
REAL_EACH = 20  # of so many outboxes, one has every process started, none forked
AT_A_MOMENT = "at a moment"
_LONGEST_S = {False: 1.8, True: 6.0}  # a whole batch, forked and started


def kills(numbers: Iterable[int]) -> Iterator[Told]:
    """Kill the work of some outboxes, each again and again."""
    forked.enable()
    yield from each(chain)(numbers)


def chain(number: int, turns: int = CHAIN) -> Told:
    """Kill one outbox's work again and again, look at it after each kill, then let it end."""
    chance, seen = random.Random(number), Counter[str]()
    kind, real = ("batch", "schedule")[number % 2], number % REAL_EACH == REAL_EACH // 2
    ended = subprocess.CompletedProcess[str]([], 0)
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place))
        for turn in range(turns):
            place_name = FAILPOINTS[(number * CHAIN // 2 + turn) % len(FAILPOINTS)] if turn % 2 else ""
            seen += _killed(command(folder, kind, f"2022-03-{9 + turn // 2:02}T10:00"), place_name, chance, real=real)
            if found := wrong(folder, ended=False):
                return Told(number, f"turn {turn}, {place_name or AT_A_MOMENT}: {found}", _kills(seen), dict(seen))
        for _ in range(4):  # what was killed three times by name is given up, so later periods are asked for
            words = command(folder, kind, "2022-03-20T10:00")
            ended = subprocess.run(words, capture_output=True, check=False, text=True, env=_environment(real))
            if ended.returncode == 0:
                break
        found = wrong(folder, ended=kind == "batch") if ended.returncode == 0 else f"{ended.returncode} {ended.stderr[-300:]}"
    return Told(number, f"at the end: {found}" if found else "", _kills(seen), dict(seen))


def _kills(seen: Counter[str]) -> int:
    return seen["forked"] + seen["started"]


def _environment(real: bool) -> dict[str, str]:
    return {**os.environ, forked.REAL: "1"} if real else dict(os.environ)


def _killed(words: list[str], place: str, chance: random.Random, *, real: bool) -> Counter[str]:
    """Start the work and end it, at a named place or some moment, this process or its child; return where it was ended."""
    environment = _environment(real)
    if place:
        environment[VARIABLE] = f"kill@{place}#{chance.choice((1, 1, 2, 5, 20)) if place == 'folder.file' else 1}"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, env=environment, text=True, **pipes) as child:  # type: ignore[call-overload]
        if not place:
            time.sleep(chance.uniform(0.02, _LONGEST_S[real]))
            _end(child, in_child=chance.random() < 0.3)
        said, _ = child.communicate()
    if child.returncode != -signal.SIGKILL and '"exit_code": 70' not in said:
        return Counter()
    return Counter([place or AT_A_MOMENT, "started" if real else "forked"])


def _end(child: subprocess.Popen[str], *, in_child: bool) -> None:
    try:
        below = psutil.Process(child.pid).children(recursive=False) if in_child else []
        (below[0] if below else child).kill()
    except psutil.Error:
        return
