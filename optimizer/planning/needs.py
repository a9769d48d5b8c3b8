"""The five steps in order, and the tables each needs at least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset

STEPS: tuple[str, ...] = ("designation", "teams", "routing", "rota", "supplies")

STEP_TITLES: Mapping[str, Text] = {
    "designation": Text("designation", "定点"),
    "teams": Text("teams and rotation", "梯队与轮换"),
    "routing": Text("routing", "收治安排"),
    "rota": Text("rota", "排班"),
    "supplies": Text("supplies", "物资"),
}

BEFORE: Mapping[str, tuple[str, ...]] = {
    "designation": (),
    "teams": (),
    "routing": ("designation", "teams"),
    "rota": ("designation", "teams", "routing"),
    "supplies": ("designation", "teams", "routing", "rota"),
}
"""What a step builds on, as far as the data reach."""

UPSTREAM: tuple[str, ...] = ("designation", "teams")
"""Steps that routing builds on: taken over from another plan, they are mended where they no longer fit."""

_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "designation": (("hospitals",), ("services",), ("units",), ("origins",), ("demand", "patients")),
    "teams": (("hospitals",), ("staff",), ("teams_wanted",)),
    "routing": (("hospitals",), ("services",), ("units",), ("patients",)),
    "rota": (("staff",), ("services",), ("units",), ("wards",), ("ward_cover",), ("shift_types",), ("contracts",)),
    "supplies": (("hospitals",), ("supplies",), ("supply_use",)),
}


OF_UNITS = ("services", "units")
"""What a rota of posts without units does without."""


def lacking(dataset: Dataset, step: str) -> tuple[str, ...]:
    """Return what a step lacks: table names, alternatives joined by a slash; empty when it can run."""
    missing = ["/".join(choice) for choice in _NEEDED[step] if not any(dataset.rows(table) for table in choice)]
    if step == "routing" and not dataset.origins and any(row.lat is None or row.lon is None for row in dataset.patients):
        missing.append("origins")
    if step == "rota" and dataset.wards and not any(ward.unit_ids for ward in dataset.wards):
        missing = [table for table in missing if table not in OF_UNITS]
    if step == "teams" and not dataset.wards and dataset.rotation:
        missing.append("wards")
    return tuple(missing)


def lacking_issue(step: str, tables: tuple[str, ...]) -> Issue:
    """Return the note that a step was not run, with the tables it lacks."""
    return Issue(
        "step_not_run",
        Severity.NOTE,
        Text("The step {step} was not run: it lacks {tables}.", "步骤“{step}”未运行：缺少 {tables}。"),
        Text("Add these tables to plan this step.", "补充这些表后即可规划此步骤。"),
        params={"step": STEP_TITLES[step], "tables": ", ".join(tables)},
    )


def nothing_to_plan(step: str, tables: tuple[str, ...]) -> Issue:
    """Return the fault that a step asked for lacks tables."""
    return replace(
        lacking_issue(step, tables),
        severity=Severity.FAULT,
        fix=Text("Add these tables; the template explains each.", "请补充这些表；模板中有各表说明。"),
        table=tables[0].split("/", maxsplit=1)[0],
    )


def with_what_it_needs(step: str) -> tuple[str, ...]:
    """Return a step and all that comes before it, in order."""
    return tuple(name for name in STEPS if name == step or name in BEFORE[step])
