"""A job watched: where it stands, the goal worked on with its curve, and the two ways to stop it."""

from __future__ import annotations

import streamlit as st

from optimizer.core.goals import GOALS
from optimizer.core.params import Progress
from optimizer.core.text import Lang, Text
from optimizer.jobs.job import Job
from optimizer.jobs.status import JobState, JobStatus
from optimizer.planning.needs import STEPS
from optimizer.ui import frames, texts
from optimizer.ui.access import action_button
from optimizer.ui.charts.curve import curve
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.roles import Action
from optimizer.ui.styling import figure

STATE = Text("State", "状态")
ELAPSED = Text("Elapsed", "已用时")
SECONDS = Text("{value} s", "{value} 秒")
NOW_AT = Text("Step", "当前步骤")
KEEP = Text("Stop, keep the best", "停止并保留最好结果")
STOP = Text("Stop, keep nothing", "停止并放弃")
KEEPING = Text(
    "Stopping: the best so far is finished, checked and written, which may take some seconds.",
    "正在停止：将以目前最好结果收尾，核验后写出，约需数秒。",
)
GOAL_NOW = Text("Goal worked on", "当前目标")
GOAL_ONLY = Text("{name}", "{name}")
GOAL_VALUE = Text("{name}: {value}", "{name}：{value}")
GOAL_BOUND = Text("{name}: {value} (at least {bound})", "{name}：{value}（下界 {bound}）")
CLOSE_TAB = Text(
    "The job goes on when this page is closed; at most two run at a time.", "关闭页面后任务继续运行；最多同时运行两个任务。"
)
ON_THE_WAY = Text("Goals so far", "已处理目标")
CURVE_OF = Text("Curve of", "曲线")
LATEST = Text("the latest goal", "最近的目标")
GAP = Text("Gap", "差距")
GAP_SAID = Text("Gap: {gap} %", "差距：{gap} %")
_ICONS = {
    JobState.QUEUED: ":gray[:material/hourglass_empty:]",
    JobState.RUNNING: ":blue[:material/progress_activity:]",
    JobState.DONE: ":green[:material/check_circle:]",
    JobState.FAILED: ":red[:material/error:]",
    JobState.STOPPED: ":orange[:material/stop_circle:]",
    JobState.LOST: ":orange[:material/help:]",
}


def watch(job: Job, *, watching: bool) -> None:
    """Draw a job as it stands now."""
    status, signs = job.status(), job.progress()
    if watching and status.state.ended:
        st.rerun()  # the whole page: what may be done with the result is drawn outside this part
    lang = current_lang()
    at = signs[-1] if signs else None
    with st.container(border=True):
        columns = st.columns([1.4, 1, 1.4, 2.2])
        columns[0].markdown(f"**{say(STATE)}**\n\n{_ICONS[status.state]} {say(texts.STATES[status.state])}")
        columns[1].markdown(f"**{say(ELAPSED)}**\n\n{say(SECONDS, value=round(status.elapsed))}")
        columns[2].markdown(f"**{say(NOW_AT)}**\n\n{'–' if at is None else frames.step_title(at.step, lang)}")
        columns[3].markdown(f"**{say(GOAL_NOW)}**\n\n{plain(_goal(signs))}")
        st.progress(_share(status, at), text=_steps_line(status, at))
        if not status.state.ended:
            _stops(job)
    goals = [sign for sign in signs if sign.stage in GOALS]
    if goals:
        _curve(goals, status, lang)
        _table(goals, lang)


def _stops(job: Job) -> None:
    keep, stop, said = st.columns([1.4, 1.2, 2.6], vertical_alignment="center")
    action_button(
        say(KEEP), Action.PLAN, place=keep, type="primary", width="stretch", icon=":material/stop:", disabled=job.keeps_best,
        on_click=job.keep_best, key="run_keep",
    )  # fmt: skip
    action_button(say(STOP), Action.PLAN, place=stop, width="stretch", on_click=_stop, args=(job,), key="run_stop")
    said.caption(say(KEEPING if job.keeps_best else CLOSE_TAB))


def _stop(job: Job) -> None:
    job.stop()


def _goal(signs: tuple[Progress, ...]) -> str:
    """Return the goal the current step works on; other stages are the solver's own and no words of the screen."""
    sign = next((sign for sign in reversed(signs) if sign.step == signs[-1].step and sign.stage in GOALS), None)
    if sign is None:
        return "–"
    line = GOAL_ONLY if sign.value is None else GOAL_VALUE if sign.bound is None else GOAL_BOUND
    return say(line, name=GOALS[sign.stage].title, value=figure(sign.value, 2), bound=figure(sign.bound, 2))


def _share(status: JobStatus, at: Progress | None) -> float:
    if status.state is JobState.DONE:
        return 1.0
    return 0.0 if at is None or at.step not in STEPS else STEPS.index(at.step) / len(STEPS)


def _steps_line(status: JobStatus, at: Progress | None) -> str:
    here = STEPS.index(at.step) if at is not None and at.step in STEPS else -1
    over = status.state is JobState.DONE
    marks = [":green[✓]" if over or index < here else ":blue[●]" if index == here else ":gray[○]" for index in range(len(STEPS))]
    return "　".join(f"{mark} {frames.step_title(step, current_lang())}" for mark, step in zip(marks, STEPS, strict=True))


def _curve(goals: list[Progress], status: JobStatus, lang: Lang) -> None:
    """Draw the curve of the goal worked on, or of one that is chosen."""
    named = {f"{sign.step} {sign.stage}": sign for sign in goals}
    titles = {"": say(LATEST)} | {
        key: f"{frames.step_title(sign.step, lang)} · {GOALS[sign.stage].title.to(lang)}" for key, sign in named.items()
    }
    chosen = st.selectbox(say(CURVE_OF), list(titles), format_func=titles.__getitem__, key=f"run_goal_{lang}")
    last = named[chosen] if chosen in named else goals[-1]
    own = [sign for sign in goals if (sign.step, sign.stage) == (last.step, last.stage)]
    goal, began = GOALS[last.stage], status.started or status.created
    until = began + status.elapsed if last is goals[-1] and not status.state.ended else own[-1].at
    st.altair_chart(curve(own, began, until, f"{goal.title.to(lang)} ({goal.unit.to(lang)})", lang), width="stretch")
    gap = _gap(own[-1])
    if gap is not None:
        st.caption(say(GAP_SAID, gap=figure(100 * gap, 2)))


def _gap(sign: Progress) -> float | None:
    """Return how far a value may be from the best, as a share of it: |value − bound| / max(1, |value|)."""
    if sign.value is None or sign.bound is None:
        return None
    return abs(sign.value - sign.bound) / max(1.0, abs(sign.value))


def _table(goals: list[Progress], lang: Lang) -> None:
    latest = {(sign.step, sign.stage): sign for sign in goals}
    rows = []
    for sign in latest.values():
        gap = _gap(sign)
        said = "" if gap is None else f"{figure(100 * gap, 2)} %"
        title = GOALS[sign.stage].title.to(lang)
        rows.append((frames.step_title(sign.step, lang), title, frames.number(sign.value), frames.number(sign.bound), said))
    with st.expander(say(ON_THE_WAY), expanded=True):
        columns = (texts.STEP, texts.GOAL, texts.VALUE, texts.BOUND, GAP)
        st.dataframe(frames.frame(columns, rows, lang), hide_index=True, width="stretch")
