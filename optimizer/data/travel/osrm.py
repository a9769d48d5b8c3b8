"""An OSRM server's ``table`` service. This is the only file of `data` that touches the network.

Request and answer as in the HTTP API of OSRM, version 1: ``/table/v1/{profile}/{lon,lat;…}?sources=…&destinations=…``
answers ``{"code": "Ok", "durations": [[seconds or null, …], …]}``; a fault has another code and a message.
"""

from __future__ import annotations

import http.client
import json
import math
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

from optimizer.core.text import Text
from optimizer.data.travel.estimate import Point

Seconds = list[list[float | None]]

BLOCK = 50  # points on each side of one request; together within the 100 a server takes unless told otherwise
ATTEMPTS = 3
FIRST_PAUSE_S = 0.5  # doubled before each further attempt
_MOST_BYTES = 16 * 2**20
_NO_SEGMENT = re.compile(r"coordinate (\d+)")
_AGENT = "hospital-optimizer"


class NoRoadsError(Exception):
    """The server gave no usable answer; `why` says so to a planner."""

    def __init__(self, why: Text, *, passing: bool = False, wait_s: float = 0.0) -> None:
        self.why = why
        self.passing = passing  # worth another attempt
        self.wait_s = wait_s  # what the server asked for before it
        super().__init__(why.en)


class OsrmServer:
    """One server; all its answers together take at most the total limit.

    Parameters
    ----------
    url, profile
        Address without a closing slash, and the profile (``driving``).
    timeout_s, total_s
        Seconds for one answer, and from the first request to the last.
    pause
        Waits between attempts.
    """

    def __init__(
        self, url: str, profile: str, timeout_s: float, total_s: float, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._base = f"{url}/table/v1/{profile}"
        self._timeout_s = timeout_s
        self._total_s = total_s
        self._pause = pause
        self._began: float | None = None
        self._opener = urllib.request.build_opener(_SameScheme)

    def table(self, sources: Sequence[Point], destinations: Sequence[Point]) -> Seconds:
        """Return seconds from every source to every destination; None where there is no road.

        Raises
        ------
        NoRoadsError
            After the last attempt, or when the total limit is used up.
        """
        off: set[int] = set()
        while True:
            rows = [n for n in range(len(sources)) if n not in off]
            columns = [n for n in range(len(destinations)) if n + len(sources) not in off]
            if not rows or not columns:
                return [[None] * len(destinations) for _ in sources]
            asked = [*rows, *(n + len(sources) for n in columns)]
            points = [*sources, *destinations]
            found = self._ask([points[n] for n in asked], len(rows))
            if isinstance(found, int):  # no road near this point
                if found >= len(asked):
                    raise NoRoadsError(_BROKEN)
                off.add(asked[found])
                continue
            seconds: Seconds = [[None] * len(destinations) for _ in sources]
            for row, line in zip(rows, found, strict=True):
                for column, value in zip(columns, line, strict=True):
                    seconds[row][column] = value
            return seconds

    def _ask(self, points: Sequence[Point], sources: int) -> Seconds | int:
        """Return the answer to one request, or the position of a point that no road is near."""
        numbers = [str(n) for n in range(len(points))]
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in points)
        ends = f"sources={';'.join(numbers[:sources])}&destinations={';'.join(numbers[sources:])}"
        url = f"{self._base}/{where}?{ends}&annotations=duration"
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return _meant(self._fetch(url), sources, len(points) - sources)
            except NoRoadsError as error:
                wait = max(FIRST_PAUSE_S * 2 ** (attempt - 1), error.wait_s)
                if not error.passing or attempt == ATTEMPTS or self._left_s() <= wait:
                    raise
                self._pause(wait)
        raise NoRoadsError(_BROKEN)

    def _left_s(self) -> float:
        """Return seconds left of the total limit, which begins with the first question."""
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        return self._total_s - (now - self._began)

    def _fetch(self, url: str) -> tuple[int, bytes]:
        """Return status and body of one request."""
        left = self._left_s()
        if left <= 0:
            raise NoRoadsError(_TOTAL)
        timeout = min(self._timeout_s, left)
        ends = time.monotonic() + timeout
        request = urllib.request.Request(url, headers={"User-Agent": _AGENT, "Accept": "application/json"})
        try:
            with self._opener.open(request, timeout=timeout) as answer:
                return answer.status, _body(answer, ends)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 429 or error.code >= 500:
                    message = Text(f"it answered with HTTP {error.code}", f"返回 HTTP {error.code}")
                    raise NoRoadsError(message, passing=True, wait_s=_retry_after(error.headers.get("Retry-After"))) from None
                return error.code, _body(error, ends)
        except TimeoutError:
            raise NoRoadsError(_SLOW, passing=True) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, TimeoutError):
                raise NoRoadsError(_SLOW, passing=True) from None
            raise NoRoadsError(Text(f"no connection ({reason})", f"无法连接（{reason}）"), passing=True) from None


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Follows redirects over HTTP(S) only."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not newurl.lower().startswith(("http://", "https://")):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _body(answer: Any, ends: float) -> bytes:
    """Return the body, unless it is too long or drips in too slowly."""
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(2**16):
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            raise NoRoadsError(_BROKEN)
        if time.monotonic() > ends:
            raise NoRoadsError(_SLOW, passing=True)
    return b"".join(parts)


def _meant(answer: tuple[int, bytes], sources: int, destinations: int) -> Seconds | int:
    """Return what an answer says: seconds, or the position of a point without a road."""
    status, body = answer
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise NoRoadsError(_BROKEN, passing=True) from None
    code = told.get("code") if isinstance(told, dict) else None
    if code == "NoSegment":
        found = _NO_SEGMENT.search(str(told.get("message", "")))
        if found:
            return int(found[1])
    if code != "Ok":
        word = str(code or f"HTTP {status}")[:40]
        raise NoRoadsError(Text(f"it answered {word}", f"返回 {word}"))
    return _matrix(told.get("durations"), sources, destinations)


def _matrix(durations: object, sources: int, destinations: int) -> Seconds:
    if not isinstance(durations, list) or len(durations) != sources:
        raise NoRoadsError(_BROKEN)
    matrix: Seconds = []
    for line in durations:
        if not isinstance(line, list) or len(line) != destinations:
            raise NoRoadsError(_BROKEN)
        matrix.append([_seconds(value) for value in line])
    return matrix


def _seconds(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise NoRoadsError(_BROKEN)
    return float(value)


def _retry_after(said: str | None) -> float:
    """Return the seconds a server asks to wait; dates are not read."""
    return float(said) if said is not None and said.isdigit() else 0.0


_SLOW = Text("it did not answer in time", "未在时限内应答")
_TOTAL = Text("the time for all its answers was used up", "总时限已用完")
_BROKEN = Text("its answer cannot be read", "返回内容无法解析")
