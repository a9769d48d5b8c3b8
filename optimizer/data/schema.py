"""The tables by name: one entry per input table and per table of an emitted plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.core.text import Text
from optimizer.data.columns import Column, columns_of
from optimizer.data.tables import care, goods, people, places, plan, staff


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: its row class, the columns that make a row unique, and its title."""

    name: str
    row_class: type[Any]
    key: tuple[str, ...]
    title: Text

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns in file order."""
        return columns_of(self.row_class)


def _registry(*specs: TableSpec) -> dict[str, TableSpec]:
    return {spec.name: spec for spec in specs}


INPUT_TABLES = _registry(
    TableSpec("hospitals", places.Hospital, ("hospital_id",), Text("Hospitals", "医疗机构")),
    TableSpec("services", care.Service, ("service_id",), Text("Services", "救治类别")),
    TableSpec("units", care.Unit, ("unit_id",), Text("Units", "收治单元")),
    TableSpec("unit_conversions", care.UnitConversion, ("unit_id", "to_ward_kind"), Text("Unit conversions", "单元转换")),
    TableSpec("capacity_changes", care.CapacityChange, ("unit_id", "from", "to", "reason"), Text("Capacity changes", "床位变动")),
    TableSpec("origins", places.Origin, ("origin_id",), Text("Origins", "来源地")),
    TableSpec("travel_times", places.TravelTime, ("from_id", "to_id"), Text("Travel times", "路程时间")),
    TableSpec("vehicles", places.Vehicle, ("vehicle_kind", "base_hospital_id"), Text("Vehicles", "车辆")),
    TableSpec("demand", people.Demand, ("origin_id", "service_id", "ward_kind", "date"), Text("Expected demand", "预计需求")),
    TableSpec("patients", people.Patient, ("patient_id",), Text("Patients", "患者")),
    TableSpec("code_changes", people.CodeChange, ("patient_id", "at"), Text("Code changes", "转码")),
    TableSpec("cannot_accept", care.CannotAccept, ("unit_id", "from"), Text("Cannot accept", "暂不能收治")),
    TableSpec("releases", people.Release, ("patient_id",), Text("Releases", "解除锁定")),
    TableSpec("staff", staff.StaffMember, ("staff_id",), Text("Staff", "人员")),
    TableSpec("staff_pairs", staff.StaffPair, ("staff_id", "other_id", "rule"), Text("Staff pairs", "人员搭配")),
    TableSpec("donor_minimum", staff.DonorMinimum, ("hospital_id", "role"), Text("Donor minimum", "留守人数")),
    TableSpec("teams_wanted", staff.TeamWanted, ("team_id",), Text("Teams wanted", "梯队需求")),
    TableSpec("rotation", staff.Rotation, ("ward_id",), Text("Rotation", "轮换周期")),
    TableSpec("team_events", staff.TeamEvent, ("team_id", "from"), Text("Teams pulled out", "梯队撤出")),
    TableSpec("wards", staff.Ward, ("ward_id",), Text("Wards", "病区")),
    TableSpec(
        "ward_cover",
        staff.WardCover,
        ("ward_id", "role", "skill", "shift_type", "interval"),
        Text("Ward cover", "在岗人数要求"),
    ),
    TableSpec("stand_ins", staff.StandIn, ("skill", "stand_in", "role"), Text("Stand-ins", "技能顶替")),
    TableSpec("shift_types", staff.ShiftType, ("shift_type_id",), Text("Shift types", "班次")),
    TableSpec("contracts", staff.Contract, ("contract_id",), Text("Contracts", "合同类型")),
    TableSpec("requests", staff.Request, ("staff_id", "date", "shift_type"), Text("Requests", "排班意愿")),
    TableSpec("roster_history", staff.RosterHistory, ("staff_id", "date"), Text("Roster history", "历史排班")),
    TableSpec("fairness_carry", staff.FairnessCarry, ("staff_id",), Text("Carried over", "公平性累计")),
    TableSpec("holidays", staff.Holiday, ("date",), Text("Holidays", "节假日")),
    TableSpec("supplies", goods.Supply, ("item", "hospital_id", "arrives"), Text("Supplies", "物资")),
    TableSpec("supply_use", goods.SupplyUse, ("item", "per"), Text("Supply use", "物资用量")),
)

PLAN_TABLES = _registry(
    TableSpec(
        "designation", plan.DesignationRow, ("hospital_id", "service_id", "ward_kind", "from"), Text("Designation", "定点")
    ),
    TableSpec("conversions", plan.ConversionRow, ("unit_id", "from"), Text("Conversions", "单元转换")),
    TableSpec("flows", plan.FlowRow, ("origin_id", "service_id", "ward_kind", "hospital_id"), Text("Expected flows", "预计流向")),
    TableSpec("capacity", plan.CapacityRow, ("unit_id", "date"), Text("Effective capacity", "实际可收治能力")),
    TableSpec("placements", plan.PlacementRow, ("patient_id", "from"), Text("Placements", "收治安排")),
    TableSpec("sessions", plan.SessionRow, ("patient_id", "date"), Text("Sessions", "定期治疗")),
    TableSpec("unplaced", plan.UnplacedRow, ("patient_id",), Text("Not yet placed", "待落实")),
    TableSpec("changes", plan.ChangeRow, ("patient_id",), Text("Changes against the plan in force", "与现行方案的变动")),
    TableSpec("teams", plan.TeamRow, ("staff_id",), Text("Teams", "救治梯队")),
    TableSpec("draws", plan.DrawRow, ("hospital_id", "role"), Text("What donors give", "抽调情况")),
    TableSpec("rotation", plan.RotationRow, ("team_id", "from"), Text("Rotation", "轮换")),
    TableSpec(
        "rotation_changes",
        plan.RotationChangeRow,
        ("ward_id", "from"),
        Text("Changes against the rotation in force", "与现行轮换的变动"),
    ),
    TableSpec("rota", plan.RotaRow, ("staff_id", "date"), Text("Rota", "排班")),
    TableSpec("supplies", plan.SupplyRow, ("hospital_id", "item", "date"), Text("Supplies", "物资")),
    TableSpec(
        "transfers", plan.TransferRow, ("item", "from_hospital_id", "to_hospital_id", "date"), Text("Transfers", "物资调拨")
    ),
)
