"""A designation rehearsed: every loss of one hospital, checked as a plan is, and the hospitals that would help most."""

from __future__ import annotations

from dataclasses import dataclass, replace

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Control
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import Fixed
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.rehearsal import Gain, Loss, Rehearsal
from optimizer.designation.solution import term_values
from optimizer.planning.sites_front import STEP, check_designation


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Losses, worst first, and gains, best first."""

    dataset: Dataset
    losses: tuple[Loss, ...]
    gains: tuple[Gain, ...]


def rehearsal_of(record: PlanRecord, control: Control | None = None) -> Rehearsal:
    """Return the rehearsal of a plan's designation.

    Raises
    ------
    BadInputError
        The plan designates nobody.
    """
    tables = record.tables
    if not tables.designation:
        raise BadInputError([_NOBODY])
    limits = record.dataset.scenario.limits_for(STEP)
    return Rehearsal(record.dataset, tables.designation, tables.conversions, limits, control)


def rehearsed(record: PlanRecord, control: Control | None = None) -> Rehearsed:
    """Return what the loss of every designated hospital comes to, and which to add next.

    Raises
    ------
    BadInputError
        The plan designates nobody.
    BrokenPlanError
        The independent check rejects what is left after a loss.
    """
    rehearsal = rehearsal_of(record, control)
    losses = rehearsal.losses()
    for loss in losses:
        check_loss(record.dataset, loss)
    return Rehearsed(record.dataset, tuple(losses), tuple(rehearsal.gains()))


def check_loss(dataset: Dataset, loss: Loss) -> None:
    """Let the independent check have a look at what is left, with the hospital out.

    Raises
    ------
    BrokenPlanError
        It breaks a rule.
    """
    rows = tuple(replace(row, fixed=Fixed.OUT) if row.hospital_id == loss.hospital_id else row for row in dataset.hospitals)
    closed = replace(dataset, hospitals=rows)
    check_designation(closed, loss.after, term_values(closed, DesignationInstance.from_dataset(closed), loss.after))


_NOBODY = Issue(
    "no_designation",
    Severity.FAULT,
    Text("The plan designates nobody.", "方案没有定点。"),
    Text("Plan it with the command designate, or the whole chain with plan.", "请用 designate 或 plan 命令规划。"),
)
