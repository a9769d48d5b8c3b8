"""What must not be in the list of patients: names, addresses, identity numbers, phones.

The values themselves are never repeated, neither in a message nor in a log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import OF_PATIENTS, fault
from optimizer.data.parsing.text import clean
from optimizer.data.reading.grid import Line
from optimizer.data.reading.header import Header

_NAME = Text("names of people", "个人姓名")
_NUMBER = Text("identity numbers", "身份证件号码")
_PHONE = Text("phone numbers", "电话号码")
_ADDRESS = Text("home addresses", "家庭住址")
_MAIL_ADDRESS = Text("e-mail addresses", "电子邮箱")
_HEADERS: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        re.compile(
            r"姓\s*名|名\s*字|^患者$|^病人$|联系人|^(full |first |last |sur|family |given |patient |person )?name( zh| en)?$"
        ),
        _NAME,
    ),
    (re.compile(r"身份证|证件|护照|社保|医保卡|^(national |resident )?(id|identity|passport)[ -]?(card|no|num|number)"), _NUMBER),
    (re.compile(r"电话|手机|联系方式|微信|\b(tele)?phone\b|\bmobile\b|\bcell\b|^tel\b|\bcontact (no|number)"), _PHONE),
    (re.compile(r"住址|地址|门牌|\baddress\b|^street$"), _ADDRESS),
)
_ID_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9][0-9]{9}(?![0-9A-Za-z.])")
_SPACED_MOBILE = re.compile(r"(?:\+?86[- ]?)?1[3-9][0-9]([- ])[0-9]{4}\1[0-9]{4}")
_BIRTH = re.compile(r"(19[0-9]{2}|200[0-9]|201[0-5])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[- ][0-9]{7,8}(?![0-9])")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_NAME_FOR_A_NUMBER = re.compile(r"[\u4e00-\u9fff·]{2,5}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHORTEST = 5  # characters of an address of mail; the numbers are longer
_CASE_NUMBER = "patient_id"


def personal_data(table: str, header: Header, lines: Sequence[Line]) -> list[Issue]:
    """Return one fault per column that identifies people."""
    if table not in OF_PATIENTS:
        return []
    titles = {position: column.name for position, column in header.columns} | dict(header.others)
    issues: list[Issue] = []
    for position in range(max([header.width, *(len(line.cells) for line in lines)])):
        title = titles.get(position, "")
        known = any(position == place for place, _ in header.columns)
        kind = None if known else _kind_of_header(title)
        if kind is not None:
            issues.append(_refused(table, header.row, title, kind))
            continue
        name = next((column.name for place, column in header.columns if place == position), "")
        found = _first_value(lines, position, names=name == _CASE_NUMBER)
        if found is not None:
            issues.append(_refused(table, found[0], title, found[1]))
    return issues


def is_identity_number(text: str) -> bool:
    """Return whether 18 characters are a resident identity number, or one mistyped.

    The last is the check digit of GB 11643-1999; where that is wrong, a day of birth up to 2015 in the seventh to
    fourteenth says so. (Case numbers may hold an area and a date as well, but a date of these years.)
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text[:17], strict=True))
    return _CHECK[total % 11] == text[17].upper() or _BIRTH.fullmatch(text[6:14]) is not None


def identifies_somebody(text: str) -> bool:
    """Return whether a word holds a resident identity number or a mobile phone's."""
    return _kind_of_value(text) is not None


def _kind_of_header(title: str) -> Text | None:
    plain = re.sub(r"[_\s]+", " ", title.casefold()).strip()
    return next((kind for pattern, kind in _HEADERS if pattern.search(plain)), None)


def _first_value(lines: Sequence[Line], position: int, *, names: bool) -> tuple[int, Text] | None:
    """Return the first row whose cell identifies a person, with what it holds; a few Chinese characters only with `names`."""
    harmless: set[str] = set()
    for line in lines:
        raw = line.cell(position)
        if raw in harmless or (len(raw) < _SHORTEST and not names):
            continue
        kind = _NAME if names and _NAME_FOR_A_NUMBER.fullmatch(clean(raw)) else _kind_of_value(raw)
        if kind is not None:
            return line.number, kind
        harmless.add(raw)
    return None


def _kind_of_value(raw: str) -> Text | None:
    text = clean(raw)
    if any(is_identity_number(found) for found in _ID_NUMBER.findall(text)):
        return _NUMBER
    if _MAIL.search(text):
        return _MAIL_ADDRESS
    return _PHONE if _MOBILE.search(text) or _SPACED_MOBILE.fullmatch(text) or _LANDLINE.search(text) else None


def _refused(table: str, row: int, title: str, kind: Text) -> Issue:
    return fault(
        "personal_data",
        Text("This column holds {kind}; the planner works with case numbers only.", "该列含{kind}；本软件只使用病例编号。"),
        Text(
            "Delete the column. A local look-up file may join what the office needs when it prints.",
            "请删除该列；打印时可用本地对照表关联所需信息。",
        ),
        table=table,
        row=row,
        column=title,
        kind=kind,
    )
