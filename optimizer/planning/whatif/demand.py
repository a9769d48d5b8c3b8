"""Changes to demand: the expected figures, and with them the patients who are still to come, times a factor."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from optimizer.core.errors import BadInputError
from optimizer.core.rounding import nearest_int
from optimizer.core.text import Text
from optimizer.data.amend import amended
from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import Demand, Patient
from optimizer.planning.whatif.beds import Changed, days_of
from optimizer.planning.whatif.change import ALL, Change
from optimizer.planning.whatif.faults import change_note, not_there

SERVICE = Text("service", "救治类别")


def scale_demand(dataset: Dataset, change: Change) -> Changed:
    """Multiply the expected demand of a service, and draw the same share of its patients still to come again, or leave it out.

    Patients still to come have no bed, no placement that anybody answered, no pin and no linked patient; the others are
    known people and stay as they are.
    """
    if change.target != ALL and change.target not in dataset.service:
        raise BadInputError([not_there(change, [*dataset.service, ALL], SERVICE)])
    services = set(dataset.service) if change.target == ALL else {change.target}
    first, last = days_of(dataset, change)
    rows = [
        _times(row, change.amount) if row.service_id in services and first <= row.date <= last else row for row in dataset.demand
    ]
    coming = [one for one in _to_come(dataset) if one.service_id in services and first <= one.ready_at.date() <= last]
    number = nearest_int(abs(change.amount - 1) * len(coming))
    drawn = _drawn(coming, number, f"{dataset.scenario.limits.seed}/{change.word}")
    if change.amount >= 1:
        patients = (*dataset.patients, *_named_anew(drawn, dataset.patient))
        said = change_note(change, _MORE, count=len(drawn))
    else:
        gone = {one.patient_id for one in drawn}
        patients = tuple(one for one in dataset.patients if one.patient_id not in gone)
        said = change_note(change, _FEWER, count=len(gone))
    here = {one.patient_id for one in patients}
    tables = {
        "demand": rows,
        "patients": patients,
        "code_changes": [row for row in dataset.code_changes if row.patient_id in here],
        "releases": [row for row in dataset.releases if row.patient_id in here],
    }
    return amended(dataset, **{name: some for name, some in tables.items() if name in dataset.given}), (said,)


def _times(row: Demand, factor: float) -> Demand:
    low, high = (None if one is None else one * factor for one in (row.low, row.high))
    return replace(row, expected=row.expected * factor, low=low, high=high)


def _to_come(dataset: Dataset) -> Iterator[Patient]:
    """Yield the patients whom nobody has met yet."""
    linked = {one.linked_patient_id for one in dataset.patients}
    for one in dataset.patients:
        known = one.current_unit_id or one.placement_state or one.pinned_unit_id or one.linked_patient_id
        if not known and one.patient_id not in linked:
            yield one


def _drawn(coming: Sequence[Patient], number: int, seed: str) -> list[Patient]:
    """Return so many of them by lot; where more are wanted than there are, all of them as often as it takes."""
    lot = random.Random(seed)
    found: list[Patient] = []
    while len(found) < number and coming:
        found += lot.sample(list(coming), min(number - len(found), len(coming)))
    return found


def _named_anew(drawn: Sequence[Patient], known: Iterable[str]) -> Iterator[Patient]:
    """Yield people like those drawn, each under a case number that nobody has."""
    taken = set(known)
    for one in drawn:
        names = (f"{one.patient_id}-W{turn}" for turn in count(1))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        yield replace(one, patient_id=name)


_MORE = Text(
    "{word}: {count} patients still to come were drawn again, under their case number with -W.",
    "{word}：按同比例重复抽取 {count} 名尚未入院患者，病例编号后加 -W。",
)
_FEWER = Text(
    "{word}: {count} patients still to come were left out, by lot.",
    "{word}：随机略去 {count} 名尚未入院患者。",
)
