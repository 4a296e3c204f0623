"""Addresses no friend of the site would ask for: strange bytes, the syntax of search engines, odd numbers."""

from collections.abc import Iterator, Sequence
from random import Random
from urllib.parse import quote_from_bytes

SEED = 66

_BARE = "!$'()*,;:@/?"
"""Marks that an address may hold as they are."""

_LONGEST = 50_000
"""Characters of an address: of 64 KB the HTTP server says itself that it is too long."""

_PARAMETERS = (
    "q", "q", "q", "q", "theme", "theme", "family", "polarity", "kind", "person", "collection", "language",
    "date", "date", "sort", "sort", "page", "page",
)  # fmt: skip

_SYNTAX = (
    '"', '""', '"""', "*", "-", "--", '-"', "-*", "a*", "*a", '"a* b"', "(", ")", "NEAR(a b, 5)", "NEAR",
    "AND", "a AND", "OR OR", "NOT", "NOT a", "text:a", "{text}:a", "^a", "a^", "a + b", "'", "';--", "a:b:c",
    "rowid:1", "answers_fts", "\\", "%", "_", "_ _", "?", "&", "#", "/", "..", "\x00", "a\x00b", "\x02a\x03",
    "<script>alert(1)</script>", "{{ 7*7 }}", "${x}", "\r\nSet-Cookie: a=b", "\u202eabc", "\ufeff",
    "\u0301", "ﬁ", "İ", "ß", "👩‍👩‍👧‍👦", "日本語", "עברית", "\U0001d518", "\ufffe", "\U0010ffff", "\ud800",
    "\udfff\ud800", "-a -b -c", "a " * 200, '"' * 999, "-" * 999, "(" * 500, "a*" * 300, " ", "\t\n", "null",
    "None", "NaN",
)  # fmt: skip

_NUMBERS = (
    "0", "-1", "1", "2", "99999", "1e9", "1.5", "9223372036854775807", "9223372036854775808", "9" * 400, "٣",
    "²", "0x10", " 3 ", "+4", "", "NaN", "inf", "-0", "1_000",
)  # fmt: skip

_DATES = (
    "2025", "2025-05", "2025-05-12", "2025-13", "2025-02-31", "0000", "-2025", "9999-99-99", "2025-5", "20",
    "2025-05-12T10:00", "٢٠٢٥", "today", "2025-", "--", "10000",
)  # fmt: skip

_SORTS = ("relevance", "newest", "quotable", "Newest", "rank", "number; DROP TABLE answers", "", "-newest")
_CHOICES = ("praise", "complaint", "neutral", "story", "en", "it", "xx", "p1", "p1-v1", "shop floor")


def addresses(number: int, answers: Sequence[str], themes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """So many addresses, always the same, each with the kind of page it asks for; nine in ten are of /find.

    Args:
        number: How many.
        answers: Ids of answers that exist.
        themes: Slugs of themes that exist.
    """
    rng = Random(SEED)
    things = [*_CHOICES, *answers, *themes]
    for _ in range(number):
        known = {
            "theme": rng.choice(themes),
            "answer": rng.choice(answers),
            "embed/answer": rng.choice(answers),
        }
        page = "find"
        if rng.random() < 0.1:
            page = rng.choice(("answer", "theme", "person", "embed/answer"))
        ending = ".json" if rng.random() < 0.3 else ""
        path = f"/{page}"
        if page != "find":
            named = rng.random() < 0.3 and page in known
            path += f"/{known[page] if named else _escaped(rng, _strange(rng, things))}"
        pairs = []
        for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 5, 40))):
            name = rng.choice(_PARAMETERS) if rng.random() < 0.95 else _escaped(rng, _strange(rng, things))
            equals = "=" if rng.random() < 0.97 else ""
            pairs.append(name + equals + _escaped(rng, _value(rng, name, things)))
        address = path[:_LONGEST] + ending + ("?" + "&".join(pairs) if pairs else "")
        # An escape that is cut in two is one more thing that people send.
        yield f"/{page}", address[:_LONGEST]


def _value(rng: Random, name: str, things: Sequence[str]) -> bytes:
    usual = {"page": _NUMBERS, "date": _DATES, "sort": _SORTS}.get(name)
    if usual and rng.random() < 0.7:
        return rng.choice(usual).encode()
    if name not in ("q", "page", "date", "sort") and rng.random() < 0.5:
        return rng.choice(things).encode()
    return _strange(rng, things)


def _strange(rng: Random, things: Sequence[str]) -> bytes:
    kind = rng.randrange(7)
    if kind == 0:
        return rng.randbytes(rng.choice((1, 2, 5, 20, 200)))
    if kind == 1:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.choice((1, 3, 10)))).encode(
            "utf-8", "surrogatepass"
        )
    if kind == 2 and rng.random() < 0.1:
        piece = rng.choice((*_SYNTAX, *things)).encode("utf-8", "surrogatepass")
        return (piece * 10_000)[:10_000]
    if kind == 3:
        return rng.choice(_NUMBERS).encode()
    parts = rng.choices((*_SYNTAX, *things, "the", "smile", "service"), k=rng.choice((1, 1, 2, 3, 6)))
    return rng.choice((" ", "", "+")).join(parts).encode("utf-8", "surrogatepass")


def _escaped(rng: Random, told: bytes) -> str:
    """As a part of an address: some marks stand as they are, and a percent sign may be none of an escape."""
    bare = rng.choice(("", _BARE))
    escaped = quote_from_bytes(told, safe=bare)
    return escaped.replace("%25", "%") if rng.random() < 0.1 else escaped
