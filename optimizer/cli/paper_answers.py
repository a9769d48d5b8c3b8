"""The answer of papers."""

from __future__ import annotations

from pathlib import Path

from optimizer.cli.console import Answer, Voice
from optimizer.cli.lock import locked
from optimizer.cli.outfolder import check_folder, write_folder
from optimizer.cli.plan_read import checked_plan, published_plan
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.planfolder import fingerprint
from optimizer.report.papers.build import PAPERS, paper_files
from optimizer.report.papers.build import papers as write_papers
from optimizer.report.papers.frame import Frame

KIND = "papers"


def written(voice: Voice, folder: Path, out: Path, previous: Path | None, only: str, lang: str | None) -> Answer:
    """Write the papers of a plan.

    Raises
    ------
    BadInputError
        No plan, a plan without designation, an unknown paper, or a place that is not for papers.
    BrokenPlanError
        The plan does not pass the check, or somebody changed the one before.
    """
    keys = _keys(only)
    langs: tuple[Lang, ...] = LANGS if lang is None else ("zh" if lang == "zh" else "en",)
    with locked(out):
        check_folder(out, KIND)
        record = checked_plan(folder)
        before = None if previous is None else published_plan(previous)
        for plan, place in ((record, folder), (before, previous)):
            if plan is not None and not plan.tables.designation:
                raise BadInputError([_no_designation(place)])
        stamp, stamp_before = fingerprint(folder), "" if previous is None else fingerprint(previous)
        files = paper_files(write_papers(record, before, keys), Frame.of(record, stamp), langs)
        plans = {"illustrative": record.dataset.illustrative, "plan": stamp, "previous": stamp_before}
        write_folder(out, KIND, files, plans)
    for key in keys:
        names = ", ".join(name for name in files if name.startswith(f"{key}."))
        voice.say(Text("{title}: {names}", "{title}：{names}"), title=PAPERS[key], names=names)
    voice.sign(illustrative=record.dataset.illustrative)
    facts = {"out": str(out), "papers": list(keys), "files": sorted(files), "plan": stamp, "previous": stamp_before}
    return Answer(0, {**facts, **voice.marks(illustrative=record.dataset.illustrative)})


def _keys(only: str) -> tuple[str, ...]:
    asked = [word.strip() for word in only.split(",") if word.strip()]
    if only and (not asked or not set(asked) <= PAPERS.keys()):
        raise BadInputError([_unknown_paper(only)])
    return tuple(key for key in PAPERS if not asked or key in asked)


def _unknown_paper(only: str) -> Issue:
    return Issue(
        "unknown_paper",
        Severity.FAULT,
        Text("--only {only} names a paper that does not exist.", "--only {only} 中有不存在的文书。"),
        Text("Papers are: {papers}.", "可用：{papers}。"),
        value=only,
        params={"only": only, "papers": ", ".join(PAPERS)},
    )


def _no_designation(folder: Path | None) -> Issue:
    return Issue(
        "no_designation",
        Severity.FAULT,
        Text("The plan in {folder} designates nobody.", "{folder} 中的方案没有定点。"),
        Text("Plan it with the command designate, or the whole chain with plan.", "请用 designate 或 plan 命令规划。"),
        value=str(folder),
        params={"folder": str(folder)},
    )
