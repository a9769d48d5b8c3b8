"""What the rota is made of, in integers: shifts, contracts, people and needs; days count from 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.data.vocabulary import Role

OFF = -1
DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of shift; minutes count from 00:00 of the day it starts on, so `end_min` may pass 1440."""

    shift_type_id: str
    start_min: int
    end_min: int
    minutes: int
    night: bool
    inside: bool  # its time inside an isolation ward is known and within the limit of one entry
    forbidden_next: frozenset[int]
    on_call: bool = False
    ward_minutes: int = 0  # time inside an isolation ward: where there is any, the shift is an entry


@dataclass(frozen=True, slots=True)
class Contract:
    """Limits on one person's shifts; None where the contract says nothing."""

    min_minutes: int | None
    max_minutes: int | None
    period_days: int
    max_of_shift: tuple[tuple[int, int], ...]
    min_run: int
    max_run: int | None
    min_off: int
    max_weekends: int | None
    rest_min: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for a shift (index) or OFF on a day; `row` is its row in the file, 0 for what was published."""

    day: int
    shift: int
    weight: int
    row: int


@dataclass(frozen=True, slots=True)
class Carried:
    """What somebody has had before the horizon.

    Parameters
    ----------
    in_weekend
        Whether the horizon begins within a weekend that is counted already.
    """

    nights: int = 0
    weekends: int = 0
    refused: int = 0
    entries: int = 0
    inside_min: int = 0
    in_weekend: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may work.

    Parameters
    ----------
    history
        Days (negative) and shifts worked before the horizon, in order.
    fixed, wishes
        Hard and soft requests on days of the horizon.
    options
        Per day, the wards (by index) that the person may serve by shift; hard requests are not applied yet.
    skills, own
        Skills and grades they count for, and those of them that are theirs: for the rest they stand in.
    in_pool
        Whether some ward draws on the person, by day.
    not_first
        Days on duty in a team that names others to be called first.
    carried
        What they have had before, for the sake of fairness.
    """

    staff_id: str
    role: Role
    skills: frozenset[str]
    contract: Contract
    history: tuple[tuple[int, int], ...]
    fixed: tuple[Wish, ...]
    wishes: tuple[Wish, ...]
    options: tuple[Mapping[int, tuple[int, ...]], ...]
    in_pool: tuple[bool, ...]
    own: frozenset[str] = frozenset()
    not_first: frozenset[int] = frozenset()
    carried: Carried = Carried()

    @property
    def needs_fillers(self) -> bool:
        """Whether a shift nobody wants may be needed to keep the rules of the line."""
        return (
            self.contract.min_run > 1 or self.contract.min_off > 1 or any(wish.shift != OFF and wish.row for wish in self.fixed)
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people (by index) who always work the same shift (`shares`), or never, on the days it is asked of them.

    Parameters
    ----------
    row
        Its row in the file.
    """

    one: int
    other: int
    shares: bool
    days: tuple[int, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Need:
    """People of a role (and skill, "" for any) wanted in a ward during a shift of a day; `preferred` is 0 when not given.

    Parameters
    ----------
    stretch
        Where an interval is asked: which part of it; then whoever works one of `also` (shift and day) counts as well.
    """

    ward: int
    role: Role
    skill: str
    shift: int
    day: int
    least: int
    preferred: int
    stretch: str = ""
    also: tuple[tuple[int, int], ...] = ()

    @property
    def spots(self) -> tuple[tuple[int, int], ...]:
        """Shift and day of everybody who counts."""
        return (self.shift, self.day), *self.also

    def during(self, shift: int, day: int) -> Need:
        """Return the need as it is filled by one of the shifts that count."""
        return replace(self, shift=shift, day=day, also=tuple(spot for spot in self.spots if spot != (shift, day)))

    @property
    def most(self) -> int:
        """People beyond whom nobody more is useful."""
        return max(self.least, self.preferred)
