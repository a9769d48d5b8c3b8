"""Text as the tables mean it: one width of characters, no invisible ones."""

from __future__ import annotations

import re
import unicodedata

from optimizer.core.text import NOTHING, Text

_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_MINUS = "\u2212"  # the typographic minus, which NFKC leaves alone
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_BREAKS = re.compile(r"[\t\r\n\u2028\u2029]")


class CellError(Exception):
    """Why the text of a cell cannot be used."""

    def __init__(self, message: Text, fix: Text = NOTHING, *, code: str, **params: object) -> None:
        self.code, self.message, self.fix, self.params = code, message, fix, params
        super().__init__(message.en)


def clean(raw: str) -> str:
    """Return the text in compatibility form (NFKC), without invisible characters and outer blanks."""
    if raw.isascii():
        return raw.strip(" ")
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw)).replace(_MINUS, "-").strip(" ")


def check_characters(text: str, *, breaks: bool = False) -> None:
    """Refuse control characters; line breaks and tabs too, unless `breaks`."""
    if _CONTROL.search(text) or (not breaks and _BREAKS.search(text)):
        raise CellError(
            Text("The cell holds a control character, tab or line break.", "单元格含控制字符、制表符或换行。"),
            Text("Retype the cell.", "请重新录入该单元格。"),
            code="control_character",
        )
    if "\ufffd" in text or "锟斤拷" in text:
        raise CellError(
            Text("Characters of this cell were lost when the file was converted.", "该单元格的文字在转码时已丢失。"),
            Text("Export the file again from its source, as UTF-8.", "请从来源重新导出，选择 UTF-8 编码。"),
            code="damaged_text",
        )


def without_breaks(text: str) -> str:
    """Return free text on one line."""
    return " ".join(_BREAKS.sub(" ", text).split(" ")).strip(" ") if _BREAKS.search(text) else text


def has_stacked_digits(raw: str) -> bool:
    """Return whether digits stand above or within a sign (10², ½): as plain digits they would mean another number."""
    return not raw.isascii() and any(unicodedata.category(char) == "No" for char in raw)
