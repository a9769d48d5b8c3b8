"""Choices that another language, another page or other words for the same things leave as they are."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.ui.language import say

PART = Text("Part of the page", "页面内容")


def part_of_page(name: str, parts: Mapping[str, Text], lang: Lang) -> str:
    """Draw the choice between the parts of a page, and return the one chosen."""
    known = list(parts)
    part = st.segmented_control(
        say(PART),
        known,
        default=_chosen(name, known),
        format_func=lambda one: parts[one].to(lang),
        key=f"{name}_{lang}{_round(name)}",
        required=True,
        label_visibility="collapsed",
    )
    return _keep(name, part or known[0])


def one_of(label: str, options: Mapping[str, str], name: str) -> str:
    """Draw a choice of things whose words may change while they are on the screen, and return the one chosen."""
    known = list(options)
    said = zlib.crc32("\n".join(options.values()).encode())  # the browser holds the words, so other words are another choice
    at = known.index(_chosen(name, known))
    chosen = st.selectbox(label, known, at, options.__getitem__, key=f"{name}_{said}{_round(name)}")
    return _keep(name, chosen or known[0])


def choose(name: str, chosen: str) -> None:
    """Make something the one chosen, whatever the choice on the screen says."""
    _keep(name, chosen)
    st.session_state[f"{name} set"] = st.session_state.get(f"{name} set", 0) + 1


def _round(name: str) -> str:
    """Return what sets a choice apart from the one that stood before the program chose."""
    return f"_{count}" if (count := st.session_state.get(f"{name} set", 0)) else ""


def _chosen(name: str, known: list[str]) -> str:
    chosen = st.session_state.get(name)
    return chosen if chosen in known else known[0]


def _keep(name: str, chosen: str) -> str:
    st.session_state[name] = chosen
    return chosen
