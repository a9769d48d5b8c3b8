"""A roster of the nurse rostering competition priced over all its weeks, from the text files and the rows written alone.

Knows neither the engine nor the reader that feeds it, so that a mistake there does not repeat here.
"""

from __future__ import annotations

import csv
import itertools
from collections import Counter, defaultdict
from pathlib import Path

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
FREE = "-"


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.strip("()").partition(",")
    return int(low), int(high)


def _block(lines: list[str], head: str) -> list[list[str]]:
    """Return the rows below a heading, up to the next empty line."""
    start = next(number for number, line in enumerate(lines) if line.split("=")[0].strip() == head)
    return [row.split() for row in itertools.takewhile(str.strip, lines[start + 1 :])]


def _stretches(signs: str, sign: str, lasted: int, limits: tuple[int, int]) -> int:
    """Return days missing and too many of all runs of a sign, the first of which began before."""
    amount, grown = 0, lasted
    for is_sign, group in itertools.groupby(signs, lambda one: one == sign):
        length = len(list(group))
        if is_sign:
            amount += max(0, grown + length - max(limits[1], grown))
            grown += length
        elif grown:
            amount += max(0, limits[0] - grown)
            grown = 0
    return amount


def price(folder: Path, history: str, weeks: list[str], roster: Path) -> tuple[float, list[str]]:
    """Return what a roster costs, and the hard rules it breaks."""
    name = folder.name
    lines = (folder / f"Sc-{name}.txt").read_text(encoding="utf-8").splitlines()
    shifts = {row[0]: _range(row[1]) for row in _block(lines, "SHIFT_TYPES")}
    letter = {shift: chr(ord("a") + number) for number, shift in enumerate(shifts)}
    barred = {letter[row[0]] + letter[then] for row in _block(lines, "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS") for then in row[2:]}
    contracts = {row[0]: row[1:] for row in _block(lines, "CONTRACTS")}
    nurses = {row[0]: (row[1], set(row[3:])) for row in _block(lines, "NURSES")}
    text = (folder / f"H0-{name}-{history}.txt").read_text(encoding="utf-8").splitlines()
    before = {row[0]: row[1:] for row in _block(text, "NURSE_HISTORY")}
    worked: dict[str, dict[int, str]] = defaultdict(dict)
    there: Counter[tuple[int, str, str]] = Counter()
    broken: list[str] = []
    with roster.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            day = 7 * int(row["week"]) + DAYS.index(row["day"])
            broken += [f"{row['nurse']} works twice on day {day}"] * (day in worked[row["nurse"]])
            broken += [f"{row['nurse']} is no {row['skill']}"] * (row["skill"] not in nurses[row["nurse"]][1])
            worked[row["nurse"]][day] = letter[row["shift"]]
            there[day, row["shift"], row["skill"]] += 1
    signs = {nurse: "".join(worked[nurse].get(day, FREE) for day in range(7 * len(weeks))) for nurse in nurses}
    total = 0
    for number, week in enumerate(weeks):
        total += _week(folder / f"WD-{name}-{week}.txt", 7 * number, there, signs, letter, broken)
    for nurse, (contract, _) in nurses.items():
        follows = letter.get(before[nurse][2], FREE) + signs[nurse]
        broken += [f"{nurse}: {a}{b}" for a, b in itertools.pairwise(follows) if a + b in barred]
        total += _person(signs[nurse], before[nurse], contracts[contract], shifts, letter)
    return float(total), broken


def _week(
    path: Path, first: int, there: Counter[tuple[int, str, str]], signs: dict[str, str], letter: dict[str, str], broken: list[str]
) -> int:
    lines, total = path.read_text(encoding="utf-8").splitlines(), 0
    for shift, skill, *pairs in _block(lines, "REQUIREMENTS"):
        for day, (least, best) in enumerate(map(_range, pairs)):
            count = there[first + day, shift, skill]
            broken += [f"day {first + day}: {count} of {least} {skill} in {shift}"] * (count < least)
            total += 30 * max(0, best - count)
    for nurse, shift, day in _block(lines, "SHIFT_OFF_REQUESTS"):
        sign = signs[nurse][first + DAYS.index(day[:3])]
        total += 10 * (sign != FREE if shift == "Any" else sign == letter[shift])
    return total


def _person(
    signs: str, before: list[str], contract: list[str], shifts: dict[str, tuple[int, int]], letter: dict[str, str]
) -> int:
    done, weekends, same, work, off = (int(before[column]) for column in (0, 1, 3, 4, 5))
    shown = "".join(FREE if sign == FREE else "w" for sign in signs)
    total = 30 * _stretches(shown, "w", work, _range(contract[1])) + 30 * _stretches(shown, FREE, off, _range(contract[2]))
    for shift, limits in shifts.items():
        total += 15 * _stretches(signs, letter[shift], same if before[2] == shift else 0, limits)
    pairs = [shown[day : day + 2] for day in range(5, len(shown), 7)]
    total += 30 * int(contract[4]) * sum(pair in ("w-", "-w") for pair in pairs)
    total += 30 * max(0, weekends + sum("w" in pair for pair in pairs) - int(contract[3]))
    least, most = _range(contract[0])
    done += shown.count("w")
    return total + 20 * (max(0, least - done) + max(0, done - most))
