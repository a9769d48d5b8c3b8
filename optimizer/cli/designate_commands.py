"""The command designate: a plan of its first step, or a study around it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import Data, JsonOption, LangOption
from optimizer.cli.plan_commands import Days, PlanOption, Start, single
from optimizer.cli.within import Within
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text

Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Folder for the plan (or study); one that holds the same is replaced.")
]
Front = Annotated[
    bool, typer.Option("--front", help="No plan but a study: what fewer or more sites cost in people, minutes and crossing.")
]
Rehearse = Annotated[
    bool, typer.Option("--rehearse", help="No plan but a study (of --plan, if given): every hospital lost, and which to add.")
]


def designate(
    data: Data,
    out: Out,
    lang: LangOption,
    plan: PlanOption = None,
    front: Front = False,
    rehearse: Rehearse = False,
    start: Start = None,
    days: Days = None,
    within: Within = None,
    as_json: JsonOption = False,
) -> None:
    """Decide which hospital serves which service, from counts alone."""
    if not (front or rehearse):
        single("designation", "designate")(data, out, lang, plan, start, days, within, as_json)

    def work(voice: Voice) -> Answer:
        from optimizer.cli.front_answers import front_drawn  # the solvers load when there is work to do
        from optimizer.cli.rehearsal_answers import rehearsal_drawn

        if front and rehearse:
            raise BadInputError([_ONE_STUDY])
        if start is not None or days is not None:
            raise BadInputError([_DAYS_OF_STUDY])
        if within is not None:
            raise BadInputError([_TIME_OF_STUDY])
        if rehearse:
            return rehearsal_drawn(voice, data, out, plan)
        if plan is not None:
            raise BadInputError([_NO_PLAN_WITH_FRONT])
        return front_drawn(voice, data, out)

    answer("designate", lang, as_json, work)


_ONE_STUDY = Issue(
    "one_study",
    Severity.FAULT,
    Text("--front and --rehearse are two studies.", "--front 与 --rehearse 是两项分析。"),
    Text("Run them one after the other, each into a folder of its own.", "请分别运行，各写入自己的文件夹。"),
)
_DAYS_OF_STUDY = Issue(
    "days_of_study",
    Severity.FAULT,
    Text("A study is of the scenario's own days.", "分析按方案自身的日期进行。"),
    Text("Leave --start and --days out, or change scenario.toml.", "请去掉 --start 和 --days，或修改 scenario.toml。"),
)
_TIME_OF_STUDY = Issue(
    "time_of_study",
    Severity.FAULT,
    Text("A study takes as long as its solves do.", "分析所需时间取决于其求解。"),
    Text("Leave --within out.", "请去掉 --within。"),
)
_NO_PLAN_WITH_FRONT = Issue(
    "front_without_plan",
    Severity.FAULT,
    Text("--front asks about the tables, not about a plan.", "--front 针对数据表，不针对方案。"),
    Text("Leave --plan out.", "请去掉 --plan。"),
)
