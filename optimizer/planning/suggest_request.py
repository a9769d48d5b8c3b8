"""From the words of a command, or the fields of a form, to a patient: each wrong word is named with what is allowed."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.core.text import NOTHING, Text
from optimizer.data.complaint import did_you_mean, fault
from optimizer.data.dataset import Dataset
from optimizer.data.parsing.dates import parse_moment
from optimizer.data.parsing.text import CellError
from optimizer.data.parsing.words import parse_choice, split_list, token
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import LABELS, HealthCode, Infection
from optimizer.planning.suggest_origin import origin_named
from optimizer.routing.rules import KNOWN_BLOODBORNE, NO_INFECTION

NEW = "new"  # id of somebody who is in no table
_LEVELS = {"1": 1, "2": 2, "3": 3, "4": 4, "I": 1, "II": 2, "III": 3, "IV": 4, "一": 1, "二": 2, "三": 3, "四": 4}
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, as words; empty where nothing was said.

    Parameters
    ----------
    patient
        Case number of a patient of the tables; then nothing else is said about them.
    at, origin
        Where somebody new is: ``LON,LAT`` in WGS84, or a name of the origins or a part of it.
    now
        The moment of asking; the start of the scenario when empty.
    """

    patient: str = ""
    service: str = ""
    code: str = ""
    infection: str = ""
    urgency: str = ""
    at: str = ""
    origin: str = ""
    needs: str = ""
    bloodborne: str = ""
    now: str = ""


def asked(dataset: Dataset, request: Request) -> tuple[Patient, dt.datetime | None]:
    """Return the patient meant, and the moment of asking if one was given.

    Raises
    ------
    BadInputError
        With every wrong or missing word at once, and what is allowed.
    """
    issues: list[Issue] = []
    moment = _try(issues, lambda: _moment(request.now)) if request.now else None
    patient = _listed(dataset, request, issues) if request.patient else _new(dataset, request, moment, issues)
    if issues or patient is None:
        raise BadInputError(issues)
    return patient, moment


def _try(issues: list[Issue], read: Callable[[], Value]) -> Value | None:
    try:
        return read()
    except BadInputError as error:
        issues.extend(error.issues)
        return None


def _listed(dataset: Dataset, request: Request, issues: list[Issue]) -> Patient | None:
    others = [
        name
        for name in ("service", "code", "infection", "urgency", "at", "origin", "needs", "bloodborne")
        if getattr(request, name)
    ]
    if others:
        message = Text(
            "--patient names somebody of the tables; {others} cannot be said beside it.", "已给 --patient，不能再给 {others}。"
        )
        fix = Text("Leave one of the two out.", "请只保留其一。")
        issues.append(fault("patient_and_more", message, fix, others=", ".join(f"--{name}" for name in others)))
    found = dataset.patient.get(request.patient.strip())
    if found is None:
        message = Text("No such patient in the tables. {guess}", "表中没有该病例编号。{guess}")
        fix = Text(
            "The tables have {count} patients, {first} to {last}. Somebody new: --service, --code, --urgency and --origin.",
            "表中有 {count} 名患者，{first} 至 {last}。新患者请给出 --service、--code、--urgency 与 --origin。",
        )
        ids = sorted(dataset.patient) or ["-"]
        issues.append(
            fault(
                "unknown_patient",
                message,
                fix,
                table="--patient",
                value=request.patient,
                guess=did_you_mean(request.patient, ids),
                count=len(dataset.patients),
                first=ids[0],
                last=ids[-1],
            )
        )
    return found


def _new(dataset: Dataset, request: Request, moment: dt.datetime | None, issues: list[Issue]) -> Patient | None:
    service = _try(issues, lambda: _service(dataset, request.service))
    code = _try(issues, lambda: _choice("--code", request.code, HealthCode))
    infection = _try(issues, lambda: _choice("--infection", request.infection or "none", Infection))
    urgency = _try(issues, lambda: _urgency(request.urgency))
    place = _try(issues, lambda: _where(dataset, request))
    needs = _try(issues, lambda: _needs(dataset, request.needs))
    bloodborne = _try(issues, lambda: _bloodborne(dataset, request.bloodborne))
    if service is None or code is None or infection is None or urgency is None or place is None:
        return None
    if needs is None or bloodborne is None:
        return None
    origin, lon, lat = place
    return Patient(
        patient_id=NEW,
        origin_id=origin,
        lon=lon,
        lat=lat,
        service_id=service.service_id,
        health_code=cast(HealthCode, code),
        infection_status=cast(Infection, infection),
        urgency=urgency,
        ready_at=moment or dt.datetime.combine(dataset.horizon.start, dt.time()),
        needs=needs,
        bloodborne=bloodborne,
    )


def _needs(dataset: Dataset, words: str) -> tuple[str, ...]:
    """Return capabilities that some unit has: with any other the answer would be that nobody can, for a slip of the pen."""
    known = {word for unit in dataset.units for word in unit.capabilities} | {
        word for who in dataset.patients for word in who.needs
    }
    return _listed_words("--needs", split_list(words), known)


def _bloodborne(dataset: Dataset, words: str) -> tuple[str, ...]:
    known = {word for who in dataset.patients for word in who.bloodborne} | KNOWN_BLOODBORNE | NO_INFECTION
    return _listed_words("--bloodborne", tuple(token(word) for word in split_list(words)), known - {""})


def _listed_words(option: str, words: tuple[str, ...], known: Set[str]) -> tuple[str, ...]:
    wrong = [word for word in words if word not in known]
    if wrong:
        fix = Text("The tables know: {allowed}.", "表中已有：{allowed}。")
        raise _wrong(", ".join(wrong), option, fix, ", ".join(sorted(known)) or "-", did_you_mean(wrong[0], sorted(known)))
    return words


def _service(dataset: Dataset, word: str) -> Service:
    folded = fold(word)
    for row in dataset.services:
        if folded and folded in {fold(row.service_id), fold(row.name_zh), fold(row.name_en)}:
            return row
    names = [name for row in dataset.services for name in (row.service_id, row.name_zh, row.name_en) if name]
    listed = Text(
        ", ".join(f"{row.service_id} ({row.name_en or row.name_zh})" for row in dataset.services),
        ", ".join(f"{row.service_id} {row.name_zh}" for row in dataset.services),
    )
    raise _wrong(word, "--service", Text("Services are: {allowed}.", "可用类别：{allowed}。"), listed, did_you_mean(word, names))


def _choice(option: str, word: str, vocabulary: type[StrEnum]) -> StrEnum:
    allowed = Text(
        ", ".join(member.value for member in vocabulary),
        ", ".join(f"{member.value} {LABELS[member].zh}" for member in vocabulary),
    )
    fix = Text("Choose one of: {allowed}.", "可选：{allowed}。")
    if not word.strip():
        raise _wrong(word, option, fix, allowed)
    try:
        return parse_choice(clean_word(word), vocabulary)
    except CellError:
        raise _wrong(word, option, fix, allowed, did_you_mean(word, [member.value for member in vocabulary])) from None


def _urgency(word: str) -> int:
    level = _LEVELS.get(clean_word(word).upper().removesuffix("级"))
    if level is None:
        allowed = Text("1 (life-threatened), 2, 3, 4", "1（危急）、2、3、4")
        raise _wrong(word, "--urgency", Text("Choose one of: {allowed}.", "可选：{allowed}。"), allowed)
    return level


def _where(dataset: Dataset, request: Request) -> tuple[str | None, float | None, float | None]:
    if bool(request.at.strip()) == bool(request.origin.strip()):
        message = Text("Say where the patient is, in one way.", "请用一种方式给出患者位置。")
        fix = Text("Give either --at LON,LAT or --origin NAME.", "请给出 --at 经度,纬度 或 --origin 来源地名称。")
        raise BadInputError([fault("no_place", message, fix, table="--origin")])
    if request.at.strip():
        return None, *_point(request.at)
    return origin_named(dataset, request.origin).origin_id, None, None


def _point(word: str) -> tuple[float, float]:
    fix = Text(
        "Write longitude, then latitude in degrees, as 103.83,36.06 (WGS84).", "请写成 经度,纬度，如 103.83,36.06（WGS84）。"
    )
    parts = clean_word(word).replace("，", ",").split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise _wrong(word, "--at", fix, "") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise _wrong(word, "--at", fix, "")
    return lon, lat


def _moment(word: str) -> dt.datetime:
    try:
        return parse_moment(clean_word(word))
    except CellError:
        fix = Text("Write it as 2022-03-21 14:30.", "请写成 2022-03-21 14:30。")
        raise _wrong(word, "--now", fix, "") from None


def _wrong(word: str, option: str, fix: Text, allowed: object, guess: Text = NOTHING) -> BadInputError:
    if not word.strip():
        message = Text("{option} is needed.", "须给出 {option}。")
    else:
        message = Text("{option} does not know this word. {guess}", "{option} 无法识别该词。{guess}")
    code = "unknown_word" if word.strip() else "missing_word"
    return BadInputError([fault(code, message, fix, table=option, value=word, option=option, allowed=allowed, guess=guess)])


def clean_word(word: str) -> str:
    """Return a word without blanks around it, full-width figures and letters made plain."""
    return unicodedata.normalize("NFKC", word).strip()


def fold(word: str) -> str:
    """Return a word as it is compared: plain width, no blanks, no case."""
    return "".join(clean_word(word).split()).casefold()
