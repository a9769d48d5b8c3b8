"""Text for systemd and cron; a run asks the records what is due, so that a timer may ring too often and does no harm.

Nothing here touches the system: what to do with the files stands in them.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping

from optimizer.core.text import Lang
from optimizer.jobs.schedule_file import WEEKDAYS, Schedule, ScheduledJob

_QUARTER = 15  # minutes; time zones differ by whole quarters of an hour
_SHORTEST_MONTH = 28


def systemd(schedule: Schedule, lang: Lang) -> Mapping[str, str]:
    """Return a service and a timer per job, by file name."""
    return {
        f"hospital-optimizer-{job.name}.{kind}": text
        for job in schedule.jobs.values()
        for kind, text in (("service", _service(schedule, job, lang)), ("timer", _timer(job)))
    }


def crontab(schedule: Schedule, lang: Lang) -> str:
    """Return a line per job; cron knows no time zones, so it asks every quarter of an hour whether the job is due."""
    lines = ["# hospital-optimizer: add these lines with `crontab -e`; a job that is not due says so and ends at once."]
    for job in schedule.jobs.values():
        minutes = ",".join(str(minute) for minute in range(job.when.time.minute % _QUARTER, 60, _QUARTER))
        log = shlex.quote(str(schedule.out / job.name / "cron.log"))
        folder = shlex.quote(str(schedule.out / job.name))
        command = f"mkdir -p {folder} && {shlex.join(_command(schedule, job, lang))} >> {log} 2>&1"
        lines.append(f"{minutes} * * * * {command.replace('%', chr(92) + '%')}")
    return "\n".join(lines) + "\n"


def on_calendar(job: ScheduledJob) -> str:
    """Return systemd's way to say when a job is due."""
    when = job.when
    days, date = "", "*-*-*"
    if when.weekdays:
        days = ",".join(WEEKDAYS[day].title()[:3] for day in sorted(when.weekdays)) + " "
    if when.month_day == 31:
        date = "*-*~01"
    elif 0 < when.month_day <= _SHORTEST_MONTH:
        date = f"*-*-{when.month_day:02}"
    return f"{days}{date} {when.time:%H:%M}:00 {when.time_zone}"


def _service(schedule: Schedule, job: ScheduledJob, lang: Lang) -> str:
    words = " ".join(_quoted(word) for word in _command(schedule, job, lang))
    return (
        "# Put this and its timer into ~/.config/systemd/user or /etc/systemd/system, then:\n"
        f"#   systemctl [--user] daemon-reload && systemctl [--user] enable --now hospital-optimizer-{job.name}.timer\n"
        f"[Unit]\nDescription=hospital-optimizer {job.name}\n\n"
        f"[Service]\nType=oneshot\nNice=10\nSuccessExitStatus=4 6\nExecStart={words}\n"
    )


def _timer(job: ScheduledJob) -> str:
    return (
        f"[Unit]\nDescription=When hospital-optimizer {job.name} is due\n\n"
        f"[Timer]\nOnCalendar={on_calendar(job)}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )


def _command(schedule: Schedule, job: ScheduledJob, lang: Lang) -> list[str]:
    return [sys.executable, "-m", "optimizer", "schedule", "run", job.name, "--file", str(schedule.file), "--lang", lang]


def _quoted(word: str) -> str:
    """Return a word as systemd reads it: specifiers and variables taken literally."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"' if any(char in word for char in " \\\"'") else plain
