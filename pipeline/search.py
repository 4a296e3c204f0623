"""Finding answers by their words: what a person types, and the SQL it means.

The site and the command line run the same statements. Words must all occur; "phrases" as they stand; -word
must not occur; prefix* finds every ending. No input is an error: what cannot be searched for is left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pipeline.places import PLACE, WRITINGS, told_place
from pipeline.project import Project
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.writings import SOURCES

MARK_BEGIN, MARK_END = "\x02", "\x03"
"""Around found words in a snippet: characters no transcript holds, so that text can be escaped first."""

THEME_COUNTS = """
    SELECT t.slug, t.label, t.family, t.definition, t.hue, count(*) AS answers
    FROM answer_themes at JOIN themes t ON t.slug = at.theme JOIN answers a ON a.id = at.answer_id
    WHERE at.tier = 'tag' AND a.shown GROUP BY t.slug ORDER BY answers DESC, t.position
"""
"""Every theme that occurs, the most frequent first, with its number of answers."""

_SNIPPET_TOKENS = 40
_MOST_TERMS = 64
"""Beyond these FTS5 gives up; nobody types as many."""

_ALIKE = 0.6
"""How alike two words must be, by `difflib`, for one to be taken for a slip of the other."""

_TERM = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters."""

    sql: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a person typed, as two FTS5 expressions; empty where there is nothing to say.

    Attributes:
        wanted: What must occur.
        unwanted: What must not.
    """

    wanted: str = ""
    unwanted: str = ""

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought up.

    Attributes:
        total: How many answers match.
        answers: One page of them; each with id, clip_id, start, end, text, snippet, source, file, place and
            themes.
    """

    total: int
    answers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for.

    Attributes:
        text: As a person typed it; empty finds everything.
        theme: Only answers that carry this theme as a tag; empty for all.
        source: Only answers from there, one of `schemas.writings.SOURCES`; empty for all.
    """

    text: str = ""
    theme: str = ""
    source: str = ""

    def page(self, limit: int, offset: int = 0) -> Statement:
        """One page of answers, the best first, or in order of clips where no words are sought."""
        sought, params = self._where()
        columns = (
            'a.id, a.clip_id, a.start, a."end", a.text, a.source, c.duration,'
            " c.width IS NOT NULL AS has_picture"
        )
        if sought_words(self.text).wanted:
            snippet = f"snippet(answers_fts, 0, char(2), char(3), '…', {_SNIPPET_TOKENS})"
            order = "ORDER BY rank, a.number"
        else:
            snippet, order = "a.text", "ORDER BY a.number"
        sql = f"SELECT {columns}, {snippet} AS snippet {sought} {order} LIMIT :limit OFFSET :offset"
        return Statement(sql, {**params, "limit": limit, "offset": offset})

    def count(self) -> Statement:
        """How many answers match, in one row named `total`."""
        sought, params = self._where()
        return Statement(f"SELECT count(*) AS total {sought}", params)

    def _where(self) -> tuple[str, dict[str, Any]]:
        words = sought_words(self.text)
        joins, conditions, params = (
            ["FROM answers a JOIN clips c ON c.id = a.clip_id"],
            ["a.shown"],
            {},
        )
        if words.wanted:
            joins.append("JOIN answers_fts ON answers_fts.rowid = a.number")
            conditions.append("answers_fts MATCH :wanted")
            params["wanted"] = words.wanted
        if words.unwanted:
            conditions.append(
                "a.number NOT IN (SELECT rowid FROM answers_fts WHERE answers_fts MATCH :unwanted)"
            )
            params["unwanted"] = words.unwanted
        if self.theme:
            joins.append(
                "JOIN answer_themes wt ON wt.answer_id = a.id AND wt.theme = :theme AND wt.tier = 'tag'"
            )
            params["theme"] = self.theme
        if self.source:
            conditions.append("a.source = :source")
            params["source"] = self.source
        return f"{' '.join(joins)} WHERE {' AND '.join(conditions)}", params


def sought_words(text: str) -> Sought:
    """What must and what must not occur, of what a person typed.

    Every word is passed as a quoted string, so nothing a person types is read as FTS5's own syntax.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    readable = text.encode(errors="ignore").decode()
    for term in islice(_TERM.finditer(readable), _MOST_TERMS):
        said = term["phrase"] if term["phrase"] is not None else term["word"]
        tokens = _TOKEN.findall(said)
        # `_` counts as a letter for Python but separates words for SQLite.
        if not any(character.isalnum() for character in said):
            continue
        prefix = "*" if term["word"] and said.endswith("*") else ""
        (unwanted if term["minus"] else wanted).append(f'"{" ".join(tokens)}"{prefix}')
    return Sought(" ".join(wanted), " OR ".join(unwanted))


def require_database(project: Project) -> None:
    """Make sure that there is something to look at.

    Raises:
        UsageError: Nothing has been ingested.
    """
    if not project.database.is_file():
        raise UsageError(f"Nothing has been ingested in {project.root} yet.", "Run vox ingest first.")


def find_answer(store: Store, answer_id: str) -> dict[str, Any]:
    """The row of an answer.

    Raises:
        UsageError: There is none with that id; the remedy names those that it may have been.
    """
    found = store.query("SELECT * FROM answers WHERE id = :id", {"id": answer_id})
    if found:
        return found[0]
    ids = [row["id"] for row in store.query("SELECT id FROM answers ORDER BY number")]
    same_clip = [each for each in ids if each.split("-")[0] == answer_id.split("-")[0]]
    if same_clip:
        remedy = f"The answers of its clip are: {', '.join(same_clip)}."
    else:
        remedy = f"{near(answer_id, ids).strip()} vox search shows the ids of answers.".strip()
    raise UsageError(f"There is no answer '{answer_id}'.", remedy)


def find_person(store: Store, person: str) -> str:
    """The id of somebody who is known.

    Args:
        store: The database.
        person: Their id, or their name.

    Raises:
        UsageError: Nobody is called so, or several are.
    """
    people = store.query("SELECT id, name FROM people ORDER BY id")
    wanted = " ".join(person.split())
    if any(each["id"] == wanted for each in people):
        return wanted
    same = [each["id"] for each in people if (each["name"] or "").casefold() == wanted.casefold()]
    if len(same) == 1:
        return str(same[0])
    if same:
        raise UsageError(f"Several people are called '{person}'.", f"Name one by id: {', '.join(same)}.")
    names = [each["name"] or each["id"] for each in people]
    # One part of a name is like all of another one, as letters go.
    parts = {part: name for name in reversed(names) for part in name.casefold().split()}
    meant = near(wanted.casefold(), list(parts), parts) or near(person, names)
    raise UsageError(f"Nobody is called '{person}'.{meant}", "See who is known: vox people")


def find_theme(store: Store, slug: str) -> None:
    """Make sure that there is such a theme.

    Raises:
        UsageError: There is none; the message names the one that may have been meant.
    """
    themes = store.query("SELECT slug, label FROM themes ORDER BY position")
    slugs = [theme["slug"] for theme in themes]
    if slug in slugs:
        return
    by_label = {theme["label"].casefold(): theme["slug"] for theme in themes}
    meant = near(slug, slugs) or near(slug.casefold(), list(by_label), by_label)
    raise UsageError(f"There is no theme '{slug}'.{meant}", f"Themes are: {', '.join(slugs)}.")


def find_source(source: str) -> None:
    """Make sure that answers can come from there.

    Raises:
        UsageError: They cannot; the message names what may have been meant.
    """
    if source not in SOURCES:
        raise UsageError(
            f"Answers do not come from '{source}'.{near(source, SOURCES)}",
            f"Say {', '.join(SOURCES[:-1])} or {SOURCES[-1]}.",
        )


def near(said: str, known: Sequence[str], means: Mapping[str, str] | None = None) -> str:
    """` Did you mean ...?` with the one that is written most alike; empty where none is."""
    alike = get_close_matches(said, known, n=1, cutoff=_ALIKE)
    return f" Did you mean '{(means or {}).get(alike[0], alike[0])}'?" if alike else ""


def search(project: Project, query: Query, limit: int) -> Found:
    """Search a project's answers.

    Raises:
        UsageError: Nothing has been ingested, or there is no such theme or source.
    """
    require_database(project)
    if query.source:
        find_source(query.source)
    with Store.reading(project.database) as store:
        if query.theme:
            find_theme(store, query.theme)
        count, page = query.count(), query.page(limit)
        total = store.query(count.sql, count.params)[0]["total"]
        rows = store.query(page.sql, page.params)
        for row in rows:
            row["themes"] = [
                tag["theme"]
                for tag in store.query(
                    "SELECT theme FROM answer_themes WHERE answer_id = :id AND tier = 'tag'"
                    " ORDER BY score DESC, theme",
                    {"id": row["id"]},
                )
            ]
            [place] = store.query(
                f"SELECT {PLACE} FROM clips c {WRITINGS} WHERE c.id = :id", {"id": row["clip_id"]}
            )
            row["file"], row["place"] = place["path"], told_place(place, row["start"])
    return Found(total, rows)
