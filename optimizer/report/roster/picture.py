"""A ward's rota as one long picture for a chat group: a block per week, legible on a phone."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from optimizer.core.text import Lang, Text, notices
from optimizer.data.planfolder import PlanRecord
from optimizer.report.roster.chat import weeks
from optimizer.report.roster.fonts import Font, font
from optimizer.report.roster.grid import NOBODY, Cell, Person, Roster, calendar_day, roster
from optimizer.report.roster.sheet import FILLS
from optimizer.report.words import short_date

WIDTH = 1080
_MARGIN, _ROW, _HEAD = 24, 46, 92
_NAME, _ROLE, _DAYS = 210, 86, 7
_INK, _LINE, _GROUND, _BAND = "#1C2733", "#C9D1DA", "#FFFFFF", "#E8EEF3"
_FREE = "#5B6673"
_SPAN = Text("Rota {first} – {last}", "排班 {first} 至 {last}")
_STAFF, _WORK = Text("Staff", "工号"), Text("Role", "岗位")
_ON = Text("On {sign}", "{sign} 在岗")


def roster_picture(
    plan: PlanRecord,
    ward_id: str,
    lang: Lang,
    dates: Sequence[dt.date] = (),
    called: Mapping[str, str] = NOBODY,
    font_file: Path | None = None,
) -> bytes:
    """Return a ward's rota as PNG: title, a grid per week of those who work in it, people per shift, legend, notice.

    The same plan and the same font file give the same bytes; fonts differ between machines, so no plan folder holds it.

    Raises
    ------
    BadInputError
        This machine has no font with Chinese characters.
    """
    days = [calendar_day(plan.dataset, date) for date in dates or plan.dataset.horizon]
    grids = [roster(plan, ward_id, [day.date for day in week], called) for week in weeks(days)]
    signs = list(dict.fromkeys(entry for grid in grids for entry in grid.legend))
    pen = _Pen(font_file)
    legend_rows = -(-len(signs) // 2)
    height = _MARGIN * 2 + 130 + sum(_block_height(grid) for grid in grids) + legend_rows * 40 + 100
    image = Image.new("RGB", (WIDTH, height), _GROUND)
    pen.on(image)
    y = _title(pen, grids, lang)
    for grid in grids:
        y = _block(pen, grid, y, lang)
    y = _legend(pen, signs, y, lang)
    for mark in notices(illustrative=plan.dataset.illustrative):
        y = pen.line(_MARGIN, y, f"{mark.zh} / {mark.en}", 24, _FREE)
    out = io.BytesIO()
    image.crop((0, 0, WIDTH, y + _MARGIN)).save(out, "PNG", optimize=False)
    return out.getvalue()


@dataclass
class _Pen:
    """Draws text and boxes."""

    file: Path | None
    draw: ImageDraw.ImageDraw | None = None

    def on(self, image: Image.Image) -> None:
        """Draw on an image from now on."""
        self.draw = ImageDraw.Draw(image)

    @property
    def _paper(self) -> ImageDraw.ImageDraw:
        if self.draw is None:
            message = "there is nothing to draw on"
            raise ValueError(message)
        return self.draw

    def face(self, size: int) -> Font:
        """Return the font of a size."""
        return font(size, self.file)

    def line(self, x: int, y: int, text: str, size: int, ink: str = _INK) -> int:
        """Write a line, smaller where it would not fit, and return where the next begins."""
        face = self.face(size)
        while face.getlength(text) > WIDTH - _MARGIN - x and size > 12:
            size -= 1
            face = self.face(size)
        self._paper.text((x, y), text, font=face, fill=ink)
        return y + int(size * 1.6)

    def box(
        self, x: int, y: int, width: int, height: int, words: str, *, size: int, fill: str, ink: str, left: bool = False
    ) -> None:
        """Draw a cell with its words, cut where they do not fit."""
        self._paper.rectangle((x, y, x + width, y + height), fill=fill, outline=_LINE)
        lines = words.split("\n")
        for number, words_ in enumerate(lines):
            face, text = self._fitting(words_, size, width - 8)
            middle = y + height * (2 * number + 1) / (2 * len(lines))
            at = (x + 8, middle) if left else (x + width / 2, middle)
            self._paper.text(at, text, font=face, fill=ink, anchor="lm" if left else "mm")

    def _fitting(self, words: str, size: int, width: int) -> tuple[Font, str]:
        face = self.face(size)
        while size > 16 and face.getlength(words) > width:
            size -= 1
            face = self.face(size)
        while len(words) > 1 and face.getlength(words) > width:
            words = words[:-2] + "…"
        return face, words


def _block_height(grid: Roster) -> int:
    return _HEAD + _ROW * (len(grid.people) + len(grid.counts)) + 30


def _title(pen: _Pen, grids: Sequence[Roster], lang: Lang) -> int:
    first, last = grids[0].days[0].date, grids[-1].days[-1].date
    y = pen.line(_MARGIN, _MARGIN, grids[0].title.to(lang), 36)
    return pen.line(_MARGIN, y, _SPAN.to(lang, first=first, last=last), 28) + 8


def _block(pen: _Pen, grid: Roster, y: int, lang: Lang) -> int:
    """Draw the grid of a week; its days stand below their weekday even where the week is not whole."""
    day_width = (WIDTH - 2 * _MARGIN - _NAME - _ROLE) // _DAYS
    places = [_MARGIN + _NAME + _ROLE + day_width * (day.date.isoweekday() - 1) for day in grid.days]
    pen.box(_MARGIN, y, _NAME, _HEAD, _STAFF.to(lang), size=26, fill=_BAND, ink=_INK)
    pen.box(_MARGIN + _NAME, y, _ROLE, _HEAD, _WORK.to(lang), size=26, fill=_BAND, ink=_INK)
    for x, day in zip(places, grid.days, strict=True):
        fill, ink = FILLS["rest"] if day.rest else (_BAND, _INK)
        note = day.note.to(lang)
        words = f"{short_date(day.date)}\n{day.weekday.to(lang)}" + (f"\n{note}" if note else "")
        pen.box(x, y, day_width, _HEAD, words, size=26 if not note else 22, fill=fill, ink=ink)
    y += _HEAD
    for person in grid.people:
        _row(pen, grid, person, y, places, day_width, lang)
        y += _ROW
    for sign, counts in grid.counts:
        pen.box(_MARGIN, y, _NAME + _ROLE, _ROW, _ON.to(lang, sign=sign), size=24, fill=_BAND, ink=_INK)
        for x, count in zip(places, counts, strict=True):
            pen.box(x, y, day_width, _ROW, str(count), size=24, fill=_BAND, ink=_INK)
        y += _ROW
    return y + 30


def _row(pen: _Pen, grid: Roster, person: Person, y: int, places: Sequence[int], day_width: int, lang: Lang) -> None:
    pen.box(_MARGIN, y, _NAME, _ROW, person.name or person.staff_id, size=26, fill=_GROUND, ink=_INK, left=True)
    pen.box(_MARGIN + _NAME, y, _ROLE, _ROW, person.role.to(lang), size=24, fill=_GROUND, ink=_INK)
    for x, day, cell in zip(places, grid.days, person.cells, strict=True):
        fill, ink = _colours(cell, rest=day.rest)
        pen.box(x, y, day_width, _ROW, cell.sign.to(lang), size=28, fill=fill, ink=ink)


def _colours(cell: Cell, *, rest: bool) -> tuple[str, str]:
    fill, ink = FILLS[cell.style]
    return (FILLS["rest"][0], ink) if rest and not cell.style else (fill, ink)


def _legend(pen: _Pen, signs: Sequence[tuple[Text, str, Text]], y: int, lang: Lang) -> int:
    """Draw what the signs mean, in two columns."""
    half = (WIDTH - 2 * _MARGIN) // 2
    for number, (sign, style, means) in enumerate(signs):
        x, at = _MARGIN + half * (number % 2), y + 40 * (number // 2)
        fill, ink = FILLS[style]
        pen.box(x, at, 64, 34, sign.to(lang), size=24, fill=fill, ink=ink)
        pen.line(x + 76, at + 2, means.to(lang), 24)
    return y + 40 * -(-len(signs) // 2) + 16
