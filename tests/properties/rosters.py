"""Small rotas by number: wards, shifts, contracts, requests, what was before, for trying everything and for laws of change."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from optimizer.core.horizon import Horizon
from optimizer.core.outcome import Outcome
from optimizer.core.params import Limits
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import staff as work
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role
from optimizer.rota.entities import OFF, Person
from optimizer.rota.instance import RotaInstance
from optimizer.rota.model import roster
from optimizer.rota.pools import Pools
from optimizer.rota.rules import keeps_rules
from optimizer.rota.solution import RotaSolution
from optimizer.verify import verify
from tests.factories import capacity, contract, cover, dataset, day, had, nurse, request, service, shift, unit, ward, worked

KINDS = (
    shift("A", 8, 16),
    shift("P", 15, 23, forbidden_next=("A",)),
    shift("N", 23, 7, night=True),
)


@dataclass(frozen=True)
class Case:
    """A rota to be planned, with the rota in force where there is one."""

    data: Dataset
    in_force: tuple[RotaRow, ...] = ()

    @property
    def pools(self) -> Pools:
        """Who may work where: own staff alone."""
        return Pools(self.data, (), (), capacity(self.data))

    def instance(self) -> RotaInstance:
        """Return the rota in integers."""
        return RotaInstance.from_dataset(self.data, self.pools, self.in_force)

    def planned(self, seconds: float = 4.0) -> Outcome[RotaSolution]:
        """Return the product's rota."""
        limits = Limits(deterministic_s=seconds, workers=1)
        return roster(self.data, (), (), self.pools.capacity, limits, in_force=self.in_force)

    def faults(self, outcome: Outcome[RotaSolution]) -> list[str]:
        """Return what the independent check has against a rota and its terms."""
        rota = () if outcome.solution is None else outcome.solution.rota
        stated = {"rota": {term.name: term.value for term in outcome.terms}}
        tables = PlanTables(rota=rota, capacity=tuple(self.pools.capacity.values()))
        found = verify(self.data, tables, stated, steps=("rota",), previous_rota=self.in_force)
        return [issue.code for issue in found if issue.table == "rota" or issue.code == "term_value"]


def drawn(rng: random.Random, people: int, days: int, shifts: Sequence[work.ShiftType], wards: int) -> Case:
    """Draw a case of own staff; it begins on any day of the week."""
    names = [one.shift_type_id for one in shifts]
    staff = [nurse(f"S{n}", skills=("icu",) if rng.random() < 0.4 else (), contract_id=rng.choice("CD")) for n in range(people)]
    first = rng.randint(0, 6)
    before = [
        worked(f"S{n}", first - back, rng.choice(names)) for n in range(people) for back in range(1, 4) if rng.random() < 0.3
    ]
    asked = {
        (n, rng.randrange(days)): request(f"S{n}", 0, rng.choice(("off", *names)), weight=rng.randint(1, 3))
        for n in range(people)
        for _ in range(2)
        if rng.random() < 0.5
    }
    needs = [
        cover(name, rng.randint(0, 1 + (people > 2)), ward_id=f"W{w}", preferred=rng.choice((None, 1, 2)))
        for name in names
        for w in range(wards)
        if rng.random() < 0.8
    ]
    if rng.random() < 0.4:
        needs.append(cover(rng.choice(names), 1, ward_id="W0", skill="icu"))
    rows: dict[str, Any] = {
        "services": [service()],
        "units": [unit(f"U{w}") for w in range(wards)],
        "wards": [ward(f"W{w}", f"U{w}") for w in range(wards)],
        "shift_types": shifts,
        "contracts": [terms(rng, "C", names), terms(rng, "D", names)],
        "staff": staff,
        "ward_cover": needs or [cover(names[0], 1, ward_id="W0")],
        "roster_history": before,
        "requests": [replace(row, date=day(first + when)) for (_, when), row in asked.items()],
        "fairness_carry": [had(f"S{n}", first - 2, nights=rng.randint(0, 3), weekends=rng.randint(0, 2)) for n in range(people)]
        if rng.random() < 0.5
        else [],
    }
    data = dataset(days, **rows)
    data = replace(data, scenario=replace(data.scenario, horizon=Horizon(day(first), days)))
    return Case(data)


def terms(rng: random.Random, name: str, shifts: Sequence[str]) -> work.Contract:
    """Draw a contract."""
    limits: dict[str, Any] = {
        "max_minutes": rng.choice((None, 960, 1440, 2400)),
        "min_minutes": rng.choice((None, None, 480, 960)),
        "period_days": rng.choice((2, 3, 4, 7)),
        "max_consecutive_shifts": rng.choice((None, 2, 3, 5)),
        "min_consecutive_shifts": rng.choice((None, None, 2)),
        "min_consecutive_days_off": rng.choice((None, None, 2)),
        "max_weekends": rng.choice((None, None, 0, 1)),
        "min_rest_h": rng.choice((8.0, 11.0, 16.0)),
    }
    if rng.random() < 0.3:
        limits["max_shifts_per_type"] = ((rng.choice(shifts), rng.randint(0, 2)),)
    if limits["min_minutes"] and limits["max_minutes"]:
        limits["min_minutes"] = min(limits["min_minutes"], limits["max_minutes"])
    return contract(name, **limits)


def tiny(number: int) -> Case:
    """Return a case small enough to try every rota."""
    rng = random.Random(f"tiny rota {number}")
    people, days, kinds, wards = rng.choice(((2, 4, 2, 1), (3, 3, 2, 1), (2, 3, 3, 1), (2, 3, 2, 2), (1, 6, 2, 1), (2, 2, 3, 2)))
    made = drawn(rng, people, days, rng.sample(KINDS, kinds), wards)
    if rng.random() < 0.35:
        made = replace(made, in_force=in_force(rng, made))
    return made


def in_force(rng: random.Random, case: Case) -> tuple[RotaRow, ...]:
    """Draw a rota in force, whatever the rules say of it."""
    horizon, names = case.data.horizon, [one.shift_type_id for one in case.data.shift_types]
    return tuple(
        RotaRow(
            staff_id=one.staff_id,
            date=date,
            shift_type_id=rng.choice(names),
            ward_id=rng.choice(case.data.wards).ward_id,
            role=Role.NURSE,
        )
        for one in case.data.staff
        for date in horizon
        if rng.random() < 0.4
    )


def planted(number: int) -> Case:
    """Return a case around a rota that keeps every rule: its cover is asked for, and some of its days as hard requests."""
    rng = random.Random(f"planted rota {number}")
    people, days, kinds = rng.randint(3, 10), rng.choice((7, 7, 10, 14)), rng.randint(2, 3)
    made = drawn(rng, people, days, KINDS[:kinds] if kinds == 3 else (KINDS[0], KINDS[2]), 1)
    everywhere = tuple(cover(one.shift_type_id, 1, ward_id="W0") for one in made.data.shift_types)
    made = replace(made, data=replace(made.data, requests=(), ward_cover=everywhere))
    instance, horizon = made.instance(), made.data.horizon
    lines = [line_of(rng, instance, person) for person in instance.people]
    share = rng.choice((0.0, 0.2, 0.6, 1.0))
    asked = [
        work.Request(staff_id=person.staff_id, date=horizon.date(when), shift_type=instance.word(place), hard=True)
        for person, line in zip(instance.people, lines, strict=True)
        for when, place in enumerate(line)
        if rng.random() < share
    ]
    least = {
        place: min(sum(line[when] == place for line in lines) for when in range(days)) for place in range(len(instance.shifts))
    }
    needs = [cover(instance.shifts[place].shift_type_id, number, ward_id="W0") for place, number in least.items()]
    return replace(made, data=replace(made.data, requests=tuple(asked), ward_cover=tuple(needs)))


def line_of(rng: random.Random, instance: RotaInstance, person: Person) -> tuple[int, ...]:
    """Return a line drawn day by day that keeps every rule."""
    for _ in range(200):
        line: tuple[int, ...] = ()
        while len(line) < instance.days:
            free = [OFF, OFF, *person.options[len(line)]]
            rng.shuffle(free)
            longer = next((one for one in ((*line, shift) for shift in free) if keeps_rules(instance, person, one)), None)
            if longer is None:
                break
            line = longer
        if len(line) == instance.days:
            return line
    return (OFF,) * instance.days


def places(instance: RotaInstance, person: Person) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield every line that keeps the rules, as shift and ward per day."""
    daily = [
        [(OFF, -1), *((shift, ward) for shift, wards in instance.options(person, when).items() for ward in wards)]
        for when in range(instance.days)
    ]
    for line in itertools.product(*daily):
        if keeps_rules(instance, person, [shift for shift, _ in line]):
            yield line
