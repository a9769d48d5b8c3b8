"""Texts of the report in both languages at once: the page shows one and hides the other."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from markupsafe import Markup, escape

from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.vocabulary import LABELS, WardKind

KIND_LETTER = {WardKind.GENERAL: Text("G", "普"), WardKind.BUFFER: Text("B", "缓"), WardKind.ISOLATION: Text("I", "隔")}
URGENCY = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
_VEHICLES = {
    "ambulance": Text("ambulance", "急救车"),
    "negative_pressure_ambulance": Text("negative-pressure ambulance", "负压救护车"),
    "isolation_bus": Text("isolation bus", "隔离转运大巴"),
    "community_vehicle": Text("community vehicle", "社区保障车辆"),
}
_ITEMS = {
    "n95_mask": Text("N95 masks", "N95 口罩"),
    "coverall": Text("coveralls", "防护服"),
    "isolation_gown": Text("isolation gowns", "隔离衣"),
    "glove_pair": Text("gloves, pairs", "手套（双）"),
    "goggles": Text("goggles", "护目镜"),
    "face_shield": Text("face shields", "面屏"),
    "disinfectant_l": Text("disinfectant, litres", "消毒液（升）"),
    "sampling_kit": Text("sampling kits", "采样套装"),
}
_CAPABILITIES = {
    "icu": Text("intensive care", "重症监护"),
    "ventilator": Text("ventilator", "呼吸机"),
    "theatre": Text("operating theatre", "手术室"),
    "resuscitation": Text("resuscitation", "抢救"),
    "emergency": Text("emergency", "急诊"),
    "oxygen": Text("oxygen", "供氧"),
    "pcr": Text("PCR test", "核酸检测"),
    "nicu": Text("neonatal intensive care", "新生儿重症监护"),
    "delivery_room": Text("delivery room", "产房"),
    "caesarean": Text("caesarean section", "剖宫产"),
    "single_room": Text("single room", "单间"),
    "hbv": Text("own machines for HBV", "乙肝专机"),
    "hcv": Text("own machines for HCV", "丙肝专机"),
    "hiv": Text("own machines for HIV", "艾滋病专机"),
    "tp": Text("own machines for syphilis", "梅毒专机"),
}
_GRADES = {
    "chief": Text("chief", "主任医师"),
    "associate chief": Text("associate chief", "副主任医师"),
    "attending": Text("attending", "主治医师"),
    "resident": Text("resident", "住院医师"),
    "chief nurse": Text("chief nurse", "主任护师"),
    "associate chief nurse": Text("associate chief nurse", "副主任护师"),
    "nurse in charge": Text("nurse in charge", "主管护师"),
    "senior nurse": Text("senior nurse", "护师"),
    "nurse": Text("nurse", "护士"),
}
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@lru_cache(maxsize=4)
def _district_names(outlines: bytes) -> dict[str, Text]:
    try:
        named = [feature["properties"] for feature in json.loads(outlines)["features"]] if outlines else []
        pairs = [(str(item["name"]), str(item["name_en"])) for item in named if item.get("name") and item.get("name_en")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {key: Text(en, zh) for zh, en in pairs for key in (zh, en)}


def say(text: Text | str, **params: object) -> Markup:
    """Return a text as HTML in both languages (one element each), or plain when they are the same."""
    if isinstance(text, str):
        return escape(text)
    zh, en = text.to("zh", **params), text.to("en", **params)
    if zh == en:
        return escape(zh)
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(zh, en)


def both(text: Text | str, **params: object) -> str:
    """Return a text for places that hold no markup (tooltips): Chinese, a slash, English."""
    if isinstance(text, str):
        return text
    zh, en = text.to("zh", **params), text.to("en", **params)
    return zh if zh == en else f"{zh} / {en}"


def label(word: StrEnum | None) -> Text:
    """Return the label of a word of the closed vocabularies; a dash for none."""
    return Text("–", "–") if word is None else LABELS[word]


def vehicle(kind: str) -> Text:
    """Return what a vehicle kind is called; an office's own word is its own name."""
    return _VEHICLES.get(kind, Text(kind, kind))


def item(name: str) -> Text:
    """Return what a supply item is called; an office's own word is its own name."""
    return _ITEMS.get(name, Text(name, name))


def capability(name: str) -> Text:
    """Return what a capability of a unit is called; an office's own word is its own name."""
    return _CAPABILITIES.get(name.lower(), Text(name, name))


def grade(name: str) -> Text:
    """Return what a grade of staff is called; an office's own word is its own name, a dash stands for none."""
    return _GRADES.get(name.lower(), Text(name or "–", name or "–"))


def number(value: float | None, digits: int = 1) -> str:
    """Return a figure with thousands separated, without a trailing .0; a dash for none."""
    if value is None:
        return "–"
    rounded = round(float(value), digits)
    return f"{int(rounded):,}" if rounded.is_integer() else f"{rounded:,.{digits}f}"


def short_date(date: dt.date) -> str:
    """Return ``03-18``."""
    return f"{date.month:02d}-{date.day:02d}"


def span(text: str) -> int:
    """Return how wide a text is in Latin letters; a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def weekday(date: dt.date) -> Text:
    """Return the day of the week, one Chinese character or two Latin letters."""
    return Text(date.strftime("%a")[:2], _WEEKDAYS[date.weekday()])


@dataclass(frozen=True)
class Names:
    """What things are called in a dataset, in both languages; an unknown id is its own name."""

    dataset: Dataset

    def hospital(self, hospital_id: str) -> Text:
        """Return a hospital's name."""
        row = self.dataset.hospital.get(hospital_id)
        return Text(hospital_id, hospital_id) if row is None else row.title

    def service(self, service_id: str) -> Text:
        """Return a service's name."""
        row = self.dataset.service.get(service_id)
        return Text(service_id, service_id) if row is None else row.title

    def district(self, name: str) -> Text:
        """Return a district's name; the other language is known where the outlines or the origins tell it."""
        known = _district_names(self.dataset.outlines).get(name)
        if known is not None:
            return known
        en = next((row.district_en for row in self.dataset.origins if row.district == name and row.district_en), name)
        return Text(en, name)

    def ward(self, ward_id: str) -> str:
        """Return a ward's name with its id."""
        row = self.dataset.ward.get(ward_id)
        return ward_id if row is None or not row.name or row.name == ward_id else f"{row.name} ({ward_id})"

    def hospital_of_unit(self, unit_id: str) -> str:
        """Return the id of the hospital a unit belongs to, blank when it is unknown."""
        row = self.dataset.unit.get(unit_id)
        return "" if row is None else row.hospital_id

    def hospital_of_ward(self, ward_id: str) -> str:
        """Return the id of the hospital of a ward's first unit, or of a post; blank when it is unknown."""
        row = self.dataset.ward.get(ward_id)
        if row is None:
            return ""
        return self.hospital_of_unit(row.unit_ids[0]) if row.unit_ids else row.hospital_id or ""
