"""Checks of two people at a time: who shares every shift, and who shares none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.staff import StaffPair
from optimizer.data.vocabulary import PairRule
from optimizer.verify.context import Plan
from optimizer.verify.contracts import shifts_by_day
from optimizer.verify.finding import fault
from optimizer.verify.rota_inforce import published


def check_share_shift(plan: Plan) -> Iterator[Issue]:
    """Require that both work the same shift, or both are off, on every unpublished date on which both are in some pool."""
    shifts = shifts_by_day(plan)
    for pair in plan.dataset.staff_pairs:
        if pair.rule is not PairRule.SHARE_SHIFT:
            continue
        people = plan.member(pair.staff_id), plan.member(pair.other_id)
        for date in _open_dates(plan):
            one, other = (shifts.get((person.staff_id, date), set()) for person in people)
            day = plan.dataset.horizon.day(date)
            if one != other and all(plan.pools.in_some_pool(person, day) for person in people):
                (en, zh), (their_en, their_zh) = _said(one), _said(other)
                yield _fault(pair, date, f"{en} and {their_en}", f"{zh}、{their_zh}")


def check_no_shared_shift(plan: Plan) -> Iterator[Issue]:
    """Require that nobody works a shift type on an unpublished date on which the other works it too."""
    shifts = shifts_by_day(plan)
    for pair in plan.dataset.staff_pairs:
        if pair.rule is PairRule.NO_SHARED_SHIFT:
            for date in _open_dates(plan):
                same = shifts.get((pair.staff_id, date), set()) & shifts.get((pair.other_id, date), set())
                if same:
                    en, zh = _said(same)
                    yield _fault(pair, date, f"both {en}", f"同为 {zh}")


def _open_dates(plan: Plan) -> list[dt.date]:
    held = set(published(plan))
    return [date for date in plan.dataset.horizon if date not in held]


def _said(shifts: set[str]) -> tuple[str, str]:
    """Return the shifts of a day in both languages."""
    return ("/".join(sorted(shifts)),) * 2 if shifts else ("off", "休")


def _fault(pair: StaffPair, date: dt.date, en: str, zh: str) -> Issue:
    two = f"{pair.staff_id}, {pair.other_id}"
    return fault(str(pair.rule), f"{two} on {date}: {en}", f"{two} {date}：{zh}", table="rota", column="staff_id", value=two)
