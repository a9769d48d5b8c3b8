"""The chain: designation → teams and rotation → routing → rota → supplies, each step built on those before it.

A planner is imported when its step is run: solvers take seconds to load, and a re-plan at night rarely needs all of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from optimizer.core.errors import NoPlanError
from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Outcome
from optimizer.core.params import Control, Limits, Progress, left_s
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import CapacityRow, ConversionRow, DesignationRow, PlacementRow, RotaRow, RotationRow, TeamRow
from optimizer.planning.capacity import UnitDate, effective_capacity, with_census
from optimizer.planning.deadline import for_step
from optimizer.planning.diff import changes
from optimizer.planning.endings import how_it_ended, what_stopped
from optimizer.planning.needs import STEP_TITLES
from optimizer.planning.protection import with_reserve
from optimizer.planning.shortfall import ceilings, still_short, who_stands_in
from optimizer.planning.takeover import held_members, held_teams, stands
from optimizer.routing.replan import reroute
from optimizer.routing.solution import RoutingSolution
from optimizer.solve.spare import warm

AGAIN = 0.5  # of the time that routing took, without which it does not run once more
DesignationInForce = tuple[Sequence[DesignationRow], Sequence[ConversionRow]]


if TYPE_CHECKING:
    from optimizer.rota.solution import RotaSolution


@dataclass
class Chain:
    """One run of the chain: the tables grow step by step.

    Parameters
    ----------
    dataset
        The checked input tables.
    tables
        Tables of the steps that are taken over rather than planned; the others start empty.
    in_force
        The plan in force, which is held as far as it is still possible.
    binding
        Placements of the plan in force when the routing at hand was made, which bind some patients to their units.
    rota_in_force
        The rota in force when the rota at hand was made, which is changed as little as can be.
    rotation_in_force
        Rotation that was in force when the rotation at hand was made.
    meanwhile
        Modules that will be needed later on, to be loaded while a solver works.
    """

    dataset: Dataset
    tables: PlanTables = field(default_factory=PlanTables)
    in_force: PlanRecord | None = None
    binding: tuple[PlacementRow, ...] = ()
    rota_in_force: tuple[RotaRow, ...] = ()
    control: Control = field(default_factory=Control)
    outcomes: dict[str, Outcome[Any]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    ceilings: dict[UnitDate, int] = field(default_factory=dict)
    meanwhile: tuple[str, ...] = ()
    rotation_in_force: tuple[RotationRow, ...] = ()
    quick: bool = False
    _loading: threading.Thread | None = None
    _due: Control = field(default_factory=Control)

    @property
    def previous(self) -> tuple[PlacementRow, ...]:
        """Placements of the plan in force."""
        return self.in_force.tables.placements if self.in_force is not None else ()

    def run(self, step: str, later: Sequence[str] = ()) -> None:
        """Plan one step; NoPlanError when it ends without a plan. Where time is limited, it leaves their part to those later."""
        self.control.report(Progress(step, "start"))
        began = time.monotonic()
        self._due = for_step(self.control, step, later)
        planner = {
            "designation": self._designation,
            "teams": self._teams,
            "routing": self._routing,
            "rota": self._rota,
            "supplies": self._supplies,
        }[step]
        planner()
        self.control.report(Progress(step, "done", seconds=round(time.monotonic() - began, 1)))

    def settle_down(self) -> None:
        """Wait for what goes on beside the steps."""
        if self._loading is not None:
            self._loading.join()

    def count(self) -> None:
        """Bring the capacity table up to the placements as they stand."""
        self.tables = replace(self.tables, capacity=tuple(self._capacity().values()))

    def _keep(self, outcome: Outcome[Any]) -> Any:
        self.outcomes[outcome.step] = outcome
        told = how_it_ended(outcome)
        self.issues.extend(issue for issue in (*outcome.issues, *told) if issue not in told or issue not in self.issues)
        if outcome.solution is None or not outcome.termination.has_plan:
            raise NoPlanError([_no_plan(outcome)])
        return outcome.solution

    def _capacity(self) -> dict[UnitDate, CapacityRow]:
        if not (self.dataset.units and self.dataset.services):
            return {}
        tables = self.tables
        rows = effective_capacity(self.dataset, tables.conversions, tables.teams, tables.rotation, self.ceilings)
        rows = with_reserve(self.dataset, rows, tables.flows, self.binding)
        return with_census(self.dataset, rows, tables.placements, tables.sessions)

    def _limits(self, step: str) -> Limits:
        return self.dataset.scenario.limits_for(step)

    def take_over(self, base: PlanRecord, step: str) -> None:
        """Keep designation or teams of another plan; where the tables no longer bear it, mend it with few changes."""
        record = next((one for one in base.steps if one.step == step), None)
        if record is None or stands(self.dataset, self._with_capacity(), record, base.previous_rotation):
            return
        self.issues.append(_mended(step))
        if step == "designation":
            self._due = self.control
            self._loading = _load("optimizer.routing.draw", *self.meanwhile)  # while HiGHS works
            self._designation((base.tables.designation, base.tables.conversions), quick=True)
            warm()
        else:
            self.run(step)

    def _with_capacity(self) -> PlanTables:
        return replace(self.tables, capacity=tuple(self._capacity().values()))

    def _designation(self, in_force: DesignationInForce = ((), ()), *, quick: bool = False) -> None:
        if self.in_force is not None and self.dataset.scenario.replan.hold_designation and not quick:
            in_force = (self.in_force.tables.designation, self.in_force.tables.conversions)
        from optimizer.designation.model import designate

        limits = self._limits("designation")
        plan = self._keep(designate(self.dataset, limits, self._due, in_force=in_force, quick=quick))
        self.tables = replace(self.tables, designation=plan.designation, conversions=plan.conversions, flows=plan.flows)
        self.count()

    def _teams(self) -> None:
        members: tuple[TeamRow, ...] = ()
        formed: tuple[TeamRow, ...] = ()
        self.rotation_in_force = ()
        if self.in_force is not None and self.dataset.scenario.replan.hold_teams:
            tables = self.in_force.tables
            self.rotation_in_force = tables.rotation
            found = held_teams(self.dataset, self.in_force)
            if found is not None and found.solution is not None:
                self.outcomes["teams"] = found
                kept: PlanTables = found.solution
                self.tables = replace(
                    self.tables, teams=kept.teams, draws=kept.draws, rotation=kept.rotation, rotation_changes=()
                )
                self.count()
                return
            members = held_members(self.dataset, tables.teams)
            formed = () if members else tables.teams
        from optimizer.teams.model import form_teams

        limits, before = self._limits("teams"), self.rotation_in_force
        plan = self._keep(form_teams(self.dataset, limits, self._due, members=members, before=formed, in_force=before))
        self.tables = replace(
            self.tables, teams=plan.teams, draws=plan.draws, rotation=plan.rotation, rotation_changes=plan.rotation_changes
        )
        self.count()

    def _routing(self) -> None:
        tables = replace(self.tables, placements=(), sessions=(), unplaced=(), changes=())
        self.tables = tables
        plan = self._keep(self._routed())
        self.tables = replace(tables, placements=plan.placements, sessions=plan.sessions, unplaced=plan.unplaced)
        self.count()
        if self.in_force is not None and self.previous:
            self.tables = replace(self.tables, changes=changes(self.dataset, self.tables, self.in_force))

    def _routed(self) -> Outcome[RoutingSolution]:
        tables, capacity, limits = self.tables, self._capacity(), self._limits("routing")
        if self.previous:
            held = reroute(self.dataset, tables.designation, tables.conversions, capacity, self.previous, limits, self._due)
            if held is not None:
                return held
        from optimizer.routing.model import route

        return route(self.dataset, tables.designation, tables.conversions, capacity, self.previous, limits, self._due)

    def _rota(self) -> None:
        whole = self._due
        routed = "routing" in self.outcomes
        self._due = for_step(whole, "rota", ("routing",)) if routed else whole
        plan = self._roster()
        lowered = ceilings(self.dataset, self.tables.capacity, plan.shortfalls) if routed else {}
        if lowered and left_s(whole) > self.outcomes["routing"].run.seconds * AGAIN:
            self._due = for_step(whole, "routing", ("rota",))
            self.ceilings.update(lowered)
            self.issues.append(_lowered(lowered))
            self._routing()
            self._due = whole
            plan = self._roster()
        self.tables = replace(self.tables, rota=plan.rota)
        self.issues.extend(who_stands_in(plan.stood_in))
        if plan.shortfalls:
            self.issues.extend(still_short(plan.shortfalls, self._binds()))

    def _binds(self) -> dict[str, Text]:
        """Return what keeps people from the open shifts of every ward."""
        from optimizer.planning.explain_rota import binding_text
        from optimizer.rota.desk.book import RotaDesk
        from optimizer.rota.desk.shortage import bindings, open_needs
        from optimizer.rota.pools import Pools

        tables = self.tables
        desk = RotaDesk.of(self.dataset, Pools(self.dataset, tables.teams, tables.rotation, self._capacity()), tables.rota)
        return {desk.instance.wards[ward]: binding_text(one) for ward, one in bindings(desk, open_needs(desk)).items()}

    def _roster(self) -> RotaSolution:
        from optimizer.rota.model import roster

        plan: RotaSolution = self._keep(
            roster(
                self.dataset,
                self.tables.teams,
                self.tables.rotation,
                self._capacity(),
                self._limits("rota"),
                self._due,
                in_force=self.rota_in_force,
                quick=self.quick,
            )
        )
        return plan

    def _supplies(self) -> None:
        tables = self.tables
        from optimizer.supplies.model import supply

        outcome = supply(
            self.dataset, tables.teams, tables.rotation, tables.rota, self._capacity(), self._limits("supplies"), self._due
        )
        plan = self._keep(outcome)
        self.tables = replace(tables, supplies=plan.supplies, transfers=plan.transfers)


def _load(*modules: str) -> threading.Thread:
    """Import modules in a thread of their own."""

    def work() -> None:
        for name in modules:
            import_module(name)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _no_plan(outcome: Outcome[Any]) -> Issue:
    return Issue(
        "no_plan",
        Severity.FAULT,
        Text("The step {step} ended without a plan ({how}).", "步骤“{step}”未得到方案（{how}）。"),
        Text("Raise the solver's limits in scenario.toml and run again.", "请在 scenario.toml 中放宽求解限制后重试。"),
        params={"step": STEP_TITLES[outcome.step], "how": what_stopped(outcome)},
    )


def _mended(step: str) -> Issue:
    return Issue(
        "taken_over_mended",
        Severity.NOTE,
        Text(
            "The step {step} of the plan in force no longer fits the tables; it was kept as far as possible and mended.",
            "现行方案的“{step}”已与数据不符，在尽量保持的前提下作了调整。",
        ),
        params={"step": STEP_TITLES[step]},
    )


def _lowered(lowered: Mapping[UnitDate, int]) -> Issue:
    units = ", ".join(sorted({unit_id for unit_id, _ in lowered}))
    return Issue(
        "capacity_lowered",
        Severity.WARNING,
        Text(
            "The rota left wards short of their minimum; staffed places of {units} were lowered and routing ran once more.",
            "排班未达最低在岗人数，已下调 {units} 的人员可支撑床位并重新安排一次。",
        ),
        params={"units": units},
    )
