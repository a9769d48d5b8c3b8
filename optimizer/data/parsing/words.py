"""Words of closed vocabularies, yes and no, lists and counts."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from optimizer.core.text import Text
from optimizer.data.complaint import did_you_mean
from optimizer.data.parsing.numbers import parse_integer
from optimizer.data.parsing.text import CellError
from optimizer.data.vocabulary import (
    LABELS,
    HealthCode,
    Infection,
    Role,
    StaffedBy,
    UnitStatus,
    WardKind,
)

_SEPARATORS = re.compile(r"[;、,\n]")
_NOTHING = frozenset({"无", "none", "-", "--", "—", "n/a", "/"})
_YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "是", "有", "√", "✓", "✔", "对"})
_NO = frozenset({"no", "n", "false", "f", "0", "0.0", "否", "无", "×", "x", "✗", "✘", "错", "不"})

_ALSO: dict[StrEnum, tuple[str, ...]] = {
    HealthCode.GREEN: ("绿", "绿色"),
    HealthCode.YELLOW: ("黄", "黄色"),
    HealthCode.RED: ("红", "红色"),
    HealthCode.UNKNOWN: ("不详", "无码", "未申领"),
    Infection.CONFIRMED: ("确诊病例", "确诊患者"),
    Infection.ASYMPTOMATIC: ("无症状", "无症状感染"),
    Infection.SUSPECTED: ("疑似病例", "疑似患者"),
    Infection.CLOSE_CONTACT: ("密切接触者", "密接者"),
    Infection.SECONDARY_CONTACT: ("次密接者", "次密切接触者", "密接的密接"),
    Infection.SEALED_AREA: ("封控区人员", "封控"),
    Infection.UNTESTED: ("未检", "无核酸"),
    Infection.NONE: ("阴性", "negative"),
    WardKind.GENERAL: ("普通",),
    WardKind.BUFFER: ("缓冲", "过渡病区", "过渡病房", "缓冲病房"),
    WardKind.ISOLATION: ("隔离", "隔离病房"),
    Role.DOCTOR: ("医师",),
    Role.NURSE: ("护师", "护理", "护理人员"),
    Role.TECHNICIAN: ("技师", "技术人员"),
    Role.SUPPORT: ("工勤", "后勤人员", "保障"),
    Role.TRACER: ("流调", "流调人员", "流行病学调查"),
    Role.SAMPLER: ("采样", "采样人员", "核酸采样"),
    Role.VOLUNTEER: ("志愿者服务", "志愿服务"),
    UnitStatus.OPEN: ("启用", "在用"),
    UnitStatus.CLOSED: ("停用", "停诊"),
    UnitStatus.RESERVE: ("储备", "待启用"),
    StaffedBy.OWN: ("本院", "自有"),
    StaffedBy.TEAM: ("救治梯队",),
}

_TOKENS = {
    "hbv": "HBV",
    "乙肝": "HBV",
    "hcv": "HCV",
    "丙肝": "HCV",
    "hiv": "HIV",
    "艾滋病": "HIV",
    "tp": "TP",
    "syphilis": "TP",
    "梅毒": "TP",
}


def parse_boolean(text: str) -> bool:
    """Return yes or no."""
    folded = text.casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise CellError(
        Text("Yes or no is wanted here.", "此处应填是或否。"), Text("Write yes or no.", "请填“是”或“否”。"), code="not_yes_or_no"
    )


def parse_choice(text: str, vocabulary: type[StrEnum]) -> StrEnum:
    """Return the member of a vocabulary that an English value, a label or an office's word names."""
    member = _words_of(vocabulary).get(_fold(text))
    if member is not None:
        return member
    values = ", ".join(str(entry.value) for entry in vocabulary)
    labels = "、".join(LABELS[entry].zh for entry in vocabulary)
    guess = did_you_mean(text, _words_of(vocabulary))
    raise CellError(
        Text("This word is not in the list for this column. {guess}", "该词不在本列可选范围内。{guess}"),
        Text("Choose one of: {values}.", "可选：{labels}（或 {values}）。"),
        values=values,
        labels=labels,
        guess=guess,
        code="unknown_choice",
    )


def split_list(text: str) -> tuple[str, ...]:
    """Return the entries of a list, in order and without repeats; 无, none and dashes are no entries."""
    entries = (entry.strip() for entry in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(entry for entry in entries if entry and entry.casefold() not in _NOTHING))


def parse_counts(text: str) -> tuple[tuple[str, int], ...]:
    """Return names with counts, from ``doctor=10;nurse=40``."""
    counts: dict[str, int] = {}
    for entry in split_list(text):
        name, sign, number = re.sub("[:＝]", "=", entry).rpartition("=")
        if not sign or not name.strip() or name.strip() in counts:
            raise CellError(
                Text("Names with counts are wanted here, each once.", "此处应为“名称=数量”，每个名称一次。"),
                Text("Write it as doctor=10;nurse=40.", "请写成 doctor=10;nurse=40 的形式。"),
                code="unreadable_counts",
            )
        counts[name.strip()] = parse_integer(number.strip())
    if any(count < 0 for count in counts.values()):
        raise CellError(
            Text("Counts are not negative.", "数量不能为负。"), Text("Correct the number.", "请更正数字。"), code="out_of_range"
        )
    return tuple(counts.items())


def token(word: str) -> str:
    """Return the common name of a blood-borne infection; other words are returned unchanged."""
    return _TOKENS.get(word.casefold(), word)


@cache
def _words_of(vocabulary: type[StrEnum]) -> dict[str, StrEnum]:
    words: dict[str, StrEnum] = {}
    for member in vocabulary:
        label = LABELS[member]
        for word in (member.value, label.en, label.zh, *_ALSO.get(member, ())):
            words.setdefault(_fold(str(word)), member)
    return words


def _fold(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()
