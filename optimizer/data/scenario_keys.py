"""The keys of scenario.toml: type, range and Chinese name of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.data.scenario import SPEED_PRESETS

STEPS = ("designation", "teams", "routing", "rota", "supplies")


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: ``kind`` is int, float, bool, date, text, words, choice, url or zone."""

    kind: str
    zh: str
    low: float | None = None
    high: float | None = None
    above: bool = False  # low itself is excluded
    choices: tuple[str, ...] = ()


TOP: Mapping[str, Key] = {
    "start": Key("date", "开始日期"),
    "days": Key("int", "天数", 1, 400),
    "time_zone": Key("zone", "时区"),
    "illustrative": Key("bool", "示例数据"),
    "within_s": Key("float", "整次运行时限秒", 0, 86_400),
}
POLICY: Mapping[str, Key] = {
    "extra_wait_days": Key("int", "额外等待天数", 0, 60),
    "designation_fill": Key("float", "定点使用率", 0, 1, above=True),
    "candidates": Key("int", "候选单元数", 0, 10_000),
    "travel_limit_factor": Key("float", "路程上限倍数", 0, 100),
    "one_institution_per_district": Key("bool", "每区县至少一家"),
    "reserve_days": Key("int", "储备天数", 0, 365),
    "cannot_accept_hours": Key("float", "暂不能收治小时", 0, 720),
    "protection": Key("float", "保障水平", 0, 0.999),
    "overstay_share": Key("float", "延迟出院比例", 0, 0.9),
    "transfer_days": Key("int", "可转院天数", 0, 400),
    "rota_ahead_days": Key("int", "排班前瞻天数", 0, 60),
    "isolation_inside_min": Key("int", "隔离病区最少在岗", 0, 100),
    "isolation_shift_skills": Key("words", "隔离病区每班技能"),
}
TRAVEL: Mapping[str, Key] = {
    "circuity": Key("float", "绕行系数", 1, 5),
    "speed_kmh": Key("float", "车速", 1, 200),
    "pickup_min": Key("float", "接诊准备分钟", 0, 1440),
    "preset": Key("choice", "路况预设", choices=tuple(SPEED_PRESETS)),
    "speed_kmh_far": Key("float", "城外车速", 0, 200),
    "far_km": Key("float", "城区直线公里", 0, 1000),
    "osrm_url": Key("url", "OSRM地址"),
    "osrm_profile": Key("text", "OSRM模式"),
    "osrm_timeout_s": Key("float", "OSRM单次时限秒", 0.1, 600),
    "osrm_total_s": Key("float", "OSRM总时限秒", 0.1, 3600),
}
SOLVER: Mapping[str, Key] = {
    "seed": Key("int", "随机种子", 0, 2**31 - 1),
    "workers": Key("int", "线程数", 1, 64),
    "deterministic_s": Key("float", "确定性秒数", 0, 86_400),
    "nodes": Key("int", "节点数", 0, 10**9),
    "deadline_s": Key("float", "时限秒数", 0, 86_400),
    "memory_mb": Key("int", "内存上限", 64, 10**6),
    "relative_gap": Key("float", "允许差距", 0, 1),
}
REPLAN: Mapping[str, Key] = {
    "hold_designation": Key("bool", "保持定点"),
    "hold_teams": Key("bool", "保持梯队"),
    "hold_rota": Key("bool", "保持排班"),
    "rota_frozen_until": Key("date", "班表已公布至"),
}
SECTIONS: Mapping[str, Mapping[str, Key]] = {"policy": POLICY, "travel": TRAVEL, "solver": SOLVER, "replan": REPLAN}
GOAL: Mapping[str, Key] = {"name": Key("text", "目标"), "tolerance": Key("float", "容差", 0, 100)}
OTHER_TOP = ("goals", "shift_codes", *SECTIONS)
