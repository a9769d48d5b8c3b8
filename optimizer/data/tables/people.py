"""People who need care: counts expected, and the patients themselves (case numbers only)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.data.columns import Kind, column
from optimizer.data.vocabulary import HealthCode, Infection, PlacementState, WardKind


@dataclass(frozen=True, slots=True)
class Demand:
    """Patients expected to arrive from an origin for a service and ward kind on a date."""

    origin_id: str = column(Kind.ID, "来源地编号", required=True, refers_to="origins.origin_id")
    service_id: str = column(Kind.ID, "救治类别", required=True, refers_to="services.service_id")
    ward_kind: WardKind = column(Kind.CHOICE, "病区类别", required=True, vocabulary=WardKind)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    expected: float = column(Kind.NUMBER, "预计人数", required=True, low=0, high=100000)
    low: float | None = column(Kind.NUMBER, "低值", low=0, high=100000)
    high: float | None = column(Kind.NUMBER, "高值", low=0, high=100000)
    source: str = column(Kind.TEXT, "来源", default="")


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient the bureau must place, known by a case number."""

    patient_id: str = column(Kind.ID, "病例编号", required=True, aliases=("患者编号",))
    origin_id: str | None = column(Kind.ID, "来源地编号", refers_to="origins.origin_id")
    lon: float | None = column(Kind.NUMBER, "经度", low=-180, high=180)
    lat: float | None = column(Kind.NUMBER, "纬度", low=-90, high=90)
    service_id: str = column(Kind.ID, "救治类别", required=True, refers_to="services.service_id")
    health_code: HealthCode = column(Kind.CHOICE, "健康码", required=True, vocabulary=HealthCode)
    infection_status: Infection = column(Kind.CHOICE, "感染状态", default=Infection.NONE, vocabulary=Infection)
    result_due_at: dt.datetime | None = column(Kind.DATETIME, "结果时间")
    urgency: int = column(Kind.INTEGER, "分诊级别", required=True, low=1, high=4)
    ready_at: dt.datetime = column(Kind.DATETIME, "可收治时间", required=True)
    stay_days: int | None = column(Kind.INTEGER, "住院天数", low=1, high=365)
    cohort: str | None = column(Kind.ID, "排期")
    sessions_left: int | None = column(Kind.INTEGER, "剩余次数", low=1, high=500)
    cycle_days: int | None = column(
        Kind.INTEGER, "周期天数", low=2, high=365, about=("the patient's own; blank = the service's", "患者自身周期；空为按类别")
    )
    cycle_session_days: tuple[str, ...] = column(
        Kind.LIST, "周期内治疗日", about=("with cycle_days: e.g. 1;8; blank = 1", "与周期天数同填，如 1;8；空为 1")
    )
    needs: tuple[str, ...] = column(Kind.LIST, "所需能力")
    bloodborne: tuple[str, ...] = column(Kind.LIST, "血源性感染", about=("none, HBV, HCV …", "无、HBV、HCV 等"))
    sex: str = column(Kind.TEXT, "性别", default="")
    age_band: str = column(Kind.TEXT, "年龄段", default="")
    linked_patient_id: str | None = column(Kind.ID, "关联病例", refers_to="patients.patient_id")
    escort: bool = column(Kind.BOOLEAN, "陪护", default=False)
    current_unit_id: str | None = column(Kind.ID, "现在单元", refers_to="units.unit_id")
    provider_hospital_id: str | None = column(Kind.ID, "原就诊机构", refers_to="hospitals.hospital_id")
    pinned_unit_id: str | None = column(Kind.ID, "指定单元", refers_to="units.unit_id")
    pin_reason: str = column(
        Kind.TEXT, "指定原因", default="", about=("why the patient is pinned; listed in the report", "指定原因，列入报告")
    )
    declined_unit_ids: tuple[str, ...] = column(Kind.LIST, "患者拒绝单元", refers_to="units.unit_id")
    placement_state: PlacementState | None = column(Kind.CHOICE, "安排状态", vocabulary=PlacementState)


@dataclass(frozen=True, slots=True)
class Release:
    """Somebody's word that a patient who is accepted, in transit or arrived may be moved all the same."""

    patient_id: str = column(Kind.ID, "病例编号", required=True, refers_to="patients.patient_id")
    by: str = column(Kind.TEXT, "批准人", required=True, about=("duty post or staff number", "岗位或工号"))
    reason: str = column(Kind.TEXT, "原因", required=True)
    at: dt.datetime | None = column(Kind.DATETIME, "时间")


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A health code or infection status that changes at a known time, and with it perhaps the service needed."""

    patient_id: str = column(Kind.ID, "病例编号", required=True, refers_to="patients.patient_id")
    at: dt.datetime = column(Kind.DATETIME, "时间", required=True)
    health_code: HealthCode | None = column(Kind.CHOICE, "健康码", vocabulary=HealthCode)
    infection_status: Infection | None = column(Kind.CHOICE, "感染状态", vocabulary=Infection)
    service_id: str | None = column(
        Kind.ID,
        "此后救治类别",
        refers_to="services.service_id",
        about=("service from then on, e.g. confirmed-case treatment; blank = as before", "此后所需类别，如确诊救治；空为不变"),
    )
