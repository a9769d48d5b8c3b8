"""Period after period, each planned from the last: how even nights, weekends and refusals are in the end.

``python -m tests.benchmarks.fairness [--periods 12] [--days 7] [--nurses 14] [--seed 0] [--forget]`` makes a ward of own
staff (three shifts a day, every day of the week) and plans period after period with the product's library, every plan made
from the one before (`--previous`), with leave and requests drawn anew. One line of JSON: per head the most less the fewest
nights, weekends and weight refused over all periods; after each period the same; how often nights or weekends differed by
more than one, and how often of these the plan proves that the rules left no less (leave of whole weeks is what does it);
cover; seconds. `--forget` plans every period as if nothing had been before: what carrying over is worth.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from optimizer.core.horizon import Horizon
from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.scenario import Scenario
from optimizer.data.tables.care import Service, Unit
from optimizer.data.tables.staff import Contract, Request, ShiftType, StaffMember, Ward, WardCover
from optimizer.data.vocabulary import CoverPer, Pattern, Role, WardKind
from optimizer.planning.plan import plan

START = dt.date(2022, 3, 21)  # a Monday
LEAVE_SHARE = 0.08  # of all weeks of all people, taken whole
REQUESTS_A_WEEK = 0.5  # soft ones per person


def ward(nurses: int, days: int, **scenario: Any) -> Dataset:
    """Return a ward that six people a day keep running: early, late, night."""
    kinds = [("A", 8, 16, False), ("P", 15, 23, False), ("N", 23, 7, True)]
    made: dict[str, Any] = {
        "services": (
            Service(service_id="general", name_zh="普通住院", pattern=Pattern.STAY, max_travel_min=60.0, max_wait_days=1),
        ),
        "units": (Unit(unit_id="U1", hospital_id="H1", service_id="general", ward_kind=WardKind.GENERAL, capacity=20),),
        "wards": (Ward(ward_id="W1", unit_ids=("U1",)),),
        "shift_types": tuple(
            ShiftType(shift_type_id=name, start=dt.time(start), end=dt.time(end), minutes=480, night=night)
            for name, start, end, night in kinds
        ),
        "ward_cover": tuple(
            WardCover(ward_id="W1", role=Role.NURSE, shift_type=name, min=least, preferred=wanted, per=CoverPer.WARD)
            for name, least, wanted in (("A", 2, 3), ("P", 2, 2), ("N", 1, 1))
        ),
        "contracts": (Contract(contract_id="C", max_minutes=2400, max_consecutive_shifts=5, min_rest_h=11),),
        "staff": tuple(
            StaffMember(staff_id=f"n{number:02}", hospital_id="H1", role=Role.NURSE, contract_id="C") for number in range(nurses)
        ),
    }
    return Dataset(Scenario(Horizon(START, days), **scenario), name="fairness", given=frozenset(made), **made)


def asked(rng: random.Random, people: Sequence[str], horizon: Horizon, leave: float) -> Iterator[Request]:
    """Yield leave of whole weeks, and soft requests of those who are there."""
    for monday in range(0, horizon.days, 7):
        week = [horizon.date(day) for day in range(monday, min(monday + 7, horizon.days))]
        for who in people:
            if rng.random() < leave:
                yield from (Request(staff_id=who, date=date, shift_type="off", hard=True) for date in week)
            elif rng.random() < REQUESTS_A_WEEK:
                yield Request(staff_id=who, date=rng.choice(week), shift_type=rng.choice(("off", "off", "A", "P")))


def periods(data: Dataset, number: int, seed: int, *, forget: bool = False, leave: float = LEAVE_SHARE) -> Iterator[PlanRecord]:
    """Yield the plans of period after period."""
    rng = random.Random(seed)
    people = [one.staff_id for one in data.staff]
    last: PlanRecord | None = None
    for period in range(number):
        horizon = Horizon(data.horizon.start + dt.timedelta(days=period * data.horizon.days), data.horizon.days)
        now = replace(data, scenario=replace(data.scenario, horizon=horizon), requests=tuple(asked(rng, people, horizon, leave)))
        if forget and last is not None:
            last = replace(last, dataset=replace(last.dataset, fairness_carry=(), roster_history=()))
            now = replace(now, fairness_carry=())
        last = plan(now, steps=("rota",), previous=last)
        yield last


class Totals:
    """Nights, weekends and weight refused of everybody over all periods, counted from the emitted rows."""

    def __init__(self, data: Dataset) -> None:
        self._people = [one.staff_id for one in data.staff]
        self._nights: Counter[str] = Counter()
        self._weekends: dict[tuple[str, int, int], int] = {}
        self._refused: Counter[str] = Counter()

    def add(self, record: PlanRecord) -> None:
        """Count one period's plan."""
        done = {(row.staff_id, row.date): row.shift_type_id for row in record.tables.rota}
        for who, date in done:
            self._nights[who] += done[who, date] == "N"
            if date.isoweekday() >= 6:
                self._weekends[(who, *date.isocalendar()[:2])] = 1
        for wish in record.dataset.requests:
            if not wish.hard:
                self._refused[wish.staff_id] += done.get((wish.staff_id, wish.date), "off") != wish.shift_type

    def spreads(self) -> dict[str, int]:
        """Return the most less the fewest of each."""
        weekends = Counter(who for who, _, _ in self._weekends)
        each = {"nights": self._nights, "weekends": weekends, "refused": self._refused}
        return {name: max(of[one] for one in self._people) - min(of[one] for one in self._people) for name, of in each.items()}


def simulated(number: int, days: int, nurses: int, seed: int, deterministic_s: float, *, forget: bool = False) -> dict[str, Any]:
    """Return the figures of one simulation."""
    data = ward(nurses, days, limits=Limits(deterministic_s=deterministic_s))
    totals, began = Totals(data), time.monotonic()
    after: list[dict[str, int]] = []
    sums: Counter[str] = Counter()
    for record in periods(data, number, seed, forget=forget):
        totals.add(record)
        after.append(totals.spreads())
        (step,) = (one for one in record.steps if one.step == "rota")
        terms = {term.name: term for term in step.terms}
        sums.update({name: int(terms[name].value) for name in ("short_of_min", "short_of_preferred")})
        sums["proven_periods"] += step.termination is Termination.OPTIMAL
        for goal, figure in (("night_spread", "nights"), ("weekend_spread", "weekends")):
            above = after[-1][figure] > 1
            sums["above_one"] += above
            sums["of_these_no_less_possible"] += above and terms[goal].bound == after[-1][figure]
    return {
        "case": f"{number} periods of {days} days, {nurses} nurses, seed {seed}{', forgetting' if forget else ''}",
        "spread": totals.spreads(),
        "after_each": [tuple(one.values()) for one in after],
        **sums,
        "seconds": round(time.monotonic() - began, 1),
        "verified": True,  # a plan that the check rejects is never returned
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--periods", type=int, default=12)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--nurses", type=int, default=14)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--deterministic-s", type=float, default=4.0)
    parser.add_argument("--forget", action="store_true")
    given = parser.parse_args()
    found = simulated(given.periods, given.days, given.nurses, given.seed, given.deterministic_s, forget=given.forget)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
