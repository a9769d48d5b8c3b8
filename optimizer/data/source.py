"""Where the data of a command are."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.data.complaint import did_you_mean, fault

PREFIX = "example:"
EXAMPLES = ("lanzhou",)
_PACKAGE = Path(__file__).resolve().parents[1]


def resolve_source(source: str | Path) -> Path:
    """Return the folder or workbook that a command's word means; ``example:lanzhou`` works from any folder.

    Raises
    ------
    BadInputError
        When there is no such example, file or folder.
    """
    word = str(source)
    if word.startswith(PREFIX):
        return _example(word.removeprefix(PREFIX))
    path = Path(word).expanduser()
    try:
        found = bool(word.strip()) and path.exists()
    except (OSError, ValueError):  # a name too long or with a NUL in it
        found = False
    if not found:
        message = Text("There is no such file or folder.", "文件或文件夹不存在。")
        raise BadInputError([fault("not_found", message, _how_to_name(), value=word)])
    return path


def _example(name: str) -> Path:
    if name in EXAMPLES:
        for folder in (_PACKAGE / "example" / name, _PACKAGE.parent / "data" / name):
            if folder.is_dir():
                return folder
    message = Text("There is no such example. {guess}", "没有这个示例。{guess}")
    guess = did_you_mean(name, EXAMPLES)
    raise BadInputError([fault("unknown_example", message, _how_to_name(), value=f"{PREFIX}{name}", guess=guess)])


def _how_to_name() -> Text:
    return Text("Give a folder of CSV files, a workbook or example:lanzhou.", "请给出 CSV 文件夹、工作簿或 example:lanzhou。")
