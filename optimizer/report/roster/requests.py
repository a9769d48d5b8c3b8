"""What became of everybody's requests: granted, or refused and why not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.core.issue import Issue
from optimizer.core.text import NOTHING, Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import Request
from optimizer.data.vocabulary import Phase
from optimizer.report.cover import CoverCell, cover_cells, has_rota
from optimizer.report.roster.signs import OFF, Signs
from optimizer.report.words import Names, label
from optimizer.verify import contracts, rota
from optimizer.verify.finding import FIRST_ROW
from optimizer.verify.prepare import prepare
from optimizer.verify.registry import CHECKS

GRANTED, REFUSED = Text("granted", "满足"), Text("refused", "未满足")
_OFF = "off"
_NOT_OF_THE_WARD = "ward_staff"
_OF_ONE_PERSON = (rota.__name__, contracts.__name__)
"""Where the rules stand that look at one person's shifts and at nobody else's."""
_SHORT = Text(
    "{ward} would have {left} of {wanted} {role} on {sign} that day",
    "{ward} 当日 {sign} {role}将只剩 {left} 人，最低 {wanted} 人",
)
_FULL = Text(
    "{ward} has {there} {role} on {sign} already, {wanted} are needed", "{ward} 当日 {sign} {role}已有 {there} 人，需 {wanted} 人"
)
_AWAY = Text("with {team} that day: {phase}{ward}", "当日随 {team} {phase}{ward}")
_NOBODY_WANTED = Text("no ward wants a {role} on {sign}", "没有病区在 {sign} 需要{role}")
_WEIGHED = Text(
    "no rule and no minimum stands against it: it was weighed against the other goals of the rota",
    "无规则或最低在岗限制，系与其他排班目标权衡的结果",
)


@dataclass(frozen=True)
class Answer:
    """A request on a day of the plan, what the person works then, and why it was refused; no reason where it was granted."""

    request: Request
    got: RotaRow | None
    granted: bool
    reason: Text


def answers(plan: PlanRecord) -> tuple[Answer, ...]:
    """Return every request on a day of the plan with its answer, in the order of the table; nothing without a rota.

    A refused request is tried: the person's shifts with this one day changed are judged by the independent check, then the
    minimum of what they would leave and the people already there are counted.
    """
    if not has_rota(plan):
        return ()
    worked = {(row.staff_id, row.date): row for row in plan.tables.rota}
    asked = [row for row in plan.dataset.requests if row.date in plan.dataset.horizon]
    refused = [row for row in asked if not _met(row, worked.get((row.staff_id, row.date)))]
    reasons = _Why(plan, worked).reasons(refused) if refused else []
    why = {id(row): reason for row, reason in zip(refused, reasons, strict=True)}
    return tuple(
        Answer(row, worked.get((row.staff_id, row.date)), id(row) not in why, why.get(id(row), NOTHING)) for row in asked
    )


def sign_of(plan: PlanRecord, shift_type: str) -> Text:
    """Return the sign of a shift type, or that of a day off."""
    return OFF if _is_off(shift_type) else Signs(plan.dataset).of(shift_type)


def _is_off(shift_type: str) -> bool:
    return shift_type.strip().casefold() == _OFF


def _met(request: Request, row: RotaRow | None) -> bool:
    if _is_off(request.shift_type):
        return row is None
    return row is not None and row.shift_type_id == request.shift_type


@dataclass(frozen=True)
class _Trial:
    """A request with what the person would work that day instead."""

    request: Request
    row: RotaRow | None


class _Why:
    """Finds out why requests were refused."""

    def __init__(self, plan: PlanRecord, worked: Mapping[tuple[str, dt.date], RotaRow]) -> None:
        self._plan, self._worked = plan, worked
        self._signs, self._names = Signs(plan.dataset), Names(plan.dataset)
        self._team_of = {row.staff_id: row.team_id for row in plan.tables.teams}
        self._rows: dict[str, list[RotaRow]] = defaultdict(list)
        for row in plan.tables.rota:
            self._rows[row.staff_id].append(row)
        self._cover: dict[tuple[str, dt.date, str, str], list[CoverCell]] = defaultdict(list)
        for cell in cover_cells(plan):
            self._cover[cell.row.ward_id, cell.date, cell.row.shift_type, cell.row.role].append(cell)

    def reasons(self, refused: Sequence[Request]) -> list[Text]:
        """Return the reason of every request."""
        trials = [self._trials(request) for request in refused]
        broken = self._broken([trial for some in trials for trial in some])
        return [self._reason(request, some, broken) for request, some in zip(refused, trials, strict=True)]

    def _reason(self, request: Request, trials: Sequence[_Trial], broken: Mapping[int, Issue]) -> Text:
        lawful = next((trial for trial in trials if id(trial) not in broken), None)
        if lawful is not None:
            return self._counted(lawful)
        issues = [broken[id(trial)] for trial in trials]
        if issues:
            near = next((issue for issue in issues if issue.code != _NOT_OF_THE_WARD), None)
            return near.message if near is not None else self._away(request) or issues[0].message
        role = label(self._plan.dataset.member[request.staff_id].role)
        return _NOBODY_WANTED.filled(role=role, sign=self._signs.of(request.shift_type))

    def _away(self, request: Request) -> Text | None:
        """Return where the person's team is that day, None when they are not with it."""
        team = self._team_of.get(request.staff_id)
        for row in self._plan.tables.rotation:
            if row.team_id == team and row.from_ <= request.date <= row.to and row.phase is not Phase.STANDBY:
                where = self._names.ward(row.ward_id) if row.ward_id else ""
                return _AWAY.filled(team=row.team_id, phase=label(row.phase), ward=f" {where}".rstrip())
        return None

    def _trials(self, request: Request) -> list[_Trial]:
        """Return what the person could work: nothing, or the shift in each ward that wants it of their role, their own first."""
        if _is_off(request.shift_type):
            return [_Trial(request, None)]
        role = self._plan.dataset.member[request.staff_id].role
        asked = {request.shift_type, ""}  # blank: an interval, whatever the shift
        wants = {row.ward_id for row in self._plan.dataset.ward_cover if row.role == role and row.shift_type in asked}
        own = [row.ward_id for row in self._rows[request.staff_id]]
        key = {"staff_id": request.staff_id, "date": request.date, "shift_type_id": request.shift_type, "role": role}
        return [
            _Trial(request, RotaRow(**key, ward_id=ward))  # type: ignore[arg-type]
            for ward in sorted(wants, key=lambda ward: (-own.count(ward), ward))
        ]

    def _broken(self, trials: Sequence[_Trial]) -> dict[int, Issue]:
        """Return the first rule that each trial breaks; those of different people are judged together."""
        batches: list[dict[str, _Trial]] = []
        for trial in trials:
            who = trial.request.staff_id
            batch = next((one for one in batches if who not in one), None)
            if batch is None:
                batches.append({who: trial})
            else:
                batch[who] = trial
        return {id(batch[who]): issue for batch in batches for who, issue in self._judged(batch).items()}

    def _judged(self, batch: Mapping[str, _Trial]) -> dict[str, Issue]:
        rows: list[RotaRow] = []
        for who, trial in batch.items():
            rows += [row for row in self._rows[who] if row.date != trial.request.date]
            rows += [trial.row] if trial.row is not None else []
        there = self._plan.tables
        tables = PlanTables(rota=tuple(rows), teams=there.teams, rotation=there.rotation, conversions=there.conversions)
        dataset = replace(self._plan.dataset, requests=tuple(row for row in self._plan.dataset.requests if row.staff_id in batch))
        plan, _ = prepare(dataset, tables, ("designation", "teams", "rota"), ())
        found: dict[str, Issue] = {}
        for check in CHECKS.values():
            for issue in check(plan) if check.__module__ in _OF_ONE_PERSON else ():
                who = rows[issue.row - FIRST_ROW].staff_id if issue.row else issue.value
                found.setdefault(who, issue)
        return found

    def _counted(self, trial: _Trial) -> Text:
        """Return who would be short, or whether there are enough already."""
        request, left = trial.request, self._worked.get((trial.request.staff_id, trial.request.date))
        skills = ("", *self._plan.dataset.member[request.staff_id].skills)
        for cell in self._cells(left, skills):
            if cell.assigned <= cell.wanted:
                return self._said(_SHORT, cell, left=cell.assigned - 1)
        for cell in self._cells(trial.row, ("",)):
            if cell.assigned >= max(cell.wanted, 1):
                return self._said(_FULL, cell, there=cell.assigned)
        return _WEIGHED

    def _cells(self, row: RotaRow | None, skills: Sequence[str]) -> list[CoverCell]:
        """Return the requirements that somebody with some skills counts for in a shift."""
        if row is None:
            return []
        cells = self._cover[row.ward_id, row.date, row.shift_type_id, row.role]
        return [cell for cell in cells if cell.row.skill in skills]

    def _said(self, text: Text, cell: CoverCell, **figures: int) -> Text:
        role, skill = label(cell.row.role), f" [{cell.row.skill}]" if cell.row.skill else ""
        return text.filled(
            ward=self._names.ward(cell.row.ward_id),
            role=Text(f"{role.en}{skill}", f"{role.zh}{skill}"),
            sign=self._signs.of(cell.row.shift_type),
            wanted=cell.wanted,
            **figures,
        )


def answer_rows(plan: PlanRecord, found: Sequence[Answer], lang: Lang) -> tuple[list[str], list[list[object]]]:
    """Return answers as a table: who asked for what, what they work, and why not."""
    header = (
        *(Text("Staff", "工号"), Text("Role", "岗位"), Text("Date", "日期"), Text("Asked for", "申请")),
        *(Text("Must", "必须"), Text("Weight", "权重"), Text("Works", "实排"), Text("Ward", "病区")),
        *(Text("Answer", "答复"), Text("Why not", "未满足原因")),
    )
    names = Names(plan.dataset)
    rows: list[list[object]] = [
        [
            one.request.staff_id,
            label(plan.dataset.member[one.request.staff_id].role).to(lang),
            one.request.date,
            sign_of(plan, one.request.shift_type).to(lang),
            "!" if one.request.hard else "",
            one.request.weight,
            sign_of(plan, one.got.shift_type_id if one.got else _OFF).to(lang),
            names.ward(one.got.ward_id) if one.got else "",
            (GRANTED if one.granted else REFUSED).to(lang),
            one.reason.to(lang),
        ]
        for one in found
    ]
    return [text.to(lang) for text in header], rows
