"""Catalogues: every pair of the sources is in them, and an office's own words are laid over the product's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

import optimizer
from optimizer.core import wording
from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.data.office_wording import WORDING_VARIABLE, load_wording, read_wording
from optimizer.ui import texts
from tests.ui.conftest import Open, words
from tests.ui.test_texts import all_texts
from tools.messages.extract import catalogue, pairs

FOUND = list(pairs(Path(optimizer.__file__).parent))


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    wording.clear()
    load_wording.cache_clear()


def written(folder: Path, lines: str) -> Path:
    path = folder / "zh.po"
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + lines, encoding="utf-8")
    return path


def test_every_text_of_the_screen_is_in_the_catalogue() -> None:
    known = {(pair.en, pair.zh) for pair in FOUND}
    written_in_code = {(text.en, text.zh) for text in all_texts() if text.en}
    assert len(known) > 1500
    assert len(written_in_code - known) < 0.05 * len(written_in_code)  # the rest is put together as the code runs


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_catalogue_says_what_the_code_says(lang: str) -> None:
    stream = io.BytesIO()
    write_po(stream, catalogue(FOUND, lang, "0"))
    stream.seek(0)
    back = read_po(stream)
    for pair in FOUND:
        message = back.get(pair.en, pair.zh) or back.get(pair.en)
        assert message
        assert message.string == (pair.zh if lang == "zh" else pair.en)


def test_template_asks_for_every_text_once() -> None:
    template = catalogue(FOUND, None, "0")
    assert len(template) <= len({(pair.en, pair.zh) for pair in FOUND})
    assert all(not message.string for message in template if message.id)


def test_office_says_a_thing_its_own_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_app: Open) -> None:
    written(tmp_path, 'msgid "Today"\nmsgstr "今日概况"\n\nmsgctxt "甲"\nmsgid "Same"\nmsgstr "丙"\n')
    monkeypatch.setenv(WORDING_VARIABLE, str(tmp_path))
    load_wording.cache_clear()
    app = open_app("today", "zh")
    assert "## 今日概况" in words(app)
    assert texts.ROUTING.to("zh") == texts.ROUTING.zh
    assert texts.TODAY.to("en") == "Today"
    assert Text("Same", "甲").to("zh") == "丙"
    assert Text("Same", "乙").to("zh") == "乙"


def test_placeholders_are_kept(tmp_path: Path) -> None:
    path = written(tmp_path, 'msgid "{count} people"\nmsgstr "共 {number} 人"\n')
    with pytest.raises(BadInputError, match="braces"):
        read_wording(path)


def test_empty_messages_change_nothing(tmp_path: Path) -> None:
    wording.install("zh", read_wording(written(tmp_path, 'msgid "Today"\nmsgstr ""\n')))
    assert texts.TODAY.to("zh") == texts.TODAY.zh


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zh.po").write_text("Today = x", encoding="utf-8")
    with pytest.raises(BadInputError):
        read_wording(tmp_path / "zh.po")
