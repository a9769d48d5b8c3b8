"""Teams and rotas: who is grouped with whom, who works when, and whether that is enough."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS, Role
from optimizer.report.cover import CoverCell, cover_cells
from optimizer.report.roster.diff import diff_in_force
from optimizer.report.roster.signs import Signs, meaning
from optimizer.report.words import Names, label


@dataclass(frozen=True)
class Team:
    """A team by role and hospital."""

    team_id: str
    size: int
    roles: tuple[tuple[Text, int], ...]
    key_members: int
    standby: tuple[str, ...]
    hospitals: tuple[tuple[Text, int], ...]


def teams(plan: PlanRecord) -> tuple[Team, ...]:
    """Return the teams in order of their ids."""
    names = Names(plan.dataset)
    people = defaultdict(list)
    for row in plan.tables.teams:
        if row.staff_id in plan.dataset.member:
            people[row.team_id].append(plan.dataset.member[row.staff_id])
    return tuple(
        Team(
            team_id,
            len(members),
            tuple((LABELS[role], count) for role, count in sorted(Counter(m.role for m in members).items())),
            sum(member.key_member for member in members),
            tuple(row.staff_id for row in plan.tables.teams if row.team_id == team_id and row.standby),
            tuple((names.hospital(key), count) for key, count in Counter(m.hospital_id for m in members).most_common()),
        )
        for team_id, members in sorted(people.items())
    )


@dataclass(frozen=True)
class Person:
    """A row of a rota grid; a cell is (style class, shift), blank when free."""

    staff_id: str
    role: Text
    team_id: str
    cells: tuple[tuple[str, str], ...]
    shifts: int


@dataclass(frozen=True)
class CoverLine:
    """A line above a rota: people on a shift, or a requirement that is not met; a cell is (short?, text)."""

    label: Text
    cells: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class WardRota:
    """One ward's grid."""

    name: str
    hospital: Text
    missing: int
    people: tuple[Person, ...]
    cover: tuple[CoverLine, ...]


def rotas(plan: PlanRecord) -> tuple[WardRota, ...]:
    """Return a grid per ward that has shifts or wants any, those short of people first."""
    names = Names(plan.dataset)
    shifts: dict[str, dict[str, dict[dt.date, str]]] = defaultdict(lambda: defaultdict(dict))
    people: dict[str, Counter[tuple[str, dt.date]]] = defaultdict(Counter)
    for row in plan.tables.rota:
        people[row.ward_id][row.shift_type_id, row.date] += 1
        shifts[row.ward_id][row.staff_id][row.date] = row.shift_type_id
    cells: dict[str, list[CoverCell]] = defaultdict(list)
    for cell in cover_cells(plan):
        cells[cell.row.ward_id].append(cell)
    grids = [
        WardRota(
            names.ward(ward.ward_id),
            names.hospital(names.hospital_of_ward(ward.ward_id)),
            sum(cell.missing for cell in cells[ward.ward_id]),
            _people(plan, shifts[ward.ward_id]),
            _cover(cells[ward.ward_id], people[ward.ward_id], plan),
        )
        for ward in plan.dataset.wards
        if ward.ward_id in shifts or any(cell.wanted for cell in cells[ward.ward_id])
    ]
    return tuple(sorted(grids, key=lambda grid: -grid.missing))


def changes_in_force(plan: PlanRecord) -> tuple[Text, ...]:
    """Return what is different from the rota in force when the plan was made, line by line; nothing where there was none."""
    if not plan.previous_rota:
        return ()
    found = diff_in_force(plan)
    return tuple(Text(en, zh) for en, zh in zip(found.words("en"), found.words("zh"), strict=True))


def shift_legend(plan: PlanRecord) -> tuple[tuple[str, str, str], ...]:
    """Return (style class, id, name with hours) of every shift type."""
    signs = Signs(plan.dataset)
    return tuple(
        (signs.styles[row.shift_type_id], signs.of(row.shift_type_id).zh, meaning(row).zh) for row in plan.dataset.shift_types
    )


def _people(plan: PlanRecord, shifts: dict[str, dict[dt.date, str]]) -> tuple[Person, ...]:
    team_of = {row.staff_id: row.team_id for row in plan.tables.teams}
    signs = Signs(plan.dataset)
    order = list(Role)

    def key(staff_id: str) -> tuple[str, int, str]:
        member = plan.dataset.member.get(staff_id)
        return team_of.get(staff_id, ""), order.index(member.role) if member else len(order), staff_id

    people = []
    for staff_id in sorted(shifts, key=key):
        member = plan.dataset.member.get(staff_id)
        days = shifts[staff_id]
        cells = tuple(
            (signs.styles.get(days.get(date, ""), ""), signs.of(days[date]).zh if date in days else "")
            for date in plan.dataset.horizon
        )
        role = label(member.role if member else None)
        people.append(Person(staff_id, role, team_of.get(staff_id, ""), cells, len(days)))
    return tuple(people)


def _cover(cells: list[CoverCell], people: Counter[tuple[str, dt.date]], plan: PlanRecord) -> tuple[CoverLine, ...]:
    """Return people per shift, each followed by its requirements that are short on some day as assigned/wanted."""
    rows: dict[str, dict[tuple[Role, str], dict[dt.date, CoverCell]]] = defaultdict(lambda: defaultdict(dict))
    for cell in cells:
        rows[cell.row.when][cell.row.role, cell.row.skill][cell.date] = cell
    found = []
    for shift in plan.dataset.shift_types:
        key = shift.shift_type_id
        lines = list(rows[key].values())
        counts = [people[key, date] for date in plan.dataset.horizon]
        if not any(counts) and not any(cell.wanted for line in lines for cell in line.values()):
            continue
        short = [any(date in line and line[date].missing for line in lines) for date in plan.dataset.horizon]
        label_ = Text(f"{key}: people", f"{key} 在岗")
        found.append(CoverLine(label_, tuple((bad, str(count)) for bad, count in zip(short, counts, strict=True))))
        found += [_requirement(line, plan) for line in lines if any(cell.missing for cell in line.values())]
    stretches = (key for key in sorted(rows) if key not in plan.dataset.shift_type)
    asked = (line for key in stretches for line in rows[key].values() if any(cell.missing for cell in line.values()))
    return (*found, *(_requirement(line, plan) for line in asked))


def _requirement(line: dict[dt.date, CoverCell], plan: PlanRecord) -> CoverLine:
    row = next(iter(line.values())).row
    skill = f" [{row.skill}]" if row.skill else ""
    role = LABELS[row.role]
    title = Text(f"— {row.when} {role.en}{skill}", f"— {row.when} {role.zh}{skill}")
    return CoverLine(title, tuple(_numbers(line.get(date)) for date in plan.dataset.horizon))


def _numbers(cell: CoverCell | None) -> tuple[bool, str]:
    """Return whether a requirement is short on a day, and its people of those wanted; blank where nobody is."""
    return (False, "") if cell is None else (cell.missing > 0, f"{cell.assigned}/{cell.wanted}")
