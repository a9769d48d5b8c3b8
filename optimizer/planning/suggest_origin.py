"""From the name of a place, in Chinese or English, whole or in part, to the one origin that is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.core.text import Lang, Text
from optimizer.data.complaint import fault
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import Origin

MOST_LISTED = 12
MOST_NEAR = 5
ALIKE = 0.65  # share of letters in common from which a name is worth asking about
_KINDS = frozenset({"subdistrict", "street", "jiedao", "town", "township", "zhen", "xiang", "district", "county", "qu", "xian"})
_ALSO = {"road": "lu"}  # how a road is written in a Chinese name


def origin_named(dataset: Dataset, word: str) -> Origin:
    """Return the one origin with an id, name or part of a name, in either language; the district may stand beside it.

    A name in full comes before part of a name, and that before a name with other words for road, street or town.

    Raises
    ------
    BadInputError
        When there is none (the nearest names are told), or several: then they are listed.
    """
    if not dataset.origins:
        message = Text("There is no table of origins.", "没有来源地表。")
        raise BadInputError(
            [fault("no_origins", message, Text("Use --at LON,LAT.", "请使用 --at 经度,纬度。"), table="--origin")]
        )
    found = _found(dataset.origins, word)
    if len(found) == 1:
        return found[0]
    raise BadInputError([_several(word, found) if found else _unknown(dataset.origins, word)])


def called(row: Origin) -> Text:
    """Return what an origin is called, with its district."""
    en, district = row.name_en or row.name, row.district_en or row.district
    return Text(
        en if _letters(district) in _letters(en) else f"{en}, {district}",
        row.name if row.name.startswith(row.district) else row.district + row.name,
    )


def _found(origins: Sequence[Origin], word: str) -> list[Origin]:
    plain, loose = _letters(word), _loose(word)
    if not plain:
        return []
    whole = [row for row in origins if plain in {_letters(name) for name in _names(row)}]
    part = whole or [row for row in origins if any(plain in _letters(name) for name in _names(row))]
    return part or [row for row in origins if loose and any(loose in _loose(name) for name in _names(row))]


def _names(row: Origin) -> Iterable[str]:
    """Return what an origin may be called, alone and with its district on either side."""
    zh, en = row.district + row.name, (f"{row.district_en} {row.name_en}", f"{row.name_en} {row.district_en}")
    return row.origin_id, row.name, zh, *((row.name_en, *en) if row.name_en else ())


def _unknown(origins: Sequence[Origin], word: str) -> Issue:
    by_name = {_loose(name): row for row in origins for name in (row.name, row.name_en) if name}
    near = get_close_matches(_loose(word), by_name, n=MOST_NEAR, cutoff=ALIKE)
    rows = list(dict.fromkeys(by_name[name].origin_id for name in near))
    known = {row.origin_id: row for row in origins}
    districts = {row.district: Text(row.district_en or row.district, row.district) for row in origins}
    message = Text("--origin does not know this place.", "--origin 无此来源地。")
    if rows:
        message = Text("--origin does not know this place. Did you mean {guess}?", "--origin 无此来源地。是否为：{guess}？")
    fix = Text("Give a name or a part of it; districts are: {allowed}.", "请给出名称或其一部分；区县：{allowed}。")
    return fault(
        "unknown_word",
        message,
        fix,
        table="--origin",
        value=word,
        guess=_listed([known[one] for one in rows]),
        allowed=_joined(districts.values()),
    )


def _several(word: str, found: Sequence[Origin]) -> Issue:
    message = Text("{count} origins have this in their name.", "有 {count} 个来源地符合。")
    fix = Text("Say which: {allowed}.", "请选择其一：{allowed}。")
    ordered = sorted(found, key=lambda row: (row.district, row.name))
    return fault(
        "ambiguous_origin", message, fix, table="--origin", value=word, count=len(found), allowed=_listed(ordered, MOST_LISTED)
    )


def _listed(rows: Sequence[Origin], most: int = MOST_NEAR) -> Text:
    """Return origins with their ids, the first of them."""
    some = rows[:most]
    more = f", … +{len(rows) - most}" if len(rows) > most else ""
    listed = _joined(Text(*(f"{called(row).to(lang)} ({row.origin_id})" for lang in _LANGS)) for row in some)
    return Text(listed.en + more, listed.zh + more)


_LANGS: tuple[Lang, Lang] = ("en", "zh")


def _joined(texts: Iterable[Text]) -> Text:
    some = list(texts)
    return Text("; ".join(one.en for one in some), "、".join(one.zh for one in some))


def _letters(word: str) -> str:
    """Return a word as it is compared: plain width, letters and figures only, no case."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", word).casefold() if letter.isalnum())


def _loose(word: str) -> str:
    """Return a word without what kind of place it is, where something else is left of it."""
    words = [_ALSO.get(one, one) for one in re.findall(r"\w+", unicodedata.normalize("NFKC", word).casefold())]
    return "".join([one for one in words if one not in _KINDS] or words)
