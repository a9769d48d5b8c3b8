"""Commands about the tables: check, template, generate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import Data, JsonOption, LangOption
from optimizer.core.text import Text
from optimizer.data.schema import INPUT_TABLES
from optimizer.planning.needs import STEP_TITLES, STEPS, lacking

if TYPE_CHECKING:
    from optimizer.data.dataset import Dataset


def check(data: Data, lang: LangOption, as_json: JsonOption = False) -> None:
    """Validate the tables: every fault with table, row, column, value and fix. Exit 2 when there are faults."""

    def work(voice: Voice) -> Answer:
        from optimizer.data.reading import read_dataset

        dataset = read_dataset(data)
        voice.issues(dataset.issues)
        voice.show(_contents(dataset, voice))
        for step in STEPS:
            tables = lacking(dataset, step)
            voice.say(
                Text("{step}: lacks {tables}", "{step}：缺少 {tables}") if tables else Text("{step}: ready", "{step}：数据齐备"),
                step=STEP_TITLES[step],
                tables=", ".join(tables),
            )
        facts = {
            "issues": [issue.to_dict(voice.lang) for issue in dataset.issues],
            "rows": {name: len(dataset.rows(name)) for name in INPUT_TABLES if dataset.rows(name)},
            "lacking": {step: list(lacking(dataset, step)) for step in STEPS},
        }
        return Answer(0, facts)

    answer("check", lang, as_json, work)


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook to write.")],
    lang: LangOption,
    as_json: JsonOption = False,
) -> None:
    """Write an empty workbook with dropdowns and a page of explanations in both languages."""

    def work(voice: Voice) -> Answer:
        from optimizer.data.template import write_template

        write_template(out, voice.lang)
        voice.say(Text("Wrote {out}.", "已生成 {out}。"), out=out)
        return Answer(0, {"out": str(out)})

    answer("template", lang, as_json, work)


def generate(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the generated tables.")],
    lang: LangOption,
    city: Annotated[
        str, typer.Option("--city", metavar="DATA", help="The city whose hospitals and origins are used.")
    ] = "example:lanzhou",
    restricted: Annotated[float, typer.Option("--restricted", help="Share of the population under restrictions, 0 to 1.")] = 0.03,
    days: Annotated[int, typer.Option("--days", help="Days of arrivals.")] = 14,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same patients.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Make patients, demand and stress days for a city; the same seed gives the same tables."""

    def work(voice: Voice) -> Answer:
        from optimizer.data.generate import write_generated

        counts = write_generated(out, city, restricted=restricted, days=days, seed=seed)
        voice.say(
            Text("Wrote {patients} patients into {out}.", "已在 {out} 生成 {patients} 名患者。"),
            patients=counts["patients"],
            out=out,
        )
        return Answer(0, {"out": str(out), "rows": counts})

    answer("generate", lang, as_json, work)


def _contents(dataset: Dataset, voice: Voice) -> Table:
    table = Table(title=dataset.name or None)
    table.add_column(Text("table", "表").to(voice.lang))
    table.add_column(Text("rows", "行").to(voice.lang), justify="right")
    for name, spec in INPUT_TABLES.items():
        if dataset.rows(name):
            table.add_row(f"{name} {spec.title.to(voice.lang)}", str(len(dataset.rows(name))))
    return table
