"""The scenario of a source: the text of scenario.toml, or a sheet with a key and a value in each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from optimizer.core.issue import Issue
from optimizer.data.parsing.text import clean
from optimizer.data.reading.decode import decode
from optimizer.data.reading.grid import Line
from optimizer.data.reading.naming import fold
from optimizer.data.scenario_file import ScenarioFile, parse_scenario, scenario_of
from optimizer.data.scenario_keys import SECTIONS, TOP

_HEADINGS = frozenset({"key", "键", "设置", "设置项", "项目", "setting"})
_PLAIN_TOP = ("goals", "目标")


@dataclass(frozen=True, slots=True)
class Given:
    """A scenario as it was given; None when it has faults, which are among the issues."""

    file: ScenarioFile | None
    issues: tuple[Issue, ...]


def scenario_from_toml(data: bytes) -> Given:
    """Return the scenario of a scenario.toml's bytes."""
    text, issues = decode(data, "scenario") if data.strip() else ("", [])
    if text is None:
        return Given(None, tuple(issues))
    file, faults = parse_scenario(text)
    return Given(file, (*issues, *faults))


def scenario_from_rows(lines: Iterable[Line]) -> Given:
    """Return the scenario of a sheet: a key such as ``days`` or ``policy.reserve_days`` (or 天数), and its value."""
    nested: dict[str, Any] = {}
    for line in lines:
        filled = [clean(cell) for cell in line.cells]
        key, value = filled[0] if filled else "", filled[1] if len(filled) > 1 else ""
        if not key or not value or fold(key) in _HEADINGS:
            continue
        *sections, name = _path_of(key)
        place = nested
        for section in sections:
            inner = place.setdefault(section, {})
            place = inner if isinstance(inner, dict) else {}
        place[name] = _goals(value) if name == "goals" else value
    file, faults = scenario_of(nested)
    return Given(file, tuple(faults))


def _path_of(key: str) -> tuple[str, ...]:
    if fold(key) in _PLAIN_TOP:
        return ("goals",)
    known = _paths().get(fold(key))
    return known if known is not None else tuple(part.strip() for part in key.split("."))


def _goals(value: str) -> list[Any]:
    """Return goals from ``crossing; travel_weighted_min=0.05``."""
    goals: list[Any] = []
    for entry in value.replace("；", ";").replace("、", ";").replace(",", ";").split(";"):
        name, sign, tolerance = (part.strip() for part in entry.partition("="))
        if name:
            goals.append({"name": name, "tolerance": tolerance} if sign else name)
    return goals


@cache
def _paths() -> dict[str, tuple[str, ...]]:
    """Return the path of every setting by its folded English and Chinese name."""
    paths: dict[str, tuple[str, ...]] = {}
    for name, key in TOP.items():
        paths[fold(name)] = paths[fold(key.zh)] = (name,)
    for section, keys in SECTIONS.items():
        for name, key in keys.items():
            paths[fold(name)] = paths[fold(key.zh)] = paths[fold(f"{section}.{name}")] = (section, name)
    return paths
