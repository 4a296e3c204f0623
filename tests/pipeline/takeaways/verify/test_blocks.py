"""What is read of documents of all kinds."""

from pathlib import Path

import docx
import pytest
from docx.oxml.parser import parse_xml

from pipeline.takeaways.verify.blocks import Block, read_blocks
from schemas.errors import UsageError


def read(tmp_path: Path, name: str, text: str | bytes) -> list[Block]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_blocks(path)


def test_markdown(tmp_path: Path) -> None:
    text = (
        "# What *we* say\n\nA **bold** word\nand line.\n\n> It &ldquo;is&rdquo; so.\n> And so.\n>\n> — Anna\n"
        "\n```\nprint('no quote here')\n```\n\n- one\n- two ~~gone~~\n\n| a | b |\n|---|---|\n| c | d |\n"
        "\n> [!NOTE]\n> This is a note.\n"
    )
    assert read(tmp_path, "draft.md", text) == [
        Block("What we say", "line 1"),
        Block("A bold word\nand line.", "line 3"),
        Block("It “is” so.\nAnd so.\n— Anna", "line 6", is_quote=True),
        Block("one", "line 15"),
        Block("two", "line 16"),
        *(Block(cell, place) for cell, place in (("a", "line 18"), ("b", "line 18"))),
        *(Block(cell, place) for cell, place in (("c", "line 20"), ("d", "line 20"))),
        Block("[!NOTE]\nThis is a note.", "line 22"),
    ]


def test_html(tmp_path: Path) -> None:
    text = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>One<br>two\nthree <del>no</del></p>"
        "<script>'a'</script><figure><blockquote><p>It is</p><p>so.</p></blockquote>"
        "<figcaption>— Anna</figcaption></figure><p>She <q>likes <i>it</i></q>.</p>loose"
    )
    assert read(tmp_path, "draft.html", text) == [
        Block("One\ntwo three", "paragraph 1"),
        Block("It is\nso.", "paragraph 2", is_quote=True),
        Block("— Anna", "paragraph 3", is_by=True),
        Block("She “likes it”.", "paragraph 4"),
        Block("loose", "paragraph 5"),
    ]
    assert read(tmp_path, "deep.html", "<div>" * 5_000 + "here") == [Block("here", "paragraph 1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_whatever_it_was_saved(tmp_path: Path, encoding: str) -> None:
    text = "Erste “Zeile”\r\nzweite\u00a0Zeile\r\n\r\n  \r\n> Antwort\r\n> hier\r\n"
    assert read(tmp_path, "draft.txt", text.encode(encoding)) == [
        Block("Erste “Zeile”\nzweite Zeile", "line 1"),
        Block("Antwort\nhier", "line 5", is_quote=True),
    ]


def test_word(tmp_path: Path) -> None:
    path = tmp_path / "draft.docx"
    written = docx.Document()
    written.add_paragraph("Before ").add_run("and after").bold = True
    written.add_paragraph("It is so.", style="Quote")
    written.add_paragraph("And so.", style="Intense Quote")
    written.styles.add_style("Zitat gross", 1).base_style = written.styles["Quote"]
    written.add_paragraph("Based on it.", style="Zitat gross")
    cell = written.add_table(1, 1).cell(0, 0)
    cell.text = "In a table"
    written.sections[0].footer.paragraphs[0].text = "At the foot"
    written.save(str(path))
    assert [(each.text, each.is_quote) for each in read_blocks(path)] == [
        ("Before and after", False),
        ("It is so.", True),
        ("And so.", True),
        ("Based on it.", True),
        ("In a table", False),
        ("At the foot", False),
    ]


def test_what_was_struck_out_or_put_in_while_changes_are_tracked(tmp_path: Path) -> None:
    path = tmp_path / "draft.docx"
    written = docx.Document()
    paragraph = written.add_paragraph("It is ")
    for tag, text, inner in (("ins", "now ", "t"), ("del", "never ", "delText"), ("moveFrom", "once ", "t")):
        ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        run = f'<w:r><w:{inner} xml:space="preserve">{text}</w:{inner}></w:r>'
        paragraph._p.append(parse_xml(f'<w:{tag} {ns} w:id="1" w:author="x">{run}</w:{tag}>'))
    paragraph.add_run("so.")
    written.save(str(path))
    assert [each.text for each in read_blocks(path)] == ["It is now so."]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.md", None, "There is no file"),
        ("broken.docx", b"PK\x03\x04nothing", "cannot be read as a document of Word"),
        ("text.docx", b"just text", "cannot be read as a document of Word"),
        ("film.mp4", b"\x00\x01\x02" * 10, "cannot be read as text"),
        ("draft.pdf", b"%PDF-1.4\n\x00\xff", "cannot be read as text"),
        ("plain.pdf", b"%PDF-1.4\nplain", "cannot be read as text"),
        ("letter.rtf", b"{\\rtf1 text}", "cannot be read as text"),
        ("letter.odt", b"PK\x03\x04\x14", "cannot be read as text"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        if content is None:
            read_blocks(tmp_path / name)
        read(tmp_path, name, content or b"")


def test_an_empty_document_holds_nothing(tmp_path: Path) -> None:
    for name in ("a.md", "a.html", "a.txt"):
        assert read(tmp_path, name, b"") == []
