"""Intervals of the day as offices write them: 08:00-12:00, over midnight too."""

from __future__ import annotations

import re
import unicodedata

from optimizer.data.tables.staff import ShiftType

DAY_MIN = 1440
_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")


def parse_interval(text: str) -> tuple[int, int] | None:
    """Return first minute and end of an interval, from midnight of its day; an end at or before the start is on the next day."""
    found = _INTERVAL.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    hour, minute, to_hour, to_minute = (int(part) for part in found.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or start >= DAY_MIN or end > DAY_MIN:
        return None
    return start, end if end > start else end + DAY_MIN


def written(start: int, end: int) -> str:
    """Return an interval as text; minutes of other days are those of the clock."""
    last = end % DAY_MIN or DAY_MIN
    return f"{_clock(start % DAY_MIN)}-{_clock(last)}"


def presence(shift: ShiftType, *, inside: bool) -> tuple[int, int]:
    """Return from when to when whoever works a shift is there, in minutes from midnight of the day it starts on.

    Inside an isolation ward that is `ward_minutes` in the middle of the shift, where they are stated.
    """
    start, end = (time.hour * 60 + time.minute for time in (shift.start, shift.end))
    end += DAY_MIN if end <= start else 0
    if inside and shift.ward_minutes is not None:
        start += (end - start - shift.ward_minutes) // 2
        end = start + shift.ward_minutes
    return start, end


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
