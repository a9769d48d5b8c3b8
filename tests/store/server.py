"""A PostgreSQL server of the tests' own, from installed binaries, on a socket in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

WAIT_S = 60.0
UNPRIVILEGED = ("postgres", "nobody")
_NUMBERS = count()


def binaries() -> Path | None:
    """Return the folder of initdb and postgres, if they are installed."""
    found = [Path(path).resolve().parent for name in ("initdb",) if (path := shutil.which(name))]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextlib.contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Run a server, and give the folder of its socket; the server is ended by its id, and its folder removed."""
    bin_folder = binaries()
    if bin_folder is None:
        message = "initdb and postgres are not installed"
        raise FileNotFoundError(message)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    if user:
        os.chown(folder, user["user"], user["group"])
    settings = () if durable else ("-c", "fsync=off")
    try:
        made = [bin_folder / "initdb", "-D", folder / "data", "-U", "planner", "--auth=trust", "--locale=C", "-E", "UTF8", "-N"]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **user)
        command = [bin_folder / "postgres", "-D", folder / "data", "-k", folder, "-h", "", "-c", "max_connections=120", *settings]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **user)
        try:
            _answering(server, folder)
            yield str(folder)
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown
            server.wait(WAIT_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(socket_folder: str, like: str = "") -> str:
    """Make a database, empty or a copy of the one at an address, and return its address."""
    name = f"store_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(host=socket_folder, user="planner", dbname="postgres", autocommit=True) as connection:
        template = f" TEMPLATE {make_url(like).database}" if like else ""
        connection.execute(f"CREATE DATABASE {name}{template}".encode())
    return f"postgresql://planner@/{name}?host={socket_folder}"


def _user() -> Mapping[str, Any]:
    """Return whom to run as: postgres refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()}


def _answering(server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + WAIT_S
    while True:
        try:
            psycopg.connect(host=str(folder), user="planner", dbname="postgres").close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text()) from error
            time.sleep(0.05)
        else:
            return
