"""What a suggestion can say, by code."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.core.text import Text

REASONS: Mapping[str, Text] = {
    # why this hospital
    "nearest": Text("nearest of those that can take the patient", "可收机构中最近"),
    "own_provider": Text("the patient's own provider", "患者原就诊机构"),
    "current": Text("the patient lies here already", "患者已在此"),
    "planned": Text("where the plan in force puts the patient", "现行方案安排在此"),
    "emergency_buffer": Text("emergency buffer, for urgency 1", "急诊缓冲（Ⅰ级）"),
    # what to know about it
    "over_limit": Text("{over} min over the service's limit of {limit} min", "超出该类别 {limit} 分钟上限 {over} 分钟"),
    "over_wait": Text("waits {over} days longer than clinically allowed", "等待超出临床允许 {over} 天"),
    "over_capacity": Text(
        "stretches capacity: {days} bed-days over; life-threatened, not to be refused",
        "超容收治 {days} 床日；危急患者不得拒收",
    ),
    "overfull": Text(
        "full, with life-threatened patients among those there: {days} bed-days over capacity",
        "已满（含危急患者）：再收将超容 {days} 床日",
    ),
    "last_place": Text("takes the last free place", "占用最后一个空位"),
    "crossing": Text("adds crossing risk on {days} hospital-days", "增加交叉风险 {days} 院日"),
    "new_site": Text("opens a further site for this service", "新增一个在用点位"),
    "transfer_later": Text("needs a transfer later: {unit} from {date}", "之后须转出：{date} 起转至 {unit}"),
    "result_due": Text("result due {at}: may need another ward then", "{at} 出结果后可能须转病区"),
    "not_designated": Text("not designated; allowed because life-threatened", "非定点，危急患者可收"),
    "void_refusal": Text(
        "says it cannot accept ({said}): {void} is no reason to refuse", "该院报告不能收治（{said}）：{void}不是拒收理由"
    ),
    "refuses_now": Text(
        "says it cannot accept until {until} ({said}): insist, nobody nearer can",
        "该院报告 {until} 前不能收治（{said}）：无其他可收机构，须协调收治",
    ),
    "must_free": Text("full: somebody would have to give way ({count})", "已满：须 {count} 名计划患者让位"),
    # why not offered
    "declined": Text("declined by the patient", "患者已拒绝"),
    "cannot_accept": Text("cannot accept until {until}: {said}", "{until} 前暂不能收治：{said}"),
    # what the nearest undesignated hospital would need
    "designate_direct": Text("designate {hospital} for {service}, {kind}", "将{hospital}指定为{service}（{kind}）定点"),
    "designate_coordinate": Text(
        "designate {hospital} for {service}, {kind}: by coordination ({authority})",
        "协调指定{hospital}为{service}（{kind}）定点（{authority}）",
    ),
    "designate_no": Text(
        "{hospital} may not be designated as the tables stand: decide otherwise first", "{hospital}按现表不可指定，须先行决定"
    ),
    "fixed_out": Text("the planner fixed it out: lift that first", "规划中已排除，须先取消"),
    "convert": Text("convert {unit} to {kind}: {hours} h", "{unit} 转换为{kind}：需 {hours} 小时"),
    "free_place": Text("free a place: it is full", "腾出床位：现已满"),
    # about the whole answer
    "no_plan": Text(
        "No plan given: free places are open beds less occupied and kept free, without planned patients, staff or supplies;"
        " every hospital that may be designated counts as designated.",
        "未给出方案：空位仅按开放床位减已占用与预留计算，未计计划患者、人员与物资；凡可指定机构均视为定点。",
    ),
    "beds_changed": Text(
        "Bed tables differ from those of the plan: capacity was worked out anew from today's.",
        "床位表与方案所用不同：已按现表重新计算可收治能力。",
    ),
    "other_tables": Text(
        "{count} placements of the plan name units or patients that are not in these tables; they were left out.",
        "方案中有 {count} 条安排的单元或患者不在现表中，未计入。",
    ),
    "void_code": Text(
        "cannot_accept has refusals that are no reason ({codes}): lack of a test, code, registration or payment. Not followed.",
        "暂不能收治表中有不成立的理由（{codes}）：缺检测、健康码、登记或费用均不是理由，未予采纳。",
    ),
    "nobody": Text("No capable unit of this service is in the tables.", "表中没有可收治此类患者的单元。"),
    "all_full": Text(
        "No place can be found, even with others giving way: call the duty office.", "即使他人让位也无床位：请致电值班室协调。"
    ),
    "after_horizon": Text("The patient is ready only after the last day of the plan.", "患者可收治时间在规划期之后。"),
    "bound": Text(
        "{state} at {unit}: only a named release moves the patient; nothing else is offered.",
        "患者{state}（{unit}），须指名解除后方可变动，不另推荐。",
    ),
    "pinned": Text("Pinned to {unit}; nothing else is offered.", "患者已指定至 {unit}，不另推荐。"),
}
"""Text by code; the placeholders are the keys of `Reason.params`."""
