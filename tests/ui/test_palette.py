"""Colours: words readable on their ground in both themes, marks to be seen, and none told apart by a colour some do not see."""

from __future__ import annotations

import itertools
import re

import pytest

from optimizer.report.roster.sheet import FILLS
from optimizer.ui import palette

WORDS, MARKS = 4.5, 3.0  # WCAG 2.2 AA: 1.4.3 for text, 1.4.11 for what is no text
APART = 20.0  # distance in CIELAB; neighbours side by side are told apart from about 10
SEEN: dict[str, tuple[tuple[float, float, float], ...]] = {  # Machado, Oliveira, Fernandes 2009, severity 1
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
Light = tuple[float, float, float]


def light(colour: str) -> Light:
    """Return linear red, green and blue."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), light(colour), strict=True))

    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def lab(seen: Light) -> Light:
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1.0, 1.08883)
    parts = [sum(a * b for a, b in zip(row, seen, strict=True)) / most for row, most in zip(rows, white, strict=True)]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, sight: str) -> float:
    def seen(colour: str) -> Light:
        red, green, blue = (
            min(1.0, max(0.0, sum(a * b for a, b in zip(row, light(colour), strict=True)))) for row in SEEN[sight]
        )
        return lab((red, green, blue))

    return sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5


def cell(look: str) -> tuple[str, str]:
    ground = re.search(r"background-color: (#\w{6})", look)
    ink = re.search(r"(?<!-)color: (#\w{6})", look)
    assert ground
    assert ink
    return ink[1], ground[1]


PAIRS = {
    "chart words": (palette.INK, palette.PAPER),
    "map words": (palette.INK, palette.LAND),
    "district names": (palette.FAINT_INK, palette.LAND),
    "better": cell(palette.GOOD_CELL),
    "worse": cell(palette.BAD_CELL),
    "cover": (palette.INK, palette.COVERED),
    "a little short": (palette.INK, palette.LITTLE_SHORT),
    "short": ("#FFFFFF", palette.SHORT),
    "duty": ("#FFFFFF", palette.DUTY),
    **{
        f"{name} {kind}": (theme[ink], theme[ground])
        for name, theme in (("light", palette.LIGHT), ("dark", palette.DARK))
        for kind, ink, ground in (
            ("words", "textColor", "backgroundColor"),
            ("words aside", "textColor", "secondaryBackgroundColor"),
        )
    },
    "light buttons": ("#FFFFFF", palette.LIGHT["primaryColor"]),
    "dark buttons": (palette.DARK_BUTTON_INK, palette.DARK["primaryColor"]),
    "light chosen": (palette.LIGHT["primaryColor"], palette.LIGHT["backgroundColor"]),
    "dark chosen": (palette.DARK["primaryColor"], palette.DARK["backgroundColor"]),
    "dark links": (palette.DARK["linkColor"], palette.DARK["backgroundColor"]),
    **{f"roster {name or 'free'}": (ink, ground) for name, (ground, ink) in FILLS.items()},
}


@pytest.mark.parametrize("name", PAIRS)
def test_words_are_readable(name: str) -> None:
    assert contrast(*PAIRS[name]) >= WORDS


@pytest.mark.parametrize("ground", [palette.LAND, palette.PAPER])
@pytest.mark.parametrize(
    "mark", ["TEAL", "ORANGE", "PURPLE", "SLATE", "FLOW", "LOW", "MIDDLE", "HIGH", "BETTER", "WORSE", "WHOLE", "DUTY"]
)
def test_marks_are_seen(mark: str, ground: str) -> None:
    assert contrast(getattr(palette, mark), ground) >= MARKS


SETS = {
    "how full": (palette.SLATE, palette.LOW, palette.MIDDLE, palette.HIGH),
    "ward kinds": (palette.TEAL, palette.ORANGE, palette.PURPLE, palette.SLATE),
    "moves": (palette.TEAL, palette.ORANGE),
    "changes": (palette.BETTER, palette.WORSE, palette.WHOLE),
    "cover": (palette.COVERED, palette.LITTLE_SHORT, palette.SHORT),
    "phases": (palette.DUTY, palette.OBSERVATION, palette.REST, palette.STANDBY),
}


@pytest.mark.parametrize("sight", SEEN)
@pytest.mark.parametrize("name", SETS)
def test_colours_are_told_apart(name: str, sight: str) -> None:
    assert min(distance(one, other, sight) for one, other in itertools.combinations(SETS[name], 2)) >= APART


def test_white_on_black_and_a_colour_on_itself() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#1F7A8C", "#1F7A8C") == 1
