"""Charts as pictures, for whoever can place no SVG: PNG in twice their size, so that they can be printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

import resvg_py

from optimizer.report.roster.fonts import font

_ZOOM = 2.0


def pictures(charts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return ``pictures/*.png``, one for every chart; nothing is loaded but one font of this machine.

    Raises
    ------
    BadInputError
        No font with Chinese characters was found (``no_font``).
    """
    face = font(12)
    family, _ = face.getname()
    return {
        f"pictures/{PurePosixPath(name).stem}.png": bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg.decode(),
                zoom=_ZOOM,
                skip_system_fonts=True,  # the same plan gives the same picture wherever this font is
                font_files=[str(face.path)],
                font_family=family,
                sans_serif_family=family,
            )
        )
        for name, svg in charts.items()
    }
