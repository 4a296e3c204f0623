"""Quotes as text: Markdown, HTML and plain."""

import re
from html import escape

from pipeline.takeaways.keeping import INTERNAL
from pipeline.takeaways.quotes.sheet import Sheet, beside, heard, who
from schemas.quotations import Quotation

_MARKS = re.compile(r"[\\`*_\[\]<>~|!&#]")
"""What Markdown may take for a mark wherever it stands."""

_BEGINS = re.compile(r"^(\d+)?([.)=+-])")
"""What it takes for a list or a line at the beginning of a paragraph."""


_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "figure{margin:2rem 0}blockquote{margin:0;font-size:1.25rem}blockquote p{margin:0 0 .5rem}"
    "small{color:#595959}"
)


def markdown(sheet: Sheet) -> str:
    """Block quotes under headings, with a line on each below it."""
    parts = [f"# {in_markdown(sheet.title)}"]
    if sheet.channel == "internal":
        parts.append(f"*{INTERNAL}*")
    for group in sheet.groups:
        parts += [f"## {in_markdown(group.heading)}"] if group.heading else []
        for each in group.quotations:
            said = f"> {in_markdown(each.text)}\n>\n> — {in_markdown(who(each))}"
            link = sheet.link(each)
            place = f"[{heard(each)}]({link})" if link else heard(each)
            parts += [said, " · ".join([place, *map(in_markdown, beside(each))])]
    return "\n\n".join(parts) + "\n"


def plain(sheet: Sheet) -> str:
    """Quotes between quotation marks, with who says them and where to hear them."""
    parts = [sheet.title]
    if sheet.channel == "internal":
        parts.append(INTERNAL)
    for group in sheet.groups:
        parts += [f"{group.heading}\n{'-' * len(group.heading)}"] if group.heading else []
        parts += [
            f"“{each.text}”\n— {who(each)}\n"
            + " · ".join(filter(None, [heard(each), sheet.link(each), *beside(each)]))
            for each in group.quotations
        ]
    return "\n\n".join(parts) + "\n"


def html(sheet: Sheet) -> str:
    """A page of block quotes, each of which can be copied into another."""
    parts = [
        '<!doctype html>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(sheet.title)}</title>",
        f"<style>{_STYLE}</style>",
        f"<h1>{escape(sheet.title)}</h1>",
    ]
    if sheet.channel == "internal":
        parts.append(f"<p><em>{INTERNAL}</em></p>")
    for group in sheet.groups:
        parts += [f"<h2>{escape(group.heading)}</h2>"] if group.heading else []
        parts += [_figure(sheet, each) for each in group.quotations]
    return "\n".join(parts) + "\n"


def in_markdown(text: str) -> str:
    """A text that reads in Markdown as it stands."""
    return _BEGINS.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", text))


def _figure(sheet: Sheet, quotation: Quotation) -> str:
    link = escape(sheet.link(quotation))
    cite = f' cite="{link}"' if link else ""
    language = f' lang="{escape(quotation.language)}"' if quotation.language else ""
    at = heard(quotation)
    place = f'<a href="{link}">{at}</a>' if link else at
    return (
        f'<figure id="{escape(quotation.answer_id)}">\n'
        f'<blockquote{cite}{language} dir="auto"><p>{escape(quotation.text, quote=False)}</p></blockquote>\n'
        f"<figcaption>— {escape(who(quotation), quote=False)}<br>\n"
        f"<small>{' · '.join([place, *map(escape, beside(quotation))])}</small></figcaption>\n"
        "</figure>"
    )
