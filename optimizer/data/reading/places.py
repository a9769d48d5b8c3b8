"""Coordinates are made whole: turned into WGS84, and a missing one replaced by the middle of its district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import fmean

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, note, warning
from optimizer.data.coordinates import BD09, GCJ02, WGS84, crs_named, to_wgs84
from optimizer.data.reading.draft import Numbered

Point = tuple[float, float]  # lon, lat
PLACES = ("hospitals", "origins")
_KEYS = {"hospitals": "hospital_id", "origins": "origin_id"}


def converted_to_wgs84(hospitals: list[Numbered]) -> tuple[list[Numbered], list[Issue]]:
    """Return the hospitals in WGS84, with a note where a coordinate was converted and a fault for an unknown system."""
    rows: list[Numbered] = []
    issues: list[Issue] = []
    for number, row in hospitals:
        crs = crs_named(row.crs)
        if crs is None:
            message = Text("The coordinate system is not known.", "坐标系无法识别。")
            fix = Text(f"Write {WGS84}, {GCJ02} or {BD09}.", f"请填 {WGS84}、{GCJ02} 或 {BD09}。")
            issues.append(fault("unknown_crs", message, fix, table="hospitals", row=number, column="crs", value=row.crs))
            crs = WGS84
        if crs != WGS84 and row.lon is not None and row.lat is not None:
            lon, lat = to_wgs84(row.lon, row.lat, crs)
            message = Text("Converted from {crs} to WGS84.", "坐标已由 {crs} 转为 WGS84。")
            issues.append(note("coordinates_converted", message, table="hospitals", row=number, column="crs", crs=crs))
            rows.append((number, replace(row, lon=lon, lat=lat, crs=WGS84)))
        else:
            rows.append((number, replace(row, crs=WGS84)))
    return rows, issues


def completed(
    tables: Mapping[str, list[Numbered]], outlines: Mapping[str, Point]
) -> tuple[dict[str, list[Numbered]], list[Issue]]:
    """Return hospitals and origins with coordinates for everybody.

    A place without coordinates is put at the mean of its district's other hospitals and origins, or else at the
    district's centroid of `outlines`; a warning says so. A place in a district nobody knows is a fault.
    """
    means = _district_means(tables)
    done: dict[str, list[Numbered]] = {}
    issues: list[Issue] = []
    for table in PLACES:
        done[table] = []
        for number, row in tables.get(table, ()):
            if row.lon is not None and row.lat is not None:
                done[table].append((number, row))
                continue
            point = means.get(row.district) or outlines.get(row.district.casefold())
            if (row.lon is None) != (row.lat is None) or point is None:
                issues.append(_without_place(table, number, row, half=(row.lon is None) != (row.lat is None)))
                continue
            issues.append(_centroid_used(table, number, row))
            done[table].append((number, replace(row, lon=point[0], lat=point[1])))
    return done, issues


def _district_means(tables: Mapping[str, list[Numbered]]) -> dict[str, Point]:
    points: dict[str, list[Point]] = {}
    for table in PLACES:
        for _, row in tables.get(table, ()):
            if row.lon is not None and row.lat is not None:
                points.setdefault(row.district, []).append((row.lon, row.lat))
    return {
        district: (round(fmean(lon for lon, _ in group), 6), round(fmean(lat for _, lat in group), 6))
        for district, group in points.items()
    }


def _centroid_used(table: str, number: int, row: object) -> Issue:
    return warning(
        "centroid_used",
        Text(
            "No coordinates: the middle of {district} is used, so its travel times are rough.",
            "缺坐标：以{district}的中心点代替，路程时间仅为粗估。",
        ),
        Text("Add lon and lat when they are known.", "请在获知后补充经度、纬度。"),
        table=table,
        row=number,
        column="lon",
        value=str(getattr(row, _KEYS[table])),
        district=getattr(row, "district", ""),
    )


def _without_place(table: str, number: int, row: object, *, half: bool) -> Issue:
    key = str(getattr(row, _KEYS[table]))
    fix = Text("Add lon and lat.", "请补充经度、纬度。")
    if half:
        message = Text("Only one of lon and lat is given.", "经度与纬度只填了一项。")
        return fault("half_coordinates", message, fix, table=table, row=number, column="lon", value=key)
    message = Text("No coordinates, and no other place of {district} to stand in.", "缺坐标，且{district}没有其他地点可代替。")
    return fault(
        "no_coordinates", message, fix, table=table, row=number, column="lon", value=key, district=getattr(row, "district", "")
    )
