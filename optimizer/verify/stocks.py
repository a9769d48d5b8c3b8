"""Stock, arrivals, transfers and use per hospital, item and day, from the tables and the emitted rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

from optimizer.core.rounding import ceil_int
from optimizer.data.tables.plan import RotaRow, SupplyRow
from optimizer.data.vocabulary import UsePer, WardKind
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line
from optimizer.verify.rota import ENTRY_LIMIT_MIN

Cell = tuple[str, str, int]


class Stocks:
    """Answers what a hospital held, received, sent and used of an item."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.kept: set[tuple[str, str]] = {(row.hospital_id, row.item) for row in plan.dataset.supplies}
        self._initial: dict[tuple[str, str], float] = defaultdict(float)
        self._arrivals: dict[Cell, float] = defaultdict(float)
        for row in plan.dataset.supplies:
            self._initial[row.hospital_id, row.item] += row.on_hand
            if row.arrives is not None:
                self._arrivals[row.hospital_id, row.item, plan.dataset.horizon.day(row.arrives)] += row.on_order
        self.sent: dict[Cell, float] = defaultdict(float)
        self._received: dict[Cell, float] = defaultdict(float)
        for _, transfer in plan.transfers:
            day = plan.dataset.horizon.day(transfer.date)
            self.sent[transfer.from_hospital_id, transfer.item, day] += transfer.quantity
            self._received[transfer.to_hospital_id, transfer.item, day] += transfer.quantity

    @cached_property
    def rows(self) -> dict[Cell, Line[SupplyRow]]:
        """The first row of every hospital, item and day of the horizon that keeps stock."""
        day = self._plan.dataset.horizon.day
        return {
            (line.row.hospital_id, line.row.item, day(line.row.date)): line
            for line in reversed(self._plan.supplies)
            if (line.row.hospital_id, line.row.item) in self.kept and line.row.date in self._plan.dataset.horizon
        }

    def held(self, hospital: str, item: str, day: int) -> float:
        """Return what may be sent on a day: yesterday's stock and today's arrivals."""
        before = self._initial[hospital, item]
        if day:
            line = self.rows.get((hospital, item, day - 1))
            before = 0.0 if line is None else line.row.stock
        return before + self._arrivals[hospital, item, day]

    def available(self, hospital: str, item: str, day: int) -> float:
        """Return what is there for the day's use."""
        cell = (hospital, item, day)
        return self.held(*cell) + self._received[cell] - self.sent[cell]

    def use(self, hospital: str, item: str, day: int) -> float:
        """Return the use of a day that follows from the rota and the census."""
        counts = {
            UsePer.ENTRY: self._entries[hospital, day],
            UsePer.SHIFT: self._shifts[hospital, day],
            UsePer.PATIENT_DAY: self._patients[hospital, day],
        }
        return round(sum(row.quantity * counts[row.per] for row in self._plan.dataset.supply_use if row.item == item), 3)

    def mean_use(self, hospital: str, item: str) -> float:
        """Return the mean of the stated daily use over the horizon."""
        days = range(self._plan.days)
        return sum(line.row.use for day in days if (line := self.rows.get((hospital, item, day)))) / self._plan.days

    @cached_property
    def _shifts(self) -> Counter[tuple[str, int]]:
        plan = self._plan
        return Counter((plan.pools.hospital_of.get(row.ward_id, ""), plan.dataset.horizon.day(row.date)) for row in self._at_work)

    @cached_property
    def _at_work(self) -> list[RotaRow]:
        """Rows of the rota, without those of people on call."""
        return [row for _, row in self._plan.rota if not self._plan.dataset.shift_type[row.shift_type_id].on_call]

    @cached_property
    def _entries(self) -> Counter[tuple[str, int]]:
        """Entries into team wards: a shift is one entry for every 240 minutes inside, at least one."""
        plan = self._plan
        entries: Counter[tuple[str, int]] = Counter()
        for row in self._at_work:
            if row.ward_id in plan.pools.team_wards:
                inside = plan.dataset.shift_type[row.shift_type_id].ward_minutes or 0
                day = plan.dataset.horizon.day(row.date)
                entries[plan.pools.hospital_of[row.ward_id], day] += max(1, ceil_int(inside / ENTRY_LIMIT_MIN))
        return entries

    @cached_property
    def _patients(self) -> Counter[tuple[str, int]]:
        """Patients in buffer and isolation units."""
        plan = self._plan
        patients: Counter[tuple[str, int]] = Counter()
        for (unit_id, day), census in plan.occupancy.census.items():
            if plan.states[unit_id][day].kind is not WardKind.GENERAL:
                patients[plan.unit(unit_id).hospital_id, day] += census
        return patients


def stocks_of(plan: Plan) -> Stocks:
    """Return the stocks of a plan, set up once."""
    return plan.memo("stocks", Stocks)
