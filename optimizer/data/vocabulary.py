"""Closed vocabularies of the tables, with the words an office uses for them. Services are data and not listed here."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from optimizer.core.text import Text

EMERGENCY = "emergency"
"""The capability of units that the life-threatened may go to at once."""


class WardKind(StrEnum):
    """Which patients a ward is made for; a unit is one kind on a day."""

    GENERAL = "general"
    BUFFER = "buffer"
    ISOLATION = "isolation"


class Pattern(StrEnum):
    """Care pattern: one bed for consecutive days, or recurring sessions at one site."""

    STAY = "stay"
    SESSIONS = "sessions"


class HealthCode(StrEnum):
    """Health code of a person; a code is not an infection."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNKNOWN = "unknown"


class Infection(StrEnum):
    """Infection status as the clinician or laboratory gave it."""

    CONFIRMED = "confirmed"
    ASYMPTOMATIC = "asymptomatic"
    SUSPECTED = "suspected"
    CLOSE_CONTACT = "close_contact"
    SECONDARY_CONTACT = "secondary_contact"
    SEALED_AREA = "sealed_area"
    UNTESTED = "untested"
    NONE = "none"


class Authority(StrEnum):
    """Whom a hospital belongs to."""

    CITY = "city"
    COUNTY = "county"
    PROVINCE = "province"
    MINISTRY = "ministry"
    MILITARY = "military"
    PRIVATE = "private"


class Designable(StrEnum):
    """Whether the bureau may designate a hospital, and how."""

    DIRECT = "direct"
    COORDINATE = "coordinate"
    NO = "no"


class Fixed(StrEnum):
    """The planner's own decision about a hospital; blank leaves it to the model."""

    IN = "in"
    OUT = "out"


class UnitStatus(StrEnum):
    """Whether a unit takes patients. A reserve unit does so only after a conversion that opens it."""

    OPEN = "open"
    CLOSED = "closed"
    RESERVE = "reserve"


class StaffedBy(StrEnum):
    """Who staffs a unit: the hospital's own people (its open beds are staffed), or a rotating team."""

    TEAM = "team"
    OWN = "own"


class Role(StrEnum):
    """Profession on a rota."""

    DOCTOR = "doctor"
    NURSE = "nurse"
    TECHNICIAN = "technician"
    SUPPORT = "support"
    TRACER = "tracer"
    SAMPLER = "sampler"
    VOLUNTEER = "volunteer"


class PlacementState(StrEnum):
    """How far a placement has come; from accepted on only a named release moves the patient."""

    PROPOSED = "proposed"
    HELD = "held"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"


class CoverPer(StrEnum):
    """What a cover requirement is counted per."""

    PATIENT = "patient"
    BED = "bed"
    WARD = "ward"
    GROUP = "group"


class UsePer(StrEnum):
    """What a supply use is counted per."""

    ENTRY = "entry"
    PATIENT_DAY = "patient_day"
    SHIFT = "shift"


class PairRule(StrEnum):
    """Two people who must share a team or every shift, or must not."""

    TOGETHER = "together"
    APART = "apart"
    SHARE_SHIFT = "share_shift"
    NO_SHARED_SHIFT = "no_shared_shift"


class DayKind(StrEnum):
    """A public holiday, or a weekend day that is worked in exchange."""

    OFF = "off"
    WORKING = "working"


class Provenance(StrEnum):
    """Where a row of the example city comes from."""

    REAL = "real"
    DERIVED = "derived"
    ILLUSTRATIVE = "illustrative"


class IneligibleReason(StrEnum):
    """Why somebody may not enter isolation: a class wide enough that it tells no diagnosis."""

    PROTECTED = "protected"
    UNTRAINED = "untrained"
    NEEDED_AT_POST = "needed_at_post"
    PERSONAL = "personal"


class PullReason(StrEnum):
    """Why a whole team leaves its ward before its time; a class, never whose illness."""

    INFECTION = "infection"
    EXPOSURE = "exposure"
    OTHER = "other"


class Phase(StrEnum):
    """What a team does in a stretch of days."""

    DUTY = "duty"
    OBSERVATION = "observation"
    REST = "rest"
    STANDBY = "standby"


LABELS: dict[StrEnum, Text] = {
    WardKind.GENERAL: Text("general ward", "普通病区"),
    WardKind.BUFFER: Text("buffer ward", "缓冲病区"),
    WardKind.ISOLATION: Text("isolation ward", "隔离病区"),
    Pattern.STAY: Text("stay", "住院"),
    Pattern.SESSIONS: Text("sessions", "定期治疗"),
    HealthCode.GREEN: Text("green", "绿码"),
    HealthCode.YELLOW: Text("yellow", "黄码"),
    HealthCode.RED: Text("red", "红码"),
    HealthCode.UNKNOWN: Text("unknown", "未知"),
    Infection.CONFIRMED: Text("confirmed", "确诊"),
    Infection.ASYMPTOMATIC: Text("asymptomatic", "无症状感染者"),
    Infection.SUSPECTED: Text("suspected", "疑似"),
    Infection.CLOSE_CONTACT: Text("close contact", "密接"),
    Infection.SECONDARY_CONTACT: Text("secondary contact", "次密接"),
    Infection.SEALED_AREA: Text("sealed area", "封控区"),
    Infection.UNTESTED: Text("untested", "未检测"),
    Infection.NONE: Text("none", "无"),
    Authority.CITY: Text("city", "市属"),
    Authority.COUNTY: Text("district or county", "区县属"),
    Authority.PROVINCE: Text("province", "省属"),
    Authority.MINISTRY: Text("ministry", "部属"),
    Authority.MILITARY: Text("military", "军队"),
    Authority.PRIVATE: Text("private", "民营"),
    Designable.DIRECT: Text("directly", "直接指定"),
    Designable.COORDINATE: Text("by coordination", "协调指定"),
    Designable.NO: Text("not at all", "不可指定"),
    Fixed.IN: Text("fixed in", "必选"),
    Fixed.OUT: Text("fixed out", "排除"),
    UnitStatus.OPEN: Text("open", "开放"),
    UnitStatus.CLOSED: Text("closed", "关闭"),
    UnitStatus.RESERVE: Text("reserve", "备用"),
    StaffedBy.TEAM: Text("rotating team", "梯队"),
    StaffedBy.OWN: Text("own staff", "本院人员"),
    Role.DOCTOR: Text("doctor", "医生"),
    Role.NURSE: Text("nurse", "护士"),
    Role.TECHNICIAN: Text("technician", "医技"),
    Role.SUPPORT: Text("support", "后勤"),
    Role.TRACER: Text("contact tracer", "流调员"),
    Role.SAMPLER: Text("sampler", "采样员"),
    Role.VOLUNTEER: Text("volunteer", "志愿者"),
    PlacementState.PROPOSED: Text("proposed", "拟安排"),
    PlacementState.HELD: Text("held", "预留"),
    PlacementState.ACCEPTED: Text("accepted", "已接收"),
    PlacementState.IN_TRANSIT: Text("in transit", "转运中"),
    PlacementState.ARRIVED: Text("arrived", "已到达"),
    CoverPer.PATIENT: Text("per patient", "每患者"),
    CoverPer.BED: Text("per bed", "每床"),
    CoverPer.WARD: Text("per ward", "每病区"),
    CoverPer.GROUP: Text("in groups", "按组计"),
    UsePer.ENTRY: Text("per entry", "每次进舱"),
    UsePer.PATIENT_DAY: Text("per patient-day", "每患者日"),
    UsePer.SHIFT: Text("per shift", "每班次"),
    PairRule.TOGETHER: Text("together", "同组"),
    PairRule.APART: Text("apart", "分开"),
    PairRule.SHARE_SHIFT: Text("share every shift", "同班"),
    PairRule.NO_SHARED_SHIFT: Text("never on one shift", "不同班"),
    DayKind.OFF: Text("day off", "放假"),
    DayKind.WORKING: Text("moved working day", "调休上班"),
    Provenance.REAL: Text("real", "真实"),
    Provenance.DERIVED: Text("derived", "推算"),
    Provenance.ILLUSTRATIVE: Text("illustrative", "示例"),
    IneligibleReason.PROTECTED: Text("protected (no details)", "受保护（不列细节）"),
    IneligibleReason.UNTRAINED: Text("not trained or fit-tested", "未培训或未通过防护考核"),
    IneligibleReason.NEEDED_AT_POST: Text("needed at their own post", "原岗位不可或缺"),
    IneligibleReason.PERSONAL: Text("personal circumstances", "个人情况"),
    PullReason.INFECTION: Text("infection in the team", "队内发生感染"),
    PullReason.EXPOSURE: Text("exposure in the ward", "病区暴露"),
    PullReason.OTHER: Text("other reason", "其他原因"),
    Phase.DUTY: Text("duty", "在岗"),
    Phase.OBSERVATION: Text("observation", "观察"),
    Phase.REST: Text("rest", "休整"),
    Phase.STANDBY: Text("standby", "待命"),
}


STRICTNESS: dict[WardKind, int] = {WardKind.GENERAL: 0, WardKind.BUFFER: 1, WardKind.ISOLATION: 2}
"""How strictly a ward kind keeps patients apart; whoever may leave a stricter one may stay there, never the reverse."""


def guard_role(roles: Iterable[Role]) -> Role:
    """Return whose leader and infection-control supervisor an isolation ward has: its nurses', else its first role's."""
    asked = set(roles)
    return Role.NURSE if Role.NURSE in asked else min(asked, key=list(Role).index)


def needed_kind(code: HealthCode, infection: Infection) -> WardKind:
    """Return the ward kind a patient must have.

    Confirmed and asymptomatic cases need isolation; contacts, suspected, untested and everybody whose code is not
    green needs a single buffer room until cleared; the rest may use a general ward (DESIGN, hard rules).
    """
    if infection in {Infection.CONFIRMED, Infection.ASYMPTOMATIC}:
        return WardKind.ISOLATION
    if infection is not Infection.NONE or code is not HealthCode.GREEN:
        return WardKind.BUFFER
    return WardKind.GENERAL
