"""The main job and its single steps: plan, designate, teams, route, rota, supplies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.begun import begun
from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.drafts import REPORT, Drafts
from optimizer.cli.lock import locked
from optimizer.cli.options import Data, JsonOption, LangOption, Out
from optimizer.cli.page import facts_of, show_plan
from optimizer.cli.plan_read import typed_date
from optimizer.cli.progress import watched
from optimizer.cli.protection_commands import level_of
from optimizer.cli.within import Within, latest
from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord, check_out, read_plan, signed_files, write_plan
from optimizer.planning.needs import STEPS, with_what_it_needs
from optimizer.solve.spare import warm

SINGLE_STEPS = {"designation": "designate", "teams": "teams", "routing": "route", "rota": "rota", "supplies": "supplies"}
HELP = {
    "designation": "Decide which hospital serves which service, from counts alone.",
    "teams": "Form teams and rotate them through the isolation wards.",
    "routing": "Decide which patient goes where, and from when.",
    "rota": "Decide who works which shift.",
    "supplies": "Work out days of cover, and transfers between hospitals.",
}

Only = Annotated[
    str | None, typer.Option("--only", metavar="STEPS", help="Steps to plan, comma-separated; the others come from --previous.")
]
Previous = Annotated[
    Path | None, typer.Option("--previous", metavar="DIR", help="The plan in force: changes against it are kept few.")
]
Releases = Annotated[
    str | None,
    typer.Option(
        "--release",
        metavar="IDS",
        help="Patients (or all bound to a unit or hospital) who may be moved although accepted or arrived; needs --reason.",
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why they are released; stands in plan and report.")]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="By whose word.")]
DUTY = "duty office"
Protect = Annotated[
    float | None,
    typer.Option(
        "--protect", metavar="LEVEL", help="Keep places free so that the unannounced find one with this chance, 0 to 0.999."
    ),
]
Start = Annotated[
    str | None, typer.Option("--start", metavar="DATE", help="First day of the plan instead of the scenario's, as in 2022-03-14.")
]
Days = Annotated[int | None, typer.Option("--days", min=1, max=400, help="Number of days of the plan instead of the scenario's.")]
PlanOption = Annotated[Path | None, typer.Option("--plan", metavar="DIR", help="Plan folder whose earlier steps are taken over.")]


def plan(
    data: Data,
    out: Out,
    lang: LangOption,
    only: Only = None,
    previous: Previous = None,
    release: Releases = None,
    reason: Reason = "",
    by: By = DUTY,
    protect: Protect = None,
    start: Start = None,
    days: Days = None,
    within: Within = None,
    as_json: JsonOption = False,
) -> None:
    """Plan the whole chain: designation, teams and rotation, routing, rota, supplies. Goes as far as the tables reach.

    Road times: a table travel_times, else section travel of scenario.toml: osrm_url (an OSRM server; osrm_timeout_s), else
    straight line × circuity at speed_kmh or preset = "free-flow" | "normal-traffic" (speed_kmh_far beyond far_km).
    """

    def work(voice: Voice) -> Answer:
        steps = _steps(only)
        if previous is not None:
            warm()  # a re-plan asks small things of solvers, and should not wait for them to start
        before = None if previous is None else read_plan(previous)
        if only and before is None and set(steps) != set(STEPS):
            raise BadInputError([_only_needs_previous(only)])
        base = before if set(steps) != set(STEPS) else None
        freed = tuple(word.strip() for word in (release or "").split(",") if word.strip())
        return _make(
            voice,
            data,
            out,
            steps=steps,
            base=base,
            previous=before,
            releases=(freed, by, reason),
            base_folder=previous,
            protect=None if protect is None else level_of(protect),
            span=(start, days),
            within=within,
        )

    answer("plan", lang, as_json, work)


def single(step: str, name: str) -> Callable[..., None]:
    """Return the command of one step."""

    def command(
        data: Data,
        out: Out,
        lang: LangOption,
        plan: PlanOption = None,
        start: Start = None,
        days: Days = None,
        within: Within = None,
        as_json: JsonOption = False,
    ) -> None:
        def work(voice: Voice) -> Answer:
            base = None if plan is None else read_plan(plan)
            steps = with_what_it_needs(step) if base is None else (step,)
            return _make(
                voice, data, out, steps=steps, base=base, previous=None, base_folder=plan, span=(start, days), within=within
            )

        answer(name, lang, as_json, work)

    return command


def rota(
    data: Data,
    out: Out,
    lang: LangOption,
    plan: PlanOption = None,
    previous: Previous = None,
    start: Start = None,
    days: Days = None,
    within: Within = None,
    as_json: JsonOption = False,
) -> None:
    """Decide who works which shift; with a rota in force, with as few changes against it as can be at equal service.

    Days up to replan.rota_frozen_until of scenario.toml are published and stay; a hard request for a person and day (off,
    or a shift) overrules that. Steps not planned come from --plan, else from --previous.
    """

    def work(voice: Voice) -> Answer:
        before = None if previous is None else read_plan(previous)
        base = before if plan is None else read_plan(plan)
        steps = with_what_it_needs("rota") if base is None else ("rota",)
        return _make(
            voice,
            data,
            out,
            steps=steps,
            base=base,
            previous=before,
            base_folder=plan or previous,
            span=(start, days),
            within=within,
        )

    answer("rota", lang, as_json, work)


def _make(
    voice: Voice,
    data: str,
    out: Path,
    *,
    steps: Sequence[str],
    base: PlanRecord | None,
    previous: PlanRecord | None,
    releases: tuple[Sequence[str], str, str] = ((), "", ""),
    base_folder: Path | None = None,
    protect: float | None = None,
    span: tuple[str | None, int | None] = (None, None),
    within: float | None = None,
) -> Answer:
    from optimizer.data.reading import read_dataset  # loaded when there is work to do, so that words and --help answer at once
    from optimizer.planning.plan import plan as make_plan
    from optimizer.planning.protection_front import protected
    from optimizer.planning.releases import with_releases

    start = None if span[0] is None else typed_date(span[0], "--start")
    with locked(out):
        check_out(out)
        in_force = () if previous is None else previous.tables.placements
        dataset = with_releases(read_dataset(data, start=start, days=span[1]), *releases, in_force)
        if protect is not None:
            dataset = protected(dataset, protect)
        with watched(voice) as control, Drafts(voice.lang) as drafts:
            seconds = within or dataset.scenario.within_s
            record = make_plan(
                dataset,
                steps=steps,
                base=base,
                previous=previous,
                control=control,
                meanwhile=(REPORT,),
                draft=drafts.begin_by(begun() + seconds) if seconds else drafts.begin,
                within_s=seconds,
                since=begun(),
            )
            same_rota = base is not None and base_folder is not None and base.tables.rota == record.tables.rota
            drawn = signed_files(base_folder, "calendars") if same_rota and base_folder is not None else None
            if seconds:
                record, files = drafts.by(latest(seconds), record, drawn)
            else:
                files = drafts.files(record, drawn)
            write_plan(out, record, files)
    show_plan(voice, record, out)
    return Answer(record.exit_code, facts_of(record, out))


def _steps(only: str | None) -> tuple[str, ...]:
    if only is None:
        return STEPS
    asked = [word.strip() for word in only.split(",") if word.strip()]
    names = {command: step for step, command in SINGLE_STEPS.items()}
    chosen = {names.get(word, word) for word in asked}
    if not chosen or not chosen <= set(STEPS):
        raise BadInputError([_unknown_steps(only)])
    return tuple(step for step in STEPS if step in chosen)


def _unknown_steps(only: str) -> Issue:
    return Issue(
        "unknown_step",
        Severity.FAULT,
        Text("--only {only} names a step that does not exist.", "--only {only} 中有不存在的步骤。"),
        Text("Steps are: {steps}.", "可用步骤：{steps}。"),
        params={"only": only, "steps": ", ".join(STEPS)},
    )


def _only_needs_previous(only: str) -> Issue:
    return Issue(
        "only_needs_previous",
        Severity.FAULT,
        Text("--only {only} takes the other steps from an earlier plan.", "--only {only} 需要从已有方案中取其他步骤。"),
        Text("Add --previous DIR, or use the command of that step.", "请加上 --previous DIR，或使用该步骤自己的命令。"),
        params={"only": only},
    )
