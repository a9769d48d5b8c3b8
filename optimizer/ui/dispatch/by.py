"""Who acts at the desk: the person signed in, else the name they give."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from optimizer.core.text import Text
from optimizer.ui.access import signed_by
from optimizer.ui.language import say

BY = Text("Who does it", "操作人")
BY_HELP = Text("your name or desk; it stands in the record", "姓名或席位，将写入记录")


def ask_by() -> str:
    """Return under whose name what is done next goes; empty as long as nobody said."""
    return named(st, BY_HELP, "desk_by", width=360)


def named(place: Any, hint: Text, key: str, width: int | Literal["stretch"] = "stretch") -> str:
    """Return the name of the person signed in, else the one they give in a field drawn at a place."""
    given: str = signed_by() or place.text_input(
        say(BY), max_chars=40, placeholder=say(hint), key=key, persist_state="session", width=width
    )
    return given.strip()
