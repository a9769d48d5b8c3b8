"""Why a unit cannot accept, in words: the reasons the page offers, and those the example city's hospitals gave."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.core.text import Text

REASONS: Mapping[str, Text] = {
    "staff_quarantined": Text("staff in quarantine", "人员被隔离"),
    "staff_short": Text("too few staff", "人员不足"),
    "positive_case_found": Text("a positive case was found", "发现阳性病例"),
    "disinfection": Text("disinfection", "终末消毒"),
    "equipment_fault": Text("equipment fault", "设备故障"),
    "power_cut": Text("power cut", "停电"),
    "oxygen_low": Text("too little oxygen", "氧气不足"),
    "resuscitation_in_progress": Text("resuscitation in progress", "正在抢救"),
    "site_sealed": Text("site sealed", "院区封闭"),
    "": Text("another reason", "其他原因"),
}
_OF_THE_CITY: Mapping[str, Text] = {
    "ct_fault": Text("CT fault", "CT 故障"),
    "theatre_disinfection": Text("theatre being disinfected", "手术室消毒"),
    "pharmacy_supply": Text("pharmacy out of supply", "药品供应不足"),
    "incubators_in_use": Text("all incubators in use", "暖箱已满"),
}


def reason_text(code: str) -> Text:
    """Return a reason for people: its own words where the table has none of the page's codes."""
    plain_words = code.replace("_", " ")
    return REASONS.get(code) or _OF_THE_CITY.get(code, Text(plain_words, plain_words))
