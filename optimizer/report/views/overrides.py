"""What people decided against the model or the patient's first choice: each with its reason, in one list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.core.text import NOTHING, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.refusals import expires, is_a_reason
from optimizer.data.vocabulary import LABELS
from optimizer.report.words import Names

MOST_ROWS = 1000
_NO_REASON_GIVEN = Text("no reason given", "未注明原因")
_BY_DEFAULT = Text("(default)", "（默认）")


@dataclass(frozen=True, slots=True)
class Override:
    """One decision by hand.

    Parameters
    ----------
    kind, whom, what
        What sort of decision, about which case, unit or hospital (an id), and what was decided.
    reason, by, since, until
        As given; blank where nothing was.
    flag
        What is wrong with it, when something is.
    """

    kind: Text
    whom: str
    what: Text
    reason: Text | str
    by: str = ""
    since: str = ""
    until: Text = NOTHING
    flag: Text = NOTHING


def overrides(plan: PlanRecord) -> tuple[Override, ...]:
    """Return every decision by hand: hospitals fixed, units that cannot accept, releases, pins, units declined."""
    found = (*_fixed(plan), *_refusals(plan), *_releases(plan), *_pins(plan), *_declines(plan))
    return found[:MOST_ROWS]


def _fixed(plan: PlanRecord) -> Iterator[Override]:
    names = Names(plan.dataset)
    kind = Text("hospital fixed", "机构固定")
    for row in plan.dataset.hospitals:
        if row.fixed is not None:
            name, word = names.hospital(row.hospital_id), LABELS[row.fixed]
            what = Text(f"{name.en}: {word.en}", f"{name.zh}：{word.zh}")
            yield Override(kind, row.hospital_id, what, row.fixed_reason, flag=_unless(row.fixed_reason))


def _refusals(plan: PlanRecord) -> Iterator[Override]:
    names = Names(plan.dataset)
    kind = Text("cannot accept", "暂不能收治")
    ignored = Text("no reason: ignored", "不是理由，不予采纳")
    for row in plan.dataset.cannot_accept:
        end = f"{expires(row, plan.dataset.scenario.policy):%m-%d %H:%M}"
        until = Text(end, end) if row.until is not None else Text(f"{end} {_BY_DEFAULT.en}", f"{end}{_BY_DEFAULT.zh}")
        yield Override(
            kind,
            row.unit_id,
            names.hospital(names.hospital_of_unit(row.unit_id)),
            row.reason_code,
            row.by,
            f"{row.from_:%m-%d %H:%M}",
            until,
            NOTHING if is_a_reason(row.reason_code) else ignored,
        )


def _releases(plan: PlanRecord) -> Iterator[Override]:
    kind, what = Text("released", "放行"), Text("may be moved", "可重新安排")
    for row in plan.dataset.releases:
        since = "" if row.at is None else f"{row.at:%m-%d %H:%M}"
        yield Override(kind, row.patient_id, what, row.reason, row.by, since)


def _pins(plan: PlanRecord) -> Iterator[Override]:
    kind = Text("pinned", "指定单元")
    for row in plan.dataset.patients:
        if row.pinned_unit_id is not None:
            what = Text(row.pinned_unit_id, row.pinned_unit_id)
            yield Override(kind, row.patient_id, what, row.pin_reason, flag=_unless(row.pin_reason))


def _declines(plan: PlanRecord) -> Iterator[Override]:
    kind, reason = Text("declined", "患者拒绝"), Text("the patient's own choice", "患者本人选择")
    for row in plan.dataset.patients:
        if row.declined_unit_ids:
            units = ", ".join(row.declined_unit_ids)
            yield Override(kind, row.patient_id, Text(units, units), reason)


def _unless(reason: str) -> Text:
    return NOTHING if reason else _NO_REASON_GIVEN
