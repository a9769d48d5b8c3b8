"""Contradictions and their repairs in words: the rules in the way, then every cell to write with what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from optimizer.core.issue import Issue, Severity
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.designation.repair.found import Contradiction, Repair
from optimizer.designation.repair.lever import SCENARIO, Means, Step

MOST = 6
"""Repairs told of one hospital."""
REPAIR = "repair"
_MESSAGE = Text(
    "{hospital} is fixed in, which contradicts the rule {rules}.",
    "{hospital} 设为必选，与规则{rules}相矛盾。",
)
_FIX = Text("Repairs stand below, cheapest first, each tried out.", "可行措施见下，均已试算，由易到难。")
_ONE, _TWO = Text("“{one}”", "“{one}”"), Text("{one} together with {two}", "{one}及{two}")
_REPAIR = Text("Repair {number} for {hospital}: {price}.", "{hospital} 措施 {number}：{price}。")
_PART = Text(
    "Repair {number} for {hospital}, row {part} of {parts} to change together: {price}.",
    "{hospital} 措施 {number}（须同时改 {parts} 处，第 {part} 处）：{price}。",
)
_WRITE = Text("Write {value} under {column} in row {row} of {table}.", "请在表 {table} 第 {row} 行 {column} 列写入 {value}。")
_CLEAR = Text("Clear {column} in row {row} of {table}.", "请清空表 {table} 第 {row} 行 {column} 列。")
_ADD = Text("Add a row to {table}: {column} = {value}.", "请在表 {table} 新增一行：{column} = {value}。")
_SETTING = Text("Write {column} = {value} in scenario.toml.", "请在 scenario.toml 中写 {column} = {value}。")
_PRICES: Mapping[Means, Text] = {
    Means.WISH: Text("what was fixed of {about} is withdrawn, nothing else", "仅撤回对 {about} 的固定"),
    Means.MINIMUM: Text(
        "places asked of every hospital designated for {about}: −{amount}", "{about} 各定点机构的最少床位少 {amount}"
    ),
    Means.ROOF: Text("allowed under one roof at {about}: +{amount}", "{about} 同院上限增加 {amount}"),
    Means.HORIZON: Text("days more to plan: {amount}", "计划期延长 {amount} 天"),
    Means.LEAD_TIME: Text("unit {about} must be ready by the last day", "单元 {about} 须在末日前备妥"),
    Means.SOONER: Text("unit {about} is ready sooner, in days: {amount}", "单元 {about} 提前 {amount} 天备妥"),
    Means.EMERGENCY: Text("unit {about} becomes an emergency buffer", "单元 {about} 兼作急诊缓冲"),
    Means.STATUS: Text("unit {about} is opened", "启用单元 {about}"),
    Means.ACCESS: Text("unit {about} gets an entrance and lift of its own", "单元 {about} 设独立出入口、电梯"),
    Means.ALLOWED: Text("an agreement that {about} may be designated", "协调同意 {about} 可被指定"),
    Means.LICENCE: Text("a licence for unit {about}", "单元 {about} 增加诊疗科目"),
    Means.PLACES: Text("unit {about} has more places: +{amount}", "单元 {about} 增加 {amount} 个床位（机位）"),
    Means.CONVERTED_PLACES: Text(
        "unit {about} has more places once converted: +{amount}", "单元 {about} 转换后增加 {amount} 个床位（机位）"
    ),
    Means.NEW_UNIT: Text("a new unit at {about} with places: {amount}", "{about} 新设单元，床位（机位）{amount}"),
    Means.LISTED: Text(
        "general unit {about} is prepared to be converted, places: {amount}",
        "普通单元 {about} 准备转换，{amount} 个床位（机位）",
    ),
}


def issues_of(dataset: Dataset, found: Sequence[Contradiction]) -> list[Issue]:
    """Return a fault per rule in the way of every hospital (the wish first), and a note per row that a repair changes."""
    faults = [issue for one in found for issue in _faults(dataset, one)]
    return faults + [issue for one in found for issue in repair_notes(dataset, one.hospital_id, one.repairs)]


def _faults(dataset: Dataset, found: Contradiction) -> Iterator[Issue]:
    row = next(n for n, hospital in enumerate(dataset.hospitals) if hospital.hospital_id == found.hospital_id) + 2
    params = {"hospital": _hospital(dataset, found.hospital_id), "rules": _titles(found.rules)}
    for code in ("designation_fixed_in", *found.rules):
        yield Issue(code, Severity.FAULT, _MESSAGE, _FIX, "hospitals", row, "fixed", "in", params)


def repair_notes(dataset: Dataset, hospital_id: str, found: Sequence[Repair]) -> Iterator[Issue]:
    """Yield a note per row that a repair changes, with the cells to write."""
    hospital = _hospital(dataset, hospital_id)
    for number, repair in enumerate(found[:MOST], 1):
        for part, step in enumerate(repair, 1):
            cells = step.edit
            params = {"hospital": hospital, "number": number, "part": part, "parts": len(repair), "price": price(dataset, step)}
            params |= {"table": cells.table, "row": cells.row, "column": cells.column, "value": cells.value}
            said = _REPAIR if len(repair) == 1 else _PART
            where = (cells.table, cells.row, cells.column, cells.value)
            yield Issue(REPAIR, Severity.NOTE, said, _how(dataset, step), *where, params)


def what_to_write(dataset: Dataset, step: Step) -> Text:
    """Return the cells to write, in words."""
    cells = step.edit
    return _how(dataset, step).filled(table=cells.table, row=cells.row, column=cells.column, value=cells.value)


def price(dataset: Dataset, step: Step) -> Text:
    """Return what a step costs, in the units of the table."""
    about = step.lever.about
    if about in dataset.hospital:
        name = _hospital(dataset, about)
    elif about in dataset.service:
        name = dataset.service[about].title
    else:
        name = Text(about, about)
    return _PRICES[step.lever.means].filled(about=name, amount=step.amount)


def _how(dataset: Dataset, step: Step) -> Text:
    if step.lever.table == SCENARIO:
        return _SETTING
    if step.lever.row >= len(getattr(dataset, step.lever.table)):
        return _ADD
    return _WRITE if step.edit.value else _CLEAR


def _hospital(dataset: Dataset, hospital_id: str) -> Text:
    return dataset.hospital[hospital_id].title


def _titles(rules: Sequence[str]) -> Text:
    said = [_ONE.filled(one=RULES[rule].title) for rule in rules]
    whole = said[0] if said else Text("", "")
    for other in said[1:]:
        whole = _TWO.filled(one=whole, two=other)
    return whole
