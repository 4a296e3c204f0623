"""The paragraphs of a document, whatever program wrote it, and which of them are set as quotes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.sheets import decoded
from pipeline.takeaways.verify.tokens import readable
from schemas.errors import UsageError

_LARGEST = 64_000_000
"""Bytes of a file of text: a long book has one."""


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NO_TEXT = (b"%PDF", b"{\\rtf", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What PDF, RTF and documents of other programs begin with: read as text they would seem to quote nothing."""

_DEEPEST = 100
"""Lists and quotes within each other that are read in Markdown."""

_BLOCKS = _tags(
    "address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p section summary table"
    " tbody td tfoot th thead tr ul"
)
_PASSED_OVER = _tags(
    "-comment del head iframe math noscript pre s script select strike style svg template textarea"
)
"""What is no running text, or is struck out."""

_BY = frozenset(("figcaption", "footer"))
"""Where somebody writes who says it, in or below a block quote."""

_ALERT = re.compile(r"\s*\[!\w+\]")
_MARK_OF_MAIL = re.compile(r"^\s*>+ ?")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or all paragraphs of a block quote with line ends between them.

    Attributes:
        place: Where it stands, such as `line 12`.
        is_quote: Whether it is set as a quote.
        is_by: Whether it is set as saying who says what stands before it.
    """

    text: str
    place: str
    is_quote: bool = False
    is_by: bool = False


def read_blocks(path: Path) -> list[Block]:
    """Read a document; its ending says what it is.

    Raises:
        UsageError: There is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.", "Name the document that is to be checked.")
    ending = path.suffix.lower()
    if ending == ".docx":
        from pipeline.takeaways.verify.word import read_docx

        return read_docx(path)
    readers: dict[str, Callable[[str], Iterator[Block]]] = {
        **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), _read_markdown),
        **dict.fromkeys((".html", ".htm", ".xhtml"), _read_html),
    }
    return list(readers.get(ending, _read_text)(_text(path)))


def tidy(text: str) -> str:
    """A text as it is read: spaces of all kinds are one."""
    return "\n".join(line.strip() for line in _SPACES.sub(" ", readable(text)).strip().split("\n"))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path.name} is too large to be read.", "Cut it in pieces.")
        content = path.read_bytes()
        if content.startswith(_NO_TEXT):
            raise ValueError("this is a document of another kind")
        return decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, ValueError):
        raise UsageError(
            f"{path.name} cannot be read as text.",
            "Save it as Word (.docx), HTML, Markdown or plain text and try again.",
        ) from None


def _read_text(text: str) -> Iterator[Block]:
    """Paragraphs with empty lines between them; those of an answered letter, after `>`, are quotes."""
    first = 1
    for paragraph in re.split(r"(\n(?:[^\S\n]*\n)+)", text):
        begins = first + len(paragraph[: len(paragraph) - len(paragraph.lstrip())].split("\n")) - 1
        first += paragraph.count("\n")
        lines = paragraph.split("\n")
        if not paragraph.strip():
            continue
        is_quote = all(_MARK_OF_MAIL.match(line) for line in lines if line.strip())
        if is_quote:
            lines = [_MARK_OF_MAIL.sub("", line) for line in lines]
        yield Block(tidy("\n".join(lines)), f"line {begins}", is_quote)


def _read_markdown(text: str) -> Iterator[Block]:
    """Markdown as the page that is made of it, with its lines, and the number of each."""
    options = {"html": True, "breaks": True, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    for token in tokens:
        if token.map and token.nesting == 1:
            token.attrSet("data-vox-line", str(token.map[0] + 1))
    return _read_html(str(parser.renderer.render(tokens, parser.options, {})))


def _read_html(text: str) -> Iterator[Block]:
    reader = _Page()
    root = LexborHTMLParser(text).root
    if root is not None:
        reader.read(root)
    return iter(reader.blocks)


class _Page:
    """Reads the elements of a page in order; without recursion, for pages can be of any depth."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._said: list[str] = []
        self._line = ""
        self._quotes = 0
        self._quoted: list[str] = []
        self._quoted_at = ""
        self._by = 0

    def read(self, root: LexborNode) -> None:
        waiting: list[LexborNode | Callable[[], None]] = [root]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, LexborNode):
                node()
                continue
            tag = node.tag or ""
            if tag == "-text":
                # Line ends in the source are spaces; those that are meant are <br>.
                self._said.append((node.text(deep=False) or "").replace("\n", " "))
            elif tag == "br":
                self._said.append("\n")
            elif tag not in _PASSED_OVER:
                leave = self._enter(node, tag)
                waiting.append(leave)
                children = [*node.iter(include_text=True)]
                waiting += reversed(children)
        self._end()

    def _enter(self, node: LexborNode, tag: str) -> Callable[[], None]:
        if tag == "q":
            self._said.append("“")
            return lambda: self._said.append("”")
        if tag in _BLOCKS:
            self._end()
        line = node.attributes.get("data-vox-line")
        self._line = line or self._line
        if tag == "blockquote":
            self._quotes += 1
            return self._leave_quote
        if tag in _BY:
            self._by += 1
            return self._leave_by
        return self._end if tag in _BLOCKS else lambda: None

    def _leave_by(self) -> None:
        self._end()
        self._by -= 1

    def _leave_quote(self) -> None:
        self._end()
        self._quotes -= 1
        if self._quotes == 0:
            self._end_quote()

    def _end_quote(self) -> None:
        if self._quoted:
            self.blocks.append(Block("\n".join(self._quoted), self._quoted_at, is_quote=True))
        self._quoted = []

    def _end(self) -> None:
        text = tidy("".join(self._said))
        self._said = []
        if not text:
            return
        if self._by:
            self._end_quote()
            self.blocks.append(Block(text, self._place(), is_by=True))
        elif self._quotes:
            if not self._quoted and _ALERT.match(text):
                # A note that some sites show in a frame, and no quote.
                self.blocks.append(Block(text, self._place()))
            else:
                self._quoted_at = self._quoted_at if self._quoted else self._place()
                self._quoted.append(text)
        else:
            self.blocks.append(Block(text, self._place()))

    def _place(self) -> str:
        return f"line {self._line}" if self._line else f"paragraph {len(self.blocks) + 1}"
