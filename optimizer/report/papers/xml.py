"""What python-docx has no words for, written into the XML of a document."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

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


def repeat_heads(body: Element) -> None:
    """Repeat the first row of every table at the head of each page, and keep every row in one piece."""
    for table in body.iter(qn("w:tbl")):
        for number, row in enumerate(table.iterchildren(qn("w:tr"))):
            form = row.get_or_add_trPr()
            form.append(OxmlElement("w:cantSplit"))
            if number == 0:
                form.append(OxmlElement("w:tblHeader"))
