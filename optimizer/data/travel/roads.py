"""Fill the matrix of travel times from a road server, as far as it was not given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.amend import amended
from optimizer.data.canonical import format_number
from optimizer.data.complaint import warning
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import TravelTime
from optimizer.data.travel.cache import RoadCache, cache_folder, point_text
from optimizer.data.travel.estimate import Point
from optimizer.data.travel.minutes import POINT_DIGITS, point_id
from optimizer.data.travel.osrm import BLOCK, NoRoadsError, OsrmServer

LONGEST_MIN = 1440.0
_Pair = tuple[Point, Point]
_NO_ROAD = Text("it knows no road there", "其地图上无道路")


def with_roads(dataset: Dataset, *, cache: Path | None = None) -> Dataset:
    """Return the dataset with road times of the scenario's OSRM server added to `travel_times`.

    Rows that were given stay as they are. Pairs for which the server has no answer are left to the estimate, and one
    warning says why and how many. Without ``travel.osrm_url`` the dataset is returned unchanged and nothing is asked.

    Parameters
    ----------
    cache
        Folder of the cache; the user's own by default.
    """
    settings = dataset.scenario.travel
    if not settings.osrm_url or not dataset.hospitals:
        return dataset
    wanted = _wanted(dataset)
    pairs = list(dict.fromkeys(wanted.values()))
    server = OsrmServer(settings.osrm_url, settings.osrm_profile, settings.osrm_timeout_s, settings.osrm_total_s)
    shelf = RoadCache(cache or cache_folder(), settings.osrm_url, settings.osrm_profile)
    answers = _known(shelf, pairs)
    asked = _ask(server.table, [pair for pair in pairs if pair not in answers.seconds])
    if asked.seconds:
        shelf.write(asked.seconds)
        answers.seconds.update(asked.seconds)
    minutes = {ends: _minutes(answers.seconds.get(pair)) for ends, pair in wanted.items()}
    source = f"OSRM {settings.osrm_profile} {settings.osrm_url}"
    rows = [TravelTime(from_id=a, to_id=b, minutes=m, source=source) for (a, b), m in minutes.items() if m is not None]
    why = Counter(
        asked.why if pair not in answers.seconds else _NO_ROAD for ends, pair in wanted.items() if minutes[ends] is None
    )
    return _filled(dataset, rows, [_left_to_estimate(dataset, why, len(wanted))] if why else [])


@dataclass
class _Answers:
    """Seconds of the pairs that were answered (None: no road), and why the others were not."""

    seconds: dict[_Pair, float | None] = field(default_factory=dict)
    why: Text = _NO_ROAD


def _wanted(dataset: Dataset) -> dict[tuple[str, str], _Pair]:
    """Return every trip a plan may ask for that no given row answers: id pairs with their points."""
    used = {unit.hospital_id for unit in dataset.units}
    goals = {row.hospital_id: _point(row.lat, row.lon) for row in dataset.hospitals if row.hospital_id in used}
    starts = {row.origin_id: _point(row.lat, row.lon) for row in dataset.origins} | goals
    for row in dataset.patients:
        if row.lat is not None and row.lon is not None:
            starts[point_id(row.lat, row.lon)] = (round(row.lat, POINT_DIGITS), round(row.lon, POINT_DIGITS))
    given = {(row.from_id, row.to_id) for row in dataset.travel_times}
    return {
        (start, goal): (a, b)
        for start, a in starts.items()
        for goal, b in goals.items()
        if start != goal and (start, goal) not in given and a is not None and b is not None
    }


def _known(shelf: RoadCache, pairs: Sequence[_Pair]) -> _Answers:
    kept = shelf.read() if pairs else {}
    named = ((pair, (point_text(pair[0]), point_text(pair[1]))) for pair in pairs)
    return _Answers({pair: kept[name] for pair, name in named if name in kept})


def _ask(table: Callable[[Sequence[Point], Sequence[Point]], list[list[float | None]]], pairs: Sequence[_Pair]) -> _Answers:
    """Ask block by block; the first block without an answer ends the asking, for the server is ill."""
    answers = _Answers()
    for starts, goals in _blocks(pairs):
        try:
            seconds = table(starts, goals)
        except NoRoadsError as error:
            answers.why = error.why
            break
        answers.seconds.update(
            {(a, b): value for a, line in zip(starts, seconds, strict=True) for b, value in zip(goals, line, strict=True)}
        )
    return answers


def _blocks(pairs: Sequence[_Pair]) -> Iterator[tuple[list[Point], list[Point]]]:
    """Cover the pairs with blocks of starts × goals that one request may hold."""
    starts = list(dict.fromkeys(a for a, _ in pairs))
    goals = list(dict.fromkeys(b for _, b in pairs))
    open_pairs = set(pairs)
    for first in range(0, len(starts), BLOCK):
        for second in range(0, len(goals), BLOCK):
            some, others = starts[first : first + BLOCK], goals[second : second + BLOCK]
            rows = [a for a in some if any((a, b) in open_pairs for b in others)]
            columns = [b for b in others if any((a, b) in open_pairs for a in rows)]
            if rows and columns:
                yield rows, columns


def _minutes(seconds: float | None) -> float | None:
    """Return minutes to two decimals; a trip of more than a day is no trip."""
    if seconds is None:
        return None
    minutes = round(seconds / 60.0, 2)
    return minutes if minutes <= LONGEST_MIN else None


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)


def _filled(dataset: Dataset, rows: Sequence[TravelTime], issues: Sequence[Issue]) -> Dataset:
    """Return the dataset with the rows in its matrix, so that the plan folder carries them and can be checked offline."""
    if not rows:
        return replace(dataset, issues=(*dataset.issues, *issues))
    matrix = (*dataset.travel_times, *rows)
    return replace(amended(dataset, travel_times=matrix), issues=(*dataset.issues, *issues))


def _left_to_estimate(dataset: Dataset, why: Mapping[Text, int], trips: int) -> Issue:
    settings = dataset.scenario.travel
    reasons = Text(
        "; ".join(f"{reason.en} ({count})" for reason, count in why.items()),
        "；".join(f"{reason.zh}（{count}）" for reason, count in why.items()),
    )
    return warning(
        "roads_estimated",
        Text(
            "{count} of {trips} trips have no road time from the server: {why}. Straight line × {circuity} at {speed} km/h"
            " stands in.",
            "{trips} 段路程中有 {count} 段未取得路网时间：{why}。改按直线距离 × {circuity}、{speed} 公里/小时估算。",
        ),
        Text(
            "Check osrm_url in scenario.toml, or give a travel_times table.",
            "请检查 scenario.toml 中的 osrm_url，或提供路程时间表。",
        ),
        table="scenario",
        column="travel.osrm_url",
        value=settings.osrm_url,
        count=sum(why.values()),
        trips=trips,
        why=reasons,
        circuity=format_number(settings.circuity),
        speed=format_number(settings.speed_kmh),
    )
