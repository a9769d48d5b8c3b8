"""What the alerts of the first page say."""

from __future__ import annotations

from optimizer.core.text import Text

URGENT_UNPLACED = Text("Life-threatened patients without a place: {count}", "{count} 名危急患者（Ⅰ级）待落实")
URGENT_LATE = Text(
    "Life-threatened patients beyond the travel limit: {count}, by {minutes} minutes together",
    "{count} 名危急患者路程超限，合计超出 {minutes} 分钟",
)
OVER_CAPACITY = Text("Bed-days over capacity for the life-threatened: {count}", "危急患者超容 {count} 床日")
FALLBACK = Text("A step used the fallback planner: verified, but degraded", "有步骤采用应急备用方案：已核验，但质量下降")
UNPLACED = Text(
    "Patients not yet placed: {count} (urgency 1: {u1}, 2: {u2}, 3: {u3}, 4: {u4})",
    "{count} 名患者待落实（Ⅰ级 {u1}、Ⅱ级 {u2}、Ⅲ级 {u3}、Ⅳ级 {u4}）",
)
NO_TEAM = Text("Ward-days without a team on duty: {count}", "{count} 个病区日无梯队在岗")
WARDS_SHORT = Text(
    "Wards below the minimum on some day: {count}, {shifts} person-shifts in all",
    "{count} 个病区有时低于最低在岗人数，共缺 {shifts} 人班",
)
SUPPLIES_SHORT = Text("Hospital items that run out within the horizon: {count}", "{count} 项机构物资将在规划期内用尽")
BELOW_RESERVE = Text("Hospital items below the reserve: {count}", "{count} 项机构物资低于储备天数")
STOPPED_AT = Text("Not planned: {what}", "未规划：{what}")
NOT_REPRODUCIBLE = Text("Stopped by the clock: another run may differ", "因时限停止：再次求解结果可能不同")
STALE = Text(
    "Units whose beds were reported more than {hours} h before the plan begins: {count}, the oldest {oldest} h",
    "{count} 个单元的床位上报早于方案开始 {hours} 小时以上，最早 {oldest} 小时",
)
NOT_REPORTED = Text("Open units without a time of bed report: {count}", "{count} 个开放单元无床位上报时间")
REPORTED = Text(
    "Units that cannot accept, reported after this plan was made: {count}. Route again at the desk.",
    "本方案生成后新报告暂不能收治 {count} 条，请在“收治安排”重新安排。",
)
CANNOT_ACCEPT = Text("Notices that a unit cannot accept for a time: {count}", "暂不能收治的报告 {count} 条")
EVERYTHING_WELL = Text("Nothing needs attention.", "暂无需要关注的事项。")
WHAT_NEXT = Text(
    "Have the plan reviewed and issued under Runs; whoever comes in now is placed at the desk of Routing.",
    "可在“任务与方案”中提交审核与签发；新到患者在“收治安排”中即时收治。",
)
