"""Changes made to the tables, one after the other, with what the program did on its own said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.data.checks.again import checked
from optimizer.data.dataset import Dataset
from optimizer.planning.whatif.beds import close, convert, set_beds
from optimizer.planning.whatif.change import Change, ChangeKind
from optimizer.planning.whatif.demand import scale_demand
from optimizer.planning.whatif.faults import beyond_horizon
from optimizer.planning.whatif.people import change_staff

_HOW: Mapping[ChangeKind, Callable[[Dataset, Change], tuple[Dataset, tuple[Issue, ...]]]] = {
    ChangeKind.CLOSE: close,
    ChangeKind.BEDS: set_beds,
    ChangeKind.CONVERT: convert,
    ChangeKind.STAFF: change_staff,
    ChangeKind.DEMAND: scale_demand,
}


def with_changes(dataset: Dataset, changes: Sequence[Change]) -> Dataset:
    """Return the tables with the changes made, in order; what had to be assumed stands among the issues.

    Raises
    ------
    BadInputError
        A change names what is not there, lies outside the horizon, or makes the tables contradict themselves.
    """
    faults: list[Issue] = []
    for change in changes:
        if not _within(dataset, change):
            faults.append(beyond_horizon(dataset, change))
            continue
        try:
            dataset, notes = _HOW[change.kind](dataset, change)
        except BadInputError as error:
            faults.extend(error.issues)
            continue
        dataset = replace(dataset, issues=(*dataset.issues, *notes))
    if faults:
        raise BadInputError(faults)
    return checked(dataset) if changes else dataset


def _within(dataset: Dataset, change: Change) -> bool:
    """Whether some day of a change is a day of the plan."""
    first, last = change.first or dataset.horizon.start, change.last or dataset.horizon.last
    return first <= dataset.horizon.last and last >= dataset.horizon.start
