"""All papers of a plan as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.papers.adjustment import adjustment
from optimizer.report.papers.clearing import clearing
from optimizer.report.papers.content import Paper
from optimizer.report.papers.donors import donors
from optimizer.report.papers.frame import Frame
from optimizer.report.papers.notice import notice
from optimizer.report.papers.sheet import html

PAPERS: Mapping[str, Text] = {
    "notice": Text("public notice", "公告"),
    "proposal": Text("proposal of adjustment", "调整建议"),
    "clearing": Text("clearing plan", "腾空方案"),
    "donors": Text("donor-loss sheet", "抽调影响表"),
}


def papers(plan: PlanRecord, previous: PlanRecord | None, keys: Sequence[str] = tuple(PAPERS)) -> tuple[Paper, ...]:
    """Return the papers asked for, in their order.

    Parameters
    ----------
    previous
        The plan that the proposal is compared with; None for a first designation.
    """
    write: Mapping[str, Callable[[], Paper]] = {
        "notice": lambda: notice(plan),
        "proposal": lambda: adjustment(plan, previous),
        "clearing": lambda: clearing(plan),
        "donors": lambda: donors(plan),
    }
    return tuple(write[key]() for key in PAPERS if key in keys)


def paper_files(written: Sequence[Paper], frame: Frame, langs: Sequence[Lang]) -> dict[str, bytes]:
    """Return every paper in every language as DOCX and HTML, by name; the same plan gives the same bytes."""
    from optimizer.report.papers.word import docx  # loads what writes DOCX, only where something is written

    files = {}
    for paper in written:
        for lang in langs:
            files[f"{paper.key}.{lang}.docx"] = docx(paper, frame, lang)
            files[f"{paper.key}.{lang}.html"] = html(paper, frame, lang)
    return files
