"""Small pieces of SVG."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from optimizer.core.text import Text
from optimizer.report.words import both


def f(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def words(text: Text | str, x: float, y: float, css: str = "", anchor: str = "start") -> Markup:
    """Return a text element, one per language when they differ."""
    place = Markup('x="{}" y="{}" class="{}" text-anchor="{}"').format(f(x), f(y), css, anchor)
    if isinstance(text, str) or text.zh == text.en:
        return Markup("<text {}>{}</text>").format(place, text if isinstance(text, str) else text.zh)
    return Markup('<text {0} lang="zh">{1}</text><text {0} lang="en">{2}</text>').format(place, text.zh, text.en)


def title(text: Text | str) -> Markup:
    """Return a tooltip."""
    return Markup("<title>{}</title>").format(both(text))


def rect(x: float, y: float, width: float, height: float, css: str, tip: Text | str = "", radius: float = 0) -> Markup:
    """Return a rectangle."""
    round_ = Markup(' rx="{}"').format(f(radius)) if radius else ""
    body = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"').format(f(x), f(y), f(width), f(height), css)
    return body + round_ + (Markup(">") + title(tip) + Markup("</rect>") if tip else Markup("/>"))


def line(x1: float, y1: float, x2: float, y2: float, css: str, width: float = 0) -> Markup:
    """Return a straight line."""
    stroke = Markup(' stroke-width="{}"').format(f(width)) if width else ""
    ends = Markup('x1="{}" y1="{}" x2="{}" y2="{}"').format(f(x1), f(y1), f(x2), f(y2))
    return Markup('<line {} class="{}"{}/>').format(ends, css, stroke)


def circle(x: float, y: float, radius: float, css: str, tip: Text | str = "") -> Markup:
    """Return a circle."""
    body = Markup('<circle cx="{}" cy="{}" r="{}" class="{}"').format(f(x), f(y), f(radius), css)
    return body + (Markup(">") + title(tip) + Markup("</circle>") if tip else Markup("/>"))


def joined(parts: Iterable[Markup]) -> Markup:
    """Return pieces one after the other."""
    return Markup("").join(parts)


def picture(width: float, height: float, body: Markup, name: Text, css: str) -> Markup:
    """Return an SVG element that scales with the page."""
    return Markup('<svg viewBox="0 0 {} {}" class="{}" role="img" aria-label="{}">{}</svg>').format(
        f(width), f(height), css, escape(both(name)), body
    )
