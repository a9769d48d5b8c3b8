"""schedule.toml: the jobs by name, when they are due, and who is told; every fault at once, each with its place."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.complaint import did_you_mean, fault, shorten
from optimizer.jobs.notify import Email, Notify
from optimizer.jobs.recurrence import Recurrence

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COMMANDS = ("plan", "designate", "teams", "route", "rota", "supplies", "rehearse", "batch route")
STARTS = ("as written", "same day", "next day", *(f"next {day}" for day in WEEKDAYS))
_JOB = ("command", "data", "every", "day", "at", "time_zone", "start", "days", "missed", "carry", "notify", "within_s")
_EMAIL = ("host", "port", "sender", "to", "security", "user_env", "password_env")


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """One job.

    Parameters
    ----------
    command
        One of `COMMANDS`.
    data
        What it reads, seen from the schedule's folder; the inbox of ``batch route``.
    start, days
        First day of its plans, counted from the period's day, and their number; ``as written`` and 0 leave the scenario be.
    missed
        After downtime: ``latest`` runs the latest period alone, ``each`` all that were missed.
    carry
        Whether the plan of the period before is in force for the next one.
    notify
        ``always``, ``trouble`` (the exit code is not 0) or ``never``.
    within_s
        Seconds of the clock for a run (for each one, of ``batch route``); 0 for as long as it takes.
    """

    name: str
    command: str
    data: str
    when: Recurrence
    start: str = "as written"
    days: int = 0
    missed: str = "latest"
    carry: bool = True
    notify: str = "trouble"
    within_s: int = 0

    def first_day(self, period: dt.date) -> dt.date | None:
        """Return the first day of the plan of a period; None where the scenario says it."""
        if self.start == "as written":
            return None
        if self.start in {"same day", "next day"}:
            return period + dt.timedelta(days=self.start == "next day")
        ahead = (WEEKDAYS.index(self.start.removeprefix("next ")) - period.weekday() - 1) % 7 + 1
        return period + dt.timedelta(days=ahead)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule; `out` holds a folder per job and the records of all runs."""

    file: Path
    out: Path
    jobs: Mapping[str, ScheduledJob]
    notify: Notify = field(default_factory=Notify)

    def job(self, name: str) -> ScheduledJob:
        """Return a job.

        Raises
        ------
        BadInputError
            There is none of that name.
        """
        if name not in self.jobs:
            guess = did_you_mean(name, self.jobs)
            raise BadInputError([fault("unknown_job", _NO_JOB, _JOBS, value=name, guess=guess, jobs=", ".join(self.jobs))])
        return self.jobs[name]


def read_schedule(file: Path) -> Schedule:
    """Read a schedule.

    Raises
    ------
    BadInputError
        With everything that is wrong with it.
    """
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInputError([fault("no_schedule", _NO_FILE, value=str(file), why=error.strerror or str(error))]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInputError([fault("schedule_unreadable", _NOT_TOML, table=file.name, why=str(error))]) from None
    reader = _Reader(file.name)
    reader.keys(given, ("out", "jobs", "notify"), "")
    jobs = reader.section(given.get("jobs", {}), "jobs")
    if not jobs:
        reader.complain("no_jobs", _NO_JOBS, "jobs")
    read = {name: reader.job(name, values) for name, values in jobs.items()}
    notify = reader.notify(given.get("notify", {}))
    out = reader.text(given, "out", "", "scheduled")
    if reader.faults:
        raise BadInputError(reader.faults)
    base = file.resolve().parent
    return Schedule(file.resolve(), base / out, {name: job for name, job in read.items() if job is not None}, notify)


class _Reader:
    """Reads values and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.faults: list[Issue] = []
        self._file = file

    def complain(self, code: str, message: Text, column: str, value: object = "", **params: object) -> None:
        said = shorten(str(value))
        self.faults.append(Issue(code, Severity.FAULT, message, table=self._file, column=column, value=said, params=params))

    def keys(self, given: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for name in given.keys() - set(known):
            path = f"{where}.{name}".strip(".")
            self.complain("unknown_key", _UNKNOWN_KEY, path, guess=did_you_mean(name, known), known=", ".join(known))

    def section(self, given: Any, where: str) -> Mapping[str, Any]:
        if isinstance(given, Mapping):
            return given
        self.complain("schedule_value", _SECTION, where, given)
        return {}

    def text(self, given: Mapping[str, Any], name: str, where: str, default: str | None = None) -> str:
        value = given.get(name, default)
        if isinstance(value, str) and (value.strip() or default == ""):
            return value.strip()
        self.complain("schedule_value", _TEXT, f"{where}.{name}".strip("."), "" if value is None else value, name=name)
        return ""

    def choice(self, given: Mapping[str, Any], name: str, where: str, known: tuple[str, ...], default: str | None) -> str:
        value = given.get(name, default)
        if value in known:
            return str(value)
        said = ", ".join(known)
        self.complain("schedule_value", _CHOICE, f"{where}.{name}", "" if value is None else value, name=name, known=said)
        return known[0]

    def number(self, given: Mapping[str, Any], name: str, where: str, default: int, most: int) -> int:
        value = given.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and (0 < value <= most or value == default):
            return value
        self.complain("schedule_value", _NUMBER, f"{where}.{name}", value, name=name, most=most)
        return default

    def job(self, name: str, values: Any) -> ScheduledJob | None:
        where = f"jobs.{name}"
        if not name.replace("_", "").replace("-", "").isalnum():
            self.complain("schedule_value", _JOB_NAME, where, name)
        given = self.section(values, where)
        self.keys(given, _JOB, where)
        carry = given.get("carry", True)
        if not isinstance(carry, bool):
            self.complain("schedule_value", _YES_NO, f"{where}.carry", carry)
        if given.get("command") in {"rehearse", "batch route"}:
            for key in ("start", "days"):
                if key in given:
                    self.complain("schedule_value", _NO_DAYS, f"{where}.{key}", given[key], command=given["command"])
        if given.get("command") == "rehearse" and "within_s" in given:
            self.complain("schedule_value", _NO_WITHIN, f"{where}.within_s", given["within_s"])
        command = self.choice(given, "command", where, COMMANDS, None)
        data = self.text(given, "data", where)
        start = self.choice(given, "start", where, STARTS, "as written")
        days = self.number(given, "days", where, 0, 400)
        missed = self.choice(given, "missed", where, ("latest", "each"), "latest")
        notify = self.choice(given, "notify", where, ("always", "trouble", "never"), "trouble")
        within_s = self.number(given, "within_s", where, 0, 86_400)
        when = self.when(given, where)
        if when is None:
            return None
        return ScheduledJob(name, command, data, when, start, days, missed, carry is True, notify, within_s)

    def when(self, given: Mapping[str, Any], where: str) -> Recurrence | None:
        before = len(self.faults)
        every = given.get("every")
        days = [every] if isinstance(every, str) else every if isinstance(every, list) else [None]
        plain = every in {"day", "month"}
        if not plain and (not days or not all(day in WEEKDAYS for day in days)):
            self.complain("schedule_value", _EVERY, f"{where}.every", "" if every is None else every)
        month_day = self.number(given, "day", where, 0, 31)
        if (every == "month") != bool(month_day):
            self.complain("schedule_value", _MONTH_DAY, f"{where}.day", month_day or "")
        zone = self.text(given, "time_zone", where, "Asia/Shanghai")
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            self.complain("schedule_value", _ZONE, f"{where}.time_zone", zone)
        time = self.time(given.get("at"), where)
        if time is None or len(self.faults) > before:
            return None
        weekdays = frozenset() if plain else frozenset(WEEKDAYS.index(day) for day in days)
        return Recurrence(time, zone, weekdays, month_day)

    def time(self, value: Any, where: str) -> dt.time | None:
        try:
            read = value if isinstance(value, dt.time) else dt.datetime.strptime(str(value), "%H:%M").time()  # noqa: DTZ007
        except ValueError:
            self.complain("schedule_value", _TIME, f"{where}.at", "" if value is None else value)
            return None
        return read.replace(second=0, microsecond=0)

    def notify(self, values: Any) -> Notify:
        given = self.section(values, "notify")
        self.keys(given, ("webhook", "email"), "notify")
        url = self.text(given, "webhook", "notify", "")
        if url and not url.startswith(("https://", "http://")):
            self.complain("schedule_value", _URL, "notify.webhook", url)
        if "email" not in given:
            return Notify(webhook=url)
        mail = self.section(given["email"], "notify.email")
        self.keys(mail, _EMAIL, "notify.email")
        where = "notify.email"
        email = Email(
            host=self.text(mail, "host", where),
            port=self.number(mail, "port", where, 25, 65535),
            sender=self.text(mail, "sender", where),
            to=self.text(mail, "to", where),
            security=self.choice(mail, "security", where, ("starttls", "tls", "none"), "starttls"),
            user_env=self.text(mail, "user_env", where, ""),
            password_env=self.text(mail, "password_env", where, ""),
        )
        return Notify(webhook=url, email=email)


_NO_FILE = Text(
    "The schedule cannot be read: {why}. Write a schedule.toml, or name one with --file.",
    "无法读取日程文件：{why}。请编写 schedule.toml，或用 --file 指定。",
)
_NOT_TOML = Text("The schedule is not valid TOML: {why}.", "日程文件不是有效的 TOML：{why}。")
_NO_JOBS = Text(
    'There is no job. Write one: [jobs.rota], command = "rota", data = "city", every = "friday", at = "18:00".',
    '没有任务。请写入：[jobs.rota]，command = "rota"，data = "city"，every = "friday"，at = "18:00"。',
)
_NO_JOB = Text("There is no such job. {guess}", "没有这个任务。{guess}")
_JOBS = Text("Jobs are: {jobs}.", "现有任务：{jobs}。")
_UNKNOWN_KEY = Text("There is no such key here. {guess} Keys are: {known}.", "此处没有这个键。{guess} 可用的键：{known}。")
_SECTION = Text("This must be a section with keys.", "此处应为含键值的小节。")
_TEXT = Text('{name} is a text, as in {name} = "…".', '{name} 应为文本，如 {name} = "…"。')
_CHOICE = Text("{name} is one of: {known}.", "{name} 应为其中之一：{known}。")
_NUMBER = Text("{name} is a whole number from 1 to {most}.", "{name} 应为 1 至 {most} 的整数。")
_YES_NO = Text("This is true or false.", "此处应为 true 或 false。")
_NO_DAYS = Text("{command} plans the days that its data say; leave this out.", "{command} 按数据自身的日期运行，请去掉此项。")
_NO_WITHIN = Text("A rehearsal takes as long as its solves do; leave this out.", "演练所需时间取决于其求解，请去掉此项。")
_JOB_NAME = Text("A job's name has letters, digits, - and _ only.", "任务名只能含字母、数字、- 和 _。")
_EVERY = Text(
    'every is "day", "month" (with day = 1 to 31), a day of the week such as "friday", or a list of them.',
    'every 应为 "day"、"month"（另写 day = 1 至 31）、星期（如 "friday"）或其列表。',
)
_MONTH_DAY = Text(
    'day goes with every = "month", and only there: 1 to 31 (31 is the last of every month).',
    'day 仅与 every = "month" 同用：1 至 31（31 即每月最后一天）。',
)
_TIME = Text('at is a time of the clock, as in at = "18:00".', 'at 应为时刻，如 at = "18:00"。')
_ZONE = Text('There is no such time zone; write one as "Asia/Shanghai".', '没有这个时区，写法如 "Asia/Shanghai"。')
_URL = Text("A webhook begins with https:// or http://.", "webhook 须以 https:// 或 http:// 开头。")
