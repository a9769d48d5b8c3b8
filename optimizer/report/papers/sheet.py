"""A paper as HTML: one file, one language, laid out for A4, nothing loaded from anywhere."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from optimizer.core.text import Lang, Text
from optimizer.report.papers import frame as words
from optimizer.report.papers.content import BLANK, Block, Cell, Grid, Heading, Items, Paper, numbered, said
from optimizer.report.papers.frame import Frame


def html(paper: Paper, frame: Frame, lang: Lang) -> bytes:
    """Return a paper as the bytes of an .html file."""
    environment = Environment(
        loader=PackageLoader("optimizer.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )

    def t(text: Text) -> str:
        return text.to(lang)

    def cell(value: Cell) -> str:
        return said(value, lang)

    shown = environment.get_template("paper.html.j2").render(
        {
            **{"paper": paper, "frame": frame, "words": words, "lang": lang, "t": t, "cell": cell, "blank": BLANK},
            "number": words.NUMBER.to(lang).replace("{year}", "    "),
            "blocks": [(_kind(block), block, number) for block, number in numbered(paper.blocks, lang)],
            "css": Markup(_css(environment)),
        }
    )
    return shown.encode()


def _kind(block: Block) -> str:
    if isinstance(block, Heading):
        return "heading"
    return "grid" if isinstance(block, Grid) else "items" if isinstance(block, Items) else "paragraph"


def _css(environment: Environment) -> str:
    return "" if environment.loader is None else environment.loader.get_source(environment, "paper.css")[0]
