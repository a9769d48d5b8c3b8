"""One value of scenario.toml against its key: type, then range."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import NOTHING, Text
from optimizer.data.canonical import format_number
from optimizer.data.complaint import did_you_mean, shorten
from optimizer.data.parsing.dates import FIRST_YEAR, LAST_YEAR, parse_date
from optimizer.data.parsing.numbers import parse_integer, parse_number
from optimizer.data.parsing.text import CellError, clean
from optimizer.data.parsing.words import parse_boolean
from optimizer.data.scenario_keys import Key

TABLE = "scenario"


class Checker:
    """Collects the faults of one scenario while its values are taken out."""

    def __init__(self) -> None:
        self.faults: list[Issue] = []

    def section(self, given: object, keys: Mapping[str, Key], path: str, others: tuple[str, ...] = ()) -> dict[str, object]:
        """Return the usable values of a section by key; unknown keys and unusable values become faults."""
        if not isinstance(given, Mapping):
            self.complain("scenario_section", Text("A section of keys is wanted here.", "此处应为一组键值。"), path, given)
            return {}
        values: dict[str, object] = {}
        for name, raw in given.items():
            if name in keys:
                value = self.value(raw, keys[name], _join(path, name))
                if value is not None:
                    values[name] = value
            elif name not in others:
                message = Text("There is no such setting. {guess}", "没有这项设置。{guess}")
                guess = did_you_mean(str(name), (*keys, *others))
                self.complain("unknown_setting", message, _join(path, str(name)), guess=guess)
        return values

    def value(self, raw: object, key: Key, path: str) -> object:
        """Return the value a setting means, or None after a complaint."""
        try:
            value = _READ[key.kind](raw)
        except (CellError, ValueError, ZoneInfoNotFoundError) as error:
            why = error.message if isinstance(error, CellError) else WANTED[key.kind]
            self.complain("scenario_value", Text("The setting cannot be used: {why}", "该设置不可用：{why}"), path, raw, why=why)
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and not _inside(value, key):
            bounds = Text(_bounds(key, "and"), _bounds(key, "且"))
            self.complain(
                "scenario_range", Text("The setting must be {bounds}.", "该设置须 {bounds}。"), path, raw, bounds=bounds
            )
            return None
        if key.choices and value not in key.choices:
            guess = did_you_mean(str(value), key.choices)
            message = Text("The setting must be one of {choices}. {guess}", "该设置须为 {choices} 之一。{guess}")
            self.complain("scenario_choice", message, path, raw, choices=", ".join(key.choices), guess=guess)
            return None
        return value

    def complain(self, code: str, message: Text, path: str, value: object = "", **params: object) -> None:
        """Add a fault at a key."""
        self.faults.append(Issue(code, Severity.FAULT, message, NOTHING, TABLE, 0, path, shorten(str(value)), params))


WANTED = {
    "int": Text("a whole number is wanted.", "应为整数。"),
    "float": Text("a number is wanted.", "应为数字。"),
    "bool": Text("true or false is wanted.", "应为 true 或 false。"),
    "date": Text("a date such as 2022-03-18 is wanted.", "应为日期，如 2022-03-18。"),
    "text": Text("a text is wanted.", "应为文字。"),
    "words": Text('words are wanted, as in leader;icu, or "none".', "应为词语，如 leader;icu；不需要时填“无”。"),
    "choice": Text("a word is wanted.", "应为词语。"),
    "url": Text(
        "an address such as http://roads.example:5000 is wanted, without user, password, ? or #.",
        "应为地址，如 http://roads.example:5000，不含用户名、密码、? 或 #。",
    ),
    "zone": Text("a time zone such as Asia/Shanghai is wanted.", "应为时区，如 Asia/Shanghai。"),
}


def read_zone(raw: object) -> str:
    """Return a time zone's name; ValueError when there is none such."""
    name = _read_text(raw)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:  # names such as "" or "/etc" end in other errors than the documented one
        raise ValueError(name) from error
    return name


def _read_int(raw: object) -> int:
    if isinstance(raw, str):
        return parse_integer(clean(raw))
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise ValueError(raw)


def _read_float(raw: object) -> float:
    if isinstance(raw, str):
        return parse_number(clean(raw))
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < float("inf"):
        return float(raw)
    raise ValueError(raw)


def _read_bool(raw: object) -> bool:
    if isinstance(raw, str):
        return parse_boolean(clean(raw))
    if isinstance(raw, bool):
        return raw
    raise ValueError(raw)


def _read_date(raw: object) -> dt.date:
    if isinstance(raw, str):
        return parse_date(clean(raw))
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime) and FIRST_YEAR <= raw.year <= LAST_YEAR:
        return raw
    raise ValueError(raw)


def _read_text(raw: object) -> str:
    if isinstance(raw, str) and clean(raw):
        return clean(raw)
    raise ValueError(raw)


def _read_words(raw: object) -> tuple[str, ...]:
    """Return words of a list, or of a text that separates them; "none" by itself is none."""
    parts = re.split("[;；、,，]", raw) if isinstance(raw, str) else raw
    if not isinstance(parts, list | tuple):
        raise ValueError(raw)
    words = tuple(dict.fromkeys(_read_text(part) for part in parts))
    return () if words in {("none",), ("无",)} else words


def _read_url(raw: object) -> str:
    """Return an http(s) address without a closing slash; a plan folder carries it, hence no credentials in it."""
    url = _read_text(raw)
    parts = urlsplit(url)
    plain = parts.username is None and parts.password is None and not parts.query and not parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or any(c.isspace() for c in url):
        raise ValueError(url)
    _ = parts.port  # a port that is no number is a ValueError
    return url.rstrip("/")


_READ: dict[str, Callable[[object], object]] = {
    "int": _read_int,
    "float": _read_float,
    "bool": _read_bool,
    "date": _read_date,
    "text": _read_text,
    "words": _read_words,
    "choice": _read_text,
    "url": _read_url,
    "zone": read_zone,
}


def _inside(value: float, key: Key) -> bool:
    too_low = key.low is not None and (value <= key.low if key.above else value < key.low)
    return not too_low and (key.high is None or value <= key.high)


def _bounds(key: Key, joiner: str) -> str:
    low = "" if key.low is None else f"{'>' if key.above else '≥'} {format_number(key.low)}"
    high = "" if key.high is None else f"≤ {format_number(key.high)}"
    return f" {joiner} ".join(bound for bound in (low, high) if bound)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
