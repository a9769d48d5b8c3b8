"""Write a generated city as a folder of tables that can be planned at once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.canonical import table_csv
from optimizer.data.dataset import Dataset
from optimizer.data.generate.city import Generated, generate
from optimizer.data.reading import read_dataset
from optimizer.data.scenario_file import scenario_toml
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.source import resolve_source

DRAWN = ("patients", "demand", "code_changes")


def write_generated(out: Path, city_source: str | Path, *, restricted: float, days: int, seed: int) -> dict[str, int]:
    """Write the city's tables with drawn patients, demand and code changes to a new or empty folder.

    A city given as a folder is copied file by file; one given as a workbook is written as canonical CSV. The stress
    days stand at the head of the new scenario.toml. Returned are the rows of each drawn table.

    Raises
    ------
    BadInputError
        When the folder holds something already, the city has faults, or a figure is out of range.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        said = Text("The folder to write to is not empty: {out}.", "输出文件夹非空：{out}。")
        raise BadInputError([Issue("folder_not_empty", Severity.FAULT, said, params={"out": str(out)})])
    city = read_dataset(city_source)
    drawn = generate(city, restricted=restricted, days=days, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    _copy_city(out, resolve_source(city_source), city)
    rows: dict[str, Sequence[Any]] = {name: getattr(drawn, name) for name in DRAWN}
    for name, drawn_rows in rows.items():
        (out / f"{name}.csv").write_bytes(table_csv(INPUT_TABLES[name], drawn_rows))
    scenario = replace(city.scenario, horizon=replace(city.scenario.horizon, days=days))
    head = _head(drawn, restricted, seed)
    (out / "scenario.toml").write_text(head + scenario_toml(scenario), encoding="utf-8", newline="\n")
    return {name: len(drawn_rows) for name, drawn_rows in rows.items()}


def _head(drawn: Generated, restricted: float, seed: int) -> str:
    stressed = ", ".join(date.isoformat() for date in drawn.stress_days)
    return f"# Drawn patients (示例数据): {restricted:g} of the people restricted, seed {seed}. Stress days: {stressed}.\n"


def _copy_city(out: Path, source: Path, city: Dataset) -> None:
    if source.is_dir():
        for file in sorted(source.iterdir()):
            if file.is_file() and file.stem not in DRAWN and file.name != "scenario.toml":
                shutil.copyfile(file, out / file.name)
        return
    for name, spec in INPUT_TABLES.items():
        if name in city.given and name not in DRAWN:
            (out / f"{name}.csv").write_bytes(table_csv(spec, city.rows(name)))
