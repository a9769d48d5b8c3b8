"""Named releases: who may be moved although accepted, on the way or arrived, by whose word and why."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.amend import amended
from optimizer.data.dataset import Dataset
from optimizer.data.inforce import InForce
from optimizer.data.tables.people import Release
from optimizer.data.tables.plan import PlacementRow, UnplacedRow

MOST_NAMED = 12


def with_releases(dataset: Dataset, names: Sequence[str], by: str, reason: str, previous: Sequence[PlacementRow] = ()) -> Dataset:
    """Return the dataset with further releases in its table.

    Parameters
    ----------
    names
        Patients; or units and hospitals, which stand for everybody bound to them.
    by, reason
        By whose word, and why; both are kept in the plan and shown in the report.
    previous
        Placements of the plan in force, which bind those who are accepted or on the way.

    Raises
    ------
    BadInputError
        When names come without a reason or a reason without names, or a name stands in none of the three tables.
    """
    if not names:
        if reason.strip():
            raise BadInputError([_reason_for_nobody()])
        return dataset
    if not reason.strip() or not by.strip():
        raise BadInputError([_without_reason()])
    unknown = [name for name in names if not (name in dataset.patient or name in dataset.unit or name in dataset.hospital)]
    if unknown:
        raise BadInputError([_unknown(name) for name in unknown])
    bound = _bound(dataset, previous)
    who = {name for name in names if name in dataset.patient}
    for name in names:
        who |= {patient for patient, unit in bound.items() if name in {unit, dataset.unit[unit].hospital_id}}
    known = {row.patient_id for row in dataset.releases}
    new = tuple(Release(patient_id=patient, by=by.strip(), reason=reason.strip()) for patient in sorted(who - known))
    rows = (*dataset.releases, *new)
    return amended(dataset, releases=rows)


def release_needed(unplaced: Sequence[UnplacedRow]) -> tuple[Issue, ...]:
    """Return one warning that names who is bound to a unit that cannot keep them."""
    who = [row.patient_id for row in unplaced if row.reason_code == "release_needed"]
    if not who:
        return ()
    named = ", ".join(who[:MOST_NAMED]) + (" …" if len(who) > MOST_NAMED else "")
    return (
        Issue(
            "release_needed",
            Severity.WARNING,
            Text(
                "{count} patients who are accepted, in transit or arrived cannot stay at their unit and were not moved: {who}.",
                "{count} 名已接收、转运中或已到达患者所在单元不可用，未予变更：{who}。",
            ),
            Text(
                "Plan again with --release {first} --reason TEXT (patients, units, hospitals), or fill in the table releases.",
                "请用 --release {first} --reason 原因（患者、单元或机构）重新规划，或填写“解除锁定”表。",
            ),
            table="unplaced",
            params={
                "count": len(who),
                "who": named,
                "first": who[0],
            },
        ),
    )


def _bound(dataset: Dataset, previous: Sequence[PlacementRow]) -> dict[str, str]:
    """Return the unit that each patient may not leave; those in no table are left out."""
    in_force = InForce.of(dataset, previous)
    units = {patient.patient_id: in_force.bound_to(dataset, patient) for patient in dataset.patients}
    return {patient: unit for patient, unit in units.items() if unit is not None and unit in dataset.unit}


def _without_reason() -> Issue:
    return Issue(
        "release_without_reason",
        Severity.FAULT,
        Text("A release needs a reason and somebody's word.", "解除须写明原因和批准人。"),
        Text("Add --reason TEXT, and --by WHO if it is not the duty office.", "请加上 --reason 原因，必要时加 --by 批准人。"),
        params={},
    )


def _reason_for_nobody() -> Issue:
    return Issue(
        "reason_without_release",
        Severity.FAULT,
        Text("--reason stands without --release, so nobody is released.", "给出了 --reason 但没有 --release，无人被解除。"),
        Text("Add --release IDS (patients, units or hospitals).", "请加上 --release 编号（患者、单元或机构）。"),
        params={},
    )


def _unknown(name: str) -> Issue:
    return Issue(
        "unknown_release",
        Severity.FAULT,
        Text("--release {name} is no patient, unit or hospital.", "--release {name} 不是患者、单元或机构编号。"),
        Text("Correct the id.", "请更正编号。"),
        table="releases",
        column="patient_id",
        value=name,
        params={"name": name},
    )
