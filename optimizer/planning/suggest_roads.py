"""Road times for one question: those of the plan in force, and the scenario's road server for what the plan did not ask."""

from __future__ import annotations

from dataclasses import replace

from optimizer.core.issue import Issue
from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import Patient
from optimizer.data.travel import with_roads


def with_roads_for(dataset: Dataset, patient: Patient, planned: Dataset | None) -> tuple[Dataset, tuple[Issue, ...]]:
    """Return the tables with a road server's times, and what must be said about them.

    Parameters
    ----------
    patient
        Who is asked about; somebody new stands at a point that no table names.
    planned
        The tables of the plan in force, which carry the times it was made with: a question has the same minutes as the
        plan even when the server is down. Rows given in the tables come first.
    """
    if not dataset.scenario.travel.osrm_url:
        return dataset, ()
    given = {(row.from_id, row.to_id) for row in dataset.travel_times}
    known = () if planned is None else planned.travel_times
    rows = tuple(row for row in known if row.source.startswith("OSRM ") and (row.from_id, row.to_id) not in given)
    people = dataset.patients if patient.patient_id in dataset.patient else (*dataset.patients, patient)
    asked = replace(dataset, travel_times=(*dataset.travel_times, *rows), patients=people)
    found = with_roads(asked)
    said = tuple(issue for issue in found.issues if issue not in dataset.issues)
    # the hashes stay those of the tables as read: they tell whether beds differ from those of the plan
    return replace(dataset, travel_times=found.travel_times), said
