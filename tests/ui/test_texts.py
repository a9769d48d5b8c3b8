"""Every text of the screen stands in both languages, with the same placeholders."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from collections.abc import Iterator

import pytest

import optimizer.ui
from optimizer.core.text import Text

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME = {"{name}"}


def texts_in(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from texts_in(key)
            yield from texts_in(entry)
    elif isinstance(value, tuple | list):
        for entry in value:
            yield from texts_in(entry)


def all_texts() -> list[Text]:
    names = [name for _, name, _ in pkgutil.walk_packages(optimizer.ui.__path__, "optimizer.ui.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("app_entry")]
    return sorted(
        {text for module in modules for value in vars(module).values() for text in texts_in(value)}, key=lambda text: text.en
    )


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("text", all_texts(), ids=lambda text: text.en[:40])
def test_both_sides_are_written(text: Text) -> None:
    if text.en in SAME or not text.en:
        return
    assert text.en.strip() == text.en
    assert not CHINESE.search(text.en)
    assert CHINESE.search(text.zh) or not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", text.zh))
    assert placeholders(text.en) == placeholders(text.zh)


def test_there_are_many() -> None:
    assert len(all_texts()) > 100
