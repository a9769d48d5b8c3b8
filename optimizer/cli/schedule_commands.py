"""The commands of a schedule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text

if TYPE_CHECKING:
    from optimizer.jobs.schedule import Period, Told

schedule = typer.Typer(help="Run jobs that a schedule.toml names: once per period, whenever asked.", no_args_is_help=True)

File = Annotated[Path, typer.Option("--file", metavar="FILE", help="The schedule.")]
Now = Annotated[
    str | None, typer.Option("--now", metavar="MOMENT", help="As if it were then, as in 2026-11-27T18:00 (the job's time zone).")
]
SCHEDULE = Path("schedule.toml")


@schedule.command("run")
def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The job.")],
    lang: LangOption,
    file: File = SCHEDULE,
    now: Now = None,
    as_json: JsonOption = False,
) -> None:
    """Run what is due of a job and not done yet; does nothing, and says so, where all is done. Exit 75 while it is running."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.progress import watched
        from optimizer.jobs.schedule import run_job
        from optimizer.jobs.schedule_file import read_schedule

        read = read_schedule(file)
        moment = _moment(now, read.job(name).when.time_zone)
        with watched(voice, own_steps=False) as control:
            periods = run_job(read, name, moment, lang=voice.lang, tell=control.tell)
        for period in periods:
            _say(voice, name, period)
        ran = [period for period in periods if period.now]
        open_ones = [period for period in periods if period.now or period.state != "committed"]
        code = max((period.exit_code for period in open_ones), default=0)
        facts = {"job": name, "ran": len(ran), "periods": [period.to_dict() for period in periods]}
        illustrative = _illustrative(periods)
        voice.sign(illustrative=illustrative)
        return Answer(code, {**facts, **voice.marks(illustrative=illustrative)})

    answer("schedule run", lang, as_json, work)


@schedule.command("list")
def list_jobs(lang: LangOption, file: File = SCHEDULE, now: Now = None, as_json: JsonOption = False) -> None:
    """Show every job: when it is due next, and how its last run ended."""

    def work(voice: Voice) -> Answer:
        from optimizer.jobs.schedule import told_of
        from optimizer.jobs.schedule_file import read_schedule

        read = read_schedule(file)
        told = told_of(read, _moment(now, "Asia/Shanghai"))
        voice.show(_table(voice, told))
        return Answer(0, {"jobs": [_facts(one) for one in told]})

    answer("schedule list", lang, as_json, work)


@schedule.command("install")
def install(
    lang: LangOption,
    file: File = SCHEDULE,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Folder for the files; without it they are shown.")
    ] = None,
    kind: Annotated[str, typer.Option("--as", metavar="KIND", help="systemd or crontab.")] = "systemd",
    as_json: JsonOption = False,
) -> None:
    """Write systemd timers or crontab lines for the jobs; nothing of the system is changed."""

    def work(voice: Voice) -> Answer:
        from optimizer.jobs.only_one import not_writable
        from optimizer.jobs.schedule_file import read_schedule
        from optimizer.jobs.schedule_units import crontab, systemd
        from optimizer.jobs.whole_file import write_whole

        read = read_schedule(file)
        if kind not in {"systemd", "crontab"}:
            raise BadInputError([_fault("unknown_kind", _NO_KIND, kind)])
        files = systemd(read, voice.lang) if kind == "systemd" else {"hospital-optimizer.crontab": crontab(read, voice.lang)}
        if to is None:
            for name, text in files.items():
                voice.say(Text("# {name}\n{content}", "# {name}\n{content}"), name=name, content=text)
        else:
            try:
                to.mkdir(parents=True, exist_ok=True)
                for name, text in files.items():
                    write_whole(to / name, text.encode())
            except OSError as error:
                raise not_writable(to, error) from error
            voice.say(Text("Wrote {count} files into {to}.", "已在 {to} 生成 {count} 个文件。"), count=len(files), to=to)
        return Answer(0, {"to": "" if to is None else str(to), "files": dict(files)})

    answer("schedule install", lang, as_json, work)


def _moment(said: str | None, zone: str) -> dt.datetime:
    """Return the moment meant; one without an offset is of `zone`."""
    if said is None:
        return dt.datetime.now(dt.UTC)
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        raise BadInputError([_fault("bad_moment", _NO_MOMENT, said)]) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _illustrative(periods: Sequence[Period]) -> bool:
    from optimizer.data.planfolder import holds_plan, read_plan

    plans = [Path(period.out) for period in periods if period.out]
    return any(read_plan(plan).dataset.illustrative for plan in plans if holds_plan(plan))


def _say(voice: Voice, name: str, period: Period) -> None:
    said = _RAN if period.now else _DONE if period.state == "committed" else _FAILED_BEFORE
    state = _STATES[period.state]
    voice.say(said, job=name, period=period.period, state=state, code=period.exit_code, out=period.out or period.reason)
    if period.previous:
        voice.say(Text("In force before: {previous}.", "此前现行：{previous}。"), previous=period.previous)
    for place in period.places:
        voice.err.print(place, markup=False)
    if period.places:
        voice.err.print(_CHECK.to(voice.lang), markup=False)
    for failure in period.untold:
        voice.err.print(_UNTOLD.to(voice.lang, why=failure), markup=False)


def _table(voice: Voice, told: tuple[Told, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in (Text("job", "任务"), Text("next", "下次"), Text("last period", "上次周期"), Text("result", "结果")):
        table.add_column(title.to(voice.lang))
    for one in told:
        moment = one.upcoming.astimezone(ZoneInfo(one.job.when.time_zone))
        last = one.last
        result = (
            "" if last is None else f"{_STATES[last.state].to(voice.lang)} ({'' if last.exit_code is None else last.exit_code})"
        )
        shown = f"{moment:%Y-%m-%d %H:%M} {one.job.when.time_zone}"
        table.add_row(escape(one.job.name), shown, "" if last is None else last.period, result)
    return table


def _facts(one: Told) -> dict[str, object]:
    last = one.last
    moment = one.upcoming.astimezone(ZoneInfo(one.job.when.time_zone))
    facts: dict[str, object] = {"job": one.job.name, "command": one.job.command, "next": moment.isoformat(timespec="minutes")}
    if last is not None:
        facts["last"] = {"period": last.period, "state": str(last.state), "exit_code": last.exit_code, "out": last.out}
    return facts


def _fault(code: str, message: Text, value: str) -> Issue:
    return Issue(code, Severity.FAULT, message, value=value, params={"said": value})


_NO_MOMENT = Text("--now {said} is no moment; write it as 2026-11-27T18:00.", "--now {said} 不是时刻，写法如 2026-11-27T18:00。")
_NO_KIND = Text("--as {said} is neither systemd nor crontab.", "--as {said} 既不是 systemd 也不是 crontab。")
_RAN = Text("{job} {period}: {state} ({code}) {out}", "{job} {period}：{state}（{code}）{out}")
_DONE = Text("{job} {period} is done already: {out}. Nothing is due.", "{job} {period} 已完成：{out}。暂无到期任务。")
_FAILED_BEFORE = Text(
    "{job} {period} failed before ({code}): {out}. It is run again when its input is another.",
    "{job} {period} 此前失败（{code}）：{out}。输入变动后将重新运行。",
)
_CHECK = Text("`check DATA` shows them in full, each with its fix.", "用 check DATA 查看全部内容及修改办法。")
_UNTOLD = Text("Could not notify: {why}", "通知失败：{why}")
_STATES = {
    "pending": Text("waiting", "等待"),
    "running": Text("running", "运行中"),
    "committed": Text("done", "完成"),
    "failed": Text("failed", "失败"),
}
