"""The dates above the columns of a wide roster, in the spellings of offices.

A header may leave the year, or year and month, to the title above it or to the dates left of it; nothing is guessed beyond
that, and a day of the week beside or below a date must be that of the date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.data.parsing.dates import FIRST_YEAR, LAST_YEAR, looks_like_date, parse_date
from optimizer.data.parsing.text import clean

_MONTH_DAY = re.compile(r"([0-9]{1,2})(?:\s*[/.\-]\s*|\s*月\s*)([0-9]{1,2})\s*[日号]?")
_DAY = re.compile(r"([0-9]{1,2})\s*[日号]?")
_YEAR_MONTH = re.compile(r"(?<![0-9])([0-9]{4})(?:\s*年\s*|[-/.])([0-9]{1,2})(?![0-9])\s*月?")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4})\s*年")
_MONTH = re.compile(r"(?<![0-9年])([0-9]{1,2})\s*月")
_WEEKDAYS = {**{char: number for number, char in enumerate("一二三四五六日", 1)}, "天": 7}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHORT = {name[:2]: number for number, name in enumerate(_ENGLISH, 1)}
_WEEKDAY = re.compile(
    r"(?:(?:周|星期|礼拜)?([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)[a-z]*|(mo|tu|we|th|fr|sa|su))\.?", re.IGNORECASE
)
_ATTACHED = (
    re.compile(r"[\s(\[]+([^\s()\[\]]+)[)\]]?$"),
    re.compile(r"((?:周|星期|礼拜)[一二三四五六日天])$"),
    re.compile(r"^([^\s,]+)[\s,]+"),
)
"""A day of the week behind a date, set apart or not, or before it."""
_LARGEST_GAP = 62


@dataclass(frozen=True, slots=True)
class Dated:
    """A header cell that is a date, and the day of the week it states (1 Monday … 7 Sunday, 0 for none)."""

    position: int
    text: str
    date: dt.date
    weekday: int

    @property
    def agrees(self) -> bool:
        """Whether the day of the week stated is that of the date."""
        return self.weekday in (0, self.date.isoweekday())


@dataclass(frozen=True, slots=True)
class _Since:
    """What is known of year and month left of, or above, a cell; 0 for unknown."""

    year: int = 0
    month: int = 0
    last: dt.date | None = None


def weekday_of(text: str) -> int:
    """Return the day of the week a cell begins with, 1 Monday … 7 Sunday; 0 when it names none."""
    found = _WEEKDAY.match(text)
    if found is None or (found.end() < len(text) and text[found.end()].isalnum()):
        return 0
    chinese, long, short = found.groups()
    if chinese:
        return _WEEKDAYS[chinese]
    return _ENGLISH.index(long.lower()) + 1 if long else _SHORT[short.lower()]


def is_undated(text: str) -> bool:
    """Return whether a header is a day, or a month and a day, that may lack its year."""
    bare, _ = _without_weekday(" ".join(clean(text).split()))
    return bool(_MONTH_DAY.fullmatch(bare) or _DAY.fullmatch(bare))


def dated(cells: Sequence[str], above: Sequence[Sequence[str]] = ()) -> tuple[Dated, ...]:
    """Return the cells of a header row that are dates, by the rows above it where year or month stand there.

    Parameters
    ----------
    cells
        The header row.
    above
        The rows above, from the top: a title that names the month, or months over their days.
    """
    since, months = _title(above), _over(above)
    found: list[Dated] = []
    for position, cell in enumerate(cells):
        bare, weekday = _without_weekday(" ".join(clean(cell).split()))
        if not bare:
            continue
        date = _date(bare, _under(months[position], since) if position in months else since)
        if date is not None:
            since = _Since(date.year, date.month, date)
            found.append(Dated(position, clean(cell), date, weekday))
    return tuple(found)


def _under(month: tuple[int, int], since: _Since) -> _Since:
    """Return what is known below a month: its own year, or that of the dates before it, the next after December."""
    year, number = month
    turned = since.last is not None and since.last.month == 12 and number == 1
    return _Since(year or (since.year + turned if since.year else 0), number, since.last)


def _date(text: str, since: _Since) -> dt.date | None:
    if looks_like_date(text):
        return parse_date(text)
    both, alone = _MONTH_DAY.fullmatch(text), _DAY.fullmatch(text)
    if both is not None:
        month, day = int(both[1]), int(both[2])
        turned = since.last is not None and since.last.month == 12 and month == 1
        return _real(since.year + turned if since.year else 0, month, day)
    if alone is None or not (since.year and since.month):
        return None
    day = int(alone[1])
    if since.last is not None and day < since.last.day and (since.last.year, since.last.month) == (since.year, since.month):
        return _real(since.year + (since.month == 12), since.month % 12 + 1, day)
    return _real(since.year, since.month, day)


def _real(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _without_weekday(text: str) -> tuple[str, int]:
    """Return a header cell without the day of the week at its end or its beginning, and that day."""
    for pattern in _ATTACHED:
        found = pattern.search(text)
        named = weekday_of(found[1]) if found else 0
        if found and named:
            return (text[: found.start()] + text[found.end() :]).strip(), named
    return text, 0


def _title(above: Sequence[Sequence[str]]) -> _Since:
    """Return the year and month that the nearest row above names first."""
    for row in reversed(above):
        for text in filter(None, map(clean, row)):
            month = _YEAR_MONTH.search(text)
            if month is not None and 1 <= int(month[2]) <= 12:
                return _Since(int(month[1]), int(month[2]))
            year = _YEAR.search(text)
            if year is not None:
                return _Since(int(year[1]))
    return _Since()


def _over(above: Sequence[Sequence[str]]) -> dict[int, tuple[int, int]]:
    """Return year and month of the last row above, for every position from the cell that names a month on."""
    months: dict[int, tuple[int, int]] = {}
    if not above:
        return months
    now = (0, 0)
    for position, cell in enumerate(above[-1]):
        whole, alone = _YEAR_MONTH.fullmatch(clean(cell)), _MONTH.fullmatch(clean(cell))
        if whole is not None:
            now = (int(whole[1]), int(whole[2]))
        elif alone is not None:
            now = (now[0], int(alone[1]))
        if now[1] and position not in months:
            months[position] = now
    return months


def out_of_order(dates: Sequence[Dated]) -> Iterator[Dated]:
    """Yield dates that do not come after the one left of them, or come long after it."""
    for one, other in pairwise(dates):
        if not 0 < (other.date - one.date).days <= _LARGEST_GAP:
            yield other
