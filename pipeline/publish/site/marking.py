"""Where in a few texts the words are that somebody searched for."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

from pipeline.search import MARK_BEGIN, MARK_END

Span = tuple[int, int]

TOKENS = "porter unicode61 remove_diacritics 2"
"""How texts are taken apart into words: as the search index of the database does it."""


def spans(texts: Mapping[int, str], wanted: str) -> dict[int, list[Span]]:
    """Where in each text the words are, in characters; texts that do not hold them are left out.

    They are looked for in an index of these texts alone. In that of the database, all that begins with the
    beginning of a word would be gathered once for each text.

    Args:
        texts: By a number of each.
        wanted: The FTS5 expression of the words.
    """
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(f"CREATE VIRTUAL TABLE said USING fts5(text, tokenize = '{TOKENS}')")
        index.executemany("INSERT INTO said (rowid, text) VALUES (?, ?)", texts.items())
        found = index.execute(
            "SELECT rowid, highlight(said, 0, ?, ?) FROM said WHERE said MATCH ?",
            [MARK_BEGIN, MARK_END, wanted],
        )
        return {number: list(_marked(text)) for number, text in found}


def _marked(text: str) -> Iterator[Span]:
    place = start = 0
    for character in text:
        if character == MARK_BEGIN:
            start = place
        elif character == MARK_END:
            yield start, place
        else:
            place += 1
