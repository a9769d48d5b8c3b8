"""What the commands that keep the store find and say."""

from __future__ import annotations

from pathlib import Path

from optimizer.cli.console import Answer, Voice
from optimizer.core.errors import ExitCode
from optimizer.core.text import Text
from optimizer.store import Backup, Store


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
