"""No words shown to people outside `Text`: the sources of screen, reports and commands are walked for literals that are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import optimizer

ROOT = Path(optimizer.__file__).parent
SOURCES = sorted(path for room in ("ui", "report", "cli") for path in (ROOT / room).rglob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{3,}")
MARKUP = re.compile(r"<[^>]*>|:[a-z_]+(-badge)?\[|:material/\w+:|\{[^}]*\}|&\w+;|`[^`]*`")
SHOWN = {
    *("markdown", "caption", "write", "text", "title", "subheader", "info", "warning", "error", "success", "toast"),
    *("button", "download_button", "link_button", "form_submit_button", "checkbox", "toggle", "radio", "selectbox"),
    *("multiselect", "slider", "select_slider", "text_input", "text_area", "number_input", "date_input", "time_input"),
    *("file_uploader", "segmented_control", "pills", "metric", "expander", "popover", "progress", "spinner", "status", "tab"),
    *("action_button", "dialog", "help"),
}
"""Calls whose first literal stands on the screen."""
NAMED = {"help", "placeholder", "label", "caption"}
"""Keywords whose literal does."""
OWN_NAMES = {"中文", "语言 / Language", "English", "Chinese", "零一二三四五六七八九十"}
"""Languages are called by their own names, in either language; numerals are those of Chinese papers alone."""


def literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Return the string literals of an expression, those of an f-string too, and none inside a call of its own."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from literals(node.left)
        yield from literals(node.right)


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def shows(call: ast.Call) -> bool:
    return name_of(call) in SHOWN if isinstance(call.func, ast.Attribute) else name_of(call) == "action_button"


def words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the English words that a display call is given as they are."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and shows(node)):
        given = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg in NAMED)]
        for literal in (one for value in given for one in literals(value)):
            if WORD.search(MARKUP.sub("", str(literal.value))) and literal.value not in OWN_NAMES:
                yield literal.lineno, str(literal.value)


def chinese(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield Chinese words outside `Text` that no English stands beside, in the same literal or in the other branch."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and name_of(node) == "Text"]
    choices = [node for node in ast.walk(tree) if isinstance(node, ast.IfExp | ast.Dict | ast.Match | ast.Tuple)]
    bodies = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docs = [node.body[0] for node in bodies if node.body and isinstance(node.body[0], ast.Expr)]
    sides = [node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AugAssign) and is_side(node)]
    both = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and WORD.search(" ".join(literal_words(node)))]
    aside = {id(part) for node in (*calls, *choices, *docs, *sides, *both) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or not CHINESE.search(node.value):
            continue
        if id(node) not in aside and node.value not in OWN_NAMES and not WORD.search(node.value):
            yield node.lineno, node.value


def is_side(node: ast.Assign | ast.AugAssign) -> bool:
    """Whether the Chinese side of a text is put together by name: ``zh`` beside ``en``."""
    target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    return isinstance(target, ast.Name) and target.id == "zh"


def literal_words(node: ast.JoinedStr) -> list[str]:
    return [str(part.value) for part in literals(node)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_shown_is_a_text(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    room = path.relative_to(ROOT).parts[0]
    found = [*chinese(tree), *(words(tree) if room == "ui" else ())]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'st.button("Press me")',
        'st.markdown(f"**Total** {count}")',
        'column.metric(say(NAME), 3, help="how many")',
        'st.info("yes indeed" if well else say(NO))',
        'NAME = "只有中文"',
    ],
)
def test_a_word_that_is_no_text_is_found(source: str) -> None:
    tree = ast.parse(source)
    assert [*words(tree), *chinese(tree)]


@pytest.mark.parametrize(
    "source", ['st.button(say(NAME), key="press_me")', 'st.markdown(f"##### {say(NAME)}")', 'A = Text("a", "甲")']
)
def test_what_is_no_word_passes(source: str) -> None:
    tree = ast.parse(source)
    assert [*words(tree), *chinese(tree)] == []
