"""What a road server said before, on disk, so that nothing is asked twice."""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from optimizer.data.travel.estimate import Point

CACHE_VARIABLE = "HOSPITAL_OPTIMIZER_CACHE"
FILE = "roads.sqlite"
Pair = tuple[Point, Point]

_LOG = logging.getLogger(__name__)
_CREATE = (
    "CREATE TABLE IF NOT EXISTS roads "
    "(server TEXT, profile TEXT, origin TEXT, goal TEXT, seconds REAL, PRIMARY KEY (server, profile, origin, goal)) WITHOUT ROWID"
)
_READ = "SELECT origin, goal, seconds FROM roads WHERE server = ? AND profile = ?"
_WRITE = "INSERT OR REPLACE INTO roads VALUES (?, ?, ?, ?, ?)"


def cache_folder() -> Path:
    """Return the folder given by HOSPITAL_OPTIMIZER_CACHE, else the product's own in the user's cache directory."""
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "hospital-optimizer"


class RoadCache:
    """Seconds by pair of points for one server and profile; None where the server knows no road.

    A cache that cannot be used is passed over, one that is damaged is made anew: it never stops a plan.
    """

    def __init__(self, folder: Path, server: str, profile: str) -> None:
        self._file = folder / FILE
        self._key = (server, profile)

    def read(self) -> dict[tuple[str, str], float | None]:
        """Return everything known, by the texts of the two points."""
        try:
            with self._open() as base:
                return {(origin, goal): seconds for origin, goal, seconds in base.execute(_READ, self._key)}
        except (OSError, sqlite3.Error) as error:
            _LOG.warning("the cache of road times cannot be read: %s", error)
            return {}

    def write(self, found: Mapping[Pair, float | None]) -> None:
        """Keep what was found, all of it or nothing."""
        rows = ((*self._key, point_text(a), point_text(b), seconds) for (a, b), seconds in found.items())
        try:
            self._insert(rows)
        except sqlite3.OperationalError as error:
            _LOG.warning("the cache of road times cannot be written: %s", error)
        except sqlite3.DatabaseError as error:
            _LOG.warning("the cache of road times is damaged and is made anew: %s", error)
            self._file.unlink(missing_ok=True)
        except OSError as error:
            _LOG.warning("the cache of road times cannot be written: %s", error)

    def _insert(self, rows: Iterable[tuple[object, ...]]) -> None:
        with self._open() as base, base:
            base.executemany(_WRITE, rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with closing(sqlite3.connect(self._file, timeout=5.0)) as base:
            base.execute(_CREATE)
            yield base


def point_text(point: Point) -> str:
    """Return a point as its key: six decimals, a tenth of a metre."""
    return f"{point[0]:.6f},{point[1]:.6f}"
