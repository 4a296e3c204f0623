"""Quotes as a document of Word, by python-docx."""

from datetime import UTC, datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from pipeline.sheets import tidy_line
from pipeline.takeaways.keeping import INTERNAL
from pipeline.takeaways.quotes.sheet import Sheet, beside, heard, who

_SOURCE = "Source"
_GREY = RGBColor(0x59, 0x59, 0x59)


def write_docx(path: Path, sheet: Sheet) -> None:
    """Write quotes under headings, each in Word's own style for quotes with who says it below."""
    written = docx.Document()
    _describe(written, sheet)
    written.add_heading(tidy_line(sheet.title), level=0)
    if sheet.channel == "internal":
        written.add_paragraph().add_run(INTERNAL).bold = True
    for group in sheet.groups:
        if group.heading:
            written.add_heading(tidy_line(group.heading), level=1)
        for each in group.quotations:
            said = written.add_paragraph(tidy_line(each.text), style="Quote")
            said.paragraph_format.keep_with_next = True
            by = written.add_paragraph(f"— {tidy_line(who(each))}")
            by.paragraph_format.keep_with_next = True
            by.paragraph_format.space_after = Pt(0)
            more = written.add_paragraph(style=_SOURCE)
            if link := sheet.link(each):
                _add_link(more, heard(each), link)
            else:
                more.add_run(heard(each))
            more.add_run(" · ".join(["", *map(tidy_line, beside(each))]))
    written.save(str(path))


def _describe(written: Document, sheet: Sheet) -> None:
    """Say what it is, in place of what the template says of itself; and make a style for small print."""
    told = written.core_properties
    told.author, told.comments, told.title = "", "", tidy_line(sheet.title)
    told.created = told.modified = datetime.now(UTC)
    small = written.styles.add_style(_SOURCE, WD_STYLE_TYPE.PARAGRAPH)
    small.font.size = Pt(9)
    small.font.color.rgb = _GREY
    small.paragraph_format.space_after = Pt(14)


def _add_link(paragraph: Paragraph, text: str, address: str) -> None:
    """Add words that lead somewhere: python-docx reads links and does not make any."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)
