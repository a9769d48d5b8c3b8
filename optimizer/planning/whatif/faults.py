"""What can be wrong with a change, and what is said of one that was made."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.complaint import did_you_mean
from optimizer.data.dataset import Dataset
from optimizer.planning.whatif.change import Change


def beyond_horizon(dataset: Dataset, change: Change) -> Issue:
    """Return that none of a change's days is planned."""
    return change_fault(
        "change_outside_horizon",
        change,
        Text("{word} lies outside the days planned.", "{word} 不在规划日期内。"),
        Text("Name a day from {start} to {last}.", "请使用 {start} 至 {last} 之间的日期。"),
        start=dataset.horizon.start,
        last=dataset.horizon.last,
    )


def not_there(change: Change, known: Iterable[str], what: Text) -> Issue:
    """Return that a change names something the tables do not have."""
    known = list(known)
    guess = did_you_mean(change.target.split("/")[0], known) if len(known) <= _GUESSABLE else Text("", "")
    return change_fault(
        "change_of_nothing",
        change,
        Text("{word}: the tables have no {what} of that name.", "{word}：数据中没有该{what}。"),
        Text("Correct the name. {guess}", "请更正名称。{guess}"),
        what=what,
        guess=guess,
    )


def change_fault(code: str, change: Change, message: Text, fix: Text, **params: object) -> Issue:
    """Return a fault of a change."""
    return Issue(code, Severity.FAULT, message, fix, value=change.word, params={"word": change.word, **params})


def change_note(change: Change, message: Text, **params: object) -> Issue:
    """Return what was done on the program's own account to make a change."""
    return Issue("what_if", Severity.NOTE, message, value=change.word, params={"word": change.word, **params})


_GUESSABLE = 500
