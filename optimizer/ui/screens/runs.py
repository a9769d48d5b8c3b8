"""Run: the jobs of this installation, the progress of one of them, and the button that stops it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from optimizer.core.errors import ExitCode
from optimizer.core.goals import GOALS
from optimizer.core.params import Progress
from optimizer.core.text import DISCLAIMER, Lang, Text
from optimizer.data.planfolder import holds_plan
from optimizer.jobs.job import Job, list_jobs
from optimizer.jobs.status import JobState, JobStatus
from optimizer.planning.needs import STEPS
from optimizer.ui import frames, texts
from optimizer.ui.frame import go_to, open_plan, shown_view, title
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import job_title
from optimizer.ui.styling import figure

NO_JOBS = Text(
    "No job has been started here yet. Change data and apply, or make the demo plan.",
    "尚无任务。可在“数据”页修改并应用，或生成示例方案。",
)
JOB = Text("Job", "任务")
STATE = Text("State", "状态")
ELAPSED = Text("Elapsed", "已用时")
SECONDS = Text("{value} s", "{value} 秒")
NOW_AT = Text("Step", "当前步骤")
STOP = Text("Stop", "停止")
STOPPING = Text("Stopping…", "正在停止……")
OPEN = Text("Open this plan", "打开该方案")
COMPARE = Text("Compare with the plan before", "与调整前对比")
GOAL_NOW = Text("Goal worked on", "当前目标")
GOAL_ONLY = Text("{name}", "{name}")
GOAL_VALUE = Text("{name}: {value}", "{name}：{value}")
GOAL_BOUND = Text("{name}: {value} (at least {bound})", "{name}：{value}（下界 {bound}）")
LOG = Text("Messages", "运行信息")
CLOSE_TAB = Text(
    "The job goes on when this page is closed; at most two run at a time.", "关闭页面后任务继续运行；最多同时运行两个任务。"
)
ON_THE_WAY = Text("Goals so far", "已处理目标")
_ICONS = {
    JobState.QUEUED: ":gray[:material/hourglass_empty:]",
    JobState.RUNNING: ":blue[:material/progress_activity:]",
    JobState.DONE: ":green[:material/check_circle:]",
    JobState.FAILED: ":red[:material/error:]",
    JobState.STOPPED: ":orange[:material/stop_circle:]",
    JobState.LOST: ":orange[:material/help:]",
}


def show() -> None:
    """Draw the page."""
    title(texts.RUNS, shown_view())
    jobs = {str(job.folder): job for job in list_jobs(jobs_folder())}
    if not jobs:
        st.info(say(NO_JOBS))
        return
    listed = {folder: _listed(job) for folder, job in jobs.items()}
    chosen = st.selectbox(say(JOB), list(jobs), format_func=listed.__getitem__, key="run_job")
    job = jobs[chosen]
    ended = job.status().state.ended
    st.fragment(_progress, run_every=None if ended else 1.0)(job, watching=not ended)
    if ended:
        _after(job)


def _listed(job: Job) -> str:
    return f"{job_title(job, current_lang())} · {say(texts.STATES[job.status().state])}"


def _progress(job: Job, *, watching: bool) -> None:
    status, signs = job.status(), job.progress()
    if watching and status.state.ended:
        st.rerun()  # the whole page: what may be done with the result is drawn outside this part
    lang = current_lang()
    at = signs[-1] if signs else None
    with st.container(border=True):
        columns = st.columns([1.4, 1, 1.4, 2.2, 1])
        columns[0].markdown(f"**{say(STATE)}**\n\n{_ICONS[status.state]} {say(texts.STATES[status.state])}")
        columns[1].markdown(f"**{say(ELAPSED)}**\n\n{say(SECONDS, value=round(status.elapsed))}")
        columns[2].markdown(f"**{say(NOW_AT)}**\n\n{'–' if at is None else frames.step_title(at.step, lang)}")
        columns[3].markdown(f"**{say(GOAL_NOW)}**\n\n{plain(_goal(signs))}")
        if not status.state.ended:
            columns[4].button(
                say(STOP), type="primary", width="stretch", icon=":material/stop:", on_click=_stop, args=(job,), key="run_stop"
            )
        st.progress(_share(status, at), text=_steps_line(status, at))
    if not status.state.ended:
        st.caption(say(CLOSE_TAB))
    if signs:
        _table(signs, lang)


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


def _table(signs: tuple[Progress, ...], lang: Lang) -> None:
    latest = {(sign.step, sign.stage): sign for sign in signs if sign.stage in GOALS}
    rows = [
        (
            frames.step_title(sign.step, lang),
            GOALS[sign.stage].title.to(lang),
            frames.number(sign.value),
            frames.number(sign.bound),
        )
        for sign in latest.values()
    ]
    if rows:
        with st.expander(say(ON_THE_WAY), expanded=True):
            columns = (texts.STEP, texts.GOAL, texts.VALUE, texts.BOUND)
            st.dataframe(frames.frame(columns, rows, lang), hide_index=True, width="stretch")


def _after(job: Job) -> None:
    status, out = job.status(), job.out
    if status.exit_code is not None and status.state is not JobState.STOPPED:
        tell = st.success if status.exit_code == ExitCode.OK else st.warning if status.state is JobState.DONE else st.error
        tell(say(texts.EXIT_CODES.get(status.exit_code, texts.EXIT_CODES[int(ExitCode.INTERNAL)])))
    if status.state is JobState.DONE and out is not None and holds_plan(out):
        st.caption(say(DISCLAIMER))
        show_it, compare, _ = st.columns([1, 1.4, 3])
        show_it.button(say(OPEN), type="primary", width="stretch", on_click=open_plan, args=(out,), key="run_open")
        if "base" in job.about and compare.button(say(COMPARE), width="stretch", key="run_compare"):
            st.session_state["compare_before"], st.session_state["compare_after"] = str(Path(job.about["base"])), str(out)
            go_to("compare")
    elif job.messages():
        with st.expander(say(LOG), expanded=True):
            st.code(job.messages(), language=None, wrap_lines=True)


if __name__ == "__main__":
    show()
