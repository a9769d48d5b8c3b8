"""What identifies a patient, planted by the dozen in one city, and looked for in everything that the product says and writes:
logs with all levels on, errors and crashes, plan folders, answers, what a batch sets aside, notices, every table of the store.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from optimizer.core.failpoint import VARIABLE
from optimizer.jobs.logs import LEVEL_VARIABLE, LOG_VARIABLE
from tests.cities import SMALL_CITY, write_small_city
from tests.properties.privacy_laws import identity_number, landline, mail, mobile
from tests.torture.row import Told

EACH = 25
Found = tuple[int, list[str]]
"""How many were planted, and where one was found."""

RARE = "懿翾犇淼韪翀昶頔珺琭"
SCHEDULE = """
[notify]
webhook = "http://127.0.0.1:{port}/"

[jobs.nightly]
command = "route"
data = "city"
every = "day"
at = "02:30"
notify = "always"
"""


@dataclass
class Channels:
    """A folder in which commands run, and all that comes out of it."""

    folder: Path
    said: dict[str, bytes] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def run(self, name: str, *words: str | Path, failpoint: str = "") -> None:
        """Run a command with a log of everything, and keep what it says."""
        environment = {**os.environ, LOG_VARIABLE: str(self.folder / "a.log"), LEVEL_VARIABLE: "debug", VARIABLE: failpoint}
        command = [sys.executable, "-m", "optimizer", *map(str, words)]
        ended = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=self.folder)
        self.said[name] = ended.stdout + ended.stderr
        self.codes[name] = ended.returncode

    def leaks(self, secrets: Iterable[str], *, inputs: Iterable[Path]) -> list[str]:
        """Return where something planted stands, other than in the inputs."""
        places = {**self.said, **dict(_contents(self.folder, [self.folder / path for path in inputs]))}
        return [f"{name}: {secret}" for secret in secrets for name, content in places.items() if _holds(content, secret)]


def refused(number: int) -> Found:
    """Plant what must be refused: in a command, in a batch, and in a scheduled job that tells a webhook."""
    draw = random.Random(number)
    secrets = sorted({draw.choice((identity_number, mobile, mail, landline, name))(draw) for _ in range(2 * EACH)})[:EACH]
    rows = _rows("patients.csv")
    title = draw.choice(("姓名", "手机", "备注", "x"))
    rows[0].append(title)
    for row in rows[1:]:
        row.append("")
    for place, secret in enumerate(secrets):
        row = [f"P{place + 100}", *rows[2][1:]]
        numbers = [0, 1, 5] if _is_name(secret) and title != "姓名" else [0, 1, 5, len(row) - 1]  # a name is told by its column
        row[draw.choice(numbers)] = secret
        rows.append(row)
    with tempfile.TemporaryDirectory() as temporary, _webhook() as (port, heard):
        channels = Channels(Path(temporary))
        city = _city(channels.folder / "inbox" / "city", {"patients.csv": rows})
        (channels.folder / "schedule.toml").write_text(SCHEDULE.format(port=port).replace('"city"', '"inbox/city"'))
        channels.run("route", "route", city, "--out", "plan", "--lang", "zh")
        channels.run("batch", "batch", "route", "inbox", "--out", "outbox", "--json")
        channels.run("schedule", "schedule", "run", "nightly", "--json")
        channels.said["notices"] = b"\n".join(heard)
        wrong = [f"{name} ended with {code}" for name, code in channels.codes.items() if code != 2]
        wrong += [] if heard else ["nobody was told"]
        return len(secrets), wrong + channels.leaks(secrets, inputs=[Path("inbox")])


def kept(number: int) -> Found:
    """Plant what the tables may hold and nobody else needs: homes to the metre, and names in a column that is not read."""
    draw = random.Random(number)
    rows, secrets = _rows("patients.csv"), list[str]()
    rows[0].append("备注")
    for row in rows[1:]:
        row.append("")
    for place in range((EACH + 1) // 2):
        home = f"103.8{draw.randrange(10**5, 10**6)}", f"36.0{draw.randrange(10**5, 10**6)}"
        secrets += [home[0][:8], name(draw)]
        row = [f"P{place + 100}", "", *home, *rows[2][4:]]
        row[-1] = secrets[-1]
        rows.append(row)
    secrets = secrets[:EACH]
    with tempfile.TemporaryDirectory() as temporary:
        channels = Channels(Path(temporary))
        city = _city(channels.folder / "city", {"patients.csv": rows})
        store = ("--store", "store")
        channels.run("plan", "plan", city, "--out", "plan", "--json")
        channels.run("suggest", "suggest", city, "--patient", "P101", "--plan", "plan", "--json")
        channels.run("explain", "explain", "plan", "--patient", "P101", "--json")
        channels.run("papers", "papers", "plan", "--out", "papers")
        channels.run("register", "plans", "register", "plan", *store, "--json")
        channels.run("backup", "store", "backup", "store.backup", *store, "--json")
        wrong = [f"{name} ended with {code}" for name, code in channels.codes.items() if code not in {0, 6}]
        names = [secret for secret in secrets if _is_name(secret)]
        homes = [secret for secret in secrets if not _is_name(secret)]
        wrong += channels.leaks(names, inputs=[Path("city")])
        return len(secrets), wrong + channels.leaks(homes, inputs=[Path("city"), Path("plan", "inputs")])


def crashed(number: int) -> Found:
    """Have a command, and the child of a batch, end in an error nobody expects whose words are what was planted."""
    draw = random.Random(number)
    kinds = (identity_number, mobile, mail, landline, name)
    secrets = sorted({kinds[place % len(kinds)](draw) for place in range(2 * EACH)})[:EACH]
    failpoint = f"bug@folder.begun={' '.join(secrets)}"
    with tempfile.TemporaryDirectory() as temporary:
        channels = Channels(Path(temporary))
        write_small_city(channels.folder / "inbox" / "city")
        channels.run("route", "route", "inbox/city", "--out", "plan", "--json", failpoint=failpoint)
        channels.run("batch", "batch", "route", "inbox", "--out", "outbox", failpoint=failpoint)
        wrong = [f"{name} ended with {code}" for name, code in channels.codes.items() if code != 70]
        return len(secrets), wrong + channels.leaks(secrets, inputs=[])


WAYS: Mapping[str, Callable[[int], Found]] = {"refused": refused, "kept": kept, "crashed": crashed}
TITLES: Mapping[str, str] = {
    "refused": "refused: messages, log, set aside, notices, store",
    "kept": "kept: log, plan folder, answers, papers, store",
    "crashed": "crash: message, log, batch, store",
}


def case(way: str) -> Callable[[int], Told]:
    """Return what plants in one city, as the torture counts it."""

    def judge(number: int) -> Told:
        planted, found = WAYS[way](number)
        return Told(number, "; ".join(found), planted)

    return judge


def name(draw: random.Random) -> str:
    """Return a name that no text of the product has by chance."""
    return draw.choice("王李张刘陈杨赵黄周吴") + "".join(draw.sample(RARE, 2))


def _is_name(secret: str) -> bool:
    return len(secret) == 3


def _rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(SMALL_CITY[table])))


def _city(folder: Path, changed: Mapping[str, list[list[str]]]) -> Path:
    write_small_city(folder)
    for table, rows in changed.items():
        with (folder / table).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    return folder


def _contents(folder: Path, inputs: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield every file, archives by what they hold."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(path.is_relative_to(one) for one in inputs):
            content, told = path.read_bytes(), str(path.relative_to(folder))
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from ((f"{told}/{member}", archive.read(member)) for member in archive.namelist())
            yield told, gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _holds(content: bytes, secret: str) -> bool:
    """Whether it stands there, in the encodings that may be met, or as the bare figures of a number."""
    spellings = {secret.encode(code) for code in ("utf-8", "gb18030", "utf-16-le")} | {json.dumps(secret)[1:-1].encode()}
    figures = "".join(char for char in secret if char.isdigit())
    if len(figures) >= 11:
        spellings.add(figures.encode())
    return any(spelling in content for spelling in spellings)


class _webhook:
    """A server that keeps what it is told."""

    def __enter__(self) -> tuple[int, list[bytes]]:
        heard: list[bytes] = []

        class Hear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                heard.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Hear)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self._server.server_address[1], heard

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
