"""Where a patient is, by name: both languages, whole or in part; several and none are told with what is near."""

from __future__ import annotations

import dataclasses

import pytest

from optimizer.core.errors import BadInputError
from optimizer.core.text import LANGS
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import Origin
from optimizer.planning.suggest_origin import called, origin_named
from tests.routing.town import town

ROWS = (
    ("O1", "酒泉路街道", "Jiuquanlu Subdistrict", "城关区", "Chengguan"),
    ("O2", "东岗街道", "Donggang Subdistrict", "城关区", "Chengguan"),
    ("O3", "东岗西路街道", "Donggangxilu Subdistrict", "城关区", "Chengguan"),
    ("O4", "城关镇", "Chengguan Town", "永登县", "Yongdeng"),
    ("O5", "城关镇", "Chengguan Town", "榆中县", "Yuzhong"),
    ("O6", "平安镇", "Ping'an Town", "红古区", "Honggu"),
    ("O7", "城关区封控区1", "Sealed block 1 Chengguan", "城关区", "Chengguan"),
    ("O8", "西园街道", "", "七里河区", ""),
)


def city() -> Dataset:
    rows = tuple(
        Origin(origin_id=one, name=name, name_en=en, district=district, district_en=district_en, lon=103.8, lat=36.0)
        for one, name, en, district, district_en in ROWS
    )
    return dataclasses.replace(town(()), origins=rows)


@pytest.mark.parametrize(
    ("word", "origin"),
    [
        ("酒泉路", "O1"),
        ("Jiuquanlu Subdistrict", "O1"),
        ("jiuquanlu", "O1"),
        ("Jiuquan Road", "O1"),
        ("Jiuquanlu Street", "O1"),
        ("东岗街道", "O2"),
        ("Donggang Subdistrict", "O2"),
        ("Chengguan Donggang Subdistrict", "O2"),
        ("Donggangxi", "O3"),
        ("永登县城关镇", "O4"),
        ("Yuzhong Chengguan Town", "O5"),
        ("Chengguan Town, Yuzhong", "O5"),
        ("pingan", "O6"),
        ("ＰＩＮＧ’ＡＮ　ｔｏｗｎ", "O6"),
        ("o7", "O7"),
        ("西园", "O8"),
    ],
)
def test_one_origin(word: str, origin: str) -> None:
    assert origin_named(city(), word).origin_id == origin


@pytest.mark.parametrize(
    ("word", "told", "untold"),
    [
        ("东岗", ("O2", "O3"), ("O1",)),
        ("Donggang Street", ("O2", "O3"), ("O1",)),
        ("城关镇", ("O4", "O5"), ("O7",)),
        ("Chengguan Town", ("O4", "O5"), ("O7",)),
        ("Jiuqanlu", ("O1",), ("O6",)),
        ("酒泉璐街道", ("O1",), ("O6",)),
        ("Dongang Subdistrict", ("O2",), ("O6",)),
    ],
)
def test_several_or_a_slip_are_told_with_what_is_near(word: str, told: tuple[str, ...], untold: tuple[str, ...]) -> None:
    with pytest.raises(BadInputError) as caught:
        origin_named(city(), word)
    for lang in LANGS:
        said = caught.value.issues[0].describe(lang)
        assert "{" not in said
        assert all(f"({one})" in said for one in told)
        assert not any(f"({one})" in said for one in untold)


@pytest.mark.parametrize("word", ["", "   ", "·", "Atlantis", "?"])
def test_nothing_like_it_names_the_districts(word: str) -> None:
    with pytest.raises(BadInputError) as caught:
        origin_named(city(), word)
    [issue] = caught.value.issues
    assert "城关区、永登县" in issue.describe("zh")
    assert "Chengguan; Yongdeng" in issue.describe("en")


def test_the_district_is_said_once() -> None:
    origins = {row.origin_id: called(row) for row in city().origins}
    assert (origins["O2"].en, origins["O2"].zh) == ("Donggang Subdistrict, Chengguan", "城关区东岗街道")
    assert (origins["O7"].en, origins["O7"].zh) == ("Sealed block 1 Chengguan", "城关区封控区1")
    assert origins["O8"].en == "西园街道, 七里河区"
