"""What a designation leaves without a place or beyond the limit, and the repairs: on the screen and as facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS
from optimizer.designation.repair.found import Repair
from optimizer.designation.repair.shortage import Shortage, Way
from optimizer.designation.repair.texts import price, what_to_write
from optimizer.report.words import Names, number

_SHORT = Text(
    "{service}, {kind}: without a place {uncovered}, without one on their day {days}, beyond the travel limit {beyond} "
    "(bed-days or sessions expected).",
    "{service}（{kind}）：无定点可收 {uncovered}，当日无位 {days}，超出路程上限 {beyond}（预计床日或人次）。",
)
_WAY = Text(
    "  {how}: without a place {uncovered}, on their day {days}, beyond the limit {beyond}.",
    "  {how}：无定点可收 {uncovered}，当日无位 {days}，超出上限 {beyond}。",
)
_NONE = Text("  No change of one or two rows at one hospital helps.", "  仅在一家机构改动一两行数据均无帮助。")
_STEP = Text("{price} ({write})", "{price}（{write}）")
_JOIN = Text("{one}; together with {other}", "{one}；并{other}")


def shortage_lines(record: PlanRecord, found: tuple[Shortage, ...], lang: Lang) -> Iterator[str]:
    """Yield every shortage with its repairs."""
    names = Names(record.dataset)
    for one in found:
        service, kind = names.service(one.service_id), LABELS[one.ward_kind]
        figures = {"uncovered": number(one.uncovered), "days": number(one.days), "beyond": number(one.beyond)}
        yield _SHORT.to(lang, service=service, kind=kind, **figures)
        for way in one.ways:
            how = repair_text(record.dataset, way.repair)
            change = {"uncovered": _change(way.uncovered), "days": _change(way.days), "beyond": _change(way.beyond)}
            yield _WAY.to(lang, how=how, **change)
        if not one.ways:
            yield _NONE.to(lang)


def repair_text(dataset: Dataset, repair: Repair) -> Text:
    """Return what a repair costs and what to write."""
    texts = []
    for step in repair:
        said, write = price(dataset, step), what_to_write(dataset, step)
        params = {lang: {"price": said.to(lang), "write": write.to(lang).rstrip(".。")} for lang in ("en", "zh")}
        texts.append(Text(_STEP.en.format(**params["en"]), _STEP.zh.format(**params["zh"])))
    whole = texts[0]
    for other in texts[1:]:
        whole = Text(_JOIN.en.format(one=whole.en, other=other.en), _JOIN.zh.format(one=whole.zh, other=other.zh))
    return whole


def shortage_facts(record: PlanRecord, found: tuple[Shortage, ...], lang: Lang) -> list[dict[str, Any]]:
    """Return every shortage as facts."""
    return [
        {
            "service_id": one.service_id,
            "ward_kind": str(one.ward_kind),
            "uncovered": one.uncovered,
            "uncovered_days": one.days,
            "beyond": one.beyond,
            "repairs": [_way_facts(record.dataset, way, lang) for way in one.ways],
        }
        for one in found
    ]


def _way_facts(dataset: Dataset, way: Way, lang: Lang) -> dict[str, Any]:
    return {
        "cells": repair_facts(way.repair),
        "uncovered": -way.uncovered + 0.0,
        "uncovered_days": -way.days + 0.0,
        "beyond": -way.beyond + 0.0,
        "text": repair_text(dataset, way.repair).to(lang),
    }


def repair_facts(repair: Repair) -> list[dict[str, Any]]:
    """Return the rows that a repair changes: table, row, columns and values with commas between."""
    return [
        {"table": edit.table, "row": edit.row, "column": edit.column, "value": edit.value}
        for edit in (step.edit for step in repair)
    ]


def _change(less: float) -> str:
    """Return what becomes less as a change."""
    return f"−{number(less)}" if less > 0 else f"+{number(-less)}" if less < 0 else "±0"
