"""A paper as DOCX: A4, Chinese and Latin fonts, repeated table heads, page numbers; the same bytes for the same paper."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from optimizer.core.text import Lang
from optimizer.report.papers import frame as words
from optimizer.report.papers.content import Heading, Items, Paper, Paragraph, numbered
from optimizer.report.papers.fonts import set_fonts, set_language
from optimizer.report.papers.frame import Frame
from optimizer.report.papers.wordtable import signs, table_of
from optimizer.report.papers.xml import count_pages, finish_tables

PAGE_MM, MARGIN_MM = (210, 297), (28, 24, 25, 24)  # width, height; top, right, bottom, left
WIDTH_MM = PAGE_MM[0] - MARGIN_MM[1] - MARGIN_MM[3]
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first a zip can hold: files carry no fact of the clock


def docx(paper: Paper, frame: Frame, lang: Lang) -> bytes:
    """Return a paper as the bytes of a .docx file."""
    document = Document()
    _properties(document, paper, frame, lang)
    _page(document, frame, lang)
    set_fonts(document, lang)
    _head(document, paper, lang)
    for block, number in numbered(paper.blocks, lang):
        if isinstance(block, Heading):
            document.add_heading(number + block.text.to(lang), level=block.level)
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text.to(lang), style="Note" if block.note else "Body Text")
        elif isinstance(block, Items):
            for item in block.items:
                document.add_paragraph(item.to(lang), style="List Bullet")
        else:
            table_of(document, block, lang, WIDTH_MM)
    _foot(document, paper, frame, lang)
    finish_tables(document.element.body)
    return _same_bytes(document)


def _properties(document: DocumentType, paper: Paper, frame: Frame, lang: Lang) -> None:
    """State what the paper is; the date is the plan's first day, so that a later run gives the same file."""
    facts, date = document.core_properties, dt.datetime.fromisoformat(frame.day)
    facts.title, facts.subject = paper.title.to(lang), " · ".join(mark.to(lang) for mark in frame.marks)
    facts.author = facts.last_modified_by = "hospital-optimizer"
    facts.comments = frame.source.to(lang)
    facts.keywords, facts.category, facts.language = "", words.DRAFT.to(lang), "zh-CN" if lang == "zh" else "en-GB"
    facts.created = facts.modified = facts.last_printed = date
    facts.revision = 1


def _page(document: DocumentType, frame: Frame, lang: Lang) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (Mm(side) for side in MARGIN_MM)
    section.header_distance = section.footer_distance = Mm(12)
    set_language(document, lang)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.alignment = footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    header.add_run(" · ".join(mark.to(lang) for mark in frame.marks)).bold = True
    before, _, rest = words.PAGE.to(lang).partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text in (before, "PAGE", between, "NUMPAGES", after):
        footer.add_run(text)
    count_pages(section.footer.part.element)


def _head(document: DocumentType, paper: Paper, lang: Lang) -> None:
    document.add_paragraph(words.NUMBER.to(lang).replace("{year}", "    "), style="Note").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(paper.title.to(lang), style="Title")
    if paper.addressed:
        document.add_paragraph(words.TO.to(lang), style="Address")


def _foot(document: DocumentType, paper: Paper, frame: Frame, lang: Lang) -> None:
    if paper.attachments:
        document.add_paragraph(words.ATTACHED.to(lang), style="Address")
        for number, text in enumerate(paper.attachments, start=1):
            document.add_paragraph(f"{number}. {text.to(lang)}", style="Body Text")
    for text in (words.ISSUER, words.DATE):
        paragraph = document.add_paragraph(text.to(lang), style="Body Text")
        paragraph.alignment, paragraph.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, True
    signs(document, lang)
    document.add_paragraph(frame.source.to(lang), style="Note")


def _same_bytes(document: DocumentType) -> bytes:
    """Return the file with every member dated alike; what python-docx writes carries the time of day."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, _ZIP_DATE)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            target.writestr(entry, source.read(member))
    return packed.getvalue()
