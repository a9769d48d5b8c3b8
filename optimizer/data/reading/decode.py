"""Bytes of a text file become text: UTF-8 first, GB18030 second, and never silently the wrong one.

UTF-8 read as GB18030 succeeds without an error (医院 becomes 鍖婚櫌), so what was decoded is looked at before it is believed.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, note

_SAMPLE = 200_000
_RUN = re.compile(r"[^\x00-\x7f]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SAVE_AS_UTF8 = Text("Export it again from its source as CSV UTF-8.", "请从来源重新导出为“CSV UTF-8”格式。")
FEW_HAN = 12
COMMON_SHARE = 0.6


def decode(data: bytes, table: str) -> tuple[str | None, list[Issue]]:
    """Return the text, with a note when the encoding was not UTF-8; None with a fault when it cannot be trusted."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data, table)
    if b"\x00" in data:
        message = Text("The file is not a text file.", "该文件不是文本文件。")
        return None, [fault("not_text", message, _SAVE_AS_UTF8, table=table)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decode_gb18030(data, table, data.count(b"\n", 0, error.start) + 1)
    return (None, [_mojibake(table)]) if is_mojibake(text) else (text, [])


def is_mojibake(text: str) -> bool:
    """Return whether Chinese text was decoded with the wrong encoding and saved that way."""
    runs = _RUN.findall(text[:_SAMPLE])
    if not runs:
        return False
    wrong = sum(1 for run in runs if _reads_better(run))
    han = Counter(char for run in runs for char in _HAN.findall(run))
    total = sum(han.values())
    rare = total >= FEW_HAN and sum(count for char, count in han.items() if _is_common(char)) < COMMON_SHARE * total
    return wrong >= 0.3 * len(runs) or (rare and wrong > 0)


def _decode_utf16(data: bytes, table: str) -> tuple[str | None, list[Issue]]:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return None, [_unknown(table)]
    return text, [note("encoding", Text("Read as {encoding}.", "按 {encoding} 编码读取。"), table=table, encoding="UTF-16")]


def _decode_gb18030(data: bytes, table: str, row: int) -> tuple[str | None, list[Issue]]:
    patched = data[:_SAMPLE].decode("utf-8", errors="replace")
    if len(_HAN.findall(patched)) > 4 * patched.count("\ufffd"):
        message = Text("The file is UTF-8, but broken from this line on.", "该文件是 UTF-8 编码，但从此行起已损坏。")
        return None, [fault("broken_utf8", message, _SAVE_AS_UTF8, table=table, row=row)]
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None, [_unknown(table)]
    if is_mojibake(text):
        return None, [_mojibake(table)]
    if not _plausible(text):
        return None, [_unknown(table)]
    return text, [note("encoding", Text("Read as {encoding}.", "按 {encoding} 编码读取。"), table=table, encoding="GB18030")]


def _plausible(text: str) -> bool:
    """Return whether most Chinese characters are common ones, as in any real table."""
    han = _HAN.findall(text[:_SAMPLE])
    if not han:
        return False
    return len(han) < FEW_HAN or sum(map(_is_common, han)) >= COMMON_SHARE * len(han)


def _is_common(char: str) -> bool:
    """Return whether a character is one of the 3,755 of GB 2312 level 1."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _reads_better(run: str) -> bool:
    for encoding in ("gb18030", "latin-1", "cp1252"):
        try:
            if _HAN.search(run.encode(encoding).decode("utf-8")):
                return True
        except UnicodeError:
            continue
    return False


def _mojibake(table: str) -> Issue:
    message = Text("The Chinese text was decoded with the wrong encoding.", "中文已成乱码：文件曾以错误的编码打开并保存。")
    return fault("mojibake", message, _SAVE_AS_UTF8, table=table)


def _unknown(table: str) -> Issue:
    message = Text("The file is neither UTF-8 nor GB18030.", "该文件既非 UTF-8 也非 GB18030 编码。")
    return fault("unknown_encoding", message, _SAVE_AS_UTF8, table=table)
