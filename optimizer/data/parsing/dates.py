"""Dates, times and moments in the forms an office writes them. Nothing is guessed: no year, no date."""

from __future__ import annotations

import datetime as dt
import re

from optimizer.core.text import Text
from optimizer.data.parsing.text import CellError

_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?:(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?![0-9])"
    r"|(?P<m2>[0-9]{2})(?P<d2>[0-9]{2})(?![0-9])"
    r"|\s*年\s*(?P<m3>[0-9]{1,2})\s*月\s*(?P<d3>[0-9]{1,2})\s*(?:[日号]|(?![0-9])))"
)
_TIME = re.compile(
    r"(?P<h>[0-9]{1,2})(?::(?P<m>[0-9]{1,2})(?::(?P<s>[0-9]{1,2})(?P<f>\.[0-9]{1,6})?)?"
    r"|\s*[时点]\s*(?:(?P<m2>[0-9]{1,2})\s*分?|(?P<half>半)|整)?)"
)
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:?[0-9]{2})$")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_DATE_FORMS = Text("Write the date as 2022-03-18.", "请写成 2022-03-18 的形式。")
_MOMENT_FORMS = Text("Write it as 2022-03-18 08:30.", "请写成 2022-03-18 08:30 的形式。")
_TIME_FORMS = Text("Write the time as 08:30; 24:00 may end a day.", "请写成 08:30 的形式；24:00 可表示一天结束。")
FIRST_YEAR, LAST_YEAR = 1990, 2100


def parse_date(text: str) -> dt.date:
    """Return the date of ``2022-03-18``, ``2022/3/18``, ``2022.3.18``, ``20220318`` or ``2022年3月18日``."""
    date, rest = _leading_date(text, _DATE_FORMS)
    if rest and _leading_time(rest, text, _DATE_FORMS) != (dt.time(0), 0):
        raise CellError(
            Text("A date is wanted here, without a time of day.", "此处只需日期，不含钟点。"), _DATE_FORMS, code="date_with_time"
        )
    return date


def parse_moment(text: str) -> dt.datetime:
    """Return a date with a time of day; a date alone means 00:00, 24:00 the next midnight."""
    date, rest = _leading_date(text, _MOMENT_FORMS)
    if not rest:
        return dt.datetime.combine(date, dt.time(0))
    if _ZONE.search(rest):
        raise CellError(
            Text(
                "Times carry no time zone: they are local times of the scenario.", "时间不带时区，一律为方案所在时区的当地时间。"
            ),
            _MOMENT_FORMS,
            code="time_zone_in_cell",
        )
    time, days = _leading_time(rest, text, _MOMENT_FORMS)
    return dt.datetime.combine(date, time) + dt.timedelta(days=days)


def parse_time(text: str) -> dt.time:
    """Return a time of day; 24:00 is 00:00."""
    return _leading_time(text, text, _TIME_FORMS)[0]


def looks_like_date(text: str) -> bool:
    """Return whether the text is a date in one of the accepted forms, for headers of wide sheets."""
    try:
        parse_date(text)
    except CellError:
        return False
    return True


def _leading_date(text: str, fix: Text) -> tuple[dt.date, str]:
    found = _DATE.match(text)
    if found is None:
        raise CellError(
            Text("This is not a date that can be read.", "无法识别该日期。"), _fix_for(text, fix), code="unreadable_date"
        )
    part = found.groupdict()
    year, month, day = (int(part[key] or part[f"{key}2"] or part[f"{key}3"]) if key != "y" else int(part["y"]) for key in "ymd")
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise CellError(
            Text("There is no such day in the calendar.", "日历中没有这一天。"), fix, code="impossible_date"
        ) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(
            Text("The year cannot be meant.", "年份不合理。"), Text("Correct the year.", "请更正年份。"), code="implausible_date"
        )
    return date, text[found.end() :].lstrip(" T")


def _leading_time(rest: str, whole: str, fix: Text) -> tuple[dt.time, int]:
    """Return the time and the days it carries over (1 for 24:00)."""
    found = _TIME.fullmatch(rest.strip())
    if found is None:
        raise CellError(
            Text("This is not a time that can be read.", "无法识别该时间。"), _fix_for(whole, fix), code="unreadable_time"
        )
    part = found.groupdict()
    hour, second = int(part["h"]), int(part["s"] or 0)
    minute = 30 if part["half"] else int(part["m"] or part["m2"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        return dt.time(0), 1
    if hour > 23 or minute > 59 or second > 59:
        raise CellError(Text("There is no such time of day.", "没有这样的钟点。"), fix, code="impossible_time")
    return dt.time(hour, minute, second), 0


def _fix_for(text: str, fix: Text) -> Text:
    if _SERIAL.fullmatch(text):
        return Text(
            "It looks like a spreadsheet's serial number: format the column as a date and export it again.",
            "看起来是电子表格的日期序号：请把该列设为日期格式后重新导出。",
        )
    return fix
