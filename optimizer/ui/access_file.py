"""access.toml: who was given what, kept by the administrator; every fault at once, and nobody is let in while there is one."""

from __future__ import annotations

import datetime as dt
import functools
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.ui.roles import Grant, People, Role

ACCESS_VARIABLE = "HOSPITAL_OPTIMIZER_ACCESS"
ALL = "all"
MOST_HOURS = 72
_TOP = {"issuer", "session_hours", "people"}
_PERSON = {"name", "role", "hospitals", "may_issue", "valid_until"}


def access_file() -> Path:
    """Return the file of rights: HOSPITAL_OPTIMIZER_ACCESS, else ``access.toml`` beside Streamlit's secrets."""
    return Path(os.environ.get(ACCESS_VARIABLE) or Path(".streamlit", "access.toml")).resolve()


def read_people(path: Path) -> People:
    """Return who was given what, as the file says now.

    Raises
    ------
    BadInputError
        The file cannot be read, or says something that cannot be meant.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInputError([fault("access_file", _UNREADABLE, why=error.strerror or str(error))]) from error
    return _people(content)


@functools.lru_cache(maxsize=4)
def _people(content: bytes) -> People:
    """Return what a file's content says; asked on every action, so one content is read once."""
    try:
        values = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError([fault("access_file", _UNREADABLE, why=str(error))]) from error
    issues = [fault("access_file", _NO_KEY, key=key) for key in sorted(values.keys() - _TOP)]
    issuer, hours = values.get("issuer"), values.get("session_hours", 12)
    if not isinstance(issuer, str) or not issuer:
        issues.append(fault("access_file", _ISSUER))
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= MOST_HOURS:
        issues.append(fault("access_file", _HOURS, most=MOST_HOURS))
    people = values.get("people")
    if not isinstance(people, dict) or not people:
        issues.append(fault("access_file", _NOBODY))
    grants = {subject: _grant(subject, person, issues) for subject, person in _tables(people)}
    if issues:
        raise BadInputError(issues)
    held = {subject: grant for subject, grant in grants.items() if grant is not None}
    return People(str(issuer), held, dt.timedelta(hours=float(hours)))


def _tables(people: object) -> list[tuple[str, object]]:
    return list(people.items()) if isinstance(people, dict) else []


def _grant(subject: str, person: object, issues: list[Issue]) -> Grant | None:
    if not isinstance(person, dict):
        issues.append(fault("access_file", _PERSON_TABLE, who=subject))
        return None
    found = [fault("access_file", _NO_KEY, key=f"people.{subject}.{key}") for key in sorted(person.keys() - _PERSON)]
    for key, is_well, text in (
        ("name", lambda value: isinstance(value, str), _NAME),
        ("role", lambda value: value in set(Role), _ROLE),
        ("hospitals", _are_hospitals, _HOSPITALS),
        ("may_issue", lambda value: isinstance(value, bool), _MAY_ISSUE),
        ("valid_until", lambda value: type(value) is dt.date, _UNTIL),
    ):
        if (key in person or key in {"role", "hospitals"}) and not is_well(person.get(key)):
            found.append(fault("access_file", text, who=subject))
    issues.extend(found)
    return None if found else _made(subject, person)


def _made(subject: str, person: Mapping[str, Any]) -> Grant:
    hospitals = None if person["hospitals"] == ALL else frozenset(person["hospitals"])
    name, until = person.get("name", subject), person.get("valid_until")
    return Grant(name, Role(person["role"]), hospitals, person.get("may_issue", False), until)


def _are_hospitals(value: object) -> bool:
    return value == ALL or (isinstance(value, list) and all(isinstance(one, str) and one for one in value))


_UNREADABLE = Text("The file of rights cannot be read: {why}.", "无法读取授权文件：{why}。")
_NO_KEY = Text("{key} is no key of the file of rights.", "授权文件中没有“{key}”这一项。")
_ISSUER = Text("issuer must name the sign-in service, as its tokens do.", "issuer 应为登录服务的标识，与令牌中一致。")
_HOURS = Text("session_hours must be above 0 and at most {most}.", "session_hours 应大于 0 且不超过 {most}。")
_NOBODY = Text('No person is named: give [people."SUBJECT"] tables.', '未列出任何人员：请用 [people."SUBJECT"] 列出。')
_PERSON_TABLE = Text("people.{who} must be a table.", "people.{who} 应为一张表。")
_NAME = Text("people.{who}: name must be text.", "people.{who}：name 应为文字。")
_ROLE = Text(
    "people.{who}: role must be viewer, planner or administrator.",
    "people.{who}：role 应为 viewer（查看）、planner（规划）或 administrator（管理）。",
)
_HOSPITALS = Text(
    'people.{who}: hospitals must be a list of hospital ids, or "all".',
    'people.{who}：hospitals 应为机构编号列表，或 "all"（全部）。',
)
_MAY_ISSUE = Text("people.{who}: may_issue must be true or false.", "people.{who}：may_issue 应为 true 或 false。")
_UNTIL = Text(
    "people.{who}: valid_until must be a date such as 2026-12-31.", "people.{who}：valid_until 应为日期，如 2026-12-31。"
)
