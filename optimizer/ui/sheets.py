"""Tables that a session works on: the text that was read, the corrections made to it, and what the reader says of both.

The corrections stand in the session under the name of the work, apart from any widget: neither another language nor another
page loses them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.data.dataset import Dataset
from optimizer.data.outlines import load_outlines
from optimizer.data.reading import read_found
from optimizer.data.reading.corrections import Correction, Difference, corrected, differences
from optimizer.data.reading.sources import Found, find

Step = tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reader says: a dataset, or the faults that stand in its way."""

    dataset: Dataset | None
    faults: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One set of tables under correction.

    Parameters
    ----------
    name
        Under which the session keeps the corrections.
    found, outlines
        What was read, as text, and the outlines that lay beside it.
    """

    name: str
    found: Found
    outlines: bytes = b""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The corrections so far; those of one step are undone together."""
        kept: tuple[Step, ...] = st.session_state.get(f"{self.name} steps", ())
        return kept

    @property
    def round(self) -> int:
        """A number that changes whenever a table on the screen must be drawn afresh."""
        return int(st.session_state.get(f"{self.name} round", 0))

    def keep(self, steps: Sequence[Step], *, redraw: bool = False) -> None:
        """Make these the corrections."""
        st.session_state[f"{self.name} steps"] = tuple(steps)
        if redraw:
            st.session_state[f"{self.name} round"] = self.round + 1

    def add(self, *corrections: Correction) -> None:
        """Make a step of corrections."""
        self.keep((*self.steps, corrections), redraw=True)

    def undo(self) -> None:
        """Take the last step back."""
        self.keep(self.steps[:-1], redraw=True)

    def reset(self) -> None:
        """Take every step back."""
        self.keep((), redraw=True)

    def under(self, steps: Sequence[Step]) -> Found:
        """Return the tables under these steps."""
        return corrected(self.found, [one for step in steps for one in step])

    def now(self) -> Found:
        """Return the tables as they stand."""
        return self.under(self.steps)

    def differences(self) -> tuple[Difference, ...]:
        """Return what the corrections came to."""
        return tuple(differences(self.found, self.now()))

    def verdict(self) -> Verdict:
        """Return what the reader says of the tables as they stand; asked again of the same ones it is remembered."""
        place, steps = f"{self.name} verdict", self.steps
        known = st.session_state.get(place)
        if known is None or known[0] is not self.found or known[1] != steps:
            known = st.session_state[place] = (self.found, steps, judged(self.now(), self.outlines))
        verdict: Verdict = known[2]
        return verdict


def judged(found: Found, outlines: bytes) -> Verdict:
    """Return what the reader says of tables."""
    try:
        return Verdict(read_found(found, outlines))
    except BadInputError as error:
        return Verdict(None, tuple(error.issues))


def work_of_plan(folder: Path) -> Work:
    """Return the input tables of a plan as a work of their own."""
    digest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    found, outlines = _inputs(folder, digest)
    return Work(f"inputs of {folder}", found, outlines)


@st.cache_resource(max_entries=4, show_spinner=False)
def _inputs(folder: Path, digest: str) -> tuple[Found, bytes]:  # the digest is part of the cache's key
    return find(folder / "inputs"), load_outlines(folder / "inputs")
