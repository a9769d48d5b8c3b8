"""A hospital's notice that it cannot accept: what it says, until when, and whether that is a reason at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.refusals import is_a_reason
from optimizer.data.tables.care import CannotAccept
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import Pattern

_VOID: tuple[tuple[frozenset[str], frozenset[str], Text], ...] = (
    (
        frozenset({"test", "tests", "tested", "pcr", "nucleic", "swab"}),
        frozenset({"核酸", "检测"}),
        Text("lack of a test", "缺少检测"),
    ),
    (
        frozenset({"code", "healthcode"}),
        frozenset({"健康码", "黄码", "红码", "绿码", "无码"}),
        Text("the health code", "健康码"),
    ),
    (
        frozenset({"registration", "registered", "unregistered", "hukou", "household", "resident", "residence", "nonresident"}),
        frozenset({"户籍", "户口", "居住证", "外地", "非本地"}),
        Text("registration", "户籍或登记"),
    ),
    (
        frozenset({"payment", "pay", "unpaid", "payer", "insurance", "uninsured", "deposit", "arrears"}),
        frozenset({"医保", "押金", "欠费", "费用", "付款"}),
        Text("payment", "费用"),
    ),
)
_OTHERWISE = Text("lack of a test, code, registration or payment", "缺少检测、健康码、登记或费用")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One notice with its end worked out.

    Parameters
    ----------
    void
        Why it is no reason (DESIGN section 3: lack of a test, code, registration or payment), None when it is one.
    """

    unit_id: str
    reason_code: str
    by: str
    from_: dt.datetime
    until: dt.datetime
    void: Text | None

    @property
    def said(self) -> str:
        """The reason as a hospital wrote it, readable."""
        return self.reason_code.replace("_", " ")


def refusals_of(dataset: Dataset) -> tuple[Refusal, ...]:
    """Return every notice of the table, in file order; one without an end holds `cannot_accept_hours`."""
    holds = dt.timedelta(hours=dataset.scenario.policy.cannot_accept_hours)
    return tuple(
        Refusal(row.unit_id, row.reason_code, row.by, row.from_, row.until or row.from_ + holds, no_reason(row))
        for row in dataset.cannot_accept
    )


def admitted_under(refusal: Refusal, dataset: Dataset, placements: Iterable[PlacementRow]) -> tuple[str, ...]:
    """Return who is to be admitted to the unit while it cannot accept (nobody when its reason is none): a re-plan moves them."""
    if refusal.void is not None:
        return ()
    stays = dataset.service[dataset.unit[refusal.unit_id].service_id].pattern is Pattern.STAY
    first: dict[str, PlacementRow] = {}
    for placement in placements:
        known = first.get(placement.patient_id)
        if known is None or placement.from_ < known.from_:
            first[placement.patient_id] = placement
    found = []
    for patient_id, placement in first.items():
        row = dataset.patient[patient_id]
        moment = row.ready_at if row.ready_at.date() == placement.from_ else dt.datetime.combine(placement.from_, dt.time())
        lies_there = stays and row.current_unit_id == refusal.unit_id
        if placement.unit_id == refusal.unit_id and refusal.from_ <= moment <= refusal.until and not lies_there:
            found.append(patient_id)
    return tuple(sorted(found))


def no_reason(row: CannotAccept) -> Text | None:
    """Return what a refusal rests on when that is no reason to refuse anybody (as routing and check see it), else None."""
    if is_a_reason(row.reason_code):
        return None
    code = row.reason_code.strip().lower()
    words = set(re.split(r"[^a-z]+", code))
    named = (name for tokens, parts, name in _VOID if words & tokens or any(part in code for part in parts))
    return next(named, _OTHERWISE)
