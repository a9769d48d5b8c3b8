"""What `suggest` says to a dispatcher on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from optimizer.cli.console import Voice
from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.planning.suggest_entities import Advice
from optimizer.planning.suggest_lines import NO_PHONE, head_lines, suggestion_lines, undesignated_line, withheld_line

_START = Text(" (start of the scenario; --now sets another moment)", "（场景起始时间；可用 --now 指定）")
_PLAN = Text("Plan in force: {plan}.", "现行方案：{plan}。")
_TITLE = Text("{rank}. {name} ({zh})  {phone}", "{rank}. {name}  {phone}")
_MORE = Text("… hospitals not shown: {count} (--most)", "……另有 {count} 家（--most）")
_WITHHELD = Text("Not offered:", "未推荐：")
_SAID = Text("{line}", "{line}")


def show_advice(
    voice: Voice, dataset: Dataset, advice: Advice, plan: Path | None, most: int, warnings: Sequence[Issue] = ()
) -> None:
    """Write an answer to people."""
    _say(voice, head_lines(dataset, advice, voice.lang, _START))
    if plan is not None:
        voice.say(_PLAN, plan=plan)
    told = [*(note.describe(voice.lang) for note in advice.notes), *(issue.describe(voice.lang) for issue in warnings)]
    _say(voice, told, "! ")
    for one in advice.suggestions[:most]:
        _say(voice, ("",))
        voice.say(_TITLE, rank=one.rank, name=one.name, zh=one.name.zh, phone=one.phone or NO_PHONE)
        _say(voice, suggestion_lines(one, voice.lang, with_plan=advice.with_plan), "   ")
    if len(advice.suggestions) > most:
        voice.say(_MORE, count=len(advice.suggestions) - most)
    if advice.withheld:
        voice.say(_WITHHELD)
        _say(voice, (withheld_line(one, voice.lang) for one in advice.withheld), "  ")
    if advice.undesignated is not None:
        _say(voice, (undesignated_line(advice.undesignated, voice.lang),))
    voice.sign(illustrative=dataset.illustrative)


def _say(voice: Voice, lines: Iterable[str], before: str = "") -> None:
    for line in lines:
        voice.say(_SAID, line=before + line)
