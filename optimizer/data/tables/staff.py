"""Staff and their work: pools, teams wanted, rotation, wards, cover, shift types, contracts, requests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.data.columns import Kind, column
from optimizer.data.vocabulary import CoverPer, DayKind, IneligibleReason, PairRule, Provenance, PullReason, Role


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One employed person; display names stay in the office's own list."""

    staff_id: str = column(Kind.ID, "工号", required=True, aliases=("人员编号",))
    hospital_id: str = column(Kind.ID, "机构编号", required=True, refers_to="hospitals.hospital_id")
    role: Role = column(Kind.CHOICE, "岗位", required=True, vocabulary=Role)
    grade: str = column(Kind.TEXT, "职级", default="")
    skills: tuple[str, ...] = column(
        Kind.LIST, "技能", about=("e.g. icu;infection_control;leader", "如 icu;infection_control;leader")
    )
    group_id: str | None = column(Kind.ID, "护理小组")
    contract_id: str = column(Kind.ID, "合同类型", required=True, refers_to="contracts.contract_id")
    isolation_eligible: bool = column(Kind.BOOLEAN, "可进隔离病区", default=True)
    ineligible_reason: IneligibleReason | None = column(
        Kind.CHOICE,
        "不可进隔离原因",
        vocabulary=IneligibleReason,
        about=("a class, never a diagnosis", "仅填类别，不填诊断"),
    )
    key_member: bool = column(Kind.BOOLEAN, "骨干", default=False)
    available_from: dt.date | None = column(Kind.DATE, "可用起")
    available_to: dt.date | None = column(Kind.DATE, "可用止")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class StaffPair:
    """Two people who must be in one team, or must not; who must work the same shifts, or must not."""

    staff_id: str = column(Kind.ID, "工号", required=True, refers_to="staff.staff_id")
    other_id: str = column(Kind.ID, "另一工号", required=True, refers_to="staff.staff_id")
    rule: PairRule = column(
        Kind.CHOICE,
        "规则",
        required=True,
        vocabulary=PairRule,
        about=(
            "together, apart: in one team or not; share_shift: always the same shift, on days when both can work; "
            "no_shared_shift: never the same shift on one day",
            "同组、分开：是否同一梯队；同班：两人均可上班之日须上同一班；不同班：同日不上同一班",
        ),
    )


@dataclass(frozen=True, slots=True)
class DonorMinimum:
    """Headcount of a role that must remain at a hospital which sends people away."""

    hospital_id: str = column(Kind.ID, "机构编号", required=True, refers_to="hospitals.hospital_id")
    role: Role = column(Kind.CHOICE, "岗位", required=True, vocabulary=Role)
    headcount: int = column(Kind.INTEGER, "留守人数", required=True, low=0, aliases=("headcount that must remain",))


@dataclass(frozen=True, slots=True)
class TeamWanted:
    """A team to be formed, for a ward or for any ward in rotation."""

    team_id: str = column(Kind.ID, "梯队编号", required=True)
    ward_id: tuple[str, ...] = column(
        Kind.LIST, "可轮转病区", refers_to="wards.ward_id", aliases=("病区",), about=("wards it may serve", "可服务的病区")
    )
    size: int = column(Kind.INTEGER, "人数", required=True, low=1, high=5000)
    role_min: tuple[tuple[str, int], ...] = column(Kind.COUNTS, "岗位下限", about=("doctor=10;nurse=40", "doctor=10;nurse=40"))
    skill_min: tuple[tuple[str, int], ...] = column(Kind.COUNTS, "技能下限", about=("icu=5", "icu=5"))
    grade_min: tuple[tuple[str, int], ...] = column(
        Kind.COUNTS, "职级下限", about=("chief=1;attending=4", "主任医师=1;主治医师=4")
    )
    key_members_min: int = column(Kind.INTEGER, "骨干下限", default=0, low=0)
    standby_share: float = column(
        Kind.NUMBER,
        "待命比例",
        default=0.0,
        low=0,
        high=0.5,
        about=("share of the team named as standby; usual: 0.10 to 0.15", "队内待命（机动）人员比例，通常 0.10–0.15"),
    )
    donor_ids: tuple[str, ...] = column(
        Kind.LIST,
        "来源机构",
        refers_to="hospitals.hospital_id",
        about=("hospitals it may draw on, blank = any", "可抽调机构，空为不限"),
    )
    max_share_one_hospital: float = column(Kind.NUMBER, "单一机构最高比例", default=1.0, low=0, high=1)
    source: str = column(Kind.TEXT, "来源", default="")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class Rotation:
    """How teams rotate through a ward."""

    ward_id: str = column(Kind.ID, "病区编号", required=True, refers_to="wards.ward_id")
    duty_days: int = column(Kind.INTEGER, "在岗天数", required=True, low=1, high=120)
    observation_days: int = column(Kind.INTEGER, "观察天数", required=True, low=0, high=60)
    rest_days: int = column(Kind.INTEGER, "休整天数", required=True, low=0, high=60)
    handover_h: float = column(
        Kind.NUMBER,
        "交接小时",
        default=0.0,
        low=0,
        high=24,
        about=(
            "hours both teams are present, on the evening before the relieving team's first day",
            "两队同时在场的小时数，在接班队首日前一晚",
        ),
    )
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class TeamEvent:
    """A whole team is pulled out and observed from a day on."""

    team_id: str = column(Kind.ID, "梯队编号", required=True, refers_to="teams_wanted.team_id")
    from_: dt.date = column(Kind.DATE, "起", required=True, about=("first day out of the ward", "撤出首日"))
    reason: PullReason = column(Kind.CHOICE, "原因", required=True, vocabulary=PullReason)
    observation_days: int | None = column(
        Kind.INTEGER,
        "观察天数",
        low=0,
        high=60,
        about=("blank = the longest of the wards it may serve", "空为其可服务病区中最长者"),
    )


@dataclass(frozen=True, slots=True)
class Ward:
    """Units that are staffed together, or a post without units: tracing, a sampling point, a place of volunteers."""

    ward_id: str = column(Kind.ID, "病区编号", required=True, aliases=("岗位编号",))
    name: str = column(Kind.TEXT, "病区名称", default="", aliases=("岗位名称",))
    unit_ids: tuple[str, ...] = column(
        Kind.LIST, "单元", refers_to="units.unit_id", about=("blank = a post without units", "空为无收治单元的岗位")
    )
    hospital_id: str | None = column(
        Kind.ID,
        "机构编号",
        refers_to="hospitals.hospital_id",
        about=("whose people staff it; blank = the hospital of its units", "由其人员值守的机构，空为单元所属机构"),
    )


@dataclass(frozen=True, slots=True)
class WardCover:
    """People of a role (and skill) wanted inside a ward during a shift type, or all through an interval of the day."""

    ward_id: str = column(Kind.ID, "病区编号", required=True, refers_to="wards.ward_id")
    role: Role = column(Kind.CHOICE, "岗位", required=True, vocabulary=Role)
    skill: str = column(Kind.TEXT, "技能", default="", about=("a skill, or a grade", "技能或职级"))
    shift_type: str = column(Kind.ID, "班次", default="", refers_to="shift_types.shift_type_id")
    interval: str = column(
        Kind.TEXT,
        "时段",
        default="",
        about=(
            "instead of a shift type, e.g. 08:00-12:00: people there at every moment of it, whatever their shift",
            "代替班次，如 08:00-12:00：该时段内任一时刻在岗人数，不论班次",
        ),
    )
    min: float = column(Kind.NUMBER, "最低人数", required=True, low=0, high=1000)
    preferred: float | None = column(Kind.NUMBER, "期望人数", low=0, high=1000)
    per: CoverPer = column(Kind.CHOICE, "计算单位", default=CoverPer.WARD, vocabulary=CoverPer)
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)

    @property
    def when(self) -> str:
        """The shift type, or the interval."""
        return self.shift_type or self.interval


@dataclass(frozen=True, slots=True)
class StandIn:
    """People of one skill or grade who count where another is asked for."""

    skill: str = column(Kind.TEXT, "技能或职级", required=True, about=("the skill or grade asked for", "所要求的技能或职级"))
    stand_in: str = column(
        Kind.TEXT,
        "可顶替的技能或职级",
        required=True,
        about=("whoever has this skill or grade counts for it as well", "具备此技能或职级者亦可计入"),
    )
    role: Role | None = column(Kind.CHOICE, "岗位", vocabulary=Role, about=("blank = any role", "空为不限岗位"))
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A kind of shift; an end at or before the start is on the next day."""

    shift_type_id: str = column(Kind.ID, "班次编号", required=True)
    name: str = column(Kind.TEXT, "班次名称", default="")
    start: dt.time = column(Kind.TIME, "开始", required=True)
    end: dt.time = column(Kind.TIME, "结束", required=True)
    minutes: int = column(Kind.INTEGER, "工时分钟", required=True, low=1, high=1440)
    ward_minutes: int | None = column(
        Kind.INTEGER, "舱内分钟", low=0, high=1440, about=("minutes of one entry inside", "一次进舱分钟")
    )
    night: bool = column(Kind.BOOLEAN, "夜班", default=False)
    on_call: bool = column(
        Kind.BOOLEAN,
        "备班",
        default=False,
        about=(
            "reachable, not in the ward, unless called: minutes are those that count (e.g. a quarter of the hours), none inside",
            "听班待召，不在病区；工时填计入的分钟（如时长的四分之一），舱内分钟留空",
        ),
    )
    forbidden_next: tuple[str, ...] = column(Kind.LIST, "次日禁排", refers_to="shift_types.shift_type_id")
    code: str = column(Kind.TEXT, "简码", default="", about=("sign on rosters; blank = the id", "排班表上的代码，空为班次编号"))
    aliases: tuple[str, ...] = column(
        Kind.LIST,
        "别名",
        about=("further signs that mean this shift on rosters read, e.g. D;白", "读取排班表时同义的代码，如 D;白"),
    )


@dataclass(frozen=True, slots=True)
class Contract:
    """Limits on one person's work within the horizon."""

    contract_id: str = column(Kind.ID, "合同类型", required=True)
    min_minutes: int | None = column(Kind.INTEGER, "最少工时分钟", low=0)
    max_minutes: int | None = column(Kind.INTEGER, "最多工时分钟", low=0)
    period_days: int = column(
        Kind.INTEGER, "周期天数", default=7, low=1, high=366, about=("period the minutes are for", "工时周期")
    )
    max_shifts_per_type: tuple[tuple[str, int], ...] = column(Kind.COUNTS, "班次上限", refers_to="shift_types.shift_type_id")
    min_consecutive_shifts: int | None = column(Kind.INTEGER, "最少连班", low=1, high=60)
    max_consecutive_shifts: int | None = column(Kind.INTEGER, "最多连班", low=1, high=60)
    min_consecutive_days_off: int | None = column(Kind.INTEGER, "最少连休", low=1, high=60)
    max_weekends: int | None = column(Kind.INTEGER, "最多周末", low=0, high=60)
    min_rest_h: float = column(Kind.NUMBER, "班间休息小时", default=11.0, low=0, high=72)
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for a shift or a day off."""

    staff_id: str = column(Kind.ID, "工号", required=True, refers_to="staff.staff_id")
    date: dt.date = column(Kind.DATE, "日期", required=True)
    shift_type: str = column(Kind.ID, "班次", required=True, about=("a shift type, or off", "班次编号，或 off"))
    weight: int = column(Kind.INTEGER, "权重", default=1, low=0, high=1000)
    hard: bool = column(Kind.BOOLEAN, "必须满足", default=False)


@dataclass(frozen=True, slots=True)
class RosterHistory:
    """A shift worked before the horizon."""

    staff_id: str = column(Kind.ID, "工号", required=True, refers_to="staff.staff_id")
    date: dt.date = column(Kind.DATE, "日期", required=True)
    shift_type: str = column(Kind.ID, "班次", required=True, refers_to="shift_types.shift_type_id")


@dataclass(frozen=True, slots=True)
class FairnessCarry:
    """What somebody has had so far, up to and including a day, so that a plan can even it out over many periods.

    What `roster_history` says of later days counts too. A plan made from the one before (`--previous`) counts on by itself,
    and every plan writes the totals at its end in these columns (`fairness_carry.csv`). Whoever has no row starts at 0.
    """

    staff_id: str = column(Kind.ID, "工号", required=True, refers_to="staff.staff_id")
    until: dt.date = column(
        Kind.DATE, "截至", required=True, about=("last day counted, before the horizon", "已计入的最后一天，早于规划期")
    )
    nights: int = column(Kind.INTEGER, "夜班数", default=0, low=0)
    weekends: int = column(Kind.INTEGER, "周末数", default=0, low=0, about=("weekends with work", "有班的周末"))
    refused: int = column(
        Kind.INTEGER, "未满足意愿权重", default=0, low=0, about=("weight of soft requests refused", "未满足的非必须意愿权重")
    )
    entries: int = column(Kind.INTEGER, "进舱次数", default=0, low=0)
    inside_min: int = column(Kind.INTEGER, "舱内分钟", default=0, low=0)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday or a moved working day."""

    date: dt.date = column(Kind.DATE, "日期", required=True)
    kind: DayKind = column(Kind.CHOICE, "性质", required=True, vocabulary=DayKind)
    name: str = column(Kind.TEXT, "名称", default="")
