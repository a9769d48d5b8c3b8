"""Why a hospital is in or out of a designation, and what the next-best set of hospitals costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.core.params import Control
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Fixed
from optimizer.designation.contradiction import let_in, why_out
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.next_best import NextBest, next_best
from optimizer.designation.rehearsal import Gain, Loss
from optimizer.designation.repair.found import Repair
from optimizer.designation.repair.shortage import Shortage, Shortages
from optimizer.planning.rehearsed import check_loss, rehearsal_of
from optimizer.planning.sites_front import STEP, check_designation


@dataclass(frozen=True, slots=True)
class HospitalCase:
    """Why one hospital is in or out.

    Parameters
    ----------
    designated
        Whether the plan designates it.
    fixed
        What the planner said; None for nothing.
    only_of_district
        The district whose only designated hospital it is; blank for none.
    sends
        Origins whose expected patients go there, most first, with their load.
    only_here
        Origins that nobody else who is designated could serve within the limit, of those.
    loss
        What its loss comes to, where it is in.
    rule
        The rule that keeps it out; None where none does.
    gain
        What it would bring, where it is out and would bring something.
    let_in
        Where a rule keeps it out: what would let it be designated, cheapest first, each solved.
    """

    hospital_id: str
    designated: bool
    fixed: Fixed | None
    only_of_district: str = ""
    sends: tuple[tuple[str, float], ...] = ()
    only_here: tuple[str, ...] = ()
    loss: Loss | None = None
    rule: str | None = None
    gain: Gain | None = None
    let_in: tuple[Repair, ...] = ()

    @property
    def rule_title(self) -> Text | None:
        """The rule in words."""
        return None if self.rule is None else RULES[self.rule].title


def hospital_case(record: PlanRecord, hospital_id: str, control: Control | None = None) -> HospitalCase:
    """Return why a hospital of the tables is in or out.

    Raises
    ------
    BadInputError
        The plan designates nobody.
    BrokenPlanError
        The independent check rejects what is left after its loss.
    """
    dataset = record.dataset
    rehearsal, row = rehearsal_of(record, control), dataset.hospital[hospital_id]
    designated = {one.hospital_id for one in record.tables.designation}
    if hospital_id in designated:
        loss = rehearsal.lost(hospital_id)
        check_loss(dataset, loss)
        alone = not any(name != hospital_id and dataset.hospital[name].district == row.district for name in designated)
        sends, only = _townships(record, hospital_id)
        return HospitalCase(hospital_id, True, row.fixed, row.district if alone else "", sends, only, loss)
    if hospital_id not in DesignationInstance.from_dataset(dataset).hospitals:
        return HospitalCase(hospital_id, False, row.fixed, rule=why_out(dataset, row), let_in=let_in(dataset, hospital_id))
    gain = next((one for one in rehearsal.gains() if one.hospital_id == hospital_id), None)
    return HospitalCase(hospital_id, False, row.fixed, gain=gain)


def shortages(record: PlanRecord) -> tuple[Shortage, ...]:
    """Return who is expected and finds no place, or none within the limit, and which cells would change that."""
    return Shortages(record.dataset, record.tables.designation, record.tables.conversions).all()


def next_best_set(record: PlanRecord, control: Control | None = None) -> tuple[NextBest, Mapping[str, float]]:
    """Return the next-best set of hospitals, checked, and how every goal changes against the plan.

    Raises
    ------
    NoPlanError
        There is no other set, or no answer within the limits.
    BrokenPlanError
        The independent check rejects it.
    """
    dataset = record.dataset
    hospitals = frozenset(row.hospital_id for row in record.tables.designation)
    found = next_best(dataset, hospitals, dataset.scenario.limits_for(STEP), control)
    check_designation(dataset, found.solution, found.terms)
    own = {term.name: term.value for step in record.steps if step.step == STEP for term in step.terms}
    change = {name: round(value - own[name], 3) + 0.0 for name, value in found.terms.items() if name in own}
    return found, change


def _townships(record: PlanRecord, hospital_id: str) -> tuple[tuple[tuple[str, float], ...], tuple[str, ...]]:
    """Return who sends there, and of those, who has no other designated place within the limit for some of it."""
    dataset, travel = record.dataset, Travel(record.dataset)
    others: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in record.tables.designation:
        others[row.service_id, row.ward_kind].add(row.hospital_id)
    load: dict[str, float] = defaultdict(float)
    only: set[str] = set()
    for flow in record.tables.flows:
        if flow.hospital_id == hospital_id:
            load[flow.origin_id] += flow.expected
            limit = dataset.service[flow.service_id].max_travel_min
            near = [one for one in others[flow.service_id, flow.ward_kind] if travel.from_origin(flow.origin_id, one) <= limit]
            if near == [hospital_id]:
                only.add(flow.origin_id)
    ordered = sorted(load.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ordered), tuple(name for name, _ in ordered if name in only)
