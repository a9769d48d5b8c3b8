"""What is different between two publications of a rota: who, when, before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from optimizer.core.dayruns import day_runs
from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.rota_changes import RotaChangeRow
from optimizer.report.roster.grid import NOBODY
from optimizer.report.roster.signs import OFF, Signs, meaning
from optimizer.report.words import Names, label, short_date, weekday

_NONE = Text("No shift is different from {first} to {last}.", "{first} 至 {last} 排班无变动。")
_SOME = Text(
    "Changes from {first} to {last}: shifts {shifts}, people {people}.",
    "{first} 至 {last} 共 {people} 人 {shifts} 个班变动。",
)
_DAYS = Text("Days in one of the two only are not compared: {days}.", "仅见于其中一版的日期未比较：{days}。")
_HOURS = Text("{sign} was {before}, is {now}.", "{sign} 原为 {before}，现为 {now}。")
_LINE = Text("  {who} {role}: {before} → {after}", "  {who} {role}：{before} → {after}")
_ELSEWHERE = Text("{sign} in {ward}", "{ward} {sign}")


@dataclass(frozen=True)
class RotaDiff:
    """The changes, ordered by day, ward and person, between days that both publications cover.

    Parameters
    ----------
    before, after
        The two publications.
    compared
        The days that both speak of, in order.
    alone
        The days that only one of them speaks of.
    """

    before: PlanRecord
    after: PlanRecord
    rows: tuple[RotaChangeRow, ...]
    compared: tuple[dt.date, ...]
    alone: tuple[dt.date, ...]

    def words(self, lang: Lang, called: Mapping[str, str] = NOBODY) -> list[str]:
        """Return the changes as lines for people: how many, then day by day, then what else differs."""
        lines = [self._headline(lang)] if self.compared else []
        day: dt.date | None = None
        for row in self.rows:
            if row.date != day:
                day = row.date
                lines.append(f"{short_date(day)} {weekday(day).to(lang)}")
            lines.append(self._line(row, lang, called))
        lines += [text for text in (self._days(lang), *self._hours(lang)) if text]
        return lines

    def _headline(self, lang: Lang) -> str:
        text = _SOME if self.rows else _NONE
        people = len({row.staff_id for row in self.rows})
        return text.to(lang, shifts=len(self.rows), people=people, first=self.compared[0], last=self.compared[-1])

    def _line(self, row: RotaChangeRow, lang: Lang, called: Mapping[str, str]) -> str:
        moved = row.before_ward != row.after_ward
        before = _stop(self.before.dataset, row.before_shift, row.before_ward if moved else "", lang)
        after = _stop(self.after.dataset, row.after_shift, row.after_ward if moved else "", lang)
        return _LINE.to(lang, who=called.get(row.staff_id, row.staff_id), role=label(row.role), before=before, after=after)

    def _days(self, lang: Lang) -> str:
        horizon = self.after.dataset.horizon
        return _DAYS.to(lang, days=day_runs(horizon, map(horizon.day, self.alone))) if self.alone else ""

    def _hours(self, lang: Lang) -> Iterator[str]:
        """Yield the shift types that both have, at other hours."""
        for row in self.after.dataset.shift_types:
            old = self.before.dataset.shift_type.get(row.shift_type_id)
            if old is not None and (old.start, old.end) != (row.start, row.end):
                sign = Signs(self.after.dataset).of(row.shift_type_id)
                yield _HOURS.to(lang, sign=sign, before=meaning(old), now=meaning(row))


def rota_diff(before: PlanRecord, after: PlanRecord, ward_id: str = "") -> RotaDiff:
    """Return what is different on the days that both plans cover, in one ward or in all."""
    one, other = set(before.dataset.horizon), set(after.dataset.horizon)
    return _diff(before, after, one & other, one ^ other, ward_id)


def diff_in_force(plan: PlanRecord, ward_id: str = "") -> RotaDiff:
    """Return what is different from the rota in force when a plan was made, up to the last day that one speaks of."""
    before = replace(plan, tables=replace(plan.tables, rota=plan.previous_rota))
    last = max((row.date for row in plan.previous_rota), default=None)
    days = {date for date in plan.dataset.horizon if last is not None and date <= last}
    return _diff(before, plan, days, set(plan.dataset.horizon) - days, ward_id)


def _diff(before: PlanRecord, after: PlanRecord, days: set[dt.date], alone: set[dt.date], ward_id: str) -> RotaDiff:
    old, new = _by_person(before, days), _by_person(after, days)
    rows = [_row(key, old.get(key), new.get(key)) for key in old.keys() | new.keys() if _differ(old.get(key), new.get(key))]
    rows = [row for row in rows if not ward_id or ward_id in (row.before_ward, row.after_ward)]
    rows.sort(key=lambda row: (row.date, row.after_ward or row.before_ward, row.staff_id))
    return RotaDiff(before, after, tuple(rows), tuple(sorted(days)), tuple(sorted(alone)))


def _by_person(plan: PlanRecord, days: set[dt.date]) -> dict[tuple[str, dt.date], RotaRow]:
    return {(row.staff_id, row.date): row for row in plan.tables.rota if row.date in days}


def _differ(old: RotaRow | None, new: RotaRow | None) -> bool:
    if old is None or new is None:
        return True
    return (old.shift_type_id, old.ward_id) != (new.shift_type_id, new.ward_id)


def _row(key: tuple[str, dt.date], old: RotaRow | None, new: RotaRow | None) -> RotaChangeRow:
    known = new or old
    if known is None:
        message = "a change is of a shift before or after"
        raise ValueError(message)
    return RotaChangeRow(
        staff_id=key[0],
        role=known.role,
        date=key[1],
        before_shift=old.shift_type_id if old else "",
        before_ward=old.ward_id if old else "",
        after_shift=new.shift_type_id if new else "",
        after_ward=new.ward_id if new else "",
    )


def _stop(dataset: Dataset, shift_type_id: str, ward_id: str, lang: Lang) -> str:
    if not shift_type_id:
        return OFF.to(lang)
    sign = Signs(dataset).of(shift_type_id).to(lang)
    return _ELSEWHERE.to(lang, sign=sign, ward=Names(dataset).ward(ward_id)) if ward_id else sign
