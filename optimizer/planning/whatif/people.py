"""Changes to staff: people of a hospital and role who fall ill, or who come to help."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.data.amend import amended
from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import Request, StaffMember
from optimizer.data.vocabulary import Role
from optimizer.planning.whatif.beds import Changed, days_of
from optimizer.planning.whatif.change import Change
from optimizer.planning.whatif.faults import change_fault, change_note, not_there

POOL = Text("hospital and role", "机构和岗位")


def change_staff(dataset: Dataset, change: Change) -> Changed:
    """Let people of one hospital and role be ill, by lot; or add people like those there."""
    hospital_id, role = change.target.split("/")
    here = [row for row in dataset.staff if row.hospital_id == hospital_id and row.role == role]
    if role not in set(Role) or not here:
        raise BadInputError([not_there(change, sorted({row.hospital_id for row in dataset.staff}), POOL)])
    number = int(abs(change.amount))
    return _fewer(dataset, change, here, number) if change.amount < 0 else _more(dataset, change, here, number)


def _fewer(dataset: Dataset, change: Change, here: list[StaffMember], number: int) -> Changed:
    if number > len(here):
        raise BadInputError([change_fault("more_than_employed", change, _TOO_MANY, _AT_MOST, count=len(here))])
    ill = {row.staff_id for row in random.Random(f"{dataset.scenario.limits.seed}/{change.target}").sample(here, number)}
    first, last = days_of(dataset, change)
    staff, days_off = [], []
    for row in dataset.staff:
        if row.staff_id not in ill:
            staff.append(row)
        elif last >= dataset.horizon.last:
            staff.append(replace(row, available_to=_earlier(row.available_to, first - _DAY)))
        elif first <= dataset.horizon.start:
            staff.append(replace(row, available_from=_later(row.available_from, last + _DAY)))
        else:  # away in between: days off that are not to be refused
            staff.append(row)
            days_off += [
                Request(staff_id=row.staff_id, date=first + _DAY * day, shift_type="off", weight=1, hard=True)
                for day in range((last - first).days + 1)
            ]
    kept = [row for row in dataset.requests if (row.staff_id, row.date) not in {(one.staff_id, one.date) for one in days_off}]
    dataset = amended(dataset, staff=staff) if not days_off else amended(dataset, staff=staff, requests=(*kept, *days_off))
    named = ", ".join(sorted(ill)[:_NAMED]) + (" …" if len(ill) > _NAMED else "")
    return dataset, (change_note(change, _DRAWN, who=named),)


def _more(dataset: Dataset, change: Change, here: list[StaffMember], number: int) -> Changed:
    first, last = days_of(dataset, change)
    models = sorted(here, key=lambda row: (row.key_member, len(row.skills), row.staff_id))[: max(1, len(here) // 2)]
    new = [
        replace(
            models[index % len(models)],
            staff_id=f"{change.target.replace('/', '-')}-new{index + 1}",
            key_member=False,
            group_id=None,
            available_from=first,
            available_to=last,
        )
        for index in range(number)
    ]
    return amended(dataset, staff=(*dataset.staff, *new)), (
        change_note(change, _LIKE_THOSE, first=new[0].staff_id if new else ""),
    )


def _earlier(one: dt.date | None, other: dt.date) -> dt.date:
    return other if one is None else min(one, other)


def _later(one: dt.date | None, other: dt.date) -> dt.date:
    return other if one is None else max(one, other)


_DAY = dt.timedelta(days=1)
_NAMED = 6
_DRAWN = Text("{word}: who is absent was drawn by lot: {who}.", "{word}：缺勤人员由随机抽取确定：{who}。")
_LIKE_THOSE = Text(
    "{word}: those who come have the skills and contracts of people there ({first} …).",
    "{word}：增援人员按该处现有人员的技能和合同设定（{first} 等）。",
)
_TOO_MANY = Text("{word}: only {count} people are employed there.", "{word}：该处仅有 {count} 人。")
_AT_MOST = Text("Name at most {count}.", "请不超过 {count} 人。")
