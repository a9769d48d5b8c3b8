"""What protection costs: the same routing at several levels, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from optimizer.core.params import Control
from optimizer.data.amend import under
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.planning.needs import with_what_it_needs
from optimizer.planning.plan import plan

LEVELS = (0.0, 0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Price:
    """One level and what it costs those who are named.

    Parameters
    ----------
    level
        Protection level; 0 is none.
    kept_free_days, kept_free_most
        Bed-days kept free over the horizon, and places on the day with most.
    unplaced, unplaced_by_urgency
        People without a place.
    waiting_days, wait_excess_days
        Days waited in all, and of them those beyond the clinical limit.
    mean_trip_min, worst_trip_min
        Minutes over those who are placed; None when nobody is.
    """

    level: float
    kept_free_days: int
    kept_free_most: int
    unplaced: int
    unplaced_by_urgency: Mapping[int, int]
    waiting_days: int
    wait_excess_days: int
    mean_trip_min: float | None
    worst_trip_min: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready record."""
        return asdict(self)


def protected(dataset: Dataset, level: float) -> Dataset:
    """Return the dataset with another protection level in its scenario."""
    policy = replace(dataset.scenario.policy, protection=level)
    return under(dataset, replace(dataset.scenario, policy=policy))


def protection_front(
    dataset: Dataset, levels: Iterable[float] = LEVELS, *, base: PlanRecord | None = None, control: Control | None = None
) -> Iterator[Price]:
    """Yield the price of every level, each plan verified; designation and teams are planned once.

    Parameters
    ----------
    base
        A plan whose designation and teams are taken over; planned first when there is none.
    """
    for level in levels:
        steps = with_what_it_needs("routing") if base is None else ("routing",)
        record = plan(protected(dataset, level), steps=steps, base=base, control=control)
        base, dataset = base or record, record.dataset
        yield price(record)


def price(record: PlanRecord) -> Price:
    """Return what a plan's protection level costs."""
    kept: dict[object, int] = {}
    for row in record.tables.capacity:
        kept[row.date] = kept.get(row.date, 0) + row.reserved
    terms = {term.name: int(term.value) for step in record.steps if step.step == "routing" for term in step.terms}
    first = {row.patient_id: row for row in sorted(record.tables.placements, key=lambda row: row.from_, reverse=True)}
    trips = [row.travel_min for row in first.values()]
    return Price(
        record.dataset.scenario.policy.protection,
        sum(kept.values()),
        max(kept.values(), default=0),
        len(record.tables.unplaced),
        {urgency: terms.get(f"unplaced_{urgency}", 0) for urgency in (1, 2, 3, 4)},
        terms.get("wait_days", 0),
        terms.get("wait_excess_days", 0),
        round(sum(trips) / len(trips), 1) if trips else None,
        max(trips, default=None),
    )
