"""The page of a study: headings, sentences, tables and pictures, both languages in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import optimizer
from optimizer.core.text import DISCLAIMER, Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.report.papers.content import Block, Cell, Grid, Heading, Items
from optimizer.report.words import both, say


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart."""

    svg: Markup


def study_page(title: Text, blocks: Sequence[Block | Picture], dataset: Dataset, lang: Lang) -> bytes:
    """Return the bytes of an .html file, opened in `lang`; nothing is loaded from anywhere."""
    environment = Environment(
        loader=PackageLoader("optimizer.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    shown: dict[str, Any] = {
        **{"say": say, "both": both, "cell": _cell, "lang": lang, "title": title, "disclaimer": DISCLAIMER},
        **{"blocks": [(_kind(block), block) for block in blocks], "dataset": dataset, "version": optimizer.__version__},
        "t": lambda en, zh: say(Text(en, zh)),
        **{name: Markup(_source(environment, name)) for name in ("css", "js")},
    }
    return environment.get_template("study.html.j2").render(shown).encode()


def _kind(block: Block | Picture) -> str:
    if isinstance(block, Picture):
        return "picture"
    if isinstance(block, Heading):
        return "heading"
    return "grid" if isinstance(block, Grid) else "items" if isinstance(block, Items) else "paragraph"


def _cell(value: Cell) -> Markup:
    return say(f"{value:,}" if isinstance(value, int) else value)


def _source(environment: Environment, name: str) -> str:
    return "" if environment.loader is None else environment.loader.get_source(environment, f"report.{name}")[0]
