"""Care and where it is given: services, units, conversions, capacity changes, refusals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.columns import Kind, column
from optimizer.data.vocabulary import Pattern, Provenance, StaffedBy, UnitStatus, WardKind


@dataclass(frozen=True, slots=True)
class Service:
    """A line of care, with its clinical limits and staffing figures."""

    service_id: str = column(Kind.ID, "类别编号", required=True, aliases=("救治类别编号",))
    name_zh: str = column(Kind.TEXT, "救治类别", required=True)
    name_en: str = column(Kind.TEXT, "英文名称", default="")
    pattern: Pattern = column(Kind.CHOICE, "就诊方式", required=True, vocabulary=Pattern)
    licence: str = column(
        Kind.TEXT, "诊疗科目", default="", about=("licence a unit must hold; blank = none", "所需诊疗科目，空为不限")
    )
    sessions_per_week: int | None = column(Kind.INTEGER, "每周次数", low=1, high=7)
    cohorts: tuple[str, ...] = column(
        Kind.LIST, "排期", about=("weekdays, 1 = Monday, e.g. 135;246", "星期组合，1 为周一，如 135;246")
    )
    working_days: bool = column(
        Kind.BOOLEAN,
        "仅工作日",
        default=False,
        about=(
            "sessions on working days only: none on days off of the table holidays, and on moved working days too",
            "仅工作日治疗：节假日停、调休上班日照常",
        ),
    )
    cycle_days: int | None = column(
        Kind.INTEGER,
        "周期天数",
        low=2,
        high=365,
        about=(
            "sessions every so many days instead of by weekday, e.g. 21 (chemotherapy)",
            "按天数循环，如 21（化疗），不按星期",
        ),
    )
    cycle_session_days: tuple[str, ...] = column(
        Kind.LIST,
        "周期内治疗日",
        about=("days of a cycle with a session, e.g. 1;8 or 1;2;3; blank = 1", "周期中第几天治疗，如 1;8 或 1;2;3；空为 1"),
    )
    typical_stay_days: int | None = column(Kind.INTEGER, "通常住院天数", low=1, high=365)
    max_travel_min: float = column(Kind.NUMBER, "最长路程分钟", required=True, low=0, high=1440)
    max_wait_days: int = column(Kind.INTEGER, "最长等待天数", required=True, low=0, high=60)
    min_designated_places: int = column(
        Kind.INTEGER,
        "定点最少床位",
        default=0,
        low=0,
        high=20000,
        about=(
            "beds or stations, at once, that a designated hospital must offer; fewer are not worth opening",
            "定点机构须同时提供的床位或机位数，过少不设",
        ),
    )
    nurses_on_shift_per_patient: float | None = column(Kind.NUMBER, "每患者在岗护士", low=0, high=20)
    doctors_on_shift_per_patient: float | None = column(Kind.NUMBER, "每患者在岗医生", low=0, high=20)
    nurses_headcount_per_bed: float | None = column(Kind.NUMBER, "每床护士人数", low=0, high=20)
    source: str = column(Kind.TEXT, "来源", default="")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)

    @property
    def title(self) -> Text:
        """Its name in both languages; the Chinese one where there is no other."""
        return Text(self.name_en or self.name_zh, self.name_zh)


@dataclass(frozen=True, slots=True)
class Unit:
    """Beds or stations of one service and ward kind of one hospital. A buffer unit counts single rooms."""

    unit_id: str = column(Kind.ID, "单元编号", required=True)
    hospital_id: str = column(Kind.ID, "机构编号", required=True, refers_to="hospitals.hospital_id", aliases=("医院编号",))
    building_id: str | None = column(Kind.ID, "楼栋")
    shares_access: bool = column(
        Kind.BOOLEAN,
        "共用出入口",
        default=False,
        about=(
            "no entrance and lift of its own: as buffer or isolation unit not used beside an open general ward",
            "缓冲或隔离单元无独立出入口、电梯：同楼普通病区开放时不启用",
        ),
    )
    service_id: str = column(Kind.ID, "救治类别", required=True, refers_to="services.service_id", aliases=("类别编号",))
    ward_kind: WardKind = column(Kind.CHOICE, "病区类别", required=True, vocabulary=WardKind)
    capacity: int = column(Kind.INTEGER, "开放床位", required=True, low=0, high=20000, aliases=("机位", "床位"))
    shifts_per_day: int | None = column(Kind.INTEGER, "每日班次", low=1, high=6)
    kept_free: int = column(Kind.INTEGER, "预留", default=0, low=0)
    occupied: int = column(
        Kind.INTEGER, "已占用", default=0, low=0, about=("held by people outside patients", "被名单以外患者占用")
    )
    reported_at: dt.datetime | None = column(Kind.DATETIME, "上报时间")
    status: UnitStatus = column(Kind.CHOICE, "状态", default=UnitStatus.OPEN, vocabulary=UnitStatus)
    licences: tuple[str, ...] = column(Kind.LIST, "诊疗科目")
    capabilities: tuple[str, ...] = column(Kind.LIST, "能力", about=("e.g. emergency;icu;HBV", "如 emergency;icu;HBV"))
    staffed_by: StaffedBy = column(Kind.CHOICE, "人员来源", default=StaffedBy.OWN, vocabulary=StaffedBy)
    source: str = column(Kind.TEXT, "来源", default="")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class UnitConversion:
    """A unit that may become another ward kind (or open from reserve) after a lead time."""

    unit_id: str = column(Kind.ID, "单元编号", required=True, refers_to="units.unit_id")
    to_ward_kind: WardKind = column(Kind.CHOICE, "转为病区类别", required=True, vocabulary=WardKind)
    capacity_after: int = column(Kind.INTEGER, "转换后床位", required=True, low=0, high=20000)
    lead_time_h: float = column(Kind.NUMBER, "准备小时", required=True, low=0, high=2160)
    empties_building: bool = column(Kind.BOOLEAN, "清空整楼", default=False)
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """Another capacity (or a difference) of a unit from one day to another, both inclusive."""

    unit_id: str = column(Kind.ID, "单元编号", required=True, refers_to="units.unit_id")
    from_: dt.date = column(Kind.DATE, "起", required=True)
    to: dt.date = column(Kind.DATE, "止", required=True)
    capacity: int | None = column(Kind.INTEGER, "床位", low=0, high=20000)
    delta: int | None = column(Kind.INTEGER, "增减", low=-20000, high=20000)
    reason: str = column(Kind.TEXT, "原因", default="")


@dataclass(frozen=True, slots=True)
class CannotAccept:
    """A hospital's notice that a unit cannot accept patients for a while."""

    unit_id: str = column(Kind.ID, "单元编号", required=True, refers_to="units.unit_id")
    reason_code: str = column(
        Kind.TEXT,
        "原因代码",
        required=True,
        about=(
            "in a few words; lack of a test, code, registration or payment is no reason and is ignored",
            "简短说明；无核酸、健康码、登记或费用不是理由，不予采纳",
        ),
    )
    by: str = column(Kind.TEXT, "报告人", default="")
    from_: dt.datetime = column(Kind.DATETIME, "起", required=True)
    until: dt.datetime | None = column(Kind.DATETIME, "止", about=("blank = two hours after from", "空为起始后两小时"))
