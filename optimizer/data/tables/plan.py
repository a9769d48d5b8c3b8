"""Rows of an emitted plan: what passes between the planners, into the plan folder, and to the independent check."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.data.columns import Kind, column
from optimizer.data.vocabulary import Phase, Role, WardKind


@dataclass(frozen=True, slots=True)
class DesignationRow:
    """A hospital serves a service in a ward kind (buffer or isolation) from one day to another, inclusive."""

    hospital_id: str = column(Kind.ID, "机构编号", required=True)
    service_id: str = column(Kind.ID, "救治类别", required=True)
    ward_kind: WardKind = column(Kind.CHOICE, "病区类别", required=True, vocabulary=WardKind)
    from_: dt.date = column(Kind.DATE, "起", required=True)
    to: dt.date = column(Kind.DATE, "止", required=True)


@dataclass(frozen=True, slots=True)
class ConversionRow:
    """A unit is another ward kind (or opened from reserve) from a day on; it is empty from the start until then."""

    unit_id: str = column(Kind.ID, "单元编号", required=True)
    to_ward_kind: WardKind = column(Kind.CHOICE, "转为病区类别", required=True, vocabulary=WardKind)
    from_: dt.date = column(Kind.DATE, "起", required=True)
    capacity_after: int = column(Kind.INTEGER, "转换后床位", required=True)


@dataclass(frozen=True, slots=True)
class FlowRow:
    """Expected patients (bed-days of stays, or sessions, over the horizon) of an origin planned for a hospital."""

    origin_id: str = column(Kind.ID, "来源地编号", required=True)
    service_id: str = column(Kind.ID, "救治类别", required=True)
    ward_kind: WardKind = column(Kind.CHOICE, "病区类别", required=True, vocabulary=WardKind)
    hospital_id: str = column(Kind.ID, "机构编号", required=True)
    expected: float = column(Kind.NUMBER, "预计人数", required=True)


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """What a unit can take on a day, by what limits it, and how many the plan puts there (sessions: per day, all shifts)."""

    unit_id: str = column(Kind.ID, "单元编号", required=True)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    ward_kind: WardKind = column(Kind.CHOICE, "病区类别", required=True, vocabulary=WardKind)
    physical: int = column(Kind.INTEGER, "物理可用", required=True)
    staffed: int = column(Kind.INTEGER, "人员可支撑", required=True)
    supplied: int = column(Kind.INTEGER, "物资可支撑", required=True)
    effective: int = column(Kind.INTEGER, "实际可收治", required=True)
    census: int = column(Kind.INTEGER, "计划在院", required=True)
    reserved: int = column(
        Kind.INTEGER,
        "为不可预见者预留",
        default=0,
        about=(
            "of the effective places, those kept free of all but the life-threatened (policy.protection)",
            "实际可收治中除危急患者外不安排的位置（policy.protection）",
        ),
    )


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A patient at a unit, first to last day inclusive (sessions: first to last session): one leg of their path.

    A patient whose code, status or result asks for another ward within the stay has several rows, ordered by day: the
    first carries the waiting days and the trip to the first unit, the others 0 days and the minutes between the two
    hospitals (0 within one).
    """

    patient_id: str = column(Kind.ID, "病例编号", required=True)
    unit_id: str = column(Kind.ID, "单元编号", required=True)
    from_: dt.date = column(Kind.DATE, "起", required=True)
    to: dt.date = column(Kind.DATE, "止", required=True)
    wait_days: int = column(Kind.INTEGER, "等待天数", required=True)
    travel_min: int = column(Kind.INTEGER, "路程分钟", required=True)
    vehicle_kind: str = column(Kind.ID, "车辆类型", default="")
    move_reason: str = column(
        Kind.TEXT,
        "转移原因",
        default="",
        about=("blank, result_due, code_change, or transfer (out of the unit in which the patient lies)",
               "空、result_due（结果到期）、code_change（转码）或 transfer（从现在单元转出）"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of a patient; shifts of a day count from 1."""

    patient_id: str = column(Kind.ID, "病例编号", required=True)
    unit_id: str = column(Kind.ID, "单元编号", required=True)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    shift: int = column(Kind.INTEGER, "班次", required=True)


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """A patient without a place, and why."""

    patient_id: str = column(Kind.ID, "病例编号", required=True)
    reason_code: str = column(Kind.TEXT, "原因代码", required=True)
    detail: str = column(Kind.TEXT, "说明", default="")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What is different for a patient from the plan in force: where and from when they were to be, and are now."""

    patient_id: str = column(Kind.ID, "病例编号", required=True)
    from_unit_id: str = column(Kind.ID, "原单元", default="", about=("blank = had no place", "空为原未安排"))
    to_unit_id: str = column(Kind.ID, "现单元", default="", about=("blank = has no place now", "空为现未安排"))
    from_date: dt.date | None = column(Kind.DATE, "原日期", about=("first day before", "原首日"))
    to_date: dt.date | None = column(Kind.DATE, "现日期", about=("first day now", "现首日"))
    reason_code: str = column(Kind.TEXT, "原因代码", required=True)
    detail: str = column(Kind.TEXT, "说明", default="")


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A person in a team; whoever is on standby is called first when somebody is missing."""

    team_id: str = column(Kind.ID, "梯队编号", required=True)
    staff_id: str = column(Kind.ID, "工号", required=True)
    standby: bool = column(Kind.BOOLEAN, "队内待命", default=False)


@dataclass(frozen=True, slots=True)
class DrawRow:
    """What the teams take from a hospital, by role: people, what is left of it, and the beds those nurses carried."""

    hospital_id: str = column(Kind.ID, "机构编号", required=True)
    role: Role = column(Kind.CHOICE, "岗位", required=True, vocabulary=Role)
    employed: int = column(Kind.INTEGER, "在职人数", required=True)
    drawn: int = column(Kind.INTEGER, "抽调人数", required=True)
    remaining: int = column(Kind.INTEGER, "留下人数", required=True)
    must_remain: int = column(Kind.INTEGER, "留守人数", required=True)
    beds: int | None = column(
        Kind.INTEGER,
        "所支撑床位",
        about=(
            "own beds the nurses drawn carried, by headcount per bed; blank = not known",
            "被抽调护士原可支撑的本院床位，按每床护士数；空为未知",
        ),
    )


@dataclass(frozen=True, slots=True)
class RotationRow:
    """What a team does from one day to another, inclusive; the ward is blank except on duty.

    Who relieves a team comes `handover_h` hours before its own first day, so that both are present on that evening and
    the observation of the team relieved starts after the hand-over.
    """

    team_id: str = column(Kind.ID, "梯队编号", required=True)
    ward_id: str = column(Kind.ID, "病区编号", default="")
    from_: dt.date = column(Kind.DATE, "起", required=True)
    to: dt.date = column(Kind.DATE, "止", required=True)
    phase: Phase = column(Kind.CHOICE, "阶段", required=True, vocabulary=Phase)
    relieves: str = column(Kind.ID, "接替梯队", default="", about=("team that hands over; blank = none", "交班梯队，空为无"))
    handover_h: float = column(
        Kind.NUMBER, "交接小时", default=0.0, about=("hours of the evening before, both present", "前一晚两队同时在场小时数")
    )


@dataclass(frozen=True, slots=True)
class RotationChangeRow:
    """Days of a ward that another team has than in the rotation in force; a blank team is none."""

    ward_id: str = column(Kind.ID, "病区编号", required=True)
    from_: dt.date = column(Kind.DATE, "起", required=True)
    to: dt.date = column(Kind.DATE, "止", required=True)
    from_team_id: str = column(Kind.ID, "原梯队", default="")
    to_team_id: str = column(Kind.ID, "现梯队", default="")
    reason_code: str = column(Kind.TEXT, "原因代码", required=True)


@dataclass(frozen=True, slots=True)
class RotaRow:
    """A person works a shift in a ward."""

    staff_id: str = column(Kind.ID, "工号", required=True)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    shift_type_id: str = column(Kind.ID, "班次编号", required=True)
    ward_id: str = column(Kind.ID, "病区编号", required=True)
    role: Role = column(Kind.CHOICE, "岗位", required=True, vocabulary=Role)


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """Stock at the end of a day, the day's planned use, and the days that stock would last at the mean use."""

    hospital_id: str = column(Kind.ID, "机构编号", required=True)
    item: str = column(Kind.ID, "物资", required=True)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    stock: float = column(Kind.NUMBER, "库存", required=True)
    use: float = column(Kind.NUMBER, "用量", required=True)
    days_of_cover: float | None = column(Kind.NUMBER, "可保障天数", about=("blank when nothing is used", "无消耗时为空"))


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A quantity of an item sent from one hospital to another at the start of a day."""

    item: str = column(Kind.ID, "物资", required=True)
    from_hospital_id: str = column(Kind.ID, "调出机构", required=True)
    to_hospital_id: str = column(Kind.ID, "调入机构", required=True)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    quantity: float = column(Kind.NUMBER, "数量", required=True)
