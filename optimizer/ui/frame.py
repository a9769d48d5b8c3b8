"""What every page has: language picker, plan picker, title, the marks a plan carries, and the empty state."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE, Text
from optimizer.data.office_wording import load_wording
from optimizer.data.planfolder import holds_plan
from optimizer.jobs.job import list_jobs
from optimizer.jobs.logs import set_up_once
from optimizer.ui import palette, texts
from optimizer.ui.access import action_button, draw_person, enter
from optimizer.ui.kept import choose, one_of
from optimizer.ui.language import current_lang, pick_language, plain, say
from optimizer.ui.places import DEMO_SOURCE, demo_folder, first_plan, jobs_folder
from optimizer.ui.plans import PlanView, known_plans, load_view, plan_title
from optimizer.ui.roles import Action
from optimizer.ui.whatif import start_demo

PLAN_KEY = "plan"
FIRST = "today"
# No page has an icon: the browser would fetch it for the tab from a font server outside.
PAGES_FOLDER = Path(__file__).parent / "screens"
PAGES: dict[Text, tuple[tuple[str, Text], ...]] = {
    texts.PLAN_GROUP: (
        ("today", texts.TODAY),
        ("designation", texts.DESIGNATION),
        ("routing", texts.ROUTING),
        ("rota", texts.ROTA),
        ("supplies", texts.SUPPLIES),
    ),
    texts.CHANGE_GROUP: (
        ("data", texts.DATA),
        ("whatif", texts.WHATIF),
        ("runs", texts.RUNS),
        ("compare", texts.COMPARE),
    ),
}
PAGE_TITLES = {name: called for entries in PAGES.values() for name, called in entries}
_DEMO_TITLE = Text("demo plan", "示例方案")


def run_app() -> None:
    """Draw the sidebar and the page asked for."""
    set_up_once()
    load_wording()
    st.set_page_config(page_title=say(texts.PRODUCT), layout="wide", initial_sidebar_state="expanded")
    st.markdown(_STYLE, unsafe_allow_html=True)
    with st.sidebar:
        st.markdown(f"#### {say(texts.PRODUCT)}")
        pick_language()
    if not enter():
        return
    pages = {
        say(group): [
            st.Page(PAGES_FOLDER / f"{name}.py", title=say(title), url_path=name, default=name == FIRST)
            for name, title in entries
        ]
        for group, entries in PAGES.items()
    }
    st.session_state["_pages"] = {page.url_path or FIRST: page for group in pages.values() for page in group}
    chosen = st.navigation(pages)
    with st.sidebar:
        _pick_plan()
        draw_person()
    chosen.run()


def go_to(page: str) -> None:
    """Switch to a page by the name of its file."""
    st.switch_page(st.session_state["_pages"][page])


def nothing_yet(why: Text, *pages: str) -> None:
    """Say why there is nothing to show, with the pages that lead to something."""
    st.info(say(why))
    for place, page in zip(st.columns(4), pages, strict=False):
        if place.button(say(PAGE_TITLES[page]), key=f"to_{page}", width="stretch", icon=":material/arrow_forward:"):
            go_to(page)


def compare(before: Path, after: Path) -> None:
    """Lay two plan folders side by side."""
    st.session_state["compare_before"], st.session_state["compare_after"] = str(before), str(after)
    go_to("compare")


def open_plan(folder: Path) -> None:
    """Make a plan folder the one every page shows."""
    choose(PLAN_KEY, str(folder))


def title(name: Text, view: PlanView | None = None) -> None:
    """Draw a page's title, the plan it shows, and the marks it must carry."""
    st.markdown(f"## {say(name)}")
    marks = [f":gray-badge[{say(DISCLAIMER)}]"]
    if view is not None:
        horizon = say(texts.HORIZON, start=view.summary.start, last=view.summary.last, days=view.summary.days)
        if view.summary.illustrative:
            marks.insert(0, f":orange-badge[{say(ILLUSTRATIVE)}]")
        outcome = say(texts.OUTCOMES[view.summary.outcome])
        facts = " · ".join(plain(part) for part in (view.summary.dataset, horizon, outcome) if part)
        marks.append(f":gray[{facts}]")
    st.markdown(" ".join(marks))


def plan_page(name: Text) -> PlanView | None:
    """Open a page that shows a plan: title and marks, or the empty state and None."""
    if not holds_plan(_shown()):
        title(name)
        _no_plan()
        return None
    try:
        view = load_view(_shown())
    except BadInputError as error:
        title(name)
        st.error(say(texts.PLAN_BROKEN, why=plain(error.describe(current_lang()))))
        return None
    title(name, view)
    return view


def shown_view() -> PlanView | None:
    """Return the plan every page shows; None when there is none that can be shown."""
    try:
        return load_view(_shown())
    except BadInputError:
        return None


def load_first() -> None:
    """Read the plan that the app opens with, for everybody who will look at it."""
    with suppress(BadInputError):  # said by the page that shows it
        if holds_plan(first_plan()):
            load_view(first_plan())


def _shown() -> Path:
    return Path(st.session_state.get(PLAN_KEY) or first_plan())


def _pick_plan() -> None:
    plans = [str(folder) for folder in known_plans()]
    if not plans:
        return
    one_of(say(texts.OPEN_PLAN), {folder: plan_title(Path(folder), current_lang()) for folder in plans}, PLAN_KEY)


def _no_plan() -> None:
    with st.container(border=True):
        st.markdown(f"##### {say(texts.NO_PLAN_TITLE)}")
        st.markdown(say(texts.NO_PLAN_HOW))
        st.code(f"hospital-optimizer plan {DEMO_SOURCE} --out runs/demo\nhospital-optimizer app --plan DIR", language="bash")
        if any(job.out == demo_folder() and not job.status().state.ended for job in list_jobs(jobs_folder())):
            st.info(say(texts.DEMO_RUNS))
            if st.button(say(texts.WATCH)):
                go_to("runs")
        elif action_button(say(texts.NO_PLAN_BUTTON), Action.PLAN, type="primary", key="no_plan_demo"):
            start_demo(DEMO_SOURCE, demo_folder(), jobs_folder(), current_lang(), _DEMO_TITLE)
            go_to("runs")
        if st.button(say(texts.OWN_DATA), key="no_plan_own"):
            go_to("data")


# The library's own table file would carry no mark and ask for no right: what may be taken along has buttons of its own.
_STYLE = f"""<style>
[data-testid="stElementToolbar"] button[aria-label="Download as CSV"] {{display: none;}}
[data-testid="stMainBlockContainer"] {{padding: 2.6rem 2.5rem 2rem 2.5rem;}}
[data-testid="stMetricValue"] {{font-size: 1.65rem;}}
[data-testid="stMetricLabel"] p {{white-space: normal;}}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * {{opacity: 1;}}
@media (max-width: 1000px) {{
  [data-testid="stMainBlockContainer"] {{padding: 2.6rem 1rem 1.5rem 1rem;}}
  [data-testid="stHorizontalBlock"] {{flex-wrap: wrap;}}
  [data-testid="stColumn"] {{min-width: 9rem;}}
  [data-testid="stColumn"]:has([data-testid="stSelectbox"], [data-testid="stButton"]) {{min-width: 13rem;}}
  [data-testid="stColumn"]:has([data-testid="stVegaLiteChart"], [data-testid="stDataFrame"]) {{min-width: 100%;}}
}}
@media (prefers-color-scheme: dark) {{[data-testid="stBaseButton-primary"] * {{color: {palette.DARK_BUTTON_INK};}}}}
</style>"""
