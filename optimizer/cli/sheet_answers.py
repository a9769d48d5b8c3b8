"""The answers of rota-sheet and rota-diff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from optimizer.cli.console import Answer, Voice
from optimizer.cli.outfile import check_file, write_file
from optimizer.cli.plan_read import checked_plan, published_plan, say_lines, typed_date, unknown_id
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text, notices
from optimizer.data.canonical import table_csv
from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading.staffnames import read_names
from optimizer.data.tables.rota_changes import ROTA_CHANGES
from optimizer.report.roster.book import roster_book
from optimizer.report.roster.chat import chat_texts
from optimizer.report.roster.diff import diff_in_force, rota_diff
from optimizer.report.roster.grid import NOBODY
from optimizer.report.roster.table import roster_csv

SUFFIXES = (".xlsx", ".csv", ".png", ".txt")
_WROTE = Text("Wrote {out}.", "已生成 {out}。")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown: a ward (blank for all) and the days, as typed."""

    ward: str
    first: str
    last: str


def shown(voice: Voice, folder: Path, what: Shown, out: Path | None, *, names: Path | None, font: Path | None) -> Answer:
    """Write the rota as a file, or say it as text.

    Raises
    ------
    BadInputError
        No plan, no rota, an unknown ward, days outside the plan, or a place no file may be written to.
    BrokenPlanError
        The plan does not pass the check.
    """
    if out is not None:
        check_file(out, SUFFIXES)
    record = _with_rota(checked_plan(folder), folder)
    wards, dates = _wards(record, what.ward), _dates(record, what)
    called = NOBODY if names is None else read_names(names)
    facts = {"wards": list(wards), "from": dates[0].isoformat(), "to": dates[-1].isoformat()}
    kind = ".txt" if out is None else out.suffix.lower()
    if kind == ".txt":
        texts = [text for ward in wards for text in chat_texts(record, ward, voice.lang, dates, called)]
        if out is None:
            say_lines(voice, "\n\n\n".join(texts).split("\n"))
            return Answer(0, {**facts, "texts": texts})
        content = ("\n\n\n".join(texts) + "\n").encode()
    elif kind == ".csv":
        content = roster_csv(record, voice.lang, what.ward, dates, called)
    elif kind == ".xlsx":
        content = roster_book(record, voice.lang, wards, dates, called)
    else:
        from optimizer.report.roster.picture import roster_picture  # loads what draws, only where something is drawn

        if len(wards) != 1:
            raise BadInputError([_one_ward(wards)])
        content = roster_picture(record, wards[0], voice.lang, dates, called, font)
    if out is not None:
        write_file(out, content)
        voice.say(_WROTE, out=out)
    return Answer(0, {**facts, "out": str(out)})


def compared(voice: Voice, folder: Path, against: Path | None, ward: str, out: Path | None, names: Path | None) -> Answer:
    """List what is different from an earlier publication, or from the rota in force when the plan was made.

    Raises
    ------
    BadInputError
        One of the folders holds no plan or no rota, the ward is unknown, or the place is not for a file.
    BrokenPlanError
        The plan does not pass the check, or somebody changed the earlier one.
    """
    if out is not None:
        check_file(out, (".csv",))
    after = _with_rota(checked_plan(folder), folder)
    if against is None:
        _wards(after, ward)
        found = diff_in_force(_replanned(after, folder), ward)
    else:
        before = _with_rota(published_plan(against), against)
        if ward not in before.dataset.ward:
            _wards(after, ward)
        found = rota_diff(before, after, ward)
    say_lines(voice, found.words(voice.lang, NOBODY if names is None else read_names(names)))
    if out is not None:
        write_file(out, table_csv(ROTA_CHANGES, found.rows, bom=True))
        voice.say(_WROTE, out=out)
    for mark in reversed(notices(illustrative=after.dataset.illustrative)):
        voice.say(mark)
    changes = [
        {
            **{"staff_id": row.staff_id, "role": str(row.role), "date": row.date.isoformat()},
            "before": {"shift_type_id": row.before_shift, "ward_id": row.before_ward} if row.before_shift else None,
            "after": {"shift_type_id": row.after_shift, "ward_id": row.after_ward} if row.after_shift else None,
        }
        for row in found.rows
    ]
    ends = (found.compared[0].isoformat(), found.compared[-1].isoformat()) if found.compared else (None, None)
    return Answer(0, {"from": ends[0], "to": ends[1], "changes": changes, "people": len({row.staff_id for row in found.rows})})


def _with_rota(record: PlanRecord, folder: Path) -> PlanRecord:
    if not record.tables.rota:
        raise BadInputError([_no_rota(folder)])
    return record


def _replanned(record: PlanRecord, folder: Path) -> PlanRecord:
    if not record.previous_rota:
        raise BadInputError([_nothing_earlier(folder)])
    return record


def _wards(record: PlanRecord, ward: str) -> tuple[str, ...]:
    """Return the ward asked for, or every ward with shifts."""
    if ward:
        if ward not in record.dataset.ward:
            raise BadInputError([unknown_id("wards", ward, record.dataset.ward)])
        return (ward,)
    there = {row.ward_id for row in record.tables.rota}
    return tuple(row.ward_id for row in record.dataset.wards if row.ward_id in there)


def _dates(record: PlanRecord, what: Shown) -> tuple[dt.date, ...]:
    horizon = record.dataset.horizon
    first = typed_date(what.first) if what.first else horizon.start
    last = typed_date(what.last) if what.last else horizon.last
    dates = tuple(date for date in horizon if first <= date <= last)
    if not dates or first not in horizon or last not in horizon:
        raise BadInputError([_outside(first, last, horizon.start, horizon.last)])
    return dates


def _outside(first: dt.date, last: dt.date, start: dt.date, end: dt.date) -> Issue:
    return Issue(
        "outside_plan",
        Severity.FAULT,
        Text(
            "{first} to {last} is not within the plan ({start} to {end}).", "{first} 至 {last} 不在方案期内（{start} 至 {end}）。"
        ),
        params={"first": first, "last": last, "start": start, "end": end},
    )


def _no_rota(folder: Path) -> Issue:
    return Issue(
        "no_rota",
        Severity.FAULT,
        Text("The plan in {folder} holds no shifts.", "{folder} 中的方案没有排班。"),
        Text("Plan it with the command rota and --plan.", "请用 rota 命令加 --plan 补做。"),
        params={"folder": folder},
    )


def _nothing_earlier(folder: Path) -> Issue:
    return Issue(
        "nothing_earlier",
        Severity.FAULT,
        Text("The plan in {folder} was made without a rota in force.", "{folder} 中的方案制定时没有现行班表。"),
        Text("Name the folder published before with --against.", "请用 --against 指定上一版方案文件夹。"),
        params={"folder": folder},
    )


def _one_ward(wards: tuple[str, ...]) -> Issue:
    return Issue(
        "one_ward",
        Severity.FAULT,
        Text("A picture shows one ward.", "一张图片只含一个病区。"),
        Text("Name it with --ward: {wards}.", "请用 --ward 指定：{wards}。"),
        params={"wards": ", ".join(wards)},
    )
