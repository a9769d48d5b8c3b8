"""Charts of the report as files of their own: the city, and the rotation of the teams."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup, escape

from optimizer.core.text import Lang, notices
from optimizer.data.planfolder import PlanRecord
from optimizer.report.svg.city import city_map
from optimizer.report.svg.gantt import rotation_chart
from optimizer.report.views.geography import geography
from optimizer.report.words import Names

_CSS = Path(__file__).parents[1] / "templates" / "report.css"
_BOX = re.compile(r'<svg viewBox="0 0 ([\d.]+) ([\d.]+)"')
_NOTICE = 30.0


def chart_files(plan: PlanRecord, lang: Lang) -> dict[str, bytes]:
    """Return ``charts/*.svg``, those that the plan has something for; nothing in them is loaded from anywhere."""
    data, names = plan.dataset, Names(plan.dataset)
    wards = {row.ward_id: names.ward(row.ward_id) for row in data.wards}
    start, last = data.horizon.start, data.horizon.last
    drawn = {
        "city": city_map(geography(plan), illustrative=False),
        "rotation": rotation_chart(plan.tables.rotation, wards, start, last, illustrative=False),
    }
    return {f"charts/{name}.svg": alone(svg, plan, lang) for name, svg in drawn.items() if svg}


def alone(svg: Markup, plan: PlanRecord, lang: Lang) -> bytes:
    """Return a chart of the report as a file: with its own look, one language, and below it what must stand on it."""
    found = _BOX.match(svg)
    if found is None:
        message = "a chart begins with its size"
        raise ValueError(message)
    width, height = float(found[1]), float(found[2])
    notice = " · ".join(mark.to(lang) for mark in notices(illustrative=plan.dataset.illustrative))
    said = f"{notice} · {plan.dataset.name} {plan.dataset.horizon.start} – {plan.dataset.horizon.last}"
    look = _CSS.read_text(encoding="utf-8").replace("<", "")
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" lang="{lang}" width="{w}" height="{h}" viewBox="0 0 {w} {h}">'
        '<style>{css}</style><rect width="{w}" height="{h}" fill="#ffffff"/>'
    ).format(w=f"{width:g}", h=f"{height + _NOTICE:g}", css=Markup(look), lang=lang)
    foot = Markup('<text x="4" y="{}" font-size="14" fill="#5b6673" font-family="sans-serif">{}</text></svg>').format(
        f"{height + _NOTICE - 9:g}", escape(said)
    )
    inner = str(svg).replace('<svg viewBox="', f'<svg width="{width:g}" height="{height:g}" viewBox="', 1)
    return f"{head}{inner}{foot}".encode()
