"""The commands of a batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption
from optimizer.cli.within import Within
from optimizer.core.text import Text

if TYPE_CHECKING:
    from optimizer.jobs.batch import Batch
    from optimizer.jobs.batch_row import Row

batch = typer.Typer(help="Run everything that arrived in a folder.", no_args_is_help=True)


@batch.command("route")
def route(
    inbox: Annotated[Path, typer.Argument(metavar="INBOX", help="Folder in which data folders and workbooks arrive.")],
    out: Annotated[Path, typer.Option("--out", metavar="OUTBOX", help="Folder for the plans, the faults and the summary.")],
    lang: LangOption,
    within: Within = None,
    as_json: JsonOption = False,
) -> None:
    """Route every data folder and workbook of INBOX, in the order of their names, each once; bad ones are set aside.

    With --within, each of them answers within so many seconds, or is ended and tried again next time.
    May be stopped at any time and started again: what is done is not done again. The exit code is the highest of all runs
    whose input is still in INBOX.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.cli.progress import watched
        from optimizer.jobs.batch import run_batch

        with watched(voice, own_steps=False) as control:
            done = run_batch(
                inbox, out, lang=voice.lang, tell=control.tell, told=lambda row: _tell(voice, row), within_s=within or 0.0
            )
        _show(voice, done)
        counts = {state: sum(row.state == state for row in done.rows) for state in _STANDING}
        facts = {
            "out": str(out),
            "summary": str(done.summary),
            "counts": counts,
            "passed_over": list(done.passed_over),
            "runs": [row.to_dict() for row in done.rows],
        }
        return Answer(done.exit_code, {**facts, **voice.marks(illustrative=any(row.illustrative for row in done.rows))})

    answer("batch route", lang, as_json, work)


def _tell(voice: Voice, row: Row) -> None:
    """Say on stderr what became of an arrival, as soon as it is known."""
    if not voice.as_json:
        said = _STANDING[row.state].to(voice.lang)
        reason = f": {row.reason}" if row.reason else ""
        voice.err.print(f"{row.name}: {said} ({row.exit_code}){reason}", markup=False)


def _show(voice: Voice, done: Batch) -> None:
    if not done.rows:
        voice.say(Text("Nothing arrived: the inbox holds no data folder and no workbook.", "收件箱中没有数据文件夹或工作簿。"))
    else:
        voice.show(_table(voice, done))
    for name in done.passed_over:
        voice.say(Text("Passed over, neither folder nor workbook: {name}", "已略过（非文件夹或工作簿）：{name}"), name=name)
    voice.say(Text("Summary: {path}", "汇总：{path}"), path=done.summary)
    voice.sign(illustrative=any(row.illustrative for row in done.rows))


def _table(voice: Voice, done: Batch) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in _HEADER[:2]:
        table.add_column(title.to(voice.lang), overflow="fold")
    for title in _HEADER[2:6]:
        table.add_column(title.to(voice.lang), justify="right")
    table.add_column(_HEADER[6].to(voice.lang), overflow="fold")
    before = Text("before", "此前").to(voice.lang)
    for row in done.rows:
        said = _STANDING[row.state].to(voice.lang) + ("" if row.now else f" ({before})")
        numbers = ("" if value is None else str(value) for value in (row.exit_code, row.placed, row.unplaced, row.faults or None))
        table.add_row(escape(row.name), said, *numbers, escape(": ".join(filter(None, (row.reason, Path(row.out).name)))))
    return table


_HEADER = (
    Text("input", "输入"),
    Text("result", "结果"),
    Text("exit code", "退出码"),
    Text("placed", "已安排"),
    Text("not yet", "待落实"),
    Text("faults", "错误"),
    Text("where, and why", "位置与原因"),
)
_STANDING = {
    "committed": Text("planned", "已规划"),
    "set_aside": Text("set aside, faults listed", "已搁置，附错误清单"),
    "failed": Text("failed, tried again next time", "失败，下次重试"),
    "changed": Text("changed while it was read, run next time", "读取时有变动，下次运行"),
}
