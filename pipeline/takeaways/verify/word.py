"""The paragraphs of a document of Word, by python-docx: also those in tables, boxes, notes and margins."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from pipeline.takeaways.verify.blocks import Block, tidy
from schemas.errors import UsageError

_LARGEST = 256_000_000
"""Bytes of all that is packed in a document, pictures among them."""

_PART = re.compile(r"/word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_QUOTE = re.compile(r"quot|zitat|citat|cita\b|citazione|block text", re.IGNORECASE)
"""Names of styles in which people set quotes."""

_PARAGRAPH, _TEXT, _BREAKS = qn("w:p"), qn("w:t"), {qn("w:br"), qn("w:cr")}
_TAB, _HYPHEN = qn("w:tab"), qn("w:noBreakHyphen")
_NOT_READ = {
    qn("w:moveFrom"),
    qn("w:del"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
"""What was struck out, and the copy of a box for older programs."""


def read_docx(path: Path) -> list[Block]:
    """The paragraphs of a document of Word; each in a style for quotes is one.

    Raises:
        UsageError: It is none, or too large.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > _LARGEST:
                raise UsageError(f"{path.name} is too large to be read.", "Take the pictures out of it.")
        return list(_paragraphs(docx.Document(str(path))))
    except UsageError:
        raise
    except Exception:
        # What is raised over a broken file is whatever the parsers of its parts stumble upon.
        raise UsageError(
            f"{path.name} cannot be read as a document of Word.",
            "Open it in Word and save it again as .docx.",
        ) from None


def _paragraphs(document: Document) -> Iterator[Block]:
    quotes = _quote_styles(document)
    number = 0
    parts = sorted(document.part.package.iter_parts(), key=lambda part: str(part.partname))
    for part in parts:
        if not _PART.fullmatch(str(part.partname)):
            continue
        root: Any = getattr(part, "element", None)
        if root is None:
            root = parse_xml(part.blob)
        for paragraph in root.iter(_PARAGRAPH):
            if any(above.tag in _NOT_READ for above in paragraph.iterancestors()):
                continue
            number += 1
            text = tidy("".join(_pieces(paragraph)))
            if text:
                style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
                is_quote = style is not None and style.get(qn("w:val")) in quotes
                yield Block(text, f"paragraph {number}", is_quote)


def _pieces(paragraph: Any) -> Iterator[str]:
    """What is written in a paragraph, without what stands in a box that hangs on it."""
    waiting = [*reversed(paragraph)]
    while waiting:
        element = waiting.pop()
        if element.tag in _NOT_READ or element.tag == _PARAGRAPH:
            continue
        if element.tag == _TEXT:
            yield element.text or ""
        elif element.tag in _BREAKS:
            yield "\n"
        elif element.tag == _TAB:
            yield " "
        elif element.tag == _HYPHEN:
            yield "-"
        waiting += reversed(element)


def _quote_styles(document: Document) -> set[str]:
    """The ids of styles for quotes, by their own name or that of one on which they are based."""
    found = set()
    for style in document.styles:
        based: Any = style
        for _ in range(10):
            if based is None:
                break
            if _QUOTE.search(based.name or ""):
                found.add(style.style_id)
            based = getattr(based, "base_style", None)
    return found
