"""Words that the store takes in: codes and case numbers, so that nothing about a person comes in with them."""

from __future__ import annotations

import re

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.reading.privacy import identifies_somebody
from optimizer.store.errors import StoreError

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SUBJECT = re.compile(r"[^\s]{1,200}")


def check_code(code: str) -> None:
    """Refuse a reason that is no code, since free text would carry what must not be kept."""
    if not _CODE.fullmatch(code):
        raise StoreError([fault("reason_code", _REASON)])


def check_subject(text: str) -> None:
    """Refuse what is no id, no code and no case number: it has blanks, or identifies somebody."""
    if not _SUBJECT.fullmatch(text) or identifies_somebody(text):
        raise StoreError([fault("subject_refused", _NOT_A_CASE)])


def check_words(*texts: str) -> None:
    """Refuse words that identify somebody; names of scenarios may have blanks."""
    if any(identifies_somebody(text) for text in texts):
        raise StoreError([fault("subject_refused", _NOT_A_CASE)])


def check_case_number(text: str) -> None:
    """Refuse a word that may be a name (no digit in it), an identity number or a phone; it is not repeated."""
    check_subject(text)
    if not any(letter.isdigit() for letter in text):
        raise StoreError([fault("subject_refused", _NOT_A_CASE)])


_REASON = Text("A reason is a code: small letters, digits and _.", "原因须为代码：小写字母、数字和下划线。")
_NOT_A_CASE = Text(
    "That is no case number or id: the store keeps no names, identity numbers or phones.",
    "这不是病例编号或编号：存储不保留姓名、证件号码或电话。",
)
