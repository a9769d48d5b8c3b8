"""From degrees to the plane of a picture, for an area as small as a city."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A range of longitudes and latitudes, degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Iterable[LonLat], margin: float = 0.06) -> Self:
        """Return the smallest box that holds all points, with a margin (share of its size) on every side."""
        lons, lats = zip(*points, strict=True)
        pad_lon = max(margin * (max(lons) - min(lons)), 0.01)
        pad_lat = max(margin * (max(lats) - min(lats)), 0.01)
        return cls(min(lons) - pad_lon, min(lats) - pad_lat, max(lons) + pad_lon, max(lats) + pad_lat)

    def __contains__(self, point: LonLat) -> bool:
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north

    @property
    def width_km(self) -> float:
        """East–west extent."""
        return (self.east - self.west) * 111.32 * math.cos(math.radians((self.south + self.north) / 2))

    @property
    def height_km(self) -> float:
        """North–south extent."""
        return (self.north - self.south) * 110.57


@dataclass(frozen=True, slots=True)
class Frame:
    """A box drawn into a rectangle of the picture, undistorted and centred."""

    box: Box
    x: float
    y: float
    width: float
    height: float

    @property
    def per_km(self) -> float:
        """Picture units per km."""
        return min(self.width / self.box.width_km, self.height / self.box.height_km)

    @property
    def visible(self) -> Box:
        """The box widened to all that the rectangle shows."""
        spare_lon = max(0.0, self.width / self.per_km / self.box.width_km - 1) * (self.box.east - self.box.west) / 2
        spare_lat = max(0.0, self.height / self.per_km / self.box.height_km - 1) * (self.box.north - self.box.south) / 2
        box = self.box
        return Box(box.west - spare_lon, box.south - spare_lat, box.east + spare_lon, box.north + spare_lat)

    def place(self, point: LonLat) -> tuple[float, float]:
        """Return where a point lies in the picture."""
        middle_lon, middle_lat = (self.box.west + self.box.east) / 2, (self.box.south + self.box.north) / 2
        shrink = math.cos(math.radians(middle_lat))
        east_km = (point[0] - middle_lon) * 111.32 * shrink
        north_km = (point[1] - middle_lat) * 110.57
        return self.x + self.width / 2 + east_km * self.per_km, self.y + self.height / 2 - north_km * self.per_km


def core_of(points: list[LonLat]) -> list[LonLat]:
    """Return the points of the dense part: those nearest to the median, up to the widest gap in their distances.

    At least half of the points are kept.
    """
    if len(points) < 3:
        return points
    lons, lats = sorted(p[0] for p in points), sorted(p[1] for p in points)
    middle = lons[len(lons) // 2], lats[len(lats) // 2]

    def distance(point: LonLat) -> float:
        return math.hypot((point[0] - middle[0]) * math.cos(math.radians(middle[1])), point[1] - middle[1])

    near = sorted(points, key=distance)
    first = (len(near) + 1) // 2
    cut = max(range(first, len(near)), key=lambda k: distance(near[k]) / max(distance(near[k - 1]), 0.01))
    return near[:cut]


def spread(
    centres: list[tuple[float, float]], radii: list[float], gap: float = 1.5, rounds: int = 80
) -> list[tuple[float, float]]:
    """Push overlapping circles apart a little at a time; the same input gives the same picture."""
    places = [list(centre) for centre in centres]
    for _ in range(rounds):
        for i in range(len(places)):
            for j in range(i):
                dx, dy = places[i][0] - places[j][0], places[i][1] - places[j][1]
                distance = math.hypot(dx, dy)
                overlap = radii[i] + radii[j] + gap - distance
                if overlap > 0:
                    if distance < 1e-6:
                        angle = 2.4 * i  # golden-angle steps part circles that share a centre
                        dx, dy, distance = math.cos(angle), math.sin(angle), 1.0
                    for place, sign in ((places[i], 0.5), (places[j], -0.5)):
                        place[0] += sign * overlap * dx / distance
                        place[1] += sign * overlap * dy / distance
    return [(x, y) for x, y in places]
