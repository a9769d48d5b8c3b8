"""What the commands on scenarios and decisions find and say."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.cli.console import Answer, Voice
from optimizer.cli.store_answers import moment, page
from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import Decision, Scenario, Store


def added_decision(voice: Voice, place: str, plan: str, words: tuple[str, str, str], by: str) -> Answer:
    """Note a decision: about what, what was chosen, and the code of why."""
    if not all(words):
        raise BadInputError([fault("what_missing", _DECISION)])
    with Store.open(place) as store:
        made = store.notes.decide(plan, *words, by)
    return _decisions(voice, [made])


def listed_decisions(voice: Voice, place: str, plan: str) -> Answer:
    """List the decisions about a plan."""
    with Store.open(place) as store:
        return _decisions(voice, store.notes.decisions(plan))


def added_scenario(voice: Voice, place: str, plan: str, name: str, changes: Sequence[str], by: str) -> Answer:
    """Keep a scenario."""
    if not name or not changes:
        raise BadInputError([fault("what_missing", _SCENARIO)])
    with Store.open(place) as store:
        kept = store.notes.add_scenario(plan, name, changes, by)
    return _scenarios(voice, [kept])


def listed_scenarios(voice: Voice, place: str, plan: str) -> Answer:
    """List the scenarios of a plan."""
    with Store.open(place) as store:
        return _scenarios(voice, store.notes.scenarios(plan))


def _decisions(voice: Voice, found: Sequence[Decision]) -> Answer:
    rows = [(str(one.seq), one.subject, one.choice, one.reason, one.by, moment(one.at)) for one in found]
    voice.show(page(voice, _DECISION_TITLES, rows))
    told = [
        {
            "number": one.seq,
            "plan_id": one.plan_id,
            "about": one.subject,
            "choice": one.choice,
            "reason": one.reason,
            "by": one.by,
            "at": one.at.isoformat(),
        }
        for one in found
    ]
    return Answer(0, {"decisions": told})


def _scenarios(voice: Voice, found: Sequence[Scenario]) -> Answer:
    rows = [(one.scenario_id[:12], one.name, " ".join(one.changes), one.by, moment(one.at)) for one in found]
    voice.show(page(voice, _SCENARIO_TITLES, rows))
    told = [
        {
            "scenario_id": one.scenario_id,
            "plan_id": one.plan_id,
            "name": one.name,
            "changes": list(one.changes),
            "by": one.by,
            "at": one.at.isoformat(),
        }
        for one in found
    ]
    return Answer(0, {"scenarios": told})


_DECISION_TITLES = (
    Text("No.", "序号"),
    Text("About", "事项"),
    Text("Choice", "决定"),
    Text("Reason", "原因"),
    Text("By", "操作人"),
    Text("At (UTC)", "时间（UTC）"),
)
_SCENARIO_TITLES = (
    Text("Id", "编号"),
    Text("Name", "名称"),
    Text("Changes", "改动"),
    Text("By", "操作人"),
    Text("At (UTC)", "时间（UTC）"),
)
_DECISION = Text(
    "Say --about what, which --choice, and the code of the --reason.", "请给出 --about、--choice 和 --reason（代码）。"
)
_SCENARIO = Text("Say the --name and at least one --change.", "请给出 --name 和至少一个 --change。")
