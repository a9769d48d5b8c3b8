"""One change of a what-if, and the words a planner writes it in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import NOTHING, Text
from optimizer.data.dataset import Dataset
from optimizer.data.vocabulary import LABELS, Role, WardKind

NOBODY: Mapping[str, Text] = {}
ALL = "all"
"""Stands for every service."""


class ChangeKind(StrEnum):
    """What is changed."""

    CLOSE = "close"  # a hospital or a unit takes nobody
    BEDS = "beds"  # places of a unit: more, fewer, or so many
    CONVERT = "convert"  # a unit becomes another ward kind, after its lead time
    STAFF = "staff"  # people of a hospital and role: ill, or come to help
    DEMAND = "demand"  # demand of a service, and with it the patients still to come, times a factor


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Parameters
    ----------
    target
        A hospital or unit (close), a unit (beds, convert), ``hospital/role`` (staff), a service or ``all`` (demand).
    amount
        Beds: the number, or the difference when `relative`. Staff: the difference. Demand: the factor. Else 0.
    to_kind
        The ward kind after a conversion.
    first, last
        Days it holds, both included; None is the first and the last day of the horizon.
    reason
        Why, as the planner wrote it.
    """

    kind: ChangeKind
    target: str
    amount: float = 0.0
    relative: bool = False
    to_kind: WardKind | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    reason: str = ""

    @property
    def word(self) -> str:
        """The change as it is written on a command line, without its reason."""
        when = "" if self.first is None else f"@{self.first}" if self.last is None else f"@{self.first}..{self.last}"
        return f"{self.kind}:{self.target}{self._value()}{when}"

    def describe(self, called: Mapping[str, Text] = NOBODY) -> Text:
        """Return what is changed, in words; `called` tells what hospitals, units and services are called."""
        who, figure = self._target(called), f"{abs(self.amount):g}"
        more = _FEWER if self.amount < 0 else _MORE
        kind = LABELS[self.to_kind] if self.to_kind is not None else NOTHING
        said = _BEDS_TO if self.kind is ChangeKind.BEDS and not self.relative else _SAYS[self.kind]
        what = said.filled(who=who, figure=figure, more=more, kind=kind)
        if self.first is None:
            return what
        return (_SINCE if self.last is None else _BETWEEN).filled(what=what, first=self.first, last=self.last)

    def _target(self, called: Mapping[str, Text]) -> Text:
        if self.kind is ChangeKind.DEMAND and self.target == ALL:
            return _EVERY
        name, _, role = self.target.partition("/")
        who = called.get(name, Text(name, f"{name} "))
        if not role:
            return who
        return _STAFF_OF.filled(who=who, role=LABELS[Role(role)] if role in set(Role) else role)

    def _value(self) -> str:
        if self.kind is ChangeKind.CONVERT:
            return f"={self.to_kind}"
        if self.kind is ChangeKind.DEMAND:
            return f"=*{self.amount:g}"
        if self.kind is ChangeKind.CLOSE:
            return ""
        return f"={self.amount:+g}" if self.relative else f"={self.amount:g}"


_WORD = re.compile(
    r"(?P<kind>[a-z]+):(?P<target>[^=@#\s]+)(?:=(?P<value>[^@#\s]+))?(?:@(?P<first>[\d-]+)(?:\.\.(?P<last>[\d-]+))?)?(?:#(?P<reason>.*))?"
)


def parse_changes(words: Iterable[str]) -> tuple[Change, ...]:
    """Return the changes that words name: ``close:H05@2022-03-12``, ``beds:U01=+10``, ``staff:H02/nurse=-30#ill``.

    Raises
    ------
    BadInputError
        With one fault for every word that is none.
    """
    changes, faults = [], []
    for word in words:
        try:
            changes.append(_parsed(word.strip()))
        except ValueError:
            faults.append(_not_a_change(word))
    if faults:
        raise BadInputError(faults)
    return tuple(changes)


def _parsed(word: str) -> Change:
    found = _WORD.fullmatch(word)
    if found is None:
        raise ValueError(word)
    kind, value = ChangeKind(found["kind"]), found["value"] or ""
    first, last = (dt.date.fromisoformat(found[name]) if found[name] else None for name in ("first", "last"))
    if first is not None and last is not None and last < first:
        raise ValueError(word)
    change = Change(kind, found["target"], first=first, last=last, reason=(found["reason"] or "").strip())
    if kind is ChangeKind.CLOSE and not value:
        return change
    if kind is ChangeKind.CONVERT:
        return replace(change, to_kind=WardKind(value))
    if kind is ChangeKind.DEMAND and value.startswith("*"):
        return replace(change, amount=_figure(value[1:], low=0, high=100))
    if kind is ChangeKind.STAFF and change.target.count("/") == 1:
        return replace(change, amount=_whole(value), relative=True)
    if kind is ChangeKind.BEDS:
        return replace(change, amount=_whole(value), relative=value.startswith(("+", "-")))
    raise ValueError(word)


def _figure(text: str, low: float, high: float) -> float:
    value = float(text)
    if not low <= value <= high:
        raise ValueError(text)
    return value


def _whole(text: str) -> float:
    value = int(text)
    if abs(value) > _MOST:
        raise ValueError(text)
    return float(value)


def _not_a_change(word: str) -> Issue:
    return Issue(
        "unknown_change",
        Severity.FAULT,
        Text("“{word}” is no change.", "“{word}”不是可识别的变更。"),
        Text(
            "Write {examples}; a period as @2022-03-12..2022-03-15, a reason after #.",
            "请写作 {examples}；时段写作 @2022-03-12..2022-03-15，原因写在 # 之后。",
        ),
        value=word,
        params={"word": word, "examples": ", ".join(EXAMPLES)},
    )


_MORE, _FEWER = Text("more", "增加"), Text("fewer", "减少")
_BEDS_TO = Text("{who}: {figure} places", "{who}：床位改为 {figure}")
_SAYS: Mapping[ChangeKind, Text] = {
    ChangeKind.CLOSE: Text("{who} takes nobody", "{who}停止收治"),
    ChangeKind.BEDS: Text("{who}: {figure} places {more}", "{who}：{more} {figure} 个床位"),
    ChangeKind.CONVERT: Text("{who} becomes {kind}", "{who}转为{kind}"),
    ChangeKind.STAFF: Text("{who}: {figure} people {more}", "{who}：{more} {figure} 人"),
    ChangeKind.DEMAND: Text("demand of {who} × {figure}", "{who}需求 × {figure}"),
}
_EVERY = Text("every service", "各类")
_STAFF_OF = Text("{who}, {role}", "{who}{role}")
_SINCE = Text("{what}, from {first}", "{what}, 自 {first} 起")
_BETWEEN = Text("{what}, from {first} to {last}", "{what}, {first} 至 {last}")
_UNIT = Text("{where}, {what}, {kind} ({unit})", "{where}{what}{kind}（{unit}）")
_MOST = 20_000
EXAMPLES = ("close:H05@2022-03-12", "beds:U01=+10", "convert:U07=isolation", "staff:H02/nurse=-30", "demand:dialysis=*2")


def titles(dataset: Dataset) -> dict[str, Text]:
    """Return what hospitals, units and services are called, by id."""
    hospitals = {row.hospital_id: row.title for row in dataset.hospitals}
    services = {row.service_id: row.title for row in dataset.services}
    units = {
        row.unit_id: _UNIT.filled(
            where=hospitals[row.hospital_id], what=services[row.service_id], kind=LABELS[row.ward_kind], unit=row.unit_id
        )
        for row in dataset.units
    }
    return {**hospitals, **services, **units}
