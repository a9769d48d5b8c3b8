"""One patient now: suggest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import Data, JsonOption, LangOption
from optimizer.cli.suggest_page import show_advice


def suggest(
    data: Data,
    lang: LangOption,
    patient: Annotated[str, typer.Option("--patient", metavar="ID", help="A patient of the tables, by case number.")] = "",
    service: Annotated[str, typer.Option("--service", metavar="S", help="Service, by id or name.")] = "",
    code: Annotated[str, typer.Option("--code", metavar="C", help="Health code: green, yellow, red or unknown.")] = "",
    infection: Annotated[str, typer.Option("--infection", metavar="I", help="Infection status; none when not given.")] = "",
    urgency: Annotated[str, typer.Option("--urgency", metavar="N", help="1 (life-threatened) to 4.")] = "",
    at: Annotated[str, typer.Option("--at", metavar="LON,LAT", help="Where the patient is, in WGS84.")] = "",
    origin: Annotated[str, typer.Option("--origin", metavar="NAME", help="Where the patient is: a name, or part of it.")] = "",
    needs: Annotated[str, typer.Option("--needs", help="Capabilities needed, separated by a semicolon.")] = "",
    bloodborne: Annotated[str, typer.Option("--bloodborne", help="Blood-borne infections, such as HBV.")] = "",
    now: Annotated[str, typer.Option("--now", metavar="MOMENT", help="Moment of asking; the scenario's start by default.")] = "",
    plan: Annotated[Path | None, typer.Option("--plan", metavar="DIR", help="The plan in force.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Hospitals to show.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Rank the hospitals for one patient, with reasons, phone, free places and what each choice costs everybody else."""

    def work(voice: Voice) -> Answer:
        from optimizer.data.planfolder import read_plan
        from optimizer.data.reading import read_dataset
        from optimizer.planning.suggest import Desk
        from optimizer.planning.suggest_request import Request, asked
        from optimizer.planning.suggest_roads import with_roads_for

        dataset = read_dataset(data)
        request = Request(patient, service, code, infection, urgency, at, origin, needs, bloodborne, now)
        who, moment = asked(dataset, request)
        record = None if plan is None else read_plan(plan)
        dataset, warnings = with_roads_for(dataset, who, None if record is None else record.dataset)
        desk = Desk.of(
            dataset, None if record is None else record.tables, None if record is None else record.dataset.input_hashes
        )
        advice = desk.ask(who, moment)
        show_advice(voice, dataset, advice, plan, most, warnings)
        facts: dict[str, Any] = {
            **advice.to_dict(voice.lang),
            "warnings": [issue.to_dict(voice.lang) for issue in warnings],
            "plan": None if plan is None else str(plan),
            **voice.marks(illustrative=dataset.illustrative),
        }
        return Answer(0, facts)

    answer("suggest", lang, as_json, work)
