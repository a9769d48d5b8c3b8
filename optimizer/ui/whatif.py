"""Data become a task: a copy of the tables in a job's folder, and the job that plans them."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.jobs.job import Job, start_job
from optimizer.ui.intake import write_dataset

INPUTS = "inputs"


def new_job_folder(root: Path) -> Path:
    """Return a folder name that no other job has; names sort by time."""
    return root / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


def written(dataset: Dataset, folder: Path, name: str) -> Path:
    """Write tables into a job's folder under their own name, where a folder can have it; return where they are."""
    source = folder / (name if re.fullmatch(r"[\w-]+", name) else INPUTS)
    write_dataset(dataset, source)
    return source


def start_edited(
    base: Path,
    dataset: Dataset,
    told: Mapping[Lang, Sequence[str]],
    root: Path,
    lang: Lang,
    title: Text,
    name: str = "",
    only: str = "",
) -> Job:
    """Write edited tables into a new job folder and start planning them, close to the plan they come from.

    `told` says the changes, one a line, in each language; `only` names the steps to plan, the others are taken over.
    """
    folder = new_job_folder(root)
    source = written(dataset, folder, name or dataset.name)
    words = ["plan", str(source), "--out", str(folder / "plan"), "--previous", str(base), "--lang", lang]
    words += ["--only", only] if only else []
    about = {"base": str(base), "title": title.by_lang(count=len(told["en"])), "changes": dict(told)}
    return start_job(words, folder, about=about)


def start_plan(source: Path, base: Path | None, root: Path, lang: Lang, title: Text) -> Job:
    """Start planning a folder of accepted tables, close to a plan where one is named."""
    folder = new_job_folder(root)
    words = ["plan", str(source), "--out", str(folder / "plan"), "--lang", lang]
    about = {"title": title.by_lang(name=source.name)}
    if base is not None:
        words += ["--previous", str(base)]
        about["base"] = str(base)  # type: ignore[assignment]
    return start_job(words, folder, about=about)


def start_demo(source: str, out: Path, root: Path, lang: Lang, title: Text) -> Job:
    """Start planning the example city."""
    return start_job(["plan", source, "--out", str(out), "--lang", lang], new_job_folder(root), about={"title": title.by_lang()})
