"""Who acts at the desk: the person signed in, else the name they give."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Text
from optimizer.ui.access import signed_by
from optimizer.ui.language import say

BY = Text("Who does it", "操作人")
BY_HELP = Text("your name or desk; it stands in the record", "姓名或席位，将写入记录")


def ask_by() -> str:
    """Return under whose name what is done next goes; empty as long as nobody said."""
    given = signed_by() or st.text_input(
        say(BY), max_chars=40, placeholder=say(BY_HELP), key="desk_by", persist_state="session", width=360
    )
    return given.strip()
