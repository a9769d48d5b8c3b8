"""The district outlines that may lie beside the tables, for maps only."""

from __future__ import annotations

import json
from pathlib import Path

OUTLINES_FILE = "districts.geojson"
_LARGEST = 2_000_000


def load_outlines(source: Path) -> bytes:
    """Return the GeoJSON (WGS84) beside the tables of a folder or workbook, or nothing when there is none to use.

    A map without outlines is still a map, so a file that is too large (over 2 MB) or no GeoJSON is left out.
    """
    folder = source if source.is_dir() else source.parent
    try:
        path = folder / OUTLINES_FILE
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
        return content if json.loads(content)["type"] == "FeatureCollection" else b""
    except (OSError, ValueError, KeyError, TypeError):
        return b""
