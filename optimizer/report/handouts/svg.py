"""Charts of the report as files of their own: the city, and the rotation of the teams."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMED = re.compile(r"(--[\w-]+):\s*([^;}]+)")
_USED = re.compile(r"var\((--[\w-]+)\)")
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_CLASSES = re.compile(r'class="([^"]*)"')
_SPOKEN = re.compile(r'<(text|tspan|title)\b[^>]*\blang="(\w+)"[^>]*>.*?</\1>', re.DOTALL)
_NOTICE, _LINE, _COLUMNS = 30.0, 19.0, 3
FONTS = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Arial, sans-serif"


def chart_files(plan: PlanRecord, lang: Lang) -> dict[str, bytes]:
    """Return ``charts/*.svg``, those that the plan has something for; nothing in them is loaded from anywhere."""
    data, names = plan.dataset, Names(plan.dataset)
    wards = {row.ward_id: names.ward(row.ward_id) for row in data.wards}
    start, last = data.horizon.start, data.horizon.last
    city = geography(plan)
    called = [f"{one.number}  {one.name.to(lang)}" for one in city.hospitals if one.place is not None]
    drawn = {
        "city": (city_map(city, illustrative=False), called),
        "rotation": (rotation_chart(plan.tables.rotation, wards, start, last, illustrative=False), []),
    }
    return {f"charts/{name}.svg": alone(svg, plan, lang, key) for name, (svg, key) in drawn.items() if svg}


def alone(svg: Markup, plan: PlanRecord, lang: Lang, key: Sequence[str] = ()) -> bytes:
    """Return a chart of the report as a file: with its own look, one language, and below it what must stand on it.

    `key` says below it what its numbers stand for. Whatever draws SVG may show it: office programs know neither the variables
    of a style sheet nor what to hide in a language.
    """
    found = _BOX.match(svg)
    if found is None:
        message = "a chart begins with its size"
        raise ValueError(message)
    width, height = float(found[1]), float(found[2])
    notice = " · ".join(mark.to(lang) for mark in notices(illustrative=plan.dataset.illustrative))
    said = f"{notice} · {plan.dataset.name} {plan.dataset.horizon.start} – {plan.dataset.horizon.last}"
    tall = height + _LINE * -(-len(key) // _COLUMNS) + _NOTICE
    spoken = _SPOKEN.sub(lambda found: found[0] if found[2] == lang else "", str(svg))
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" lang="{lang}" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
        'font-family="{fonts}">'
        '<style>{css}</style><rect width="{w}" height="{h}" fill="#ffffff"/>'
    ).format(w=f"{width:g}", h=f"{tall:g}", css=Markup(_look(spoken)), lang=lang, fonts=FONTS)
    foot = Markup('<text x="4" y="{}" font-size="14" fill="#5b6673">{}</text></svg>').format(f"{tall - 9:g}", escape(said))
    inner = spoken.replace('<svg viewBox="', f'<svg width="{width:g}" height="{height:g}" viewBox="', 1)
    return f"{head}{inner}{_listed(key, height, width)}{foot}".encode()


def _listed(key: Sequence[str], top: float, width: float) -> Markup:
    """Return lines in columns, read down."""
    down = -(-len(key) // _COLUMNS)
    line = Markup('<text x="{}" y="{}" font-size="13" fill="#16202c">{}</text>')
    places = ((one, number // down * width / _COLUMNS + 4, top + _LINE * (number % down + 1)) for number, one in enumerate(key))
    return Markup("").join(line.format(f"{x:g}", f"{y:g}", one) for one, x, y in places)


def _look(svg: str) -> str:
    """Return the rules of the report's style sheet that hold for a chart as it stands, with every variable filled in."""
    css = _CSS.read_text(encoding="utf-8")
    named = dict(_NAMED.findall(css))
    there = {name for found in _CLASSES.findall(svg) for name in found.split()}
    rules = []
    for selectors, look in _RULE.findall(css):
        some = [one.strip() for one in selectors.split(",")]
        held = [one for one in some if ":" not in one and (known := set(_CLASS.findall(one))) and known <= there]
        if held:
            rules.append(f"{', '.join(held)} {{{_USED.sub(lambda used: named[used[1]].strip(), look)}}}")
    return "\n".join(rules).replace("<", "")
