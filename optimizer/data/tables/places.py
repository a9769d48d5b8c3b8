"""Places and the ways between them: hospitals, origins, travel times, vehicles."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.columns import Kind, column
from optimizer.data.vocabulary import Authority, Designable, Fixed, Provenance, WardKind

ISOLATION_PLACE = frozenset({"isolation_place", "集中隔离点", "隔离点"})


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital, a campus of one, or a central isolation place."""

    hospital_id: str = column(Kind.ID, "机构编号", required=True, aliases=("医院编号",))
    name_zh: str = column(Kind.TEXT, "名称", required=True, aliases=("医院名称", "机构名称"))
    name_en: str = column(Kind.TEXT, "英文名称", default="")
    district: str = column(Kind.TEXT, "区县", required=True)
    lon: float | None = column(Kind.NUMBER, "经度", low=-180, high=180)
    lat: float | None = column(Kind.NUMBER, "纬度", low=-90, high=90)
    crs: str = column(Kind.TEXT, "坐标系", default="WGS84", about=("WGS84, GCJ-02 or BD-09", "WGS84、GCJ-02 或 BD-09"))
    address: str = column(Kind.TEXT, "地址", default="")
    duty_phone: str = column(Kind.TEXT, "值班电话", default="")
    parent_id: str | None = column(Kind.ID, "上级机构", refers_to="hospitals.hospital_id")
    authority: Authority | None = column(Kind.CHOICE, "隶属", vocabulary=Authority)
    can_designate: Designable = column(Kind.CHOICE, "可否指定", default=Designable.DIRECT, vocabulary=Designable)
    fixed: Fixed | None = column(Kind.CHOICE, "规划固定", vocabulary=Fixed)
    fixed_reason: str = column(
        Kind.TEXT, "固定原因", default="", about=("why it is in or out; listed in the report", "必选或排除的原因，列入报告")
    )
    max_services: int | None = column(
        Kind.INTEGER, "定点类别上限", low=1, about=("services it may be designated for, blank = any", "最多定点类别数，空为不限")
    )
    max_ward_kinds: int | None = column(
        Kind.INTEGER,
        "定点病区类别上限",
        low=1,
        high=2,
        about=("1: buffer or isolation, never both; blank = any", "1 为缓冲、隔离不得并存；空为不限"),
    )
    outside_network: bool = column(
        Kind.BOOLEAN,
        "网络外",
        default=False,
        about=("takes who finds no place here in time; never designated", "仅收治本地无法及时收治者，不参与定点"),
    )
    role: str = column(
        Kind.TEXT,
        "角色",
        default="",
        about=("isolation_place: a central isolation place, no hospital", "isolation_place 为集中隔离点，非医疗机构"),
    )
    source: str = column(Kind.TEXT, "来源", default="")
    note: str = column(Kind.TEXT, "备注", default="")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)

    @property
    def isolates_only(self) -> bool:
        """Whether it is a central isolation place: people are brought there to be isolated, none goes there for treatment."""
        return self.role.strip().lower() in ISOLATION_PLACE

    @property
    def title(self) -> Text:
        """Its name in both languages; the Chinese one where there is no other."""
        return Text(self.name_en or self.name_zh, self.name_zh)

    @property
    def drawn_at(self) -> tuple[float, float] | None:
        """Longitude and latitude for maps; None when unknown, and for military hospitals, which no map shows."""
        if self.lon is None or self.lat is None or self.authority is Authority.MILITARY:
            return None
        return self.lon, self.lat


@dataclass(frozen=True, slots=True)
class Origin:
    """Where patients come from: a township, a sealed block, an isolation place."""

    origin_id: str = column(Kind.ID, "来源地编号", required=True)
    name: str = column(Kind.TEXT, "来源地名称", required=True)
    name_en: str = column(Kind.TEXT, "英文名称", default="")
    district: str = column(Kind.TEXT, "区县", required=True)
    district_en: str = column(Kind.TEXT, "区县英文名称", default="", about=("for pages in English", "用于英文页面"))
    lon: float | None = column(Kind.NUMBER, "经度", low=-180, high=180)
    lat: float | None = column(Kind.NUMBER, "纬度", low=-90, high=90)
    population: int | None = column(Kind.INTEGER, "人口", low=0)
    restricted_share: float | None = column(Kind.NUMBER, "受限人口比例", low=0, high=1)
    pickup_min: float | None = column(Kind.NUMBER, "接诊准备分钟", low=0, high=1440)
    source: str = column(Kind.TEXT, "来源", default="")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)

    @property
    def title(self) -> Text:
        """Its name in both languages; the one it has where there is no other."""
        return Text(self.name_en or self.name, self.name)


@dataclass(frozen=True, slots=True)
class TravelTime:
    """A known time from an origin, hospital or point to a hospital; replaces the estimate, pick-up not included."""

    from_id: str = column(
        Kind.ID,
        "起点",
        required=True,
        about=(
            "an origin, a hospital, or a patient's own point as point:36.090,103.630 (lat, lon; three decimals)",
            "来源地、机构，或患者自身坐标 point:36.090,103.630（纬度,经度，三位小数）",
        ),
    )
    to_id: str = column(Kind.ID, "终点", required=True, refers_to="hospitals.hospital_id")
    minutes: float = column(Kind.NUMBER, "分钟", required=True, low=0, high=1440)
    source: str = column(Kind.TEXT, "来源", default="")


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A fleet of one kind of vehicle."""

    vehicle_kind: str = column(Kind.ID, "车辆类型", required=True)
    base_hospital_id: str | None = column(Kind.ID, "驻地机构", refers_to="hospitals.hospital_id")
    number: int = column(Kind.INTEGER, "数量", required=True, low=0)
    seats: int = column(Kind.INTEGER, "座位", default=1, low=1)
    ward_kinds: tuple[str, ...] = column(Kind.LIST, "服务病区类别", vocabulary=WardKind, aliases=("ward_kinds served",))
    urgencies: tuple[str, ...] = column(
        Kind.LIST, "服务分诊级别", about=("urgency levels it carries, blank = all", "承运的分诊级别，空为全部")
    )
    turnaround_min: float = column(Kind.NUMBER, "周转分钟", default=0.0, low=0, high=1440)
    source: str = column(Kind.TEXT, "来源", default="")
    provenance: Provenance | None = column(Kind.CHOICE, "数据性质", vocabulary=Provenance)
