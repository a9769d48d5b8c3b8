"""What the template says about each column and setting, in both languages."""

from __future__ import annotations

from optimizer.core.text import Lang, Text
from optimizer.data.canonical import format_number
from optimizer.data.columns import Column, Kind
from optimizer.data.scenario import Policy, Replan, TravelSettings
from optimizer.data.scenario_keys import POLICY, REPLAN, SOLVER, TRAVEL
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.vocabulary import LABELS

_KINDS = {
    Kind.ID: Text("id, kept as written", "编号，按原样保留"),
    Kind.TEXT: Text("text", "文字"),
    Kind.INTEGER: Text("whole number", "整数"),
    Kind.NUMBER: Text("number", "数字"),
    Kind.DATE: Text("date, 2022-03-18", "日期，如 2022-03-18"),
    Kind.DATETIME: Text("date and time, 2022-03-18 08:30", "日期时间，如 2022-03-18 08:30"),
    Kind.TIME: Text("time, 08:30", "时间，如 08:30"),
    Kind.BOOLEAN: Text("yes or no", "是或否"),
    Kind.CHOICE: Text("one of", "可选"),
    Kind.LIST: Text("list separated by ;", "列表，用 ; 分隔"),
    Kind.COUNTS: Text("counts such as doctor=10;nurse=40", "数量，如 doctor=10;nurse=40"),
}

EXPLAINED = (
    Text(
        "Fill in the sheets you have data for; leave the others empty. Orange headers are required.",
        "只需填写已有数据的工作表，其余留空；橙色表头为必填列。",
    ),
    Text(
        "Never enter names, identity numbers, phones or addresses of patients: case numbers only.",
        "请勿填写患者姓名、身份证号、电话或住址，只用病例编号。",
    ),
    Text(
        "roster_history and requests may also be pasted as a roster: a row per person, a column per date; in the cells ids, "
        "codes, names or aliases of shift_types, off for a day off, and ! behind a request that must be kept.",
        "历史排班和排班意愿也可直接粘贴排班表：每人一行、每日一列；格内填班次的编号、简码、名称或别名，休息填“休”，"
        "必须满足的意愿后加“!”。",
    ),
    Text("Fill in start and days in the sheet scenario.", "请在 scenario 工作表中填写 start（开始日期）和 days（天数）。"),
)

_SETTING = {
    "extra_wait_days": Text("days beyond a service's limit that are still considered", "在类别上限之外仍考虑的等待天数"),
    "designation_fill": Text("share of capacity designation counts on", "定点规划计入的床位比例"),
    "candidates": Text("nearest units considered per patient, 0 = all", "每名患者考虑的最近单元数，0 为全部"),
    "travel_limit_factor": Text("multiple of the travel limit still considered, 0 = any", "仍考虑的路程上限倍数，0 为不限"),
    "one_institution_per_district": Text("one designated institution in every district", "每个区县至少一家定点机构"),
    "reserve_days": Text("days of cover every hospital should hold", "各机构应储备的可保障天数"),
    "cannot_accept_hours": Text("hours a refusal holds when no end is given", "未写截止时间时暂不能收治的小时数"),
    "protection": Text(
        "chance that the unannounced find a place kept free, e.g. 0.9; 0 = none is kept",
        "未预告患者能用上预留位置的概率，如 0.9；0 为不预留",
    ),
    "overstay_share": Text("chance that a stay lasts a day longer than planned (illustrative)", "住院每延长一天的概率（示例值）"),
    "transfer_days": Text(
        "first days on which somebody who lies in a unit may be transferred to make room; 0 = only who cannot stay",
        "规划期前若干天内可为腾床将在院者转院；0 为仅转无法留住者",
    ),
    "rota_ahead_days": Text(
        "days after the plan that the rota must leave enough people for, 0 = none", "排班须为规划期后若干天留足人手，0 为不前瞻"
    ),
    "isolation_inside_min": Text(
        "people inside an isolation ward on every staffed shift; 0 = as ward_cover says",
        "隔离病区每个有人的班次至少在岗人数；0 为仅按在岗人数要求",
    ),
    "isolation_shift_skills": Text(
        "skills somebody inside has on every such shift, unless ward_cover names the skill there; none = as ward_cover says",
        "上述班次须有人具备的技能，在岗人数要求已写该技能者从其规定；“无”为仅按在岗人数要求",
    ),
    "circuity": Text("road distance divided by straight line", "道路距离与直线距离之比"),
    "speed_kmh": Text("mean speed in km/h", "平均车速（公里/小时）"),
    "pickup_min": Text("minutes before the vehicle leaves with the patient", "接诊准备分钟"),
    "preset": Text(
        "free-flow (empty roads, 32.5 km/h) or normal-traffic (18 km/h); a speed_kmh given counts more",
        "free-flow（道路畅通，32.5 公里/小时）或 normal-traffic（日常路况，18 公里/小时）；另填车速时以车速为准",
    ),
    "speed_kmh_far": Text("speed beyond far_km, for roads out of town, 0 = not used", "城外路段车速（公里/小时），0 为不用"),
    "far_km": Text(
        "straight-line km driven at speed_kmh before speed_kmh_far counts", "按平均车速计算的直线公里数，之外按城外车速"
    ),
    "osrm_url": Text(
        "address of an OSRM road server, which is told coordinates only; blank = estimate",
        "OSRM 路网服务器地址（只发送坐标），空为按直线估算",
    ),
    "osrm_profile": Text("profile of the road server", "路网服务器的出行模式"),
    "osrm_timeout_s": Text("seconds to wait for one answer of the road server", "路网服务器单次应答时限（秒）"),
    "osrm_total_s": Text("seconds to wait for the road server in all", "路网服务器总时限（秒）"),
    "hold_designation": Text("plan --previous keeps designations in force", "以现行方案再规划时保持定点"),
    "hold_rota": Text("the rota in force stays wherever it misses no minimum", "排班未缺最低在岗处保持现行班表"),
    "hold_teams": Text("plan --previous keeps teams and rotation in force", "以现行方案再规划时保持梯队与轮换"),
    "rota_frozen_until": Text(
        "plan --previous: last published day of the rota in force, which stays as it is",
        "以现行方案再规划时班表已公布至此日，不再变动",
    ),
    "seed": Text("seed of the search", "随机种子"),
    "workers": Text("threads of the search", "求解线程数"),
    "deterministic_s": Text("deterministic limit in seconds", "确定性求解秒数"),
    "nodes": Text("limit of nodes", "节点数上限"),
    "deadline_s": Text("wall-clock guard in seconds, 0 = derived", "时钟上限（秒），0 为自动"),
    "memory_mb": Text("memory limit in MB", "内存上限（MB）"),
    "relative_gap": Text("proven gap that is good enough", "可接受的已证差距"),
}


def choices(column: Column, lang: Lang) -> tuple[str, ...]:
    """Return the words of a dropdown, or nothing."""
    if column.kind is Kind.BOOLEAN:
        return ("是", "否") if lang == "zh" else ("yes", "no")
    if column.kind is not Kind.CHOICE or column.vocabulary is None:
        return ()
    return tuple(LABELS[entry].zh if lang == "zh" else str(entry.value) for entry in column.vocabulary)


def about(column: Column) -> Text:
    """Return how a column is filled in."""
    kind = _KINDS[column.kind]
    parts_en, parts_zh = [kind.en], [kind.zh]
    if column.vocabulary is not None:
        parts_en.append(", ".join(str(entry.value) for entry in column.vocabulary))
        parts_zh.append("、".join(f"{LABELS[entry].zh}（{entry.value}）" for entry in column.vocabulary))
    low = "" if column.low is None else format_number(column.low)
    high = "" if column.high is None else format_number(column.high)
    if low or high:
        parts_en.append(f"{low or '…'} to {high or '…'}")
        parts_zh.append(f"{low or '…'} 至 {high or '…'}")
    if column.refers_to:
        table = column.refers_to.split(".")[0]
        parts_en.append(f"must stand in {table}")
        parts_zh.append(f"须在“{INPUT_TABLES[table].title.zh}”表中")
    if column.help.en:
        parts_en.append(column.help.en)
        parts_zh.append(column.help.zh)
    return Text("; ".join(parts_en), "；".join(parts_zh))


def comment(column: Column) -> str:
    """Return the comment on a header cell."""
    explained = about(column)
    required = Text("required", "必填") if column.required else Text("optional", "选填")
    return f"{column.zh}（{required.zh}）\n{explained.zh}\n\n{column.name} ({required.en})\n{explained.en}"


def _settings() -> tuple[tuple[str, str, Text], ...]:
    policy, travel = Policy(), TravelSettings()
    rows = [
        ("start", "", Text("required: first day of the plan, 2022-03-10", "必填：规划首日，如 2022-03-10")),
        ("days", "", Text("required: number of days, 1 to 400", "必填：规划天数，1 至 400")),
        ("time_zone", "Asia/Shanghai", Text("time zone of all times", "所有时间的时区")),
        ("illustrative", "", Text("yes when some rows are illustrative", "含示例数据时填“是”")),
        (
            "within_s",
            "0",
            Text("seconds after which a run must have its plan, 0 = no limit", "整次运行须在多少秒内给出方案，0 为不限"),
        ),
        (
            "goals",
            "",
            Text(
                "goals of routing in order, e.g. crossing; travel_weighted_min=0.05",
                "收治目标顺序，如 crossing; travel_weighted_min=0.05",
            ),
        ),
    ]
    for section, keys, defaults in (("policy", POLICY, policy), ("travel", TRAVEL, travel)):
        rows += [(f"{section}.{name}", "", _with_default(_SETTING[name], getattr(defaults, name))) for name in keys]
    rows += [(f"replan.{name}", "", _with_default(_SETTING[name], getattr(Replan(), name))) for name in REPLAN]
    rows.append(
        (
            "replan.goals",
            "",
            Text(
                "goals that come first while a plan is in force; blank = service, then the fewest changes",
                "有现行方案时优先的目标；空为先救治后变动最少",
            ),
        )
    )
    rows += [(f"solver.{name}", "", _SETTING[name]) for name in SOLVER]
    return tuple(rows)


def _with_default(text: Text, value: object) -> Text:
    if value == "":
        return text
    if isinstance(value, tuple):
        value = ";".join(value)
    return Text(f"{text.en}; blank = {value}", f"{text.zh}；空为 {value}")


SCENARIO_HINTS = _settings()
