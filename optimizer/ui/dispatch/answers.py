"""What the page asks of a plan: each answer worked out once for all sessions, by the functions the commands use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Generic, TypeVar

import streamlit as st

from optimizer.data.tables.care import CannotAccept
from optimizer.planning.explain_beds import BedWorth, bed_worths
from optimizer.planning.explain_patient import PatientCase, patient_case
from optimizer.planning.explain_repairs import Group, groups_of, repaired
from optimizer.planning.suggest import Desk
from optimizer.planning.suggest_entities import Advice
from optimizer.planning.suggest_request import Request, asked
from optimizer.planning.verdicts import Verdicts
from optimizer.ui.plans import PlanView

Account = TypeVar("Account")
Given = tuple[tuple[str, dt.date, int], ...]


@dataclass(frozen=True)
class _InTurn(Generic[Account]):
    """A running account that is changed and put back while it answers: one session asks at a time."""

    account: Account
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def asked(self) -> Iterator[Account]:
        with self.lock:
            yield self.account


def why_here(view: PlanView, patient_id: str) -> PatientCase:
    """Return what the plan says about one patient of its tables, as `explain --patient`."""
    return _case(view.digest, patient_id, view)


def groups(view: PlanView) -> tuple[Group, ...]:
    """Return the patients without a place in groups with their repairs, as `explain --unplaced`."""
    return _groups(view.digest, view)


def worths(view: PlanView) -> tuple[BedWorth, ...]:
    """Return what one more bed would be worth, as `explain --beds`."""
    return _worths(view.digest, view)


def advice(view: PlanView, request: Request, notices: tuple[CannotAccept, ...] = (), given: Given = ()) -> Advice:
    """Return where one patient can go, as `suggest --plan`.

    Parameters
    ----------
    notices
        Reported since the plan was made.
    given
        Places given by the desks to others than the plan says, by unit and day: they are free no more.

    Raises
    ------
    BadInputError
        With every wrong or missing word of the request.
    """
    return _advice(view.digest, request, notices, given, view)


@st.cache_resource(max_entries=4, show_spinner=False)
def _verdicts(digest: str, _view: PlanView) -> _InTurn[Verdicts]:
    record = _view.record
    return _InTurn(Verdicts.of(record.dataset, record.tables, record.previous))


@st.cache_resource(max_entries=4, show_spinner=False)
def _desk(digest: str, notices: tuple[CannotAccept, ...], given: Given, _view: PlanView) -> _InTurn[Desk]:
    data = _view.record.dataset
    told = replace(data, cannot_accept=(*data.cannot_accept, *notices))
    gone, tables = {(unit_id, day): count for unit_id, day, count in given}, _view.record.tables
    capacity = tuple(
        replace(row, effective=max(0, row.effective - gone[row.unit_id, row.date])) if (row.unit_id, row.date) in gone else row
        for row in tables.capacity
    )
    return _InTurn(Desk.of(told, replace(tables, capacity=capacity), data.input_hashes))


@st.cache_resource(max_entries=400, show_spinner=False)
def _case(digest: str, patient_id: str, _view: PlanView) -> PatientCase:
    with _verdicts(digest, _view).asked() as verdicts:
        return patient_case(verdicts, patient_id)


@st.cache_resource(max_entries=8, show_spinner=False)
def _groups(digest: str, _view: PlanView) -> tuple[Group, ...]:
    with _verdicts(digest, _view).asked() as verdicts:
        return tuple(repaired(verdicts.standing, group) for group in groups_of(verdicts.standing))


@st.cache_resource(max_entries=8, show_spinner=False)
def _worths(digest: str, _view: PlanView) -> tuple[BedWorth, ...]:
    with _verdicts(digest, _view).asked() as verdicts:
        return bed_worths(verdicts.standing)


@st.cache_resource(max_entries=400, show_spinner=False)
def _advice(digest: str, request: Request, notices: tuple[CannotAccept, ...], given: Given, _view: PlanView) -> Advice:
    who, moment = asked(_view.record.dataset, request)
    with _desk(digest, notices, given, _view).asked() as desk:
        return desk.ask(who, moment)
