"""Names, titles and units of every objective term, for plans, the check, the report and the screen alike."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.text import Text


@dataclass(frozen=True, slots=True)
class GoalSpec:
    """What one term measures; every term is minimised."""

    name: str
    step: str
    title: Text
    unit: Text


_MIN = Text("min", "分钟")
_WMIN = Text("weighted min", "加权分钟")
_PEOPLE = Text("patients", "人")
_DAYS = Text("days", "天")
_COUNT = Text("count", "个")
_BED_DAYS = Text("bed-days", "床日")
_SHIFTS = Text("person-shifts", "人班")
_WEEKENDS = Text("weekends", "个周末")
_HOURS = Text("h", "小时")


def _spec(step: str, name: str, en: str, zh: str, unit: Text) -> GoalSpec:
    return GoalSpec(name, step, Text(en, zh), unit)


_ALL = (
    _spec(
        "designation",
        "uncovered",
        "Expected bed-days or sessions without a designated place",
        "无定点可收的预计床日或次数",
        _BED_DAYS,
    ),
    _spec(
        "designation",
        "uncovered_days",
        "Expected bed-days or sessions that find no place on their day",
        "当日无位可收的预计床日或次数",
        _BED_DAYS,
    ),
    _spec("designation", "districts_without", "Districts without a designated institution", "无定点机构的区县", _COUNT),
    _spec(
        "designation",
        "beyond_limit",
        "Expected bed-days or sessions beyond the travel limit",
        "超出路程上限的预计床日或次数",
        _BED_DAYS,
    ),
    _spec(
        "designation",
        "uncovered_high",
        "Bed-days or sessions beyond all places, should the upper forecast come",
        "按需求高值计超出全部床位的床日或次数",
        _BED_DAYS,
    ),
    _spec("designation", "coordination", "Hospitals that need coordination", "需协调的机构", _COUNT),
    _spec("designation", "mixed_kinds", "Further ward kinds under one roof", "同院多余病区类别", _COUNT),
    _spec("designation", "sites", "Hospital and service pairs designated", "定点机构-类别数", _COUNT),
    _spec("designation", "conversions", "Units converted", "转换单元", _COUNT),
    _spec("designation", "travel", "Expected minutes of travel", "预计路程分钟", _MIN),
    _spec("teams", "pair_spread", "Spread of skilled and key staff between teams", "各梯队骨干与技能差距", _COUNT),
    _spec("teams", "grade_spread", "Spread of grades between teams", "各梯队职级差距", _COUNT),
    _spec("teams", "donor_share_pct", "Highest share of a donor's staff drawn", "单一机构最高抽调比例", Text("%", "%")),
    _spec("teams", "hospital_spread", "Spread of a hospital's staff between teams", "同院人员在各梯队的差距", _COUNT),
    _spec("teams", "ward_days_without_team", "Ward-days without a team on duty", "无梯队在岗的病区日", _DAYS),
    _spec("teams", "rotation_changes", "Ward-days taken from the team of the rotation in force", "较现行轮换换队的病区日", _DAYS),
    _spec("teams", "duty_spread", "Spread of duty days between teams", "各梯队在岗天数差距", _DAYS),
    _spec("routing", "urgent_late_min", "Minutes beyond the limit, life-threatened", "危急患者超限分钟", _MIN),
    _spec("routing", "lost_place", "In treatment or accepted, left without a place", "在治或已接收而失去床位", _PEOPLE),
    _spec("routing", "urgent_over_capacity", "Bed-days over capacity for the life-threatened", "危急患者超容床日", _BED_DAYS),
    _spec("routing", "unplaced_1", "Not placed, urgency 1", "待落实（Ⅰ级）", _PEOPLE),
    _spec("routing", "unplaced_2", "Not placed, urgency 2", "待落实（Ⅱ级）", _PEOPLE),
    _spec("routing", "unplaced_3", "Not placed, urgency 3", "待落实（Ⅲ级）", _PEOPLE),
    _spec("routing", "unplaced_4", "Not placed, urgency 4", "待落实（Ⅳ级）", _PEOPLE),
    _spec("routing", "wait_excess_days", "Days waited beyond the clinical limit", "超出临床上限的等待天数", _DAYS),
    _spec("routing", "outside_network", "Sent outside the network", "转往网络外机构", _PEOPLE),
    _spec("routing", "travel_excess_min", "Minutes beyond the travel limit", "超出路程上限的分钟", _MIN),
    _spec("routing", "overstay_days", "Days in a ward stricter than needed", "超出所需病区等级的住院天数", _DAYS),
    _spec("routing", "transfers", "Transfers between hospitals", "院间转移次数", _COUNT),
    _spec("routing", "crossing", "Crossing risk: further ward kinds per hospital and day", "交叉风险（院日）", _COUNT),
    _spec("routing", "concentration", "Sites in use per non-green service", "非绿码类别在用点位", _COUNT),
    _spec("routing", "provider_changes", "Patients away from their present provider", "未在原就诊机构收治", _PEOPLE),
    _spec("routing", "travel_weighted_min", "Urgency-weighted minutes of travel", "按分诊级别加权路程", _WMIN),
    _spec("routing", "worst_trip_min", "Worst trip", "最长单程", _MIN),
    _spec("routing", "wait_days", "Days waited", "等待天数合计", _DAYS),
    _spec("routing", "balance_pct", "Highest share of capacity used", "最高使用率", Text("%", "%")),
    _spec("routing", "changes", "Changes against the plan in force", "与现行方案的变动", _PEOPLE),
    _spec("rota", "short_of_min", "Cover below the minimum", "低于最低在岗", _SHIFTS),
    _spec("rota", "short_of_preferred", "Cover below the preferred number", "低于期望在岗", _SHIFTS),
    _spec("rota", "over_cover", "People beyond what cover wants", "超出所需在岗", _SHIFTS),
    _spec(
        "rota",
        "skills_stood_in",
        "Places of the minimum without somebody of the very skill, where another may stand in",
        "允许顶替的技能岗位中无本技能者在岗",
        _SHIFTS,
    ),
    _spec("rota", "requests_refused", "Weight of requests refused", "未满足意愿权重", _COUNT),
    _spec("rota", "group_apart", "Person-days away from one's group", "未与本组同班的人日", Text("person-days", "人日")),
    _spec("rota", "under_minutes", "Hours below the contract's minimum", "低于合同最少工时", _HOURS),
    _spec("rota", "on_call_others", "On-call shifts not of the team's people on standby", "非队内待命人员的备班", _SHIFTS),
    _spec("rota", "night_spread", "Spread of night shifts per ward", "夜班差距", _SHIFTS),
    _spec("rota", "weekend_spread", "Spread of weekends worked, own staff", "周末班差距（本院人员）", _WEEKENDS),
    _spec("rota", "request_spread", "Spread of requests refused, own staff", "未满足意愿差距（本院人员）", _COUNT),
    _spec("rota", "entry_spread", "Spread of entries, closed loop", "进舱次数差距（闭环）", _COUNT),
    _spec("rota", "inside_spread", "Spread of hours inside, closed loop", "舱内时间差距（闭环）", _HOURS),
    _spec("rota", "rota_changes", "Changes against the rota in force", "与现行班表的变动", Text("person-days", "人日")),
    _spec("supplies", "shortage", "Quantity wanted but not in stock", "缺口数量", Text("pieces", "件")),
    _spec("supplies", "below_reserve", "Hospital items below the reserve", "低于储备天数的机构物资", _COUNT),
    _spec("supplies", "transferred", "Quantity transferred between hospitals", "调拨数量", Text("pieces", "件")),
)

GOALS: dict[str, GoalSpec] = {spec.name: spec for spec in _ALL}
URGENCY_WEIGHT = {1: 8, 2: 4, 3: 2, 4: 1}
"""Weight of a minute of travel by urgency (a house default; order matters more than size)."""

DEFAULT_ROUTING_GOALS: tuple[str, ...] = tuple(spec.name for spec in _ALL if spec.step == "routing")
