"""The page of a replay, both languages in one file, and its tables as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import optimizer
from optimizer.core.text import DISCLAIMER, Lang, Text
from optimizer.data.canonical import table_csv
from optimizer.data.dataset import Dataset
from optimizer.data.tables.replay import REPLAY, REPLAY_MEMBERS, ReplayMemberRow, ReplayRow
from optimizer.planning.replay import Replayed
from optimizer.report.replay.chart import Figure, chart
from optimizer.report.words import Names, both, number, say

TITLE = Text("Replay of a historical plan (illustrative data)", "历史方案回放（示意数据）")
_NOTES = (
    Text(
        "What is illustrative: the demand, the beds and stations, which institution gives which service, several coordinates and "
        "all travel times. Real is only which institutions were named. The figures say nothing about the plan of the time, which "
        "was made with knowledge that is not in these tables.",
        "示意内容：需求、床位与机位、各机构承担的类别、部分坐标及全部路程时间。真实的只有当时公布的机构名单。"
        "当时的方案基于本表所没有的信息制定，本页数字不能用来评价该方案。",
    ),
    Text(
        "A set says which hospitals are designated; what each of them serves, and which units are converted, is chosen by the "
        "same designation with the same goals in the same order for every set; few sites come before short trips. "
        "Hospitals that only give what no hospital of a "
        "set can give (for the infected, for quarantine) are as free as the tables leave them, alike in every set.",
        "各组只限定哪些机构定点；各机构承担的类别和单元转换由同一定点程序按相同目标和次序确定，先求机构-类别少，再求路程短。"
        "仅提供组内机构不能提供的类别（感染者收治、集中隔离）的机构，各组条件相同。",
    ),
    Text(
        "Loads are expected bed-days and sessions over the days planned. Every set was confirmed by the independent check.",
        "“预计床日与次数”为规划期内合计。各组结果均通过独立核验。",
    ),
)


def page(dataset: Dataset, found: Sequence[Replayed], lang: Lang) -> bytes:
    """Return the page, opened in `lang`."""
    environment = Environment(
        loader=PackageLoader("optimizer.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    figures = _figures(found)
    shown: dict[str, Any] = {
        **{"say": say, "both": both, "number": number, "lang": lang, "title": TITLE, "disclaimer": DISCLAIMER, "notes": _NOTES},
        **{"found": found, "figures": figures, "illustrative": True, "version": optimizer.__version__},
        **{"dataset": dataset, "names": Names(dataset), "services": _services(dataset, found)},
        "t": lambda en, zh: say(Text(en, zh)),
        "chart": chart(found, figures, illustrative=True),
        **{name: Markup(_source(environment, name)) for name in ("css", "script")},
    }
    return environment.get_template("replay.html.j2").render(shown).encode()


def tables(dataset: Dataset, found: Sequence[Replayed]) -> dict[str, bytes]:
    """Return the figures of every set, and its hospitals."""
    rows = [
        ReplayRow(
            set_id=one.of.key,
            name_zh=one.of.title.zh,
            name_en=one.of.title.en,
            institutions=len(one.designated),
            of_set=len(one.decided),
            sites=one.sites,
            mean_min=None if one.mean_min is None else round(one.mean_min, 2),
            worst_min=one.worst_min,
            uncovered=round(one.uncovered, 3),
            beyond_limit=round(one.beyond_limit, 3),
            crossing=one.crossing,
            conversions=one.conversions,
            travel_gap=None if one.travel_gap is None else round(one.travel_gap, 6),
        )
        for one in found
    ]
    members = [
        ReplayMemberRow(set_id=one.of.key, hospital_id=row.hospital_id, listed=listed, designated=designated)
        for one in found
        for row in dataset.hospitals
        for listed, designated in [(row.hospital_id in (one.of.hospital_ids or ()), row.hospital_id in one.designated)]
        if listed or designated
    ]
    return {"replay.csv": table_csv(REPLAY, rows, bom=True), "replay_members.csv": table_csv(REPLAY_MEMBERS, members, bom=True)}


def _figures(found: Sequence[Replayed]) -> tuple[Figure, ...]:
    return (
        (Text("Institutions", "定点机构（家）"), tuple(float(len(one.designated)) for one in found)),
        (Text("Institution, service and ward kind", "机构-类别（项）"), tuple(float(one.sites) for one in found)),
        (Text("Mean trip, min", "平均路程（分钟）"), tuple(one.mean_min for one in found)),
        (
            Text("Longest trip, min", "最长路程（分钟）"),
            tuple(None if one.worst_min is None else float(one.worst_min) for one in found),
        ),
        (Text("Without a place, bed-days and sessions", "无定点可收（床日、次数）"), tuple(one.uncovered for one in found)),
        (
            Text("Beyond the travel limit, bed-days and sessions", "超出路程上限（床日、次数）"),
            tuple(one.beyond_limit for one in found),
        ),
        (Text("Hospitals with both ward kinds", "两类病区并存的机构（家）"), tuple(float(one.crossing) for one in found)),
        (Text("Units converted", "转换单元（个）"), tuple(float(one.conversions) for one in found)),
    )


def _services(dataset: Dataset, found: Sequence[Replayed]) -> list[tuple[Text, list[str]]]:
    """Return the mean minutes of every service by set."""
    names = Names(dataset)
    minutes = [{service_id: mean for service_id, _, mean in one.by_service} for one in found]
    return [
        (names.service(row.service_id), [number(one.get(row.service_id)) for one in minutes])
        for row in dataset.services
        if any(row.service_id in one for one in minutes)
    ]


def _source(environment: Environment, name: str) -> str:
    file = {"css": "report.css", "script": "report.js"}[name]
    return "" if environment.loader is None else environment.loader.get_source(environment, file)[0]
