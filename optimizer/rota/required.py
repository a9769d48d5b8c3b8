"""How many people every ward wants on every shift and day: what the cover table says, and what isolation always asks for.

On every shift of an isolation ward that is staffed at all there are a leader, an infection-control supervisor and at least
two people (defaults of `policy`); a row of the cover table for that ward, skill and shift says otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import CapacityRow
from optimizer.data.tables.staff import WardCover
from optimizer.data.vocabulary import CoverPer, Role, guard_role
from optimizer.rota.skills import carried
from optimizer.rota.stretches import Spot, Stretches

Capacity = Mapping[tuple[str, dt.date], CapacityRow]
Isolated = Callable[[str, dt.date], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one row of the cover table wants on a date, in people.

    Parameters
    ----------
    row
        The row; of an interval, one for each stretch of it; made up where isolation asks and no row does.
    spots
        Shift types, and days from the date to the day each starts on, of which everybody counts.
    """

    row: WardCover
    date: dt.date
    least: int
    preferred: int
    spots: tuple[Spot, ...]

    @property
    def most(self) -> int:
        """People beyond whom nobody more is useful."""
        return max(self.least, self.preferred)


def wanted(dataset: Dataset, capacity: Capacity, isolated: Isolated) -> tuple[Wanted, ...]:
    """Return what every row wants on every date of the horizon, in table order, then what isolation asks for beside them.

    Parameters
    ----------
    capacity
        Beds and census by unit and date; cover per patient or bed is counted from them and rounded up.
    isolated
        Whether a ward has an isolation unit on a date.
    """
    stretches = Stretches(dataset, isolated)
    found = [
        one for row in dataset.ward_cover for date in dataset.horizon for one in _of_row(dataset, capacity, row, date, stretches)
    ]
    return tuple(_with_isolation(dataset, _merged(found), isolated))


def _merged(found: Iterable[Wanted]) -> list[Wanted]:
    """Return what is wanted with intervals that overlap taken as one where they do: the larger number counts."""
    merged: dict[tuple[object, ...], Wanted] = {}
    for one in found:
        key = (one.row.ward_id, one.row.role, one.row.skill, one.row.when, one.date)
        known = merged.get(key, one)
        merged[key] = replace(known, least=max(known.least, one.least), preferred=max(known.preferred, one.preferred))
    return list(merged.values())


def _of_row(dataset: Dataset, capacity: Capacity, row: WardCover, date: dt.date, stretches: Stretches) -> Iterator[Wanted]:
    factor = 1
    if row.per in {CoverPer.PATIENT, CoverPer.BED}:
        units = dataset.ward[row.ward_id].unit_ids
        stated = [day for unit in units if (day := capacity.get((unit, date))) is not None]
        factor = sum(day.census if row.per is CoverPer.PATIENT else day.effective for day in stated)
    least, preferred = ceil_int(row.min * factor), 0 if row.preferred is None else ceil_int(row.preferred * factor)
    if row.shift_type:
        yield Wanted(row, date, least, preferred, ((row.shift_type, 0),))
        return
    for interval, spots in stretches.of(row, date):
        yield Wanted(replace(row, interval=interval), date, least, preferred, spots)


def _with_isolation(dataset: Dataset, found: Sequence[Wanted], isolated: Isolated) -> list[Wanted]:
    """Return what is wanted with what isolation asks for where it is asked for."""
    policy, rows = dataset.scenario.policy, list(found)
    known = carried(dataset)
    named = {(one.row.ward_id, one.date, one.row.when, one.row.skill) for one in found}
    roles: dict[str, set[Role]] = defaultdict(set)
    for row in dataset.ward_cover:
        roles[row.ward_id].add(row.role)
    staffed: dict[tuple[str, dt.date, str], list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        on_call = one.row.shift_type and dataset.shift_type[one.row.shift_type].on_call
        if one.most and not on_call and isolated(one.row.ward_id, one.date):
            staffed[one.row.ward_id, one.date, one.row.when].append(place)
    for (ward_id, date, when), places in staffed.items():
        role = guard_role(roles[ward_id])
        like = next((rows[place] for place in places if rows[place].row.role is role), None)
        if like is None:
            continue
        plain = WardCover(ward_id=ward_id, role=role, shift_type=like.row.shift_type, interval=like.row.interval, min=1)
        _raise_to_inside(policy.isolation_inside_min, rows, places, Wanted(plain, date, 0, 0, like.spots))
        rows += [
            Wanted(replace(plain, skill=skill), date, 1, 0, like.spots)
            for skill in policy.isolation_shift_skills
            if (ward_id, date, when, skill) not in named and (role, skill) in known
        ]
    return rows


def _raise_to_inside(least: int, rows: list[Wanted], places: Sequence[int], plain: Wanted) -> None:
    """Raise the minimum of one role, whatever the skill, until as many people as isolation asks for are inside."""
    anyone = [place for place in places if not rows[place].row.skill]
    missing = least - sum(rows[place].least for place in anyone)
    if missing <= 0:
        return
    own = next((place for place in anyone if rows[place].row.role is plain.row.role), None)
    if own is None:
        rows.append(replace(plain, row=replace(plain.row, min=missing), least=missing))
    else:
        rows[own] = replace(rows[own], least=rows[own].least + missing)
