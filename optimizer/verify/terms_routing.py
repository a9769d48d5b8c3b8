"""Terms of routing, recomputed from the emitted rows."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from optimizer.core.goals import URGENCY_WEIGHT
from optimizer.core.rounding import ceil_int
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import WardKind
from optimizer.verify import fit
from optimizer.verify.context import Plan
from optimizer.verify.inforce import bound_unit, differences
from optimizer.verify.legs import hospitals_on_the_way, trip_minutes
from optimizer.verify.match import used_days


def urgent_late_min(plan: Plan) -> float:
    """Σ minutes beyond the limit of the patient's service, urgency 1."""
    return sum(_over_travel(plan, patient, row) for patient, row in _admitted(plan) if patient.urgency == 1)


def lost_place(plan: Plan) -> float:
    """Patients in treatment somewhere, or accepted, who are not placed."""
    left = (plan.patient(line.row.patient_id) for line in plan.unplaced)
    return sum(bool(patient.current_unit_id) or bound_unit(plan, patient) is not None for patient in left)


def urgent_over_capacity(plan: Plan) -> float:
    """Σ over units and days of census above the effective capacity."""
    stated = plan.stated
    total = 0
    for key, census in plan.occupancy.census.items():
        total += max(0, census - (stated[key].effective if key in stated else 0))
    return total


def unplaced_1(plan: Plan) -> float:
    """Patients of urgency 1 not placed."""
    return _unplaced(plan, 1)


def unplaced_2(plan: Plan) -> float:
    """Patients of urgency 2 not placed."""
    return _unplaced(plan, 2)


def unplaced_3(plan: Plan) -> float:
    """Patients of urgency 3 not placed."""
    return _unplaced(plan, 3)


def unplaced_4(plan: Plan) -> float:
    """Patients of urgency 4 not placed."""
    return _unplaced(plan, 4)


def wait_excess_days(plan: Plan) -> float:
    """Σ days waited beyond the limit of the service."""
    return sum(max(0, _wait(plan, row) - plan.service_of(patient).max_wait_days) for patient, row in _admitted(plan))


def outside_network(plan: Plan) -> float:
    """Patients with a unit of a hospital outside the network on their way."""
    return sum(
        any(plan.dataset.hospital[plan.unit(line.row.unit_id).hospital_id].outside_network for line in lines)
        for lines in plan.legs.values()
    )


def overstay_days(plan: Plan) -> float:
    """Σ days on which a place is used in a ward stricter than needed by then; an emergency buffer counts as needed."""
    days = 0
    for patient, row in _placed(plan):
        unit = plan.unit(row.unit_id)
        for date in used_days(plan, row):
            state = plan.state(row.unit_id, date)
            if state is not None and state.kind not in fit.kinds_for(plan, patient, unit, date):
                days += fit.may_stay_on(plan, patient, unit, date)
    return days


def travel_excess_min(plan: Plan) -> float:
    """Σ minutes beyond the limit of the service, urgency 2 and up."""
    return sum(_over_travel(plan, patient, row) for patient, row in _admitted(plan) if patient.urgency >= 2)


def crossing(plan: Plan) -> float:
    """Σ over hospitals and days of the ward kinds with a patient, beyond the first."""
    kinds: dict[tuple[str, int], set[WardKind]] = defaultdict(set)
    for (unit_id, day), census in plan.occupancy.census.items():
        if census:
            kinds[plan.unit(unit_id).hospital_id, day].add(plan.states[unit_id][day].kind)
    return sum(len(found) - 1 for found in kinds.values())


def concentration(plan: Plan) -> float:
    """Hospital, service and non-general ward kind with a patient."""
    used = set()
    for _, row in _placed(plan):
        unit, state = plan.unit(row.unit_id), plan.state(row.unit_id, row.from_)
        if state is not None and state.kind is not WardKind.GENERAL:
            used.add((unit.hospital_id, unit.service_id, state.kind))
    return len(used)


def transfers(plan: Plan) -> float:
    """Count changes of hospital: between legs, and out of the hospital in which a patient lies."""
    moves = 0
    for who, lines in plan.legs.items():
        way = hospitals_on_the_way(plan, plan.patient(who), lines)
        moves += sum(one != other for one, other in itertools.pairwise(way))
    return moves


def provider_changes(plan: Plan) -> float:
    """Patients admitted to another hospital than that of their present provider, where they have one."""
    return sum(
        patient.provider_hospital_id is not None and plan.unit(row.unit_id).hospital_id != patient.provider_hospital_id
        for patient, row in _admitted(plan)
    )


def travel_weighted_min(plan: Plan) -> float:
    """Σ minutes of every leg × the weight of the urgency."""
    return sum(URGENCY_WEIGHT[patient.urgency] * trip_minutes(plan, row) for patient, row in _placed(plan))


def worst_trip_min(plan: Plan) -> float:
    """Return the longest trip."""
    return max((trip_minutes(plan, row) for _, row in _placed(plan)), default=0)


def wait_days(plan: Plan) -> float:
    """Σ days waited."""
    return sum(_wait(plan, row) for _, row in _admitted(plan))


def balance_pct(plan: Plan) -> float:
    """Highest percentage of an effective capacity in use, rounded up."""
    census = plan.occupancy.census
    return max((-(-100 * census[key] // row.effective) for key, row in plan.stated.items() if row.effective > 0), default=0)


def changes(plan: Plan) -> float:
    """Patients elsewhere or from another day than in the plan in force (else than where they lie), or no longer placed."""
    return sum(difference.counts for difference in differences(plan).values())


def _placed(plan: Plan) -> Iterator[tuple[Patient, PlacementRow]]:
    for _, row in plan.placements:
        yield plan.patient(row.patient_id), row


def _admitted(plan: Plan) -> Iterator[tuple[Patient, PlacementRow]]:
    for lines in plan.legs.values():
        row = lines[0].row
        yield plan.patient(row.patient_id), row


def _unplaced(plan: Plan, urgency: int) -> int:
    return sum(plan.patient(line.row.patient_id).urgency == urgency for line in plan.unplaced)


def _wait(plan: Plan, row: PlacementRow) -> int:
    return (row.from_ - plan.ready[row.patient_id]).days


def _minutes(plan: Plan, patient: Patient, row: PlacementRow) -> int:
    return plan.travel.to_unit(patient, plan.unit(row.unit_id))


def _over_travel(plan: Plan, patient: Patient, row: PlacementRow) -> int:
    return max(0, _minutes(plan, patient, row) - ceil_int(plan.service_of(patient).max_travel_min))
