"""What a designation needs: beds, stations, nurses, doctors and machines, and what is short."""

from __future__ import annotations

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Paragraph
from optimizer.report.papers.phrases import HOSPITAL, NONE, SERVICE, short_day
from optimizer.report.views.needs import ABOUT, CareNeed, Needs, RoleStaff, StaffLine, needs
from optimizer.report.words import capability, number

_CARES = (
    Column(SERVICE, 6),
    Column(Text("Free beds, stations", "可用床位、机位"), 3, figures=True),
    Column(Text("In use at the peaks", "高峰使用"), 3, figures=True),
    Column(Text("There already", "已在院"), 3, figures=True),
    Column(Text("Nurses", "护士"), 3, figures=True),
    Column(Text("Nurses on shift", "在岗护士"), 3, figures=True),
    Column(Text("Doctors on shift", "在岗医生"), 3, figures=True),
)
_STAFF = (
    Column(HOSPITAL, 6),
    Column(Text("Own wards need", "本院病区需要"), 3, figures=True),
    Column(Text("Employed", "在职"), 3, figures=True),
    Column(Text("In teams", "抽入梯队"), 2, figures=True),
    Column(Text("Short", "缺口"), 3, figures=True),
    Column(Text("Wards of teams need", "梯队病区需要"), 3, figures=True),
    Column(Text("Teams on duty", "梯队在岗"), 2, figures=True),
    Column(Text("Teams short", "梯队缺口"), 2, figures=True),
)
_CAPABILITIES = (
    Column(SERVICE, 5),
    Column(Text("Needed", "所需"), 4),
    Column(Text("Patients", "患者"), 2, figures=True),
    Column(Text("At once on the fullest day", "高峰日同时"), 3, figures=True),
    Column(Text("Day", "日期"), 2),
    Column(Text("Designated places with it", "定点可用"), 3, figures=True),
    Column(Text("Short", "缺口"), 2, figures=True),
)
_TWO = Text(
    "Two figures: at the expected peaks / with all places in use. Sums over the sites, each rounded up on its own peak day. "
    "–: not known.",
    "两个数字：按预计高峰 / 全部床位启用。为各定点之和，各按自身高峰日向上取整。“–”为未知。",
)
_ALONE = Text(
    "Each capability taken alone; places with it also serve others, machines for blood-borne infections only those.",
    "各项能力单独计算；具备该能力的床位也收治其他患者，血源性感染专机仅供该类患者。",
)
_TOTAL = Text("City", "全市")


def needed(plan: PlanRecord) -> list[Block]:
    """Return the chapter; nothing where nothing is designated."""
    found = needs(plan)
    if not found.sites:
        return []
    return [
        Heading(Text("Staff and machines needed", "所需人员与设备")),
        Paragraph(ABOUT),
        Heading(Text("By service", "按救治类别"), 2),
        Grid(_CARES, tuple(_care(one) for one in found.cares)),
        Paragraph(_TWO, note=True),
        *(block for role in found.roles for block in _role(role)),
        *_capabilities(found),
    ]


def _care(one: CareNeed) -> tuple[Cell, ...]:
    kind = LABELS[one.kind]
    return (
        Text(f"{one.service.en} ({kind.en})", f"{one.service.zh}（{kind.zh}）"),
        *(one.places, one.in_use, one.held, _pair(one.nurses, one.nurses_full)),
        *(_known(one.nurses_on_shift), _pair(one.doctors_on_shift, one.doctors_full)),
    )


def _role(role: RoleStaff) -> list[Block]:
    total = StaffLine(_TOTAL, role.total)
    rows = (*(_line(line) for line in role.lines), _line(total, (role.short, role.short_full, role.teams_short)))
    blocks: list[Block] = [
        Heading(Text(f"{role.role.en} by hospital", f"{role.role.zh}（按机构）"), 2),
        Grid(_STAFF, rows, total=True),
    ]
    if role.unknown:
        told = Text(
            f"{role.unknown} hospitals have nobody in the table of staff: what they are short of is not known.",
            f"{role.unknown} 家机构无人员数据，缺口未知。",
        )
        blocks.append(Paragraph(told, note=True))
    return blocks


def _line(line: StaffLine, sums: tuple[int, int, int] | None = None) -> tuple[Cell, ...]:
    """Return a row; the sum of what is short is not what the sums are short of, one hospital's spare being no other's."""
    row = line.row
    short, full, teams = sums or (row.short, row.short_full, row.teams_short)
    by_teams: tuple[Cell, ...] = (
        (_pair(row.teams, row.teams_full), _known(row.on_duty), teams) if row.teams_full else ("", "", "")
    )
    return (line.hospital, _pair(row.own, row.own_full), _known(row.employed), row.drawn, _pair(short, full), *by_teams)


def _capabilities(found: Needs) -> list[Block]:
    if not found.capabilities:
        return []
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Text(f"{one.service.en} ({kind.en})", f"{one.service.zh}（{kind.zh}）"),
            capability(one.row.capability),
            *(one.row.people, number(one.row.peak), short_day(one.row.peak_date), one.row.places, one.row.short),
        )
        for one in found.capabilities
        for kind in (LABELS[one.row.ward_kind],)
    )
    title = Heading(Text("Machines and capabilities that listed patients need", "名单内患者所需设备与能力"), 2)
    return [title, Grid(_CAPABILITIES, rows), Paragraph(_ALONE, note=True)]


def _pair(peak: int | None, full: int | None) -> Cell:
    if peak is None or full is None:
        return NONE
    return peak if peak == full else f"{peak:,} / {full:,}"


def _known(value: int | None) -> Cell:
    return NONE if value is None else value
