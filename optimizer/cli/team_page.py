"""The teams of a plan for people: what donors give, and which ward-days changed hands."""

from __future__ import annotations

from optimizer.cli.console import Voice
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.views.teams import Draw, draws, rotation_changes

MOST = 12
_DRAW = Text("drawn from {hospital}: {said}", "抽调自{hospital}：{said}")
_CHANGE = Text("{ward} {first}..{last}: {before} → {now} ({why})", "{ward} {first}..{last}：{before} → {now}（{why}）")
_MORE = Text("… and {count} more: rotation_changes.csv", "……另有 {count} 项：rotation_changes.csv")


def show_teams(voice: Voice, record: PlanRecord) -> None:
    """Say what the teams cost each donor, and what changed against the rotation in force."""
    by_hospital: dict[Text, list[Draw]] = {}
    for one in draws(record):
        by_hospital.setdefault(one.hospital, []).append(one)
    for hospital, rows in by_hospital.items():
        voice.say(_DRAW, hospital=hospital, said=_joined([_said(one) for one in rows]))
    changed = rotation_changes(record)
    for row in changed[:MOST]:
        first, last = row.first.isoformat(), row.last.isoformat()
        voice.say(_CHANGE, ward=row.ward_id, first=first, last=last, before=row.before, now=row.now, why=row.reason)
    if len(changed) > MOST:
        voice.say(_MORE, count=len(changed) - MOST)


def _said(one: Draw) -> Text:
    row = one.row
    en, zh = f"{one.role.en} {row.drawn} of {row.employed}", f"{one.role.zh} {row.drawn}/{row.employed}"
    en, zh = f"{en} (keeps {row.remaining}, must keep {row.must_remain}", f"{zh}（留 {row.remaining}，应留 {row.must_remain}"
    if row.beds is None:
        return Text(f"{en})", f"{zh}）")
    return Text(f"{en}; they carried {row.beds} own beds)", f"{zh}；原可支撑本院 {row.beds} 床）")


def _joined(texts: list[Text]) -> Text:
    return Text("; ".join(one.en for one in texts), "；".join(one.zh for one in texts))
