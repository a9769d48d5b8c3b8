"""Why a unit is, or is not, the place of a patient: one vocabulary for suggestions, explanations and the screen."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.core.text import Text

VERDICTS: Mapping[str, Text] = {
    "after_horizon": Text("ready only on {date}, after the last day of the plan", "可收治时间 {date} 在规划期之后"),
    "service": Text("another service", "救治类别不符"),
    "licence": Text("lacks the licence {licence}", "缺诊疗科目 {licence}"),
    "capability": Text("lacks {missing}", "缺少能力 {missing}"),
    "bloodborne": Text("needs machines of its own: {infections}", "须专机治疗：{infections}"),
    "bloodborne_only": Text("its machines are for blood-borne infections only", "该处机位仅供血源性感染者"),
    "ward_kind": Text("{has}, needed is {needed}", "为{has}，需{needed}"),
    "closed": Text("closed on {days}", "{days} 关闭"),
    "declined": Text("declined by the patient", "患者已拒绝"),
    "pinned": Text("the patient is pinned to {unit}", "患者已指定至 {unit}"),
    "bound": Text("{state} at {unit}: only a named release moves the patient", "{unit} {state}，须指名解除后方可变动"),
    "not_designated": Text("{kind} of {service} not designated there on {days}", "{days} 该院{service}{kind}未获指定"),
    "cannot_accept": Text("cannot accept until {until}: {reason}", "{until} 前暂不能收治：{reason}"),
    "emergency_first": Text("life-threatened: an emergency bed comes before a session", "危急患者先入急诊床位，不安排定期治疗"),
    "no_places": Text("no staffed and supplied places on {days}", "{days} 无可用床位（人员、物资受限）"),
    "full": Text("full on {days}: {count} planned patients there ({who})", "{days} 已满：该处计划在院 {count} 人（{who}）"),
    "full_urgent": Text(
        "full on {days}, the life-threatened counted: {count} planned patients there ({who}); one more would exceed capacity",
        "{days} 已满（含危急患者）：该处计划在院 {count} 人（{who}），再收即超容",
    ),
    "building": Text("its building is held apart for confirmed cases, or from them", "楼栋须与确诊者分开"),
    "linked": Text("linked patient {who} is at another hospital", "关联病例 {who} 在其他机构"),
    "beyond_limit": Text("{over} min beyond the limit of {limit} min", "超出 {limit} 分钟上限 {over} 分钟"),
    "worse": Text(
        "possible, but worse: {goal} +{by} ({minutes:+} min of travel)", "可行但较差：{goal} +{by}（路程 {minutes:+} 分钟）"
    ),
    "equal": Text("as good: no goal differs", "同样可行：各项目标无差别"),
    "better": Text(
        "would be better now: {goal} {by} ({minutes:+} min of travel)", "目前更优：{goal} {by}（路程 {minutes:+} 分钟）"
    ),
    "free": Text("a place is free from {date}, {minutes} min away", "{date} 起有空位，路程 {minutes} 分钟"),
    "chosen": Text("chosen: from {date}, {minutes} min", "已安排：{date} 起，路程 {minutes} 分钟"),
}
"""Text by code; the placeholders are the keys of `Verdict.params`."""

POSSIBLE = frozenset({"beyond_limit", "worse", "equal", "better", "free", "chosen"})
"""The codes of units that could take the patient."""
