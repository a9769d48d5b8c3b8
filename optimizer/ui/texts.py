"""Texts that several parts of the screen share, in both languages."""

from __future__ import annotations

from optimizer.core.outcome import Termination
from optimizer.core.text import Text
from optimizer.jobs.status import JobState

PRODUCT = Text("Hospital optimizer", "医疗资源统筹优化")
TODAY = Text("Today", "今日态势")
DESIGNATION = Text("Designation", "定点安排")
ROUTING = Text("Routing", "收治安排")
ROTA = Text("Teams and rota", "梯队与排班")
SUPPLIES = Text("Supplies", "物资保障")
DATA = Text("Data", "数据")
WHATIF = Text("What if", "情景推演")
RUNS = Text("Runs", "任务与方案")
COMPARE = Text("Compare", "前后对比")
PLAN_GROUP = Text("Plan", "方案")
CHANGE_GROUP = Text("Change and try", "调整与推演")

OPEN_PLAN = Text("Plan shown", "当前方案")
HORIZON = Text("{start} to {last}, {days} days", "{start} 至 {last}，共 {days} 天")
ALL = Text("All", "全部")
SEARCH = Text("Search", "搜索")
NONE_HERE = Text("Nothing here.", "暂无内容。")
COUNT_SHOWN = Text("{shown} of {total} rows", "显示 {shown} 行，共 {total} 行")
NOT_PLANNED = Text("The plan has no {what}: the step was not run.", "该方案未包含“{what}”：此步骤未运行。")

HOSPITAL = Text("Hospital", "机构")
SERVICE = Text("Service", "救治类别")
WARD_KIND = Text("Ward kind", "病区类别")
URGENCY = Text("Urgency", "分诊级别")
UNIT = Text("Unit", "单元")
PATIENT = Text("Patient", "病例编号")
ENTRY = Text("Entry", "条目")
REASON = Text("Reason", "原因")
STEP = Text("Step", "步骤")
GOAL = Text("Goal", "目标")
VALUE = Text("Value", "值")
BOUND = Text("Proven bound", "已证下界")
UNIT_OF_MEASURE = Text("Unit", "计量单位")
PROOF = Text("What is proven", "求解情况")
FIGURE = Text("Figure", "指标")

OUTCOMES: dict[str, Text] = {
    Termination.OPTIMAL: Text("proven optimal", "已证最优"),
    Termination.FEASIBLE: Text("feasible, not proven optimal", "可行，未证最优"),
    Termination.INFEASIBLE: Text("no plan keeps all rules", "无法同时满足全部规则"),
    Termination.UNKNOWN: Text("not run", "未运行"),
    Termination.FALLBACK: Text("fallback plan, degraded", "应急备用方案"),
}
STATES: dict[JobState, Text] = {
    JobState.QUEUED: Text("waiting for its turn", "排队中"),
    JobState.RUNNING: Text("running", "求解中"),
    JobState.DONE: Text("done", "已完成"),
    JobState.FAILED: Text("failed", "未成功"),
    JobState.STOPPED: Text("stopped", "已停止"),
    JobState.LOST: Text("interrupted", "已中断"),
}
EXIT_CODES: dict[int, Text] = {
    0: Text("Verified plan.", "方案已通过核验。"),
    1: Text("The independent check found something broken.", "独立核验发现不符之处。"),
    2: Text("The tables cannot be used as they are; nothing was written.", "数据有误，未写出方案。"),
    3: Text("Hard rules contradict each other.", "硬性规则相互矛盾。"),
    4: Text("Fallback plan: verified, but degraded.", "应急备用方案：已核验，但质量下降。"),
    5: Text("No plan was found.", "未找到方案。"),
    6: Text(
        "Verified, but someone life-threatened is late or in an over-full buffer.", "已核验，但有危急患者超时限或进入超容缓冲区。"
    ),
    70: Text("Internal error.", "内部错误。"),
    75: Text("Another run is writing the same folder.", "另一任务正在写入同一文件夹。"),
}

NO_PLAN_TITLE = Text("No plan is open yet", "尚未打开方案")
NO_PLAN_HOW = Text(
    "Make the plan of the example city (Lanzhou, March 2022) here, or on the command line, or open your own plan folder:",
    "可在此生成示例城市（兰州，2022 年 3 月）的方案，也可用命令行生成，或打开您自己的方案文件夹：",
)
NO_PLAN_BUTTON = Text("Make the demo plan", "生成示例方案")
OWN_DATA = Text("Bring in your own data", "导入本地数据")
DEMO_RUNS = Text("The demo plan is being made.", "正在生成示例方案。")
WATCH = Text("Watch progress", "查看进度")
PLAN_BROKEN = Text("This plan cannot be shown: {why}", "无法显示该方案：{why}")
PLAN_CHANGED = Text(
    "files differ from the manifest: {files}. A plan that was changed after its check is not shown.",
    "文件与清单不符：{files}。核验后被改动的方案不予显示。",
)
