"""Which of the two languages the screen speaks: the reader's choice, else the address, else the browser's own."""

from __future__ import annotations

import re
from typing import cast

import streamlit as st
from babel import negotiate_locale

from optimizer.core.text import LANGS, Lang, Text

KEY = "lang"
_KEPT = "lang kept"  # on a page that the program opened, not a click, the picker shows what it first showed
_NAMES = {"zh": "中文", "en": "English"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#$|~:])")


def current_lang() -> Lang:
    """Return the language of this session."""
    chosen = st.session_state.get(_KEPT, st.session_state.get(KEY))
    if chosen not in LANGS:
        asked = st.query_params.get("lang", "")
        chosen = asked if asked in LANGS else negotiated(st.context.locale)
    st.session_state[_KEPT] = chosen
    return cast("Lang", chosen)


def negotiated(wanted: str | None) -> Lang:
    """Return the language for a browser's own: Chinese in any script, English for whatever the product does not speak."""
    if not wanted:
        return "zh"
    return "zh" if negotiate_locale([wanted.replace("-", "_"), wanted.replace("-", "_").split("_")[0]], LANGS) == "zh" else "en"


def pick_language() -> None:
    """Draw the language picker; it changes the page at once."""
    chosen = current_lang()
    if st.session_state.get(KEY) != chosen:
        st.session_state[KEY] = chosen
    st.radio(
        "语言 / Language",
        ("zh", "en"),
        format_func=_NAMES.__getitem__,
        key=KEY,
        horizontal=True,
        label_visibility="collapsed",
        on_change=_keep,
    )


def _keep() -> None:
    st.session_state[_KEPT] = st.session_state[KEY]


def plain(text: str) -> str:
    """Return text from a table so that markdown shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


def say(text: Text | str, **params: object) -> str:
    """Return a text in the session's language."""
    return text if isinstance(text, str) else text.to(current_lang(), **params)
