"""One person's work, with what was worked before the horizon: days, runs of days, pauses."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import Contract, StaffMember
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line
from optimizer.verify.groups import duties, groups

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """Shift types by date of one person.

    Parameters
    ----------
    now
        Rows of the horizon by date.
    before
        Shift types worked before the horizon.
    """

    person: StaffMember
    contract: Contract
    now: dict[dt.date, Line[RotaRow]]
    before: dict[dt.date, str]

    @cached_property
    def dates(self) -> list[dt.date]:
        """Every date worked, in order."""
        return sorted({*self.before, *self.now})

    def shift_on(self, date: dt.date) -> str:
        """Return the shift type worked on a date of `dates`."""
        return self.now[date].row.shift_type_id if date in self.now else self.before[date]

    @cached_property
    def runs(self) -> list[tuple[dt.date, dt.date]]:
        """First and last date of every run of worked days that reaches into the horizon."""
        runs: list[tuple[dt.date, dt.date]] = []
        for date in self.dates:
            if runs and date - runs[-1][1] == DAY:
                runs[-1] = (runs[-1][0], date)
            else:
                runs.append((date, date))
        return [run for run in runs if run[1] in self.now]


def works(plan: Plan) -> list[Work]:
    """Return the work of everybody who has a row in the rota, and of every group that goes together, as its first's."""
    return plan.memo("works", lambda one: list(_works(one)))


def _works(plan: Plan) -> Iterator[Work]:
    now: dict[str, dict[dt.date, Line[RotaRow]]] = defaultdict(dict)
    before: dict[str, dict[dt.date, str]] = defaultdict(dict)
    for line in plan.rota:
        if line.row.date in plan.dataset.horizon:
            now[line.row.staff_id][line.row.date] = line
    for row in plan.dataset.roster_history:
        if row.date < plan.start:
            before[row.staff_id][row.date] = row.shift_type
    for staff_id, dates in now.items():
        person = plan.member(staff_id)
        yield Work(person, plan.dataset.contract[person.contract_id], dates, before.get(staff_id, {}))
    yield from _of_groups(plan, before)


def _of_groups(plan: Plan, before: dict[str, dict[dt.date, str]]) -> Iterator[Work]:
    """Yield where groups of several people are: what holds for one person's work holds for theirs."""
    of = groups(plan)
    members: dict[str, list[str]] = defaultdict(list)
    for who, group in of.items():
        members[group].append(who)
    there: dict[str, dict[dt.date, Line[RotaRow]]] = defaultdict(dict)
    for duty in duties(plan):
        if duty.counts:
            row = duty.there[0].row
            there[of[row.staff_id]][row.date] = duty.there[0]
    for group, dates in there.items():
        if len(members[group]) > 1:
            person = plan.member(members[group][0])
            history = {date: shift for who in reversed(members[group]) for date, shift in before.get(who, {}).items()}
            yield Work(person, plan.dataset.contract[person.contract_id], dates, history)
