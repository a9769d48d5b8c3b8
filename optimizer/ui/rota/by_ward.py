"""Who works which shift in a ward."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.roster.grid import roster
from optimizer.ui import texts
from optimizer.ui.frames import header
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView
from optimizer.ui.rota.chosen import about_cell
from optimizer.ui.rota.grid import draw_roster, say_counts

WARD = Text("Ward", "病区")


def by_ward(view: PlanView, lang: Lang) -> None:
    """Draw the roster of a ward."""
    ward_id = pick_ward(view, "rota_ward", lang)
    if ward_id is None:
        return
    grid = roster(view.record, ward_id)
    say_counts(grid, lang)
    above = st.container()
    also = {header("teams", "team_id", lang): lambda person: person.team_id}
    chosen = draw_roster(grid, lang, f"rota_by_ward_{ward_id}", also=also)
    with above:
        about_cell(view, chosen, lang)


def pick_ward(view: PlanView, key: str, lang: Lang) -> str | None:
    """Draw the choice of a ward; None when nobody works anywhere."""
    staffed = {row.ward_id for row in view.record.tables.rota}
    wards = [row.ward_id for row in view.record.dataset.wards if row.ward_id in staffed]
    if not wards:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["rota"]))
        return None
    return st.selectbox(say(WARD), wards, format_func=lambda one: ward_title(view, one, lang), key=key)


def ward_title(view: PlanView, ward_id: str, lang: Lang) -> str:
    """Return a ward with its hospital, as it is called in a list."""
    names = view.names
    home = names.hospital(names.hospital_of_ward(ward_id)).to(lang)
    return " · ".join(part for part in (names.ward(ward_id), home) if part)
