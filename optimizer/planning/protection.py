"""Places kept free for what is not yet named: further arrivals, and stays that last longer than planned.

For every hospital, service and ward kind and every day, the number of people who may turn up there unannounced is a
random number N; the smallest n with P(N ≤ n) ≥ ``policy.protection`` places are kept free of patients who are not
life-threatened. N is the sum of two independent parts:

* **People who come unannounced.** Arrivals of a day are Poisson with the mean that `demand` expects beyond the patients
  already named for that day. Those still there at day t are Poisson as well, with mean Σ arrivals(u) · P(stay > t − u)
  (the M_t/G/∞ queue: Eick, Massey, Whitt, "The physics of the M_t/G/∞ queue", Operations Research 41(4), 1993). The
  forecast itself is uncertain: `low`, `expected` and `high` are taken as its 10, 50 and 90 % quantiles, all rows erring
  together, and weighted 0.3, 0.4, 0.3 (Swanson's rule: Hurst, Brown, Swanson, AAPG Bulletin 84(12), 2000).
* **People who leave later than planned.** Each named stay lasts j days longer or more with probability
  ``policy.overstay_share`` to the power of j: binomial over those who should have left j days before.

Where people go is shared out as designation's expected flows go, else in proportion to the places. Patients who lie in a
unit, or are pinned or bound to one, keep their place: only what they leave is kept free.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.inforce import BINDING, released
from optimizer.data.sessions import mean_sessions
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import CapacityRow, FlowRow, PlacementRow
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind
from optimizer.planning.capacity import UnitDate, share_out

Cell = tuple[str, WardKind]  # service, ward kind
Site = tuple[str, str, WardKind]  # hospital, service, ward kind
WEIGHTS = (0.3, 0.4, 0.3)  # of the low, expected and high forecast
LEAST_CHANCE = 1e-3  # an overstay less likely than this is left out
_DUST = 1e-9


@dataclass(frozen=True, slots=True)
class Unforeseen:
    """The distribution of N: a mixture of Poisson means, and binomials (count, probability) added to each."""

    means: tuple[float, float, float]
    binomials: tuple[tuple[int, float], ...] = ()

    def quantile(self, level: float) -> int:
        """Return the smallest n with P(N ≤ n) ≥ level."""
        late = np.ones(1)
        for count, chance in self.binomials:
            late = np.convolve(late, _binomial(count, chance))
        most = late.size + int(max(self.means) + 12.0 * math.sqrt(max(self.means)) + 30)
        mixed = np.zeros(late.size + most)
        for weight, mean in zip(WEIGHTS, self.means, strict=True):
            mixed += weight * np.convolve(late, _poisson(mean, most))
        return int(np.searchsorted(np.cumsum(mixed), level - _DUST))


def with_reserve(
    dataset: Dataset,
    capacity: Mapping[UnitDate, CapacityRow],
    flows: Iterable[FlowRow],
    previous: Iterable[PlacementRow] = (),
) -> dict[UnitDate, CapacityRow]:
    """Return the capacity rows with the places that the policy's protection level keeps free; unchanged without one.

    Parameters
    ----------
    flows
        Designation's expected flows, by which unannounced people are shared out over hospitals.
    previous
        Placements of the plan in force: who is bound to a unit by them keeps a place there.
    """
    level = dataset.scenario.policy.protection
    if level <= 0:
        return dict(capacity)
    tied = tied_units(dataset, previous)
    held = _held(dataset, tied)
    forecast = Forecast.of(dataset, tied)
    sites: dict[tuple[Site, dt.date], list[UnitDate]] = defaultdict(list)
    for place, row in capacity.items():
        unit = dataset.unit[place[0]]
        sites[(unit.hospital_id, unit.service_id, row.ward_kind), row.date].append(place)
    expected: defaultdict[Site, float] = defaultdict(float)
    for flow in flows:
        expected[flow.hospital_id, flow.service_id, flow.ward_kind] += flow.expected
    shares = _shares(capacity, sites, expected)
    rows = dict(capacity)
    for (site, date), units in sites.items():
        wanted = forecast.at(site, dataset.horizon.day(date), shares[site, date]).quantile(level)
        rooms = [max(0, capacity[place].effective - held[place]) for place in units]
        for place, kept in zip(units, share_out(wanted, rooms), strict=True):
            rows[place] = replace(rows[place], reserved=kept)
    return rows


@dataclass(frozen=True)
class Forecast:
    """Unannounced people present by service, ward kind and day, and named people who should have left.

    Parameters
    ----------
    present
        Mean number (or sessions) on each day, for the low, expected and high forecast.
    gone
        How many without a known hospital should have left j days before a day: (cell, day, j).
    gone_from
        The same for those tied to a hospital: (site, day, j).
    """

    dataset: Dataset
    present: Mapping[Cell, tuple[tuple[float, ...], ...]]
    gone: Mapping[tuple[Cell, int, int], int]
    gone_from: Mapping[tuple[Site, int, int], int]

    @classmethod
    def of(cls, dataset: Dataset, tied: Mapping[str, str]) -> Forecast:
        """Gather the forecast from the tables."""
        gone: Counter[tuple[Cell, int, int]] = Counter()
        gone_from: Counter[tuple[Site, int, int]] = Counter()
        for row in dataset.patients:
            if dataset.service[row.service_id].pattern is Pattern.SESSIONS:
                continue
            kind = needed_kind(row.health_code, row.infection_status)
            left = _ready(dataset, row) + _stay_days(dataset, row)
            for late in range(1, longest_overstay(dataset) + 1):
                day = left + late - 1
                if day < dataset.horizon.days and row.patient_id in tied:
                    unit = dataset.unit[tied[row.patient_id]]
                    gone_from[(unit.hospital_id, unit.service_id, kind), day, late] += 1
                elif day < dataset.horizon.days:
                    gone[(row.service_id, kind), day, late] += 1
        return cls(dataset, _present(dataset), gone, gone_from)

    def at(self, site: Site, day: int, share: float) -> Unforeseen:
        """Return who may turn up at a site on a day, which takes a share of its service and ward kind."""
        cell = site[1:]
        means = self.present.get(cell)
        again = self.dataset.scenario.policy.overstay_share
        binomials = []
        for late in range(1, longest_overstay(self.dataset) + 1):
            chance = again**late
            groups = ((self.gone.get((cell, day, late), 0), chance * share), (self.gone_from.get((site, day, late), 0), chance))
            binomials += [(count, p) for count, p in groups if count and p > 0]
        low, middle, high = (0.0, 0.0, 0.0) if means is None else (share * line[day] for line in means)
        return Unforeseen((low, middle, high), tuple(binomials))


def longest_overstay(dataset: Dataset) -> int:
    """Return the days of an overstay that are still counted with."""
    again = dataset.scenario.policy.overstay_share
    return 0 if again < LEAST_CHANCE else math.floor(math.log(LEAST_CHANCE) / math.log(again) + _DUST) if again < 1 else 0


def reserve_note(dataset: Dataset, capacity: Iterable[CapacityRow]) -> tuple[Issue, ...]:
    """Return a note on how many places are kept free; nothing without protection."""
    by_day: Counter[dt.date] = Counter()
    for row in capacity:
        by_day[row.date] += row.reserved
    if dataset.scenario.policy.protection <= 0:
        return ()
    date, most = max(by_day.items(), key=lambda item: (item[1], -item[0].toordinal()), default=(dataset.horizon.start, 0))
    params = {
        "level": f"{100 * dataset.scenario.policy.protection:g} %",
        "days": sum(by_day.values()),
        "most": most,
        "date": date.isoformat(),
    }
    message = Text(
        "Protection {level}: {days} bed-days are kept free for the unforeseen, at most {most} places on a day ({date}).",
        "保障水平 {level}：共预留 {days} 床日供不可预见之用，单日最多 {most} 个位置（{date}）。",
    )
    return (Issue("places_kept_free", Severity.NOTE, message, params=params),)


def tied_units(dataset: Dataset, previous: Iterable[PlacementRow]) -> dict[str, str]:
    """Return the unit of every patient who lies in one, is pinned to one, or is bound to one by the plan in force."""
    free = released(dataset)
    first: dict[str, PlacementRow] = {}
    for row in previous:
        if row.patient_id not in first or row.from_ < first[row.patient_id].from_:
            first[row.patient_id] = row
    tied: dict[str, str] = {}
    for who in dataset.patients:
        bound = who.placement_state in BINDING and who.patient_id not in free and who.patient_id in first
        unit = who.pinned_unit_id or who.current_unit_id or (first[who.patient_id].unit_id if bound else None)
        if unit in dataset.unit:
            tied[who.patient_id] = str(unit)
    return tied


def _present(dataset: Dataset) -> dict[Cell, tuple[tuple[float, ...], ...]]:
    """Return the mean number of unannounced people by cell: a line per forecast, a figure per day."""
    days = dataset.horizon.days
    arrivals: dict[Cell, list[list[float]]] = {}
    for row in dataset.demand:
        day = dataset.horizon.day(row.date)
        if 0 <= day < days and row.service_id in dataset.service:
            lines = arrivals.setdefault((row.service_id, row.ward_kind), [[0.0] * days for _ in WEIGHTS])
            low = row.expected if row.low is None else row.low
            high = row.expected if row.high is None else row.high
            for line, figure in zip(lines, (low, row.expected, high), strict=True):
                line[day] += figure
    named: Counter[tuple[Cell, int]] = Counter()
    for who in dataset.patients:
        cell = who.service_id, needed_kind(who.health_code, who.infection_status)
        named[cell, dataset.horizon.day(who.ready_at.date())] += 1
    present = {}
    for cell, lines in arrivals.items():
        further = [[max(0.0, figure - named[cell, day]) for day, figure in enumerate(line)] for line in lines]
        still = _still_there(dataset, cell[0])
        present[cell] = tuple(
            tuple(math.fsum(line[come] * still[day - come] for come in range(day + 1)) for day in range(days)) for line in further
        )
    return present


def _still_there(dataset: Dataset, service_id: str) -> list[float]:
    """Return the share of a day's arrivals that uses a place so many days later."""
    service, days = dataset.service[service_id], dataset.horizon.days
    if service.pattern is Pattern.SESSIONS:
        return [mean_sessions(service)] * days
    stay, again = service.typical_stay_days or 1, dataset.scenario.policy.overstay_share
    longest = longest_overstay(dataset)
    return [1.0 if day < stay else again ** (day - stay + 1) if day - stay < longest else 0.0 for day in range(days)]


def _held(dataset: Dataset, tied: Mapping[str, str]) -> Counter[UnitDate]:
    """Return how many tied patients may use each unit on each day; who comes for sessions may come on any day."""
    held: Counter[UnitDate] = Counter()
    for patient_id, unit_id in tied.items():
        who, first = dataset.patient[patient_id], _ready(dataset, dataset.patient[patient_id])
        coming = dataset.service[who.service_id].pattern is Pattern.SESSIONS
        last = dataset.horizon.days if coming else min(dataset.horizon.days, first + _stay_days(dataset, who))
        held.update((unit_id, dataset.horizon.date(day)) for day in range(first, last))
    return held


def _shares(
    capacity: Mapping[UnitDate, CapacityRow],
    sites: Mapping[tuple[Site, dt.date], Sequence[UnitDate]],
    expected: Mapping[Site, float],
) -> dict[tuple[Site, dt.date], float]:
    """Return the part of its service and ward kind that each site takes on each day, as far as it has places."""
    flowing = {site[1:] for site, figure in expected.items() if figure > 0}
    weights = {
        (site, date): (expected.get(site, 0.0) if site[1:] in flowing else 1.0 * sum(capacity[place].physical for place in units))
        for (site, date), units in sites.items()
    }
    totals: defaultdict[tuple[Cell, dt.date], float] = defaultdict(float)
    for (site, date), weight in weights.items():
        totals[site[1:], date] += weight
    return {
        (site, date): weight / totals[site[1:], date] if totals[site[1:], date] > 0 else 0.0
        for (site, date), weight in weights.items()
    }


def _ready(dataset: Dataset, who: Patient) -> int:
    return max(0, dataset.horizon.day(who.ready_at.date()))


def _stay_days(dataset: Dataset, who: Patient) -> int:
    return who.stay_days or dataset.service[who.service_id].typical_stay_days or 1


def _poisson(mean: float, most: int) -> np.ndarray:
    """Return P(0) … P(most) of a Poisson number."""
    if mean <= 0:
        return np.eye(1, most + 1).ravel()
    numbers = np.arange(most + 1)
    logs = numbers * math.log(mean) - mean - np.array([math.lgamma(n + 1.0) for n in numbers])
    return np.asarray(np.exp(logs))


def _binomial(count: int, chance: float) -> np.ndarray:
    """Return P(0) … P(count) of a binomial number."""
    if chance >= 1.0:
        return np.eye(1, count + 1, count).ravel()
    numbers = np.arange(count + 1)
    ways = np.array([math.lgamma(count + 1.0) - math.lgamma(n + 1.0) - math.lgamma(count - n + 1.0) for n in numbers])
    return np.asarray(np.exp(ways + numbers * math.log(chance) + (count - numbers) * math.log1p(-chance)))
