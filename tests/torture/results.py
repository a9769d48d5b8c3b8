"""What a folder of results holds, a file a row, a line a case; and the table it makes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.torture.row import Row, Told

Found = Mapping[str, Mapping[int, Told]]
SHOWN = 10  # mismatches that are shown again below the table


def known(folder: Path, row: Row) -> dict[int, Told]:
    """Return what was told of a row's cases; a line that was cut off is left out."""
    path, found = folder / f"{row.name}.jsonl", {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            told = Told(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[told.number] = told
    return {number: told for number, told in found.items() if number < row.cases}


def keep(folder: Path, row: Row, told: Told) -> None:
    """Add a line."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{row.name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(told)) + "\n")


def table(rows: Sequence[Row], found: Found) -> list[str]:
    """Return the table with a line a row, further counts, and some mismatches in words."""
    cells = [("figure", "bar", "cases run", "mismatches", "n/a", "processor s", "")]
    for row in rows:
        told = list(found[row.name].values())
        run = sum(one.events for one in told if not one.says_nothing)
        seconds = sum(one.seconds for one in told)
        short = "" if complete(row, told) else f"{len(told)} of {row.cases} lots" if len(told) < row.cases else "too few"
        wrong, nothing = sum(one.mismatch for one in told), sum(one.says_nothing for one in told)
        cells.append((row.figure, row.bar, f"{run:,}", str(wrong), str(nothing), f"{seconds:,.0f}", short))
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    for row in rows:
        lines += _notes(row, found[row.name].values())
    return lines


def complete(row: Row, told: Iterable[Told]) -> bool:
    """Whether all was run that the row asks for."""
    some = list(told)
    return len(some) >= row.cases and sum(one.events for one in some if not one.says_nothing) >= row.wanted


def _notes(row: Row, told: Iterable[Told]) -> list[str]:
    some = sorted(told, key=lambda one: one.number)
    counts: Counter[str] = Counter()
    for one in some:
        counts.update(one.seen)
        if one.says_nothing:
            counts[one.wrong] += 1
    seen = [f"{row.name}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))] if counts else []
    return seen + [f"MISMATCH {row.name} {one.number}: {one.wrong}" for one in some if one.mismatch][:SHOWN]
