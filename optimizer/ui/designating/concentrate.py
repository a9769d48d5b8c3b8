"""How far to concentrate: a dial over the front of sites, and what its setting changes against the plan's."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.report.study.front import COLUMNS
from optimizer.ui import frames
from optimizer.ui.charts.front_chart import front_charts
from optimizer.ui.designating.asked import rows, study
from optimizer.ui.designating.pages import study_page
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.styling import figure, table_height

TITLE = Text("how far to concentrate", "定点集中程度")
HOW = Text(
    "Fewer sites are easier to staff and to keep apart; more sites are nearer. The front holds the best that can be done with "
    "every number of sites.",
    "定点越少越易配备人员和分区管理，越多则路程越短。下列为各定点数量下可达到的最好结果。",
)
FIND = Text("Find the front", "计算各定点数量")
AGAIN = Text("Find it again", "重新计算")
DIAL = Text("Sites (a hospital for one service and ward kind)", "定点数（机构-类别）")
MORE = Text("Hospitals more than now: {names}", "较现方案增加机构：{names}")
FEWER = Text("Hospitals fewer than now: {names}", "较现方案减少机构：{names}")
SAME = Text("The same hospitals as now.", "机构与现方案相同。")
UNITS = Text(
    "“Without a place” and “beyond the limit” are expected bed-days and sessions.", "“无定点可收”“超出上限”为预计床日与次数。"
)
OWN = Text("{sites} (best by the goals)", "{sites}（按目标最优）")


def concentrate(view: PlanView, lang: Lang) -> None:
    """Draw the part."""
    st.markdown(say(HOW))
    out = study("front", ["designate", str(view.folder / "inputs"), "--front"], view, TITLE, lang, FIND, AGAIN)
    if out is None or not (out / "front.csv").exists():
        return
    found = {int(row["sites"]): row for row in rows(out / "front.csv")}
    own = next((sites for sites, row in found.items() if row["is_plan"] == "yes"), min(found))
    names = {sites: say(OWN, sites=sites) if sites == own else str(sites) for sites in found}
    chosen = st.select_slider(say(DIAL), sorted(found), value=own, format_func=names.__getitem__, key="front_dial")
    _figures(found[chosen], found[own])
    _members(view, found[chosen], lang)
    points = [(sites, _number(row["mean_min"]), _unserved(row)) for sites, row in sorted(found.items())]
    for place, chart in zip(st.columns(2), front_charts(points, chosen, lang), strict=True):
        place.altair_chart(chart, width="stretch")
    lines = [(names[sites], *_cells(row)) for sites, row in sorted(found.items())]
    table = frames.frame([column.title for column in COLUMNS[:-1]], lines, lang)
    st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(table), 420))
    st.caption(say(UNITS))
    study_page(out / "front.html", lang)


def _cells(row: dict[str, str]) -> tuple[object, ...]:
    share = f"{100 * float(row['uncovered_share']):.1f} %"
    uncovered, beyond, mean = (_number(row[name]) for name in ("uncovered", "beyond_limit", "mean_min"))
    counts = (int(row["mixed_kinds"]), int(row["conversions"]))
    return (int(row["hospitals"]), figure(uncovered, 1), share, figure(beyond, 1), *counts, figure(mean, 1))


def _figures(row: dict[str, str], own: dict[str, str]) -> None:
    shown = ((1, "hospitals"), (2, "uncovered"), (4, "beyond_limit"), (6, "conversions"), (7, "mean_min"))
    for place, (column, name) in zip(st.columns(len(shown)), shown, strict=True):
        value, base = _number(row[name]), _number(own[name])
        change = None if value is None or base is None or round(value - base, 1) == 0 else round(value - base, 1)
        place.metric(
            say(COLUMNS[column].title),
            figure(value, 1),
            delta=change,
            delta_color="inverse" if name != "hospitals" else "off",
            border=True,
        )


def _members(view: PlanView, row: dict[str, str], lang: Lang) -> None:
    now = {one.hospital_id for one in view.record.tables.designation}
    then = {name for name in row["hospital_ids"].split(";") if name}
    for text, ids in ((MORE, then - now), (FEWER, now - then)):
        if ids:
            st.markdown(say(text, names=plain(", ".join(view.names.hospital(name).to(lang) for name in sorted(ids)))))
    if then == now:
        st.markdown(say(SAME))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _unserved(row: dict[str, str]) -> float:
    return float(row["uncovered"]) + float(row["beyond_limit"])
