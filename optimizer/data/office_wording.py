"""The office's own words: PO files of a folder, read when the program starts and laid over its texts."""

from __future__ import annotations

import functools
import gettext
import io
import os
import string
from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.core.text import LANGS, Text
from optimizer.core.wording import install
from optimizer.data.complaint import fault

WORDING_VARIABLE = "HOSPITAL_OPTIMIZER_WORDING"
DOMAIN = "hospital-optimizer"


@functools.cache
def load_wording() -> None:
    """Lay ``zh.po`` and ``en.po`` of the folder that HOSPITAL_OPTIMIZER_WORDING names over the product's texts; once a process.

    Raises
    ------
    BadInputError
        A file cannot be read, or a message of it has other placeholders than the text it stands for.
    """
    named = os.environ.get(WORDING_VARIABLE)
    for lang in LANGS if named else ():
        path = Path(str(named), f"{lang}.po")
        if path.exists():
            install(lang, read_wording(path))


def read_wording(path: Path) -> gettext.NullTranslations:
    """Return the catalogue that a PO file holds; what it leaves empty stays as it is.

    Raises
    ------
    BadInputError
        It cannot be read, or a message of it has other placeholders than the text it stands for.
    """
    from babel.messages.mofile import write_mo  # only where an office has words of its own
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as stream:
            catalogue = read_po(stream, domain=DOMAIN, abort_invalid=True)
    except (OSError, ValueError, PoFileError) as error:
        raise BadInputError([fault("wording", _UNREADABLE, table=path.name, why=str(error))]) from error
    issues: list[Issue] = []
    for message in catalogue:
        if message.id and message.string and _placeholders(str(message.id)) != _placeholders(str(message.string)):
            issues.append(fault("wording", _PLACEHOLDERS, table=path.name, row=message.lineno or 0, said=str(message.id)))
    if issues:
        raise BadInputError(issues)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _placeholders(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


_UNREADABLE = Text("The office's wording cannot be read: {why}.", "无法读取本单位用语文件：{why}。")
_PLACEHOLDERS = Text("“{said}” must keep the words in braces that the text has.", "“{said}”的译文应保留原文花括号中的各项。")
