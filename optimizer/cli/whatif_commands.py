"""The command whatif: changes tried against a plan."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.begun import begun
from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.drafts import Drafts
from optimizer.cli.lock import locked
from optimizer.cli.options import Data, JsonOption, LangOption
from optimizer.cli.progress import watched
from optimizer.cli.within import Within
from optimizer.core.text import Text
from optimizer.data.planfolder import INPUTS, PlanRecord, check_out, write_plan
from optimizer.solve.spare import warm

if TYPE_CHECKING:
    from optimizer.data.dataset import Dataset
    from optimizer.planning.whatif.run import WhatIf

WRITING_S = 1.5  # report, workbook and comparison
_MOVED = Text("{count} patients move.", "{count} 名患者变动。")
_PAGE = Text("Verified. Comparison: {page}", "已核验。对比：{page}")
_GRIDS = ("figures_grid", "goals_grid", "services_grid", "hospitals_grid")


def whatif(
    data: Data,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the plan under the changes, and the comparison.")],
    lang: LangOption,
    change: Annotated[
        list[str],
        typer.Option(
            "--change",
            metavar="CHANGE",
            help="close:H05@2022-03-12, beds:U01=+10, convert:U07=isolation, staff:H02/nurse=-30 or demand:dialysis=*2; "
            "a period as @2022-03-12..2022-03-15, a reason after #. May be given several times.",
        ),
    ],
    against: Annotated[
        Path | None, typer.Option("--against", metavar="DIR", help="The plan to compare with; by default it is made first.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Plan after each change as well, and tell what each contributes.")] = False,
    within: Within = None,
    report: Annotated[
        bool, typer.Option(help="Draw report, workbook and calendars too; without them the comparison is there sooner.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Try changes against a plan: who gains, who waits, what it costs.

    The plan under the changes keeps the plan before as far as it can. It is solved with short limits, so that the answer
    comes in seconds; the folder is a plan folder that `verify` accepts, with whatif.html beside it.
    """

    def work(voice: Voice) -> Answer:
        from optimizer.planning.plan import plan
        from optimizer.planning.whatif.apply import with_changes
        from optimizer.planning.whatif.change import parse_changes
        from optimizer.planning.whatif.run import what_if
        from optimizer.report.whatif import page

        changes = parse_changes(change)
        with locked(out):
            check_out(out)
            warm()  # a re-plan asks small things of solvers, and should not wait for them to start
            dataset, before = _before(data, against)
            if before is None:
                with_changes(dataset, changes)  # before the plan without them is made
            with watched(voice) as control, Drafts(voice.lang) as drafts:
                base = before or plan(dataset, control=control)
                found = what_if(
                    dataset,
                    changes,
                    base,
                    control=control,
                    one_by_one=each,
                    within_s=_left(within),
                    draft=drafts.begin if report else None,
                )
                files = {"whatif.html": page.page(found, voice.lang), **page.tables(found)}
                write_plan(out, found.after, {**(drafts.files(found.after) if report else {}), **files})
        if not voice.as_json:
            _show(voice, found, out)
        return Answer(found.after.exit_code, _facts(found, out, voice))

    answer("whatif", lang, as_json, work)


def _before(data: str, against: Path | None) -> tuple[Dataset, PlanRecord | None]:
    """Return the tables, and the plan to compare with where one is named; tables that are its own are read once."""
    from optimizer.cli.plan_read import published_plan
    from optimizer.data.reading import read_dataset

    if against is None:
        return read_dataset(data), None
    base = published_plan(against)
    own = Path(data).resolve() == (against / INPUTS).resolve()
    return (base.dataset if own else read_dataset(data)), base


def _left(within: float | None) -> float:
    """Return the seconds left for planning of those counted from the start of this program; 0 when there is no limit."""
    return 0.0 if within is None else max(0.5, within - (time.monotonic() - begun()) - WRITING_S)


def _show(voice: Voice, found: WhatIf, out: Path) -> None:
    from optimizer.cli.front_answers import screen_table
    from optimizer.planning.whatif.change import titles
    from optimizer.planning.whatif.comparison import moved_patients
    from optimizer.report.whatif import page

    called = titles(found.before.dataset)
    for one in found.changes:
        voice.say(one.describe(called))
    for name in _GRIDS:
        voice.show(screen_table(getattr(page, name)(found), voice))
    voice.say(_MOVED, count=len(moved_patients(found.before, found.after)))
    voice.sign(illustrative=found.after.dataset.illustrative)
    voice.say(_PAGE, page=out / "whatif.html")


def _facts(found: WhatIf, out: Path, voice: Voice) -> dict[str, object]:
    from optimizer.planning.whatif.change import titles
    from optimizer.planning.whatif.comparison import counts_of, goal_pairs, moved_patients
    from optimizer.report.summary import summarize
    from optimizer.report.whatif.figures import FIGURES, figure_pairs

    called = titles(found.before.dataset)
    figures = figure_pairs(summarize(found.before), summarize(found.after))
    return {
        "out": str(out),
        "page": str(out / "whatif.html"),
        "verified": True,
        "changes": [
            {"change": one.word, "reason": one.reason, "said": one.describe(called).to(voice.lang)} for one in found.changes
        ],
        "figures": {pair.name: {"before": pair.before, "after": pair.after} for pair in figures},
        "goals": {
            f"{step}.{pair.name}": {"before": pair.before, "after": pair.after}
            for step, pair in goal_pairs(found.before, found.after)
        },
        "stages": [{name: getattr(summarize(stage), name) for name in FIGURES} for stage in found.stages],
        "moved": {str(kind): number for kind, number in counts_of(moved_patients(found.before, found.after)).items()},
        "issues": len(found.after.issues),
        **voice.marks(illustrative=found.after.dataset.illustrative),
    }
