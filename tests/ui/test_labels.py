"""Names on a map: none lies on another, on another sign that shows a name, or off the side it stands on."""

from __future__ import annotations

import random

import pytest

from optimizer.ui.charts.geometry import Extent
from optimizer.ui.charts.labels import SIDES, Sign, _box, _on_paper, _overlap, name_layer, sides

CITY = Extent(103.8, 36.05, 60_000.0)
FONT_PX = 11.0


def crowd(seed: int) -> list[Sign]:
    """Return hospitals as they lie in a city: most of them within a few kilometres, some without a name."""
    draw = random.Random(seed)
    return [
        Sign(
            draw.gauss(103.8, 0.06),
            draw.gauss(36.05, 0.04),
            draw.choice((3.0, 8.0, 16.0)),
            draw.choice(("", "D01", "兰州市第一人民医院", "Lanzhou First People's Hospital")),
        )
        for _ in range(30)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_no_name_lies_on_another_or_on_a_sign_that_has_one(seed: int) -> None:
    signs = crowd(seed)
    placed = sides(signs, CITY, FONT_PX)
    spots = [_on_paper(sign, CITY) for sign in signs]
    boxes = {
        number: _box(sign, spots[number], side, FONT_PX)
        for number, (sign, side) in enumerate(zip(signs, placed, strict=True))
        if side is not None
    }
    assert 5 < len(boxes) < len(signs)
    for number, box in boxes.items():
        assert signs[number].name
        for other, sign in enumerate(signs):
            if other == number:
                continue
            x, y = spots[other]
            mark = (x - sign.reach_px, y - sign.reach_px, x + sign.reach_px, y + sign.reach_px)
            assert not (sign.name and _overlap(box, mark))
            assert other not in boxes or not _overlap(box, boxes[other])


def test_one_alone_has_its_name_above() -> None:
    alone = [Sign(103.8, 36.05, 8.0, "D01")]
    assert sides(alone, CITY, FONT_PX) == [SIDES[0]]


def test_a_name_without_room_beside_signs_may_cover_those_that_show_none() -> None:
    around = [Sign(103.8 + dx / 1000, 36.05 + dy / 1000, 12.0, "") for dx in (-30, 0, 30) for dy in (-25, 0, 25) if dx or dy]
    assert sides([Sign(103.8, 36.05, 8.0, "D01"), *around], CITY, FONT_PX)[0] == SIDES[0]
    named = [sign._replace(name="X") for sign in around]
    assert sides([*named, Sign(103.8, 36.05, 8.0, "Lanzhou First People's Hospital")], CITY, FONT_PX)[-1] is None


def test_a_map_of_few_has_every_name() -> None:
    two = [Sign(103.8, 36.05, 8.0, "D01"), Sign(103.8, 36.05, 8.0, "D02")]
    assert list(name_layer(two, None, 11).data["name"]) == ["D01", "D02"]
