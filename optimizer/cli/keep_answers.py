"""What the commands that keep the store find and say."""

from __future__ import annotations

from pathlib import Path

from optimizer.cli.console import Answer, Voice
from optimizer.core.errors import ExitCode
from optimizer.core.text import Text
from optimizer.jobs.retention import Periods, retain, would_go
from optimizer.store import Backup, Store
from optimizer.ui.places import jobs_folder


def backed_up(voice: Voice, place: str, file: Path, by: str) -> Answer:
    """Write a backup."""
    with Store.open(place) as store:
        made = store.back_up(file, by)
    voice.say(_WRITTEN, file=file, rows=sum(made.rows.values()), digest=made.sha256)
    return _told(voice, made, file)


def restored(voice: Voice, place: str, file: Path, by: str, *, replace: bool) -> Answer:
    """Restore a backup."""
    made = Store.restored(file, place, by, replace=replace)
    voice.say(_RESTORED, rows=sum(made.rows.values()), at=f"{made.at:%Y-%m-%d %H:%M:%S}Z")
    return _told(voice, made, file)


def retained(voice: Voice, place: str, periods: Periods, by: str, *, dry_run: bool) -> Answer:
    """Delete what is past its period, or say what would go."""
    jobs = jobs_folder()
    with Store.open(place) as store:
        gone = would_go(store, periods, jobs) if dry_run else retain(store, periods, jobs, by)
    for name, count in gone.past.rows.items():
        voice.say(_ROWS, table=name, count=count)
    for folder in gone.folders:
        voice.say(_FOLDER, folder=folder)
    for folder in gone.left:
        voice.say(_LEFT, folder=folder)
    rows = sum(gone.past.rows.values())
    voice.say(_WOULD_GO if dry_run else _GONE, cutoff=gone.past.cutoff, rows=rows, folders=len(gone.folders))
    facts: dict[str, object] = {"dry_run": dry_run, "cutoff": str(gone.past.cutoff), "rows": dict(gone.past.rows)}
    facts["plans"] = [plan.plan_id for plan in gone.past.plans]
    facts |= {"folders": [str(folder) for folder in gone.folders], "left": [str(folder) for folder in gone.left]}
    return Answer(int(ExitCode.BROKEN if gone.left else ExitCode.OK), facts)


def _told(voice: Voice, made: Backup, file: Path) -> Answer:
    if made.broken is None:
        voice.say(_HOLDS, rows=made.rows["audit"], head=made.head)
    else:
        voice.say(_BROKEN, seq=made.broken.seq)
    facts = {"file": str(file), "sha256": made.sha256, "schema": made.schema, "at": made.at.isoformat(), "rows": made.rows}
    broken = None if made.broken is None else {"seq": made.broken.seq, "how": made.broken.how}
    code = ExitCode.OK if made.broken is None else ExitCode.BROKEN
    return Answer(int(code), {**facts, "audit": {"rows": made.rows["audit"], "head": made.head, "broken": broken}})


_WRITTEN = Text("{rows} rows in {file}; SHA-256 of the content: {digest}", "共 {rows} 行，已写入 {file}；内容 SHA-256：{digest}")
_RESTORED = Text("{rows} rows restored, as of {at}.", "已恢复 {rows} 行，备份时间 {at}。")
_HOLDS = Text("Audit: {rows} rows, the chain holds. Last hash: {head}", "审计共 {rows} 行，链条完整。末行哈希：{head}")
_BROKEN = Text("The chain of the audit is broken at row {seq}.", "审计链条在第 {seq} 行断裂。")
_ROWS = Text("{table}: {count} rows", "{table}：{count} 行")
_FOLDER = Text("folder {folder}", "文件夹 {folder}")
_LEFT = Text("could not be removed: {folder}", "无法删除：{folder}")
_GONE = Text(
    "Deleted, from before {cutoff}: {rows} rows, {folders} folders.", "已删除 {cutoff} 之前的 {rows} 行、{folders} 个文件夹。"
)
_WOULD_GO = Text(
    "Would be deleted, from before {cutoff}: {rows} rows, {folders} folders.",
    "将删除 {cutoff} 之前的 {rows} 行、{folders} 个文件夹。",
)
