"""The command that shows what protection costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import Data, JsonOption, LangOption
from optimizer.cli.progress import watched
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import DISCLAIMER, Text
from optimizer.data.planfolder import read_plan

if TYPE_CHECKING:
    from optimizer.planning.protection_front import Price

MOST = 0.999
LEVELS = "0,0.5,0.8,0.9,0.95"
_HEADER = (
    Text("protection", "保障水平"),
    Text("bed-days kept free", "预留床日"),
    Text("most on a day", "单日最多"),
    Text("not placed", "待落实"),
    Text("urgency 1 / 2 / 3 / 4", "Ⅰ / Ⅱ / Ⅲ / Ⅳ 级"),
    Text("days waited", "等待天数"),
    Text("beyond the limit", "其中超限"),
    Text("mean trip, min", "平均路程（分钟）"),
    Text("worst trip, min", "最长路程（分钟）"),
)


def protection(
    data: Data,
    lang: LangOption,
    levels: Annotated[
        str, typer.Option("--levels", metavar="L,L,…", help="Levels to compare: 0 is none, 0.9 nine times in ten.")
    ] = LEVELS,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="DIR", help="Plan folder whose designation and teams are taken over.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what it costs to keep places free for people who turn up unannounced: the routing at several levels.

    The level of a plan is policy.protection in scenario.toml, or plan --protect.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.data.reading import read_dataset  # loaded when there is work to do
        from optimizer.planning.protection_front import protection_front

        wanted = [level_of(word) for word in levels.split(",") if word.strip()]
        if not wanted:
            raise BadInputError([_bad_level(levels)])
        base = None if plan is None else read_plan(plan)
        dataset = read_dataset(data)
        with watched(voice) as control:
            prices = list(protection_front(dataset, wanted, base=base, control=control))
        voice.show(_table(prices, voice))
        voice.say(DISCLAIMER)
        return Answer(0, {"levels": [one.to_dict() for one in prices]})

    answer("protection", lang, as_json, work)


def level_of(word: str | float) -> float:
    """Return a protection level.

    Raises
    ------
    BadInputError
        When it is no number from 0 to 0.999.
    """
    try:
        level = float(word)
    except ValueError:
        level = -1.0
    if not 0 <= level <= MOST:
        raise BadInputError([_bad_level(str(word))])
    return level


def _table(prices: list[Price], voice: Voice) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in _HEADER:
        table.add_column(title.to(voice.lang), justify="right")
    for one in prices:
        table.add_row(
            f"{100 * one.level:g} %" if one.level else Text("off", "关闭").to(voice.lang),
            str(one.kept_free_days),
            str(one.kept_free_most),
            str(one.unplaced),
            " / ".join(str(one.unplaced_by_urgency[urgency]) for urgency in (1, 2, 3, 4)),
            str(one.waiting_days),
            str(one.wait_excess_days),
            "–" if one.mean_trip_min is None else f"{one.mean_trip_min:.1f}",
            "–" if one.worst_trip_min is None else str(one.worst_trip_min),
        )
    return table


def _bad_level(word: str) -> Issue:
    return Issue(
        "protection_level",
        Severity.FAULT,
        Text("{word} is no protection level.", "{word} 不是有效的保障水平。"),
        Text("Write numbers from 0 to 0.999, such as 0.9.", "请填写 0 至 0.999 的数，如 0.9。"),
        params={"word": word},
    )
