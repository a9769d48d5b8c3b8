"""What a designation needs of staff, and which services are short by the expected figures, for people."""

from __future__ import annotations

from optimizer.cli.console import Voice
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS
from optimizer.report.views.forecast import EXPECTED, forecasts
from optimizer.report.views.needs import needs

_STAFF = Text(
    "{role} needed at the expected peaks: {own} in the hospitals' own wards ({short} short), {teams} in wards of teams",
    "{role}（预计高峰）：本院病区需 {own} 人（缺 {short} 人），梯队病区需 {teams} 人",
)
_UNKNOWN = Text("; {unknown} hospitals have no staff table", "；{unknown} 家机构无人员数据")
_SHORT = Text(
    "{service} ({kind}): more expected than places on {spans}, {worst} at most",
    "{service}（{kind}）：{spans} 预计超过床位，最多 {worst}",
)


def show_needs(voice: Voice, record: PlanRecord) -> None:
    """Say who is needed and short, and on which days more are expected than there are designated places."""
    for role in needs(record).roles:
        more = _UNKNOWN if role.unknown else Text("", "")
        said = Text(_STAFF.en + more.en, _STAFF.zh + more.zh)
        total = role.total
        voice.say(said, role=role.role, own=total.own, short=role.short, teams=total.teams, unknown=role.unknown)
    for row in forecasts(record):
        peak = row.peaks[EXPECTED]
        if peak.days:
            voice.say(_SHORT, service=row.service, kind=LABELS[row.kind], spans=peak.spans, worst=round(peak.worst, 1))
