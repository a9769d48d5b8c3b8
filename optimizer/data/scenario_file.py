"""scenario.toml in and out."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tomli_w

from optimizer.core.errors import BadInputError
from optimizer.core.goals import DEFAULT_ROUTING_GOALS
from optimizer.core.horizon import Horizon
from optimizer.core.issue import Issue
from optimizer.core.params import Limits
from optimizer.core.text import Text
from optimizer.data.complaint import did_you_mean, fault
from optimizer.data.parsing.text import clean
from optimizer.data.scenario import REPLAN_GOALS, SPEED_PRESETS, Goal, Policy, Replan, Scenario, TravelSettings
from optimizer.data.scenario_keys import GOAL, OTHER_TOP, POLICY, REPLAN, SOLVER, STEPS, TOP, TRAVEL
from optimizer.data.scenario_values import TABLE, Checker

HOW_TO_WRITE = Text(
    'Write two lines into scenario.toml: start = "2022-03-10" and days = 14.',
    '请在 scenario.toml 中写两行：start = "2022-03-10" 和 days = 14。',
)


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """What a scenario file says: the scenario, and what the codes of wide roster sheets mean."""

    scenario: Scenario
    shift_codes: Mapping[str, str] = field(default_factory=dict)


def read_scenario(text: str) -> Scenario:
    """Return the scenario that the text of a scenario.toml describes.

    Raises
    ------
    BadInputError
        With every unknown key, wrong type and value out of range at once.
    """
    read, faults = parse_scenario(text)
    if read is None:
        raise BadInputError(faults)
    return read.scenario


def parse_scenario(text: str) -> tuple[ScenarioFile | None, list[Issue]]:
    """Return what the text says, or None with the faults."""
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = Text("The scenario is not valid TOML: {why}.", "方案文件不是有效的 TOML：{why}。")
        return None, [fault("scenario_unreadable", message, HOW_TO_WRITE, table=TABLE, why=str(error))]
    return scenario_of(given)


def scenario_of(given: Mapping[str, Any]) -> tuple[ScenarioFile | None, list[Issue]]:
    """Return the scenario of nested keys and values; texts are read as the type their key wants."""
    check = Checker()
    top = check.section(given, TOP, "", OTHER_TOP)
    for name in ("start", "days"):
        if name not in given:
            message = Text("The scenario does not say {name}.", "方案缺少 {name}。")
            check.faults.append(fault("scenario_incomplete", message, HOW_TO_WRITE, table=TABLE, column=name, name=name))
    policy: Any = check.section(given.get("policy", {}), POLICY, "policy")
    travel: Any = check.section(given.get("travel", {}), TRAVEL, "travel")
    limits, step_limits = _limits(check, given.get("solver", {}))
    goals = _goals(check, given.get("goals", []))
    codes = _shift_codes(check, given.get("shift_codes", {}))
    replan = _replan(check, given.get("replan", {}))
    if check.faults:
        return None, check.faults
    horizon: Any = {name: top[name] for name in ("start", "days", "time_zone") if name in top}
    scenario = Scenario(
        horizon=Horizon(**horizon),
        goals=goals,
        policy=Policy(**policy),
        travel=_travel(travel),
        limits=limits,
        step_limits=step_limits,
        replan=replan,
        illustrative=bool(top.get("illustrative", False)),
        within_s=float(top.get("within_s", 0.0)),  # type: ignore[arg-type]
    )
    return ScenarioFile(scenario, codes), []


def scenario_toml(scenario: Scenario) -> str:
    """Return the text that `read_scenario` reads back as the same scenario."""
    horizon = scenario.horizon
    solver: dict[str, Any] = dataclasses.asdict(scenario.limits)
    solver.update({step: dataclasses.asdict(scenario.step_limits[step]) for step in STEPS if step in scenario.step_limits})
    return tomli_w.dumps(
        {
            "start": horizon.start,
            "days": horizon.days,
            "time_zone": horizon.time_zone,
            "illustrative": scenario.illustrative,
            **({"within_s": scenario.within_s} if scenario.within_s else {}),
            "goals": [dataclasses.asdict(goal) for goal in scenario.goals],
            "policy": dataclasses.asdict(scenario.policy),
            "travel": {name: value for name, value in dataclasses.asdict(scenario.travel).items() if value != ""},
            "replan": _given({**dataclasses.asdict(scenario.replan), "goals": list(scenario.replan.goals)}),
            "solver": solver,
        }
    )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _travel(values: Mapping[str, Any]) -> TravelSettings:
    """Return the settings with the preset's speed in place, unless a speed is given."""
    preset = values.get("preset")
    return TravelSettings(**({"speed_kmh": SPEED_PRESETS[preset]} if preset else {}) | dict(values))


def _limits(check: Checker, given: Any) -> tuple[Limits, dict[str, Limits]]:
    """Return the limits of all steps, and of the steps that have their own; what a step leaves out it takes from all."""
    values: Any = check.section(given, SOLVER, "solver", STEPS)
    common = Limits(**values)
    own: dict[str, Limits] = {}
    for step in STEPS:
        if isinstance(given, Mapping) and step in given:
            changes: Any = check.section(given[step], SOLVER, f"solver.{step}")
            own[step] = common.but(**changes)
    return common, own


def _goals(check: Checker, given: object) -> tuple[Goal, ...]:
    """Return the goals in the order given, then those not named in their usual order: none is ever dropped."""
    goals = _named_goals(check, given, "goals")
    named = {goal.name for goal in goals}
    return (*goals, *(Goal(name) for name in DEFAULT_ROUTING_GOALS if name not in named))


def _replan(check: Checker, given: object) -> Replan:
    """Return how a plan in force is held; its goals have no tolerance of their own."""
    values: Any = check.section(given, REPLAN, "replan", ("goals",))
    order = given.get("goals", list(REPLAN_GOALS)) if isinstance(given, Mapping) else []
    goals = tuple(goal.name for goal in _named_goals(check, order, "replan.goals"))
    return Replan(goals=goals, **values)


def _named_goals(check: Checker, given: object, where: str) -> tuple[Goal, ...]:
    """Return the goals of a list."""
    if not isinstance(given, list):
        check.complain("scenario_goals", Text("Goals are a list, most important first.", "目标应为列表，最重要的在前。"), where)
        return ()
    goals: list[Goal] = []
    for position, entry in enumerate(given, 1):
        path = f"{where}.{position}"
        values: Any = check.section({"name": entry} if isinstance(entry, str) else entry, GOAL, path)
        name = values.get("name", "")
        if name not in DEFAULT_ROUTING_GOALS:
            message = Text("There is no such goal. {guess}", "没有这个目标。{guess}")
            check.complain("unknown_goal", message, path, name, guess=did_you_mean(str(name), DEFAULT_ROUTING_GOALS))
        elif any(goal.name == name for goal in goals):
            check.complain("duplicate_goal", Text("The goal is named twice.", "该目标重复。"), path, name)
        else:
            goals.append(Goal(**values))
    return tuple(goals)


def _shift_codes(check: Checker, given: object) -> dict[str, str]:
    message = Text("A shift code stands for a shift type, as in A = 'day'.", "班次代码须对应班次编号，如 A = 'day'。")
    if not isinstance(given, Mapping):
        check.complain("scenario_section", message, "shift_codes")
        return {}
    codes: dict[str, str] = {}
    for code, shift_type in given.items():
        if isinstance(shift_type, str) and clean(shift_type):
            codes[clean(str(code)).casefold()] = clean(shift_type)
        else:
            check.complain("scenario_value", message, f"shift_codes.{code}", shift_type)
    return codes
