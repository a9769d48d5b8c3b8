"""What python-docx has no words for, written into the XML of a document."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_MARGIN_TWIPS = 60  # about a millimetre
_FIELDS = frozenset({"PAGE", "NUMPAGES"})
Element = Any  # an lxml element of the document; lxml has no types


def count_pages(footer: Element) -> None:
    """Turn the runs PAGE and NUMPAGES into fields that Word counts."""
    for run in list(footer.iter(qn("w:r"))):
        texts = list(run.iter(qn("w:t")))
        code = "".join(text.text or "" for text in texts)
        if code in _FIELDS:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), code)
            run.getparent().replace(run, field)
            field.append(run)
            texts[0].text = "1"


def finish_tables(body: Element) -> None:
    """Repeat the first row of every table at the head of each page, grey; keep rows in one piece; narrow the margins."""
    for table in body.iter(qn("w:tbl")):
        look = table.tblPr.find(qn("w:tblLook"))  # which the schema has come last
        table.tblPr.insert(len(table.tblPr) if look is None else table.tblPr.index(look), _margins())
        for number, row in enumerate(table.iterchildren(qn("w:tr"))):
            form = row.get_or_add_trPr()
            form.append(OxmlElement("w:cantSplit"))
            if number == 0:
                form.append(OxmlElement("w:tblHeader"))
                for cell in row.iterchildren(qn("w:tc")):
                    cell.get_or_add_tcPr().append(_shade())


def _margins() -> Element:
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(_MARGIN_TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _shade() -> Element:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "EEF1F4")):
        shade.set(qn(name), value)
    return shade
