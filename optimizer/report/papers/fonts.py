"""Styles of a paper as DOCX: Chinese text has a font of its own (eastAsia), as Word wants it."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from optimizer.core.text import Lang

BODY, HEAD, TITLE = "仿宋", "黑体", "宋体"
LATIN, LATIN_HEAD = "Times New Roman", "Arial"
_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


@dataclass(frozen=True, slots=True)
class _Look:
    latin: str
    east: str
    size_pt: float
    bold: bool = False
    before_pt: float = 0
    after_pt: float = 4
    line: float = 1.25
    centred: bool = False
    keep: bool = False  # on one page with what comes after it


_LOOKS = {
    "Normal": _Look(LATIN, TITLE, 9.5, after_pt=0, line=1.1),  # that of tables, whose cells are many and name no style
    "Body Text": _Look(LATIN, BODY, 12, after_pt=6),
    "List Bullet": _Look(LATIN, BODY, 12),
    "Title": _Look(LATIN_HEAD, TITLE, 20, bold=True, before_pt=10, after_pt=14, centred=True),
    "Heading 1": _Look(LATIN_HEAD, HEAD, 15, before_pt=14, after_pt=6, keep=True),
    "Heading 2": _Look(LATIN_HEAD, "楷体", 13, bold=True, before_pt=10, after_pt=4, keep=True),
    "Caption": _Look(LATIN_HEAD, HEAD, 10.5, before_pt=4, after_pt=2, keep=True),
    "Header": _Look(LATIN_HEAD, HEAD, 9, after_pt=0, line=1),
    "Footer": _Look(LATIN, TITLE, 9, after_pt=0, line=1),
    "Address": _Look(LATIN, BODY, 12, before_pt=4, after_pt=6),
    "Note": _Look(LATIN, TITLE, 9.5, before_pt=3, after_pt=4, line=1.15),
    "Gap": _Look(LATIN, TITLE, 4, after_pt=0, line=1),
}


def set_fonts(document: DocumentType, lang: Lang) -> None:
    """Give every style of a paper its fonts and distances; styles that Word does not bring are added."""
    known = {style.name for style in document.styles}
    for name, look in _LOOKS.items():
        style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if isinstance(style, ParagraphStyle):
            _dress(style, look)
    body = document.styles["Body Text"]
    if lang == "zh" and isinstance(body, ParagraphStyle):
        body.paragraph_format.first_line_indent = Pt(24)  # two characters


def set_language(document: DocumentType, lang: Lang) -> None:
    """Say which languages the text is in, for spelling and line breaks."""
    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    found = fonts.find(qn("w:lang"))
    element = OxmlElement("w:lang") if found is None else found
    element.set(qn("w:val"), "en-GB")
    element.set(qn("w:eastAsia"), "zh-CN")
    if found is None:
        fonts.append(element)


def _dress(style: ParagraphStyle, look: _Look) -> None:
    style.font.name, style.font.size, style.font.bold = look.latin, Pt(look.size_pt), look.bold
    style.font.italic, style.font.color.rgb = False, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in _THEMES:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), look.east)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(look.before_pt), Pt(look.after_pt), look.line
    if look.centred:
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    form.keep_with_next = look.keep
    if style.name == "Title":
        for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
            border.getparent().remove(border)
