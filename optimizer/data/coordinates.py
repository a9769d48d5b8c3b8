"""Coordinates of Chinese web maps turned into WGS84.

GCJ-02 shifts every point by a few hundred metres, BD-09 by about a kilometre more or less (219 m and 1 km at Lanzhou). The
formulas are the public ones: the GCJ-02 polynomial over the Krasovsky ellipsoid, inverted by iteration, and Baidu's polar
offset. Outside China GCJ-02 equals WGS84.
"""

from __future__ import annotations

import math
import re

WGS84, GCJ02, BD09 = "WGS84", "GCJ-02", "BD-09"

_AXIS_M = 6_378_245.0
_ECCENTRICITY2 = 0.006_693_421_622_965_943
_BAIDU_ANGLE = math.pi * 3000.0 / 180.0
_NAMES = {
    "": WGS84,
    "wgs84": WGS84,
    "epsg4326": WGS84,
    "4326": WGS84,
    "gps": WGS84,
    "cgcs2000": WGS84,  # differs from WGS84 by centimetres
    "gcj02": GCJ02,
    "gcj": GCJ02,
    "火星坐标": GCJ02,
    "火星坐标系": GCJ02,
    "高德": GCJ02,
    "腾讯": GCJ02,
    "bd09": BD09,
    "bd09ll": BD09,
    "百度": BD09,
    "百度坐标": BD09,
}


def crs_named(text: str) -> str | None:
    """Return the coordinate system a word means (blank is WGS84), or None when it is not known."""
    return _NAMES.get(re.sub(r"[\s_:\-]+", "", text.casefold()))


def to_wgs84(lon: float, lat: float, crs: str) -> tuple[float, float]:
    """Return longitude and latitude in WGS84, to 6 decimals (0.1 m) when they had to be converted.

    Raises
    ------
    ValueError
        When `crs` is not one of the three systems.
    """
    if crs == WGS84:
        return lon, lat
    if crs == BD09:
        lon, lat = bd09_to_gcj02(lon, lat)
    elif crs != GCJ02:
        message = f"unknown coordinate system {crs!r}"
        raise ValueError(message)
    lon, lat = gcj02_to_wgs84(lon, lat)
    return round(lon, 6), round(lat, 6)


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Return what a Chinese web map would show for a WGS84 point."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    radians = math.radians(lat)
    magic = 1 - _ECCENTRICITY2 * math.sin(radians) ** 2
    north = _shift_north(x, y) * 180.0 / ((_AXIS_M * (1 - _ECCENTRICITY2)) / (magic * math.sqrt(magic)) * math.pi)
    east = _shift_east(x, y) * 180.0 / (_AXIS_M / math.sqrt(magic) * math.cos(radians) * math.pi)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Invert `wgs84_to_gcj02` by iteration; three rounds leave less than a millimetre."""
    guess_lon, guess_lat = lon, lat
    for _ in range(4):
        seen_lon, seen_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - seen_lon, guess_lat + lat - seen_lat
    return guess_lon, guess_lat


def bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Take Baidu's own offset off."""
    x, y = lon - 0.0065, lat - 0.006
    radius = math.hypot(x, y) - 0.00002 * math.sin(y * _BAIDU_ANGLE)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * _BAIDU_ANGLE)
    return radius * math.cos(angle), radius * math.sin(angle)


def _shift_north(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    shift += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    shift += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    return shift + (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0


def _shift_east(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    shift += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    shift += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    return shift + (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
