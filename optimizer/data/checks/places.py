"""Places: coordinates that can be meant. They are WGS84 here, and may still be missing."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault, warning
from optimizer.data.reading.draft import Draft

Point = tuple[float, float]  # lon, lat
TABLES = (("hospitals", "hospital_id"), ("origins", "origin_id"), ("patients", "patient_id"))
FAR_DEG = 3.0  # about 300 km: no city is that wide
FEW = 3


def check_not_zero(draft: Draft) -> Iterator[Issue]:
    """Check that no place lies at 0° 0°, which stands for a missing coordinate."""
    for table, row, _, point in _points(draft):
        if point == (0.0, 0.0):
            message = Text("0, 0 lies in the Atlantic; a coordinate is missing here.", "0, 0 位于大西洋，此处实为缺失坐标。")
            fix = Text("Leave lon and lat empty, or write them.", "请留空或填写经度、纬度。")
            yield fault("zero_coordinates", message, fix, table=table, row=row, column="lon", value="0")


def check_not_swapped(draft: Draft) -> Iterator[Issue]:
    """Check that longitude and latitude are not exchanged: exchanged, the place would lie among the others."""
    points = [entry for entry in _points(draft) if entry[3] != (0.0, 0.0)]
    middle = _middle([point for *_, point in points])
    for table, row, _, (lon, lat) in points:
        if middle is not None and _apart((lon, lat), middle) > FAR_DEG and _apart((lat, lon), middle) <= FAR_DEG:
            message = Text("Longitude and latitude are swapped.", "经度与纬度颠倒。")
            fix = Text(
                "Put the longitude under lon and the latitude under lat.", "请将经度填入 lon（经度）列，纬度填入 lat（纬度）列。"
            )
            yield fault("swapped_coordinates", message, fix, table=table, row=row, column="lat", value=f"{lat:g}")


def check_near_the_others(draft: Draft) -> Iterator[Issue]:
    """Check that no place is farther than 300 km or so from the middle of all (a warning: it may be meant)."""
    points = [entry for entry in _points(draft) if entry[3] != (0.0, 0.0)]
    middle = _middle([point for *_, point in points])
    for table, row, key, (lon, lat) in points:
        if middle is not None and _apart((lon, lat), middle) > FAR_DEG and _apart((lat, lon), middle) > FAR_DEG:
            message = Text("The place lies far from all others.", "该地点远离其他所有地点。")
            yield warning(
                "far_away",
                message,
                Text("Check lon and lat.", "请核对经度、纬度。"),
                table=table,
                row=row,
                column="lon",
                value=key,
            )


def check_parent(draft: Draft) -> Iterator[Issue]:
    """Check that no hospital is a campus of itself."""
    for row, line in draft.lines("hospitals"):
        if line.parent_id == line.hospital_id:
            message = Text("The hospital is named as its own parent.", "上级机构不能是自身。")
            fix = Text("Leave parent_id empty.", "请将上级机构留空。")
            yield fault("self_reference", message, fix, table="hospitals", row=row, column="parent_id", value=line.parent_id)


def _points(draft: Draft) -> Iterator[tuple[str, int, str, Point]]:
    for table, key in TABLES:
        for row, line in draft.lines(table):
            if line.lon is not None and line.lat is not None:
                yield table, row, str(getattr(line, key)), (line.lon, line.lat)


def _middle(points: list[Point]) -> Point | None:
    """Return the median point, which a few wrong ones do not move; None when there are too few to tell."""
    return None if len(points) < FEW else (median(lon for lon, _ in points), median(lat for _, lat in points))


def _apart(a: Point, b: Point) -> float:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1]))
