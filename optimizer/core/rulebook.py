"""Every hard rule by name: the same name in the models, the check, the report and on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.text import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """One hard rule, of one step."""

    name: str
    step: str
    title: Text


def _rule(step: str, name: str, en: str, zh: str) -> Rule:
    return Rule(name, step, Text(en, zh))


_ALL = (
    _rule(
        "designation",
        "designation_allowed",
        "Only a hospital that may be designated, and is not fixed out, is designated",
        "只能指定可指定且未排除的机构",
    ),
    _rule(
        "designation",
        "designation_days",
        "A place is designated from its first day with room to the end",
        "定点自首个有床位之日起至规划期末",
    ),
    _rule("designation", "designation_fixed_in", "A hospital fixed in is designated", "必选机构须被指定"),
    _rule(
        "designation",
        "designation_unit",
        "A designated hospital has an open unit of that service and ward kind",
        "定点机构须有相应类别的开放单元",
    ),
    _rule(
        "designation",
        "designation_minimum",
        "A designated hospital offers the least number of places that the service asks for",
        "定点机构床位不少于该类别的最少床位",
    ),
    _rule("designation", "services_under_roof", "No hospital serves more services than its limit", "定点类别数不超过该院上限"),
    _rule("designation", "kinds_under_roof", "No hospital has more ward kinds than its limit", "病区类别数不超过该院上限"),
    _rule(
        "designation",
        "emergency_kept",
        "Conversions leave every hospital one of its emergency buffers",
        "转换后各院至少保留一处急诊缓冲",
    ),
    _rule("designation", "designation_licence", "A designated unit holds the licence of its service", "定点单元须有相应诊疗科目"),
    _rule("designation", "flow_designated", "Expected patients flow only to designated places", "预计患者只流向定点机构"),
    _rule("designation", "flow_demand", "Flows are not more than the demand", "流量不超过需求"),
    _rule("designation", "flow_capacity", "Flows fit the capacity", "流量不超过容量"),
    _rule("designation", "conversion_listed", "A conversion is one of those listed, with its capacity", "转换须在可转换清单内"),
    _rule("designation", "conversion_lead_time", "A conversion keeps its lead time", "转换须满足准备时间"),
    _rule(
        "routing",
        "patient_accounted",
        "Every patient is placed once or listed as not yet placed",
        "每位患者须安排一次或列入待落实",
    ),
    _rule(
        "routing",
        "service_match",
        "A unit of the patient's service (life-threatened: or an emergency buffer)",
        "单元与患者救治类别一致（危急者可入急诊缓冲）",
    ),
    _rule(
        "routing", "ward_kind", "The ward kind the patient's code and infection status demand", "病区类别与健康码、感染状态一致"
    ),
    _rule("routing", "licence", "The unit holds the licence of its service", "单元须有相应诊疗科目"),
    _rule("routing", "capability", "The unit has every capability the patient needs", "单元须具备患者所需能力"),
    _rule("routing", "bloodborne", "Blood-borne infections on their own machines", "血源性感染者专机治疗"),
    _rule(
        "routing",
        "designated",
        "Buffer and isolation places only where designated (life-threatened excepted)",
        "缓冲、隔离仅限定点（危急者除外）",
    ),
    _rule("routing", "unit_open", "The unit is open on every day of the stay", "在院期间单元须开放"),
    _rule("routing", "not_before_ready", "No admission before the patient is ready or the horizon begins", "不得早于可收治时间"),
    _rule("routing", "legs_contiguous", "A patient's legs follow each other without gap or overlap", "同一患者的各段首尾相接"),
    _rule(
        "routing",
        "move_reason",
        "Nobody changes units unless code, status or result ask for it, or for a transfer from where they lie; as stated",
        "仅因转码、感染状态、结果需要，或自现在单元转院方可转移，原因须属实",
    ),
    _rule(
        "routing",
        "in_treatment",
        "Whoever lies in a unit that can keep them neither waits nor, where the policy says so, is transferred",
        "在院者所在单元可留治时不得等待，政策不许时不得转院",
    ),
    _rule("routing", "stay_length", "A stay lasts its days", "住院天数须足"),
    _rule("routing", "urgent_at_once", "The life-threatened are placed on the day they are ready", "危急患者当日收治"),
    _rule(
        "routing",
        "urgent_placed",
        "The life-threatened are placed wherever a capable unit exists",
        "有能力单元时危急患者必须安排",
    ),
    _rule("routing", "wait_figure", "Waiting days are as stated", "等待天数须属实"),
    _rule("routing", "travel_figure", "Minutes of travel are as stated", "路程分钟须属实"),
    _rule("routing", "vehicle", "A vehicle that serves the ward kind and urgency", "车辆须适用病区类别与级别"),
    _rule(
        "routing",
        "cannot_accept",
        "No admission while a unit cannot accept (life-threatened: unless no capable unit does)",
        "暂不能收治期间不安排（无其他可收单元的危急患者除外）",
    ),
    _rule("routing", "declined", "No unit the patient declined", "不安排患者已拒绝的单元"),
    _rule("routing", "pinned", "A pinned patient stays at the pinned unit", "指定单元不得更改"),
    _rule(
        "routing",
        "state_kept",
        "Whoever is accepted, in transit or arrived is not moved without a named release",
        "已接收、转运中、已到达者未经批准解除不得变更",
    ),
    _rule("routing", "changes_listed", "Every change against the plan in force is listed", "与现行方案的变动须逐一列出"),
    _rule("routing", "linked_same_hospital", "Linked patients (mother and newborn) are at one hospital", "关联患者同院"),
    _rule(
        "routing",
        "session_pattern",
        "Sessions on every day of one cohort or cycle, one unit, one shift",
        "定期治疗按同一排期或周期、单元、班次",
    ),
    _rule("routing", "session_shift", "Sessions only in shifts the unit runs", "班次须在单元班次内"),
    _rule(
        "routing",
        "capacity",
        "Not more patients than effective capacity (life-threatened excepted)",
        "不超过实际可收治能力（危急者除外）",
    ),
    _rule("routing", "building_exclusive", "A building with confirmed cases holds no others", "收治确诊者的楼栋不收其他患者"),
    _rule("routing", "capacity_figures", "Physical, staffed, supplied capacity and census are as stated", "容量与在院数须属实"),
    _rule("routing", "unplaced_reason", "Whoever is not placed has a reason of the list", "待落实须有列明原因"),
    _rule("teams", "team_size", "A team has the size wanted", "梯队人数符合要求"),
    _rule("teams", "team_role", "A team has enough of every role", "梯队岗位达到下限"),
    _rule("teams", "team_skill", "A team has enough of every skill", "梯队技能达到下限"),
    _rule("teams", "team_grade", "A team has enough of every grade", "梯队职级达到下限"),
    _rule("teams", "team_key_members", "A team has enough key members", "梯队骨干达到下限"),
    _rule("teams", "team_donor", "A team draws only on its donor hospitals", "梯队仅从来源机构抽调"),
    _rule("teams", "team_mix", "No hospital gives more than its share of a team", "单一机构占比不超上限"),
    _rule("teams", "one_team", "Nobody is in two teams", "一人只在一个梯队"),
    _rule("teams", "team_eligible", "Only eligible and available staff are in a team", "梯队人员须符合条件且可用"),
    _rule("teams", "group_whole", "A group stays whole", "护理小组不拆分"),
    _rule("teams", "pair_together", "Pairs that belong together share a team", "同组者同队"),
    _rule("teams", "pair_apart", "Pairs kept apart do not share a team", "分开者不同队"),
    _rule("teams", "donor_minimum", "A donor hospital keeps its minimum", "来源机构保留留守人数"),
    _rule("teams", "team_standby", "A team names as many on standby as its share asks", "梯队按比例指定待命人员"),
    _rule("teams", "draw_figures", "What donors give is as stated", "抽调情况须属实"),
    _rule("teams", "rotation_ward", "A team serves only its wards, one at a time", "梯队只在其病区，一次一个"),
    _rule(
        "teams",
        "rotation_block",
        "A duty block lasts the ward's duty days; what fills in for a team may be shorter",
        "在岗轮次天数符合要求，顶替可较短",
    ),
    _rule("teams", "rotation_after", "Observation and rest follow duty in full", "在岗后须完成观察与休整"),
    _rule(
        "teams", "rotation_overlap", "Phases of a team do not overlap; a ward has one team at a time", "阶段不重叠，病区一次一队"
    ),
    _rule("teams", "rotation_kept", "What has begun goes on: a duty in force is not broken off", "已开始的在岗不中断"),
    _rule("teams", "team_pulled", "A team pulled out is observed from that day", "撤出的梯队自当日起观察"),
    _rule(
        "teams",
        "rotation_handover",
        "Who relieves a team is present for the hand-over, neither on duty elsewhere nor in observation",
        "接班梯队须到场交接，当时不得在他处在岗或观察",
    ),
    _rule(
        "teams", "rotation_changes_listed", "Every change against the rotation in force is listed", "与现行轮换的变动须逐一列出"
    ),
    _rule("rota", "one_shift_a_day", "One shift a day", "每人每日一班"),
    _rule("rota", "staff_available", "Only on days the person is available", "仅在可用日排班"),
    _rule(
        "rota",
        "ward_staff",
        "An isolation ward draws only on the team on duty; other wards on their hospital's own staff",
        "隔离病区仅用在岗梯队，其他病区用本院人员",
    ),
    _rule("rota", "isolation_eligible", "Only eligible staff enter isolation wards", "仅符合条件者进隔离病区"),
    _rule("rota", "role_match", "People work in their own role", "按本人岗位排班"),
    _rule("rota", "ward_minutes", "An entry lasts at most 240 minutes", "单次进舱不超过240分钟"),
    _rule("rota", "rest_between", "Rest between shifts, and no forbidden succession", "班间休息与禁排班次"),
    _rule("rota", "max_minutes", "Not more minutes than the contract allows", "不超过合同工时"),
    _rule("rota", "max_shifts_per_type", "Not more shifts of a type than the contract allows", "不超过班次上限"),
    _rule("rota", "max_consecutive", "Not more shifts in a row than the contract allows", "不超过最多连班"),
    _rule("rota", "min_consecutive", "Not fewer shifts in a row than the contract asks", "不少于最少连班"),
    _rule("rota", "days_off", "Days off in a row as the contract asks", "连休天数符合合同"),
    _rule("rota", "max_weekends", "Not more weekends than the contract allows", "不超过周末上限"),
    _rule("rota", "hard_request", "Hard requests are kept", "必须满足的意愿"),
    _rule(
        "rota",
        "share_shift",
        "Who must share shifts works the same shift on days when both can",
        "须同班者在均可上班之日上同一班",
    ),
    _rule("rota", "no_shared_shift", "Who must not share shifts never works one shift on one day", "不同班者同日不上同一班"),
    _rule(
        "rota",
        "group_together",
        "A group on duty is in one place and shift a day; whoever asked for another shift aside",
        "同组人员同日同岗同班（本人申请其他班次者除外）",
    ),
    _rule(
        "rota",
        "rota_frozen",
        "Published days stay as they are, unless a hard request or a lost place asks otherwise",
        "已公布的班不变（必须满足的意愿或已不能上的班除外）",
    ),
    _rule("supplies", "stock_balance", "Stock follows from arrivals, transfers and use", "库存收支平衡"),
    _rule("supplies", "stock_not_negative", "Stock is never negative", "库存不为负"),
    _rule("supplies", "use_figure", "Use follows from the rota and the census", "用量须与排班和在院数一致"),
    _rule("supplies", "cover_figure", "Days of cover are as stated", "可保障天数须属实"),
    _rule("supplies", "transfer_stock", "A hospital transfers only what it holds", "只调拨已有库存"),
    _rule("plan", "known_ids", "Every id stands in the tables", "编号须在表中"),
    _rule("plan", "row_valid", "Every row can be read", "每行可读"),
    _rule("plan", "term_value", "Objective terms are as stated", "目标值须属实"),
    _rule("plan", "manifest", "No file differs from the manifest", "文件与清单一致"),
)

RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}

MOVE_REASONS: dict[str, Text] = {
    "": Text("", ""),
    "result_due": Text("result due, taken for negative", "结果到期，暂按阴性"),
    "code_change": Text("code or status changes", "转码或感染状态变化"),
    "transfer": Text("transferred from where the patient lies", "自现在单元转出"),
}
"""Why a leg of a placement begins; blank for an admission."""

UNPLACED_REASONS: dict[str, Text] = {
    "no_unit": Text("no unit of this service and ward kind", "无该类别、病区类别的单元"),
    "not_designated": Text("no designated place for this service and ward kind", "无该类别的定点单元"),
    "no_licence": Text("no unit with the licence", "无具备诊疗科目的单元"),
    "no_capability": Text("no unit with the capabilities needed", "无具备所需能力的单元"),
    "declined": Text("the patient declined every unit that could take them", "患者拒绝了所有可收单元"),
    "cannot_accept": Text("every unit that could take them cannot accept now", "可收单元均暂不能收治"),
    "pinned_unavailable": Text("the pinned unit cannot take them", "指定单元不可用"),
    "full": Text("every unit that could take them is full", "可收单元均已满"),
    "after_horizon": Text("ready only after the horizon", "可收治时间在规划期之后"),
    "release_needed": Text(
        "bound to a unit that cannot keep them; only a named release moves them",
        "所在（已接收）单元不可用，须经批准解除后方可变更",
    ),
}

CHANGE_REASONS: dict[str, Text] = {
    "new_patient": Text("new since the plan in force", "新增患者"),
    "placed_now": Text("had no place, has one now", "原待落实，现已安排"),
    "released": Text("released by name", "经批准解除"),
    "unit_closed": Text("the unit is closed on days of the stay", "单元在院期间关闭"),
    "code_changed": Text("health code, infection status or ward kind needed changed", "健康码、感染状态或所需病区类别变化"),
    "patient_changed": Text("the patient's record changed", "患者信息变化"),
    "unit_changed": Text("the unit changed: ward kind, licence or capabilities", "单元变化：病区类别、诊疗科目或能力"),
    "not_designated": Text("the place is no longer designated", "不再定点"),
    "cannot_accept": Text("the unit cannot accept", "单元暂不能收治"),
    "capacity_lowered": Text("the unit has fewer places", "单元可收治能力下降"),
    "displaced": Text("the place is needed for somebody else's admission", "床位须用于他人收治"),
    "rearranged": Text("moved so that nobody is served worse", "为整体救治而调整"),
}
"""Why something is different from the plan in force; the first that is true."""

ROTATION_REASONS: dict[str, Text] = {
    "filled": Text("had no team, has one now", "原无梯队，现已补上"),
    "pulled_out": Text("the team was pulled out", "原梯队撤出"),
    "may_not_serve": Text("the team may no longer serve the ward", "原梯队不再服务该病区"),
    "not_free": Text("the team is observed, resting or elsewhere now", "原梯队此时在观察、休整或他处"),
    "rearranged": Text("so that wards are without a team on fewest days", "为使病区缺队天数最少而调整"),
}
"""Why another team is in a ward than the rotation in force says; the first that is true."""
