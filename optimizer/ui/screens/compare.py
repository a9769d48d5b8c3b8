"""Compare: two plans side by side, goal by goal, with the patients who moved."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.goals import GOALS
from optimizer.core.text import Lang, Text
from optimizer.planning.whatif.comparison import Pair, goal_pairs, moved_patients
from optimizer.report.whatif.figures import AFTER, BEFORE, BETTER, CHANGE, FIGURES, JUDGEMENT, NOBODY, WORSE, figure_pairs
from optimizer.ui import frames, palette, texts
from optimizer.ui.access import require
from optimizer.ui.frame import nothing_yet, shown_view, title
from optimizer.ui.kept import one_of
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView, job_of, known_plans, load_view, plan_title
from optimizer.ui.roles import Action
from optimizer.ui.styling import figure, painted, signed, table_height

TWO_NEEDED = Text(
    "Two plans are needed: change data and apply, or try a change first.", "需要两个方案：请先修改数据并应用，或推演一项变更。"
)
FIGURES_TAB = Text("Key figures", "主要指标")
GOALS_TAB = Text("Goals", "各项目标")
MOVED = Text("Patients who moved ({count})", "变动患者（{count}）")
ASKED = Text("What was changed", "改动内容")
SAME = Text("same", "不变")
_HEADLINE = ("placed", "unplaced", "mean_trip_min", "worst_trip_min", "mean_wait_days", "cover_short")
_BETTER, _WORSE = palette.GOOD_CELL, palette.BAD_CELL


def show() -> None:
    """Draw the page."""
    plans = [str(folder) for folder in known_plans()]
    if len(plans) < 2:
        title(texts.COMPARE, shown_view())
        nothing_yet(TWO_NEEDED, "data", "whatif")
        return
    _defaults(plans)
    marks = st.container()
    left, right = st.columns(2)
    titles = {folder: plan_title(Path(folder), current_lang()) for folder in plans}
    with left:
        before_at = one_of(say(BEFORE), titles, "compare_before")
    with right:
        after_at = one_of(say(AFTER), titles, "compare_after")
    try:
        before, after = load_view(Path(before_at)), load_view(Path(after_at))
    except BadInputError as error:
        st.error(say(texts.PLAN_BROKEN, why=plain(error.describe(current_lang()))))
        return
    with marks:
        title(texts.COMPARE, after)
    _draw(before, after, current_lang())


def _defaults(plans: list[str]) -> None:
    newest = next(
        (folder for folder in plans if job_of(Path(folder)) is not None and Path(folder).is_relative_to(jobs_folder())), plans[-1]
    )
    job = job_of(Path(newest))
    base = plans[0] if job is None else str(job.about.get("base", plans[0]))
    for key, wanted in (("compare_before", base), ("compare_after", newest)):
        if st.session_state.get(key) not in plans:
            st.session_state[key] = wanted if wanted in plans else plans[0]


def _draw(before: PlanView, after: PlanView, lang: Lang) -> None:
    pairs = {pair.name: pair for pair in figure_pairs(before.summary, after.summary)}
    columns = st.columns(len(_HEADLINE))
    for place, name in zip(columns, _HEADLINE, strict=True):
        pair = pairs[name]
        place.metric(
            say(FIGURES[name]),
            figure(pair.after, 2),
            delta=signed(pair.change) or say(SAME),
            delta_color="off" if not pair.change else "inverse" if pair.less else "normal",
            delta_arrow="auto" if pair.change else "off",
            border=True,
        )
    _asked(after, lang)
    moved = moved_patients(before.record, after.record)
    goals, figures, people = st.tabs([say(GOALS_TAB), say(FIGURES_TAB), say(MOVED, count=len(moved))])
    with goals:
        rows = [
            (frames.step_title(step, lang), GOALS[pair.name].title.to(lang), GOALS[pair.name].unit.to(lang), *_cells(pair, lang))
            for step, pair in goal_pairs(before.record, after.record)
        ]
        _table(frames.frame((texts.STEP, texts.GOAL, texts.UNIT_OF_MEASURE, BEFORE, AFTER, CHANGE, JUDGEMENT), rows, lang), lang)
    with figures:
        rows = [(FIGURES[pair.name].to(lang), *_cells(pair, lang)) for pair in pairs.values()]
        _table(frames.frame((texts.FIGURE, BEFORE, AFTER, CHANGE, JUDGEMENT), rows, lang), lang)
    with people:
        if not require(Action.PATIENTS):
            return
        if not moved:
            st.success(say(NOBODY))
            return
        st.markdown(frames.said_moves(moved, lang))
        st.dataframe(frames.moves(before, after, moved, lang), hide_index=True, width="stretch")


def _asked(after: PlanView, lang: Lang) -> None:
    job = job_of(after.folder)
    told = [] if job is None else job.about.get("changes", {}).get(lang, [])
    if told:
        st.markdown(f"**{say(ASKED)}**　" + plain(("；" if lang == "zh" else "; ").join(told)))


def _cells(pair: Pair, lang: Lang) -> tuple[object, ...]:
    word = "" if pair.better is None else (BETTER if pair.better else WORSE).to(lang)
    return (frames.number(pair.before), frames.number(pair.after), signed(pair.change), word)


def _table(table: pd.DataFrame, lang: Lang) -> None:
    looks = {BETTER.to(lang): _BETTER, WORSE.to(lang): _WORSE}
    styled = painted(table, looks, [JUDGEMENT.to(lang)], figures=[BEFORE.to(lang), AFTER.to(lang)])
    st.dataframe(styled, hide_index=True, width="stretch", height=table_height(len(table)))


if __name__ == "__main__":
    show()
