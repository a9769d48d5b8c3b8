"""Tables of a paper as DOCX."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Length, Mm
from docx.table import _Cell

from optimizer.core.text import Lang
from optimizer.report.papers import frame as words
from optimizer.report.papers.content import BLANK, Column, Grid, said

_SIGN_MM = 9


def table_of(document: DocumentType, grid: Grid, lang: Lang, width_mm: float) -> None:
    """Add a table as wide as the text, with its title above."""
    if grid.title.to(lang):
        document.add_paragraph(grid.title.to(lang), style="Caption")
    table = document.add_table(rows=len(grid.rows) + 1, cols=len(grid.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shares = sum(column.share for column in grid.columns)
    widths = [Mm(width_mm * column.share / shares) for column in grid.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head, *rows = table.rows
    _fill(head.cells, [column.title.to(lang) for column in grid.columns], grid.columns, widths, bold=True)
    for number, (row, texts) in enumerate(zip(rows, grid.rows, strict=True), start=1):
        bold = grid.total and number == len(grid.rows)
        _fill(row.cells, [said(cell, lang) for cell in texts], grid.columns, widths, bold=bold)
    document.add_paragraph(style="Gap")


def signs(document: DocumentType, lang: Lang) -> None:
    """Add the lines on which people sign."""
    table = document.add_table(rows=len(words.SIGNS) + 1, cols=len(words.SIGN_COLUMNS), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    head, *rows = table.rows
    for cell, title in zip(head.cells, words.SIGN_COLUMNS, strict=True):
        cell.paragraphs[0].add_run(title.to(lang)).bold = True
    for row, sign in zip(rows, words.SIGNS, strict=True):
        row.height = Mm(_SIGN_MM)
        row.cells[0].paragraphs[0].add_run(sign.to(lang))
    for row in table.rows:
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def _fill(
    cells: Sequence[_Cell], texts: Sequence[str], columns: Sequence[Column], widths: Sequence[Length], *, bold: bool
) -> None:
    for cell, text, column, width in zip(cells, texts, columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        if bold:
            run.bold = True
        if text in (BLANK.zh, BLANK.en):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if column.figures:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
