"""A road server on loopback that speaks OSRM's table format, and the ways in which it fails."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

MOST_POINTS = 100


@dataclass
class Roads:
    """What the server does and what it was asked.

    Parameters
    ----------
    seconds
        From a point (lon, lat) to another; None is no road. The plain case: 100 s for each hundredth of a degree.
    failures
        Ways to fail the next requests, in order: ``slow``, ``drip``, ``broken``, ``short``, ``text``, or a status.
    """

    url: str = ""
    off_road: frozenset[str] = frozenset()
    no_road: frozenset[str] = frozenset()
    failures: list[str] = field(default_factory=list)
    failing: str = ""  # on every request
    asked: list[tuple[list[str], list[str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def seconds_between(a: str, b: str) -> float:
    """Seconds of the plain case between two ``lon,lat`` texts."""
    (x, y), (u, v) = (map(float, point.split(",")) for point in (a, b))
    return round((abs(x - u) + abs(y - v)) * 10_000, 1)


@contextmanager
def road_server() -> Iterator[Roads]:
    """Run a server on a free port of this machine."""
    roads = Roads()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fail = roads.failures.pop(0) if roads.failures else roads.failing
            roads.paths.append(self.path)
            if fail == "slow":
                time.sleep(0.6)
            status, body = _answer(roads, self.path, fail)
            try:
                self.send_response(status)
                if status == 429:
                    self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for part in [body] if fail != "drip" else [body[n : n + 1] for n in range(len(body))]:
                    self.wfile.write(part)
                    self.wfile.flush()
                    time.sleep(0.05 if fail == "drip" else 0)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has had enough

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    roads.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield roads
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(roads: Roads, path: str, fail: str) -> tuple[int, bytes]:
    if fail.isdigit():
        return int(fail), b'{"message":"Too Many Requests"}'
    if fail == "broken":
        return 200, b'{"code":"Ok","durations":[[1,'
    if fail == "short":
        return 200, json.dumps({"code": "Ok", "durations": [[1.0]]}).encode()
    if fail == "text":
        return 200, json.dumps({"code": "Ok", "durations": "none"}).encode()
    parts = urlsplit(path)
    _, service, version, _profile, where = parts.path.split("/")
    asked = parse_qs(parts.query)
    points = where.split(";")
    if (service, version) != ("table", "v1"):
        return 400, json.dumps({"code": "InvalidUrl", "message": "URL string malformed"}).encode()
    if len(points) > MOST_POINTS:
        return 400, json.dumps({"code": "TooBig", "message": "Too many table coordinates"}).encode()
    lost = next((n for n, point in enumerate(points) if point in roads.off_road), None)
    if lost is not None:
        message = f"Could not find a matching segment for coordinate {lost}"
        return 400, json.dumps({"code": "NoSegment", "message": message}).encode()
    starts, goals = ([points[int(n)] for n in asked[name][0].split(";")] for name in ("sources", "destinations"))
    roads.asked.append((starts, goals))
    durations = [[None if roads.no_road & {a, b} else seconds_between(a, b) for b in goals] for a in starts]
    return 200, json.dumps({"code": "Ok", "durations": durations, "sources": [], "destinations": []}).encode()
