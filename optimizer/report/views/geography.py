"""What the map shows: outlines, hospitals with their load, and how many go from where to where."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from optimizer.core.rounding import ceil_int
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import WardKind
from optimizer.report.words import Names

LonLat = tuple[float, float]


@dataclass(frozen=True)
class MapHospital:
    """A hospital of the map and the list beside it.

    Parameters
    ----------
    number
        What the map and the list call it.
    place
        None where it is not drawn: no coordinates are known, or none are shown (military hospitals).
    peak_pct
        Highest share of its places in use on a day; None without places.
    """

    number: int
    hospital_id: str
    name: Text
    district: str
    place: LonLat | None
    patients: int
    peak_census: int
    peak_pct: int | None
    designated: tuple[tuple[Text, WardKind], ...]
    phone: str = ""

    @property
    def level(self) -> str:
        """How full it is at its fullest, as a word for the style sheet."""
        if self.peak_pct is None:
            return "none"
        return "over" if self.peak_pct > 100 else "high" if self.peak_pct > 85 else "mid" if self.peak_pct > 60 else "low"


@dataclass(frozen=True)
class Geography:
    """Everything the map draws; `expected` tells that flows are expected bed-days, not patients."""

    districts: tuple[tuple[Text, tuple[tuple[LonLat, ...], ...]], ...]
    hospitals: tuple[MapHospital, ...]
    flows: tuple[tuple[LonLat, str, float], ...]
    expected: bool
    attribution: str
    sources: dict[LonLat, float] = field(default_factory=dict)


def geography(plan: PlanRecord) -> Geography:
    """Return what the map and its list show."""
    flows, expected = _flows(plan)
    sources: dict[LonLat, float] = defaultdict(float)
    for point, _, count in flows:
        sources[point] += count
    districts, attribution = outlines_of(plan.dataset.outlines)
    return Geography(districts, _hospitals(plan), flows, expected, attribution, dict(sources))


def outlines_of(content: bytes) -> tuple[tuple[tuple[Text, tuple[tuple[LonLat, ...], ...]], ...], str]:
    """Return names and outer rings of the districts, and the attribution; nothing when the outlines cannot be used."""
    try:
        collection = json.loads(content) if content else {"features": []}
        features = collection["features"]
        districts = tuple((_name(feature["properties"]), tuple(_rings(feature["geometry"]))) for feature in features)
    except (ValueError, KeyError, TypeError, IndexError):
        return (), ""
    return districts, str(collection.get("attribution", ""))


def _name(properties: dict[str, Any]) -> Text:
    zh = str(properties.get("name", ""))
    return Text(str(properties.get("name_en") or zh), zh)


def _rings(geometry: dict[str, Any]) -> Iterator[tuple[LonLat, ...]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield tuple((float(point[0]), float(point[1])) for point in polygon[0])


def _hospitals(plan: PlanRecord) -> tuple[MapHospital, ...]:
    names = Names(plan.dataset)
    there = {(row.patient_id, names.hospital_of_unit(row.unit_id)) for row in plan.tables.placements}
    patients = Counter(hospital for _, hospital in there)
    load: dict[str, Counter[Any]] = defaultdict(Counter)
    room: dict[str, Counter[Any]] = defaultdict(Counter)
    for row in plan.tables.capacity:
        hospital_id = names.hospital_of_unit(row.unit_id)
        load[hospital_id][row.date] += row.census
        room[hospital_id][row.date] += row.effective
    designated: dict[str, list[tuple[Text, WardKind]]] = defaultdict(list)
    for place in plan.tables.designation:
        designated[place.hospital_id].append((names.service(place.service_id), place.ward_kind))
    active = [row for row in plan.dataset.hospitals if patients[row.hospital_id] or row.hospital_id in designated]
    idle = [row for row in plan.dataset.hospitals if row not in active and any(room[row.hospital_id].values())]
    return tuple(
        MapHospital(
            number=number,
            hospital_id=row.hospital_id,
            name=names.hospital(row.hospital_id),
            district=row.district,
            place=row.drawn_at,
            patients=patients[row.hospital_id],
            peak_census=max(load[row.hospital_id].values(), default=0),
            peak_pct=_peak(load[row.hospital_id], room[row.hospital_id]),
            designated=tuple(designated[row.hospital_id]),
            phone=row.duty_phone,
        )
        for number, row in enumerate((*active, *idle), start=1)
    )


def _peak(load: Counter[Any], room: Counter[Any]) -> int | None:
    shares = [ceil_int(100 * load[date] / places) for date, places in room.items() if places > 0]
    return max(shares, default=None)


def _flows(plan: PlanRecord) -> tuple[tuple[tuple[LonLat, str, float], ...], bool]:
    names = Names(plan.dataset)
    points = {row.origin_id: (row.lon, row.lat) for row in plan.dataset.origins if row.lon is not None and row.lat is not None}
    counts: Counter[tuple[LonLat, str]] = Counter()
    for row in plan.tables.admissions:
        patient = plan.dataset.patient.get(row.patient_id)
        if patient is None:
            continue
        home = points.get(patient.origin_id or "")
        if home is None and patient.lon is not None and patient.lat is not None:
            home = (round(patient.lon, 2), round(patient.lat, 2))  # about a km: nobody's front door is drawn
        if home is not None:
            counts[home, names.hospital_of_unit(row.unit_id)] += 1
    if counts:
        return tuple((home, hospital, float(count)) for (home, hospital), count in sorted(counts.items())), False
    expected: dict[tuple[LonLat, str], float] = defaultdict(float)
    for flow in plan.tables.flows:
        if flow.origin_id in points:
            expected[points[flow.origin_id], flow.hospital_id] += flow.expected
    return tuple((home, hospital, value) for (home, hospital), value in sorted(expected.items())), True
