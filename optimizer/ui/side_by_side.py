"""Variants laid beside the plan they were tried against: figures, goals, services, who moves, and what each change does."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from optimizer.core.goals import GOALS
from optimizer.core.text import Lang, Text
from optimizer.jobs.job import Job
from optimizer.planning.whatif.change import titles
from optimizer.planning.whatif.comparison import DUST, Care, Pair, by_service, goal_pairs, moved_patients
from optimizer.report.whatif.figures import FIGURES, figure_pairs
from optimizer.ui import frames, palette, texts
from optimizer.ui.access import action_button, may, require
from optimizer.ui.charts.moves_map import moves_map
from optimizer.ui.charts.waterfall import waterfall
from optimizer.ui.frame import open_plan
from optimizer.ui.language import say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView, last_words, load_view
from optimizer.ui.roles import Action
from optimizer.ui.styling import figure, signed, table_height
from optimizer.ui.variants import NAMES, Variant, start

FIGURES_TAB = Text("Key figures", "主要指标")
SERVICES_TAB = Text("Who gains, who waits", "谁受益、谁等待")
GOALS_TAB = Text("Every goal", "各项目标")
MOVED_TAB = Text("Who moves", "变动患者")
EACH_TAB = Text("What each change does", "各项变更影响")
TABS = (FIGURES_TAB, SERVICES_TAB, GOALS_TAB, MOVED_TAB, EACH_TAB)
BASELINE = Text("Plan shown", "当前方案")
VARIANT = Text("Variant", "情景")
NOBODY = Text("No patient moves.", "没有患者变动。")
SAME_HOSPITAL = Text("Nobody goes to another hospital.", "没有患者更换机构。")
GOAL = Text("Goal", "目标")
WAITING = Text("not yet placed", "待落实")
TRIP = Text("mean trip min", "平均路程分钟")
WAIT = Text("mean wait d", "平均等待天")
OPEN = Text("Open the plan of variant {name}", "打开情景 {name} 的方案")
PAGE = Text("Comparison as a page", "下载对比页")
MAP_NOTE = Text("From the hospital before (orange) to the hospital after (blue).", "由原机构（橙）至新机构（蓝）。")
WORK_OUT = Text("Work out what each of {count} changes does", "逐项推演 {count} 项变更的影响")
EACH_RUNS = Text("Planned change by change, {seconds} s so far.", "正在逐项推演，已用 {seconds} 秒。")
EACH_FAILED = Text("It did not come about. {why}", "未能完成。{why}")
UNCHANGED = Text("No goal changed.", "各项目标均未变化。")
_GOOD, _BAD = palette.GOOD_CELL, palette.BAD_CELL
Named = Sequence[tuple[str, Variant]]
Views = Sequence[tuple[str, PlanView, Variant]]


def side_by_side(base: PlanView, done: Named, lang: Lang) -> None:
    """Draw the comparison."""
    views = [(name, load_view(variant.plan), variant) for name, variant in done if variant.plan is not None]
    tabs = st.tabs([say(one) for one in TABS])
    with tabs[0]:
        _figures(base, views, lang)
    with tabs[1]:
        _services(base, views, lang)
    with tabs[2]:
        _goals(base, views, lang)
    with tabs[3]:
        _moved(base, views, lang)
    with tabs[4]:
        _each(base, views, lang)


def _figures(base: PlanView, views: Views, lang: Lang) -> None:
    pairs = {name: figure_pairs(base.summary, view.summary) for name, view, _ in views}
    first = next(iter(pairs.values()))
    rows = [
        (FIGURES[pair.name].to(lang), figure(pair.before, 2), *(_told(pairs[name][number]) for name in pairs))
        for number, pair in enumerate(first)
    ]
    table = frames.frame((texts.FIGURE, BASELINE, *_titles(views)), rows, lang)
    looks = [[_look(pairs[name][number]) for name in pairs] for number in range(len(first))]
    _coloured(table, looks)
    for name, view, variant in views:
        show, page, _ = st.columns([1.6, 1.2, 2.2])
        show.button(say(OPEN, name=name), on_click=open_plan, args=(view.folder,), key=f"whatif_open_{name}", width="stretch")
        html = view.folder / "whatif.html"
        if html.exists() and variant.plan is not None and may(Action.EXPORT) and may(Action.PATIENTS):
            page.download_button(
                say(PAGE), html.read_bytes(), f"whatif_{name}.html", on_click="ignore", key=f"whatif_page_{name}", width="stretch"
            )


def _goals(base: PlanView, views: Views, lang: Lang) -> None:
    found = {name: {(step, pair.name): pair for step, pair in goal_pairs(base.record, view.record)} for name, view, _ in views}
    keys = [
        key
        for key in dict.fromkeys(key for one in found.values() for key in one)
        if any(_moved_at_all(one.get(key)) for one in found.values())
    ]
    if not keys:
        st.success(say(UNCHANGED))
        return
    rows, looks = [], []
    for step, goal in keys:
        pairs = [one.get((step, goal)) for one in found.values()]
        before = next(pair.before for pair in pairs if pair is not None)
        rows.append(
            (
                frames.step_title(step, lang),
                GOALS[goal].title.to(lang),
                GOALS[goal].unit.to(lang),
                figure(before, 2),
                *map(_told, pairs),
            )
        )
        looks.append([_look(pair) for pair in pairs])
    _coloured(frames.frame((texts.STEP, GOAL, texts.UNIT_OF_MEASURE, BASELINE, *_titles(views)), rows, lang), looks)


def _services(base: PlanView, views: Views, lang: Lang) -> None:
    before, after = by_service(base.record), [by_service(view.record) for _, view, _ in views]
    nobody = Care(0, 0, None, None)
    titles: list[Text | str] = [texts.SERVICE]
    for name in (BASELINE.to(lang), *_titles(views)):
        titles += [f"{name} · {one.to(lang)}" for one in (WAITING, TRIP, WAIT)]
    rows, looks = [], []
    for service in dict.fromkeys(name for one in (before, *after) for name in one):
        cares = [one.get(service, nobody) for one in (before, *after)]
        parts = [(care.patients - care.placed, care.mean_trip_min, care.mean_wait_days) for care in cares]
        rows.append((base.names.service(service).to(lang), *(figure(value, 2) for part in parts for value in part)))
        looks.append(
            ["", "", ""] + [_look(Pair("", was, now)) for part in parts[1:] for was, now in zip(parts[0], part, strict=True)]
        )
    _coloured(frames.frame(titles, rows, lang), looks)


def _moved(base: PlanView, views: Views, lang: Lang) -> None:
    name, view = _choice(views, "whatif_moved")
    moved = moved_patients(base.record, view.record)
    if not moved:
        st.success(say(NOBODY))
        return
    st.markdown(frames.said_moves(moved, lang))
    chart = moves_map(base, view, moved, lang)
    if chart is None:
        st.caption(say(SAME_HOSPITAL))
    else:
        st.altair_chart(chart, width="stretch", key=f"whatif_map_{name}")
        st.caption(say(MAP_NOTE))
    if require(Action.PATIENTS):
        st.dataframe(frames.moves(base, view, moved, lang), hide_index=True, width="stretch")


def _each(base: PlanView, views: Views, lang: Lang) -> None:
    name, view = _choice(views, "whatif_each")
    variant = next(one for other, _, one in views if other == name)
    folder = variant.one_by_one
    if folder is None:
        _ask_each(base, name, variant, lang)
        return
    changed = {key: values for key, values in _stages(folder).items() if max(values) - min(values) > DUST}
    if not changed:
        st.success(say(UNCHANGED))
        return
    goals = {key: f"{frames.step_title(key[0], lang)} · {GOALS[key[1]].title.to(lang)}" for key in changed}
    chosen = st.selectbox(say(GOAL), list(changed), format_func=goals.__getitem__, key=f"whatif_goal_{name}")
    called = titles(view.record.dataset)
    said = [change.describe(called).to(lang) for change in variant.changes]
    st.altair_chart(waterfall(goals[chosen], changed[chosen], said, lang), width="stretch")


def _ask_each(base: PlanView, name: str, variant: Variant, lang: Lang) -> None:
    """Offer to plan after each change, say that it is under way, or why it did not come about."""
    if variant.each is not None:
        job = Job.load(variant.each)
        status = job.status()
        if not status.state.ended:
            st.info(say(EACH_RUNS, seconds=round(status.elapsed)))
            return
        st.error(say(EACH_FAILED, why=last_words(job)))
    if action_button(say(WORK_OUT, count=len(variant.changes)), Action.PLAN, key=f"whatif_each_{name}"):
        start(NAMES.index(name), base, jobs_folder(), lang, each=True)
        st.rerun()


def _stages(folder: Path) -> dict[tuple[str, str], list[float]]:
    """Return every goal before and after each change, as the command wrote it; what is blank anywhere is left out."""
    found = {}
    with (folder / "whatif_goals.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            values = [row["before"], *(row["stages"] or row["after"]).split(";")]
            if all(values) and row["goal"] in GOALS:
                found[row["step"], row["goal"]] = [float(value) for value in values]
    return found


def _choice(views: Views, key: str) -> tuple[str, PlanView]:
    names = [name for name, _, _ in views]
    chosen = st.segmented_control(say(VARIANT), names, default=names[0], key=key) if len(names) > 1 else names[0]
    return next((name, view) for name, view, _ in views if name == (chosen or names[0]))


def _titles(views: Views) -> list[str]:
    return [f"{say(VARIANT)} {name}" for name, _, _ in views]


def _told(pair: Pair | None) -> str:
    if pair is None or pair.after is None:
        return "–"
    change = signed(pair.change) if _moved_at_all(pair) else ""
    return f"{figure(pair.after, 2)} ({change})" if change else figure(pair.after, 2)


def _moved_at_all(pair: Pair | None) -> bool:
    return pair is not None and pair.better is not None


def _look(pair: Pair | None) -> str:
    return "" if pair is None or pair.better is None else _GOOD if pair.better else _BAD


def _coloured(table: pd.DataFrame, looks: Sequence[Sequence[str]]) -> None:
    """Draw a table whose last columns look as told, row by row."""
    width = len(looks[0]) if looks else 0
    css = pd.DataFrame([[""] * (table.shape[1] - width) + list(one) for one in looks], columns=table.columns, index=table.index)
    st.dataframe(table.style.apply(lambda _: css, axis=None), hide_index=True, width="stretch", height=table_height(len(table)))
