"""Reads the pairs of texts out of the sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Pair:
    """One text, with where it stands."""

    en: str
    zh: str
    file: str
    line: int


def pairs(root: Path) -> Iterator[Pair]:
    """Yield every ``Text("…", "…")`` below a folder by files and lines; a text put together as it runs is none."""
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                sides = [side.value for side in node.args if isinstance(side, ast.Constant) and isinstance(side.value, str)]
                if len(sides) == len(node.args) == 2 and sides[0]:
                    yield Pair(sides[0], sides[1], str(path.relative_to(root.parent)), node.lineno)


def catalogue(found: list[Pair], lang: str | None, version: str) -> Catalog:
    """Return the catalogue of a language, or the template (None), with the Chinese side as context where English has two."""
    made = Catalog(locale=lang, project="hospital-optimizer", version=version, fuzzy=False)
    sides: dict[str, set[str]] = {}
    for pair in found:
        sides.setdefault(pair.en, set()).add(pair.zh)
    for pair in found:
        said = pair.zh if lang == "zh" else pair.en if lang == "en" else None
        context = pair.zh if len(sides[pair.en]) > 1 else None
        made.add(pair.en, said, locations=[(pair.file, pair.line)], context=context)
    return made
