"""A report in words: every sentence of it, for the screen and for paper alike."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from pipeline.plain import day, language_name
from pipeline.takeaways.report.findings import Asked, Contrast, Findings, Told
from pipeline.takeaways.report.shares import Share
from schemas.quotations import Quotation
from schemas.writings import TEXTS

Worded = dict[str, Any]

_TOP = 3
"""Themes that are named in the first sentence."""

_ROLES = 12

_RELATIONS = {
    "customer": "customers",
    "colleague": "colleagues",
    "paid": "paid for it",
    "unknown": "not recorded",
}


def put_into_words(found: Findings, pictured: Collection[str]) -> Worded:
    """All that a report says, as texts, numbers and lists of these.

    Args:
        found: What it tells.
        pictured: The ids of the answers of which there is a picture.
    """
    sources = {quote.answer_id: number for number, quote in enumerate(found.quoted, start=1)}

    def quoted(quotes: Sequence[Quotation]) -> list[Worded]:
        return [_quote(quote, sources[quote.answer_id], quote.answer_id in pictured) for quote in quotes]

    return {
        "title": found.title,
        "question": found.question,
        "internal": "People in it may not have agreed to be shown to others."
        if found.channel == "internal"
        else None,
        "lead": _lead(found),
        "about": f"This report is about a part of what was said: {found.about}." if found.about else "",
        "facts": [
            [f"{found.asked.people:,}", "person" if found.asked.people == 1 else "people"],
            [f"{found.asked.answers:,}", "answer" if found.asked.answers == 1 else "answers"],
            *([[f"{found.asked.minutes:.1f}", "minutes"]] if found.asked.minutes else []),
            [f"{found.asked.named:,}", "named here"],
        ],
        "asked": _asked(found.asked),
        "shares": [_share(share) for share in found.shares],
        "untold": f"{_many(found.untold, 'answer speaks', 'answers speak')} of no theme in the list."
        if found.untold
        else "",
        "themes": [
            {
                "heading": f"{told.share.theme.label}: {told.share.people} of {told.share.of_people}",
                "definition": told.definition,
                "quotes": quoted(told.quotes),
            }
            for told in found.themes
            if told.quotes
        ],
        "contrasts": [_contrast(pair, quoted) for pair in found.contrasts],
        "strong": quoted(found.strong),
        "few": "Complaints, and what somebody starred, on themes that fewer than one in five speak of. They"
        " do not count as much; they may matter as much.",
        "method": _method(found),
        "measured_on": "Measured on other recordings and texts, with the model"
        f" {found.method.measured_model}; these may have been easier or harder.",
        "measured": [
            {"what": each.what, "told": f"{each.figure} {each.told}", "on": f"On {each.on}."}
            for each in found.method.measured
        ],
        "heard": "The answer, the seconds of its clip, and what it was read from. vox serve shows it under"
        " /answer/.",
        "sources": [f"{quote.answer_id}, {_place(quote)}; {quote.revision}" for quote in found.quoted],
        "made": f"Made by vox on {day(found.made_on)}.",
    }


def _lead(found: Findings) -> str:
    people = _many(found.asked.people, "person answered", "people answered")
    top = [
        f"{share.theme.label.lower()} ({share.people} of {share.of_people})" for share in found.shares[:_TOP]
    ]
    if not top:
        return f"{people}."
    return f"{people}. Most often they speak of {' and '.join(filter(None, [', '.join(top[:-1]), top[-1]]))}."


def _asked(asked: Asked) -> str:
    first, last = day(asked.first), day(asked.last)
    given = "Answered" if _texts(asked) else "Filmed"
    spoken = ", ".join(map(language_name, asked.languages))
    relations = ", ".join(f"{_RELATIONS[kind]} {number}" for kind, number in asked.relations.items())
    roles = ", ".join(f"{role} ({number})" if number > 1 else role for role, number in asked.roles[:_ROLES])
    return " ".join(
        filter(
            None,
            (
                _sources(asked),
                (f"{given} on {first}" if first == last else f"{given} from {first} to {last}")
                + (f", in {spoken}." if spoken else "."),
                f"What they are to those who ask: {relations}.",
                f"Among them: {roles}." if roles else "",
            ),
        )
    )


def _texts(asked: Asked) -> int:
    """How many answers were written, or read from notes."""
    return sum(asked.sources.get(source, 0) for source in TEXTS)


def _sources(asked: Asked) -> str:
    """How many answers came from where; empty where all were recorded."""
    recorded = asked.answers - _texts(asked)
    written, notes = (asked.sources.get(source, 0) for source in ("written", "note"))
    if not _texts(asked):
        return ""
    told = [
        f"{recorded:,} {'was' if recorded == 1 else 'were'} recorded" if recorded else "",
        f"{written:,} {'was' if written == 1 else 'were'} written" if written else "",
        f"{notes:,} {'was' if notes == 1 else 'were'} read from notes" if notes else "",
    ]
    return f"Of {_many(asked.answers, 'answer')} {', '.join(filter(None, told))}."


def _place(quote: Quotation) -> str:
    """Where in its clip a quote is heard; of what was written that it was."""
    texts = {"written": "written", "note": "read from a note"}
    return texts.get(quote.source) or f"{quote.start:.2f} to {quote.end:.2f} s"


def _share(share: Share) -> Worded:
    return {
        "label": share.theme.label,
        "people": f"{share.people} of {share.of_people}",
        "share": round(100 * share.share),
        "low": round(100 * share.low),
        "high": round(100 * share.high),
        "praising": share.praising,
        "complaining": share.complaining,
    }


def _contrast(pair: Contrast, quoted: Callable[[Sequence[Quotation]], list[Worded]]) -> Worded:
    def side(told: Told) -> Worded:
        return {"label": told.share.theme.label, "quotes": quoted(told.quotes)}

    one, other = pair.one.share, pair.other.share
    both = _many(pair.both, "person speaks", "people speak") if pair.both else "Nobody speaks"
    return {
        "heading": f"{one.theme.label} ({one.people}), or {other.theme.label.lower()} ({other.people})",
        "both": f"{both} of both.",
        "sides": [side(pair.one), side(pair.other)],
    }


def _quote(quote: Quotation, source: int, is_pictured: bool) -> Worded:
    by = [
        (quote.speaker.line or "Somebody who is not named")
        + (" (paid)" if quote.speaker.relation == "paid" else ""),
        day(quote.said_at),
        _place(quote) if quote.is_text else "",
        "" if quote.is_approved else "not approved yet",
    ]
    return {
        "text": quote.text,
        "lang": quote.language or "en",
        "by": " · ".join(filter(None, by)),
        "source": source,
        "picture": f"{quote.answer_id}.jpg" if is_pictured else None,
        "alt": f"{quote.speaker.name or 'Somebody'}, answering",
    }


def _method(found: Findings) -> list[str]:
    method, answers = found.method, _many(found.asked.answers, "answer")
    left_out = "; ".join(f"{_many(number, 'answer')}: {reason}" for reason, number in method.held_back)
    texts = _texts(found.asked)
    how = "answered one question, filmed or in writing" if texts else "were filmed answering one question"
    told = [
        f"People {how}. They were not drawn at random: whoever was asked, and"
        " wanted to answer, is counted. What holds for them need not hold for all customers.",
        "People are counted, not answers. Whoever is not named yet counts as one voice for each clip, so that"
        " somebody who answers in two clips may count twice.",
        f"A machine ({'; '.join(method.listened)}) wrote down what was said. Quotes are pieces of that, word"
        f" for word, as people corrected it; none was rewritten. {method.doubtful} of"
        f" {_many(method.words, 'word')} {'is' if method.doubtful == 1 else 'are'} more likely wrong"
        " than right in the machine's own view."
        if method.listened
        else "",
        "What was written is quoted word for word as it was written, or as people corrected it."
        if texts
        else "",
        "What stood on notes was read by a machine, and confirmed by a person."
        if found.asked.sources.get("note")
        else "",
        f"{method.approved} of {answers} {'was' if method.approved == 1 else 'were'} approved by a person."
        f" {_many(method.corrections, 'decision')} of people"
        f" {'stands' if method.corrections == 1 else 'stand'} above what the machine says.",
        f"Left out: {left_out}" if left_out else "",
    ]
    return [each for each in told if each]


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
