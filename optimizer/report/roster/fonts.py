"""A font with Chinese characters, as this machine has one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text

Font = ImageFont.FreeTypeFont
_NAMES = (
    *("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf"),
    *("SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc"),
    *("msyh.ttc", "Deng.ttf", "simhei.ttf", "simsun.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc"),
    *("DroidSansFallbackFull.ttf", "NotoSerifCJK-Regular.ttc", "uming.ttc", "ukai.ttc"),
)
"""File names on Linux, Windows and macOS, the first found counts; Pillow knows where each system keeps its fonts."""
_MOST_FACES = 12
_PROBE, _NO_GLYPH = "班", "\U0010fffd"


@lru_cache(maxsize=64)
def font(size: int, file: Path | None = None) -> Font:
    """Return a font of a size in pixels.

    Raises
    ------
    BadInputError
        No font with Chinese characters was found (``no_font``), or `file` is none.
    """
    for name in (str(file),) if file is not None else _NAMES:
        face = next(iter(sorted(_faces(name, size), key=lambda face: not str(face.getname()[0]).endswith("SC"))), None)
        if face is not None:
            return face
    raise BadInputError([_missing("" if file is None else str(file))])


def _faces(name: str, size: int) -> Iterator[Font]:
    """Yield the faces of a file that hold Chinese characters; a collection has one per region."""
    for index in range(_MOST_FACES):
        try:
            face = ImageFont.truetype(name, size, index=index)
        except OSError:
            return
        if bytes(face.getmask(_PROBE)) != bytes(face.getmask(_NO_GLYPH)):
            yield face


def _missing(value: str) -> Issue:
    return Issue(
        "no_font",
        Severity.FAULT,
        Text("No font with Chinese characters was found for the picture.", "未找到可用于图片的中文字体。"),
        Text("Install Noto Sans CJK, or name a font file with --font.", "请安装 Noto Sans CJK 字体，或用 --font 指定字体文件。"),
        value=value,
    )
