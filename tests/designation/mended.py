"""Repairs applied as a planner would: cells written into the files, which are read again."""

import csv
import itertools

from optimizer.core.issue import Severity
from optimizer.data.canonical import table_csv
from optimizer.data.reading.dataset import read_dataset
from optimizer.data.scenario_file import scenario_toml
from optimizer.data.schema import INPUT_TABLES


def rules_of(error):
    """The rules in the way, of a contradiction told."""
    return {issue.code for issue in error.issues if issue.severity is Severity.FAULT}


def repairs_of(error):
    """The repairs offered, each as the notes of its rows, by hospital and number."""
    notes = [issue for issue in error.issues if issue.code == "repair"]
    of = lambda note: (note.params["hospital"].zh, note.params["number"])  # noqa: E731
    return {key: list(rows) for key, rows in itertools.groupby(notes, of)}


def written(data, folder):
    """Write tables and scenario into a folder."""
    folder.mkdir(parents=True)
    (folder / "scenario.toml").write_text(scenario_toml(data.scenario), encoding="utf-8")
    for name in INPUT_TABLES:
        if getattr(data, name):
            (folder / f"{name}.csv").write_bytes(table_csv(INPUT_TABLES[name], getattr(data, name)))
    return folder


def mended(data, folder, notes):
    """Write tables, make the cells what the notes say, and read them again."""
    written(data, folder)
    for note in notes:
        if note.table == "scenario":
            path = folder / "scenario.toml"
            lines = path.read_text(encoding="utf-8").splitlines()
            changed = [f"{note.column} = {note.value}" if line.startswith(f"{note.column} =") else line for line in lines]
            path.write_text("\n".join(changed) + "\n", encoding="utf-8")
        else:
            _write(folder / f"{note.table}.csv", note)
    return read_dataset(folder)


def _write(path, note):
    if not path.exists():
        path.write_text(",".join(column.name for column in INPUT_TABLES[note.table].columns) + "\n", encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    while len(rows) < note.row:
        rows.append([""] * len(rows[0]))
    for column, value in zip(note.column.split(","), note.value.split(","), strict=True):
        rows[note.row - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
