"""`vox show`."""

from collections.abc import Iterator
from typing import Any

from cli.common import JsonOption, ProjectOption, open_project, print_json, say, say_table
from cli.correct import AnswerArgument
from schemas.writings import TEXTS


def show(answer: AnswerArgument, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Show an answer and why it is tagged as it is: the words, who says so, and what was put right."""
    from pipeline.history import what
    from pipeline.show import show as find

    found = find(open_project(project), answer)
    if as_json:
        print_json(found)
        return
    who = f", {found['person']['name']}" if found["person"] else ""
    is_text = found["source"] in TEXTS
    times = "" if is_text else f", {found['start']:.2f} to {found['end']:.2f} s"
    say(f"{found['id']}  {found['place']}{times}{who}")
    if found["off_topic"]:
        say(f"Hidden: it is no answer. To bring it back: vox correct off-topic {found['id']} --on-topic")
    if found["held_back"]:
        say(f"Not shown on the site. {' '.join(found['held_back'])}")
    facets = ", ".join(_facet(found[name]) for name in ("polarity", "kind") if found[name])
    if facets:
        say(facets)
    if found["question"]:
        say(f"Asked: {found['question']}")
    say("")
    say(f"  {_marked(found)}")
    _section("Themes", [_theme(theme) for theme in found["themes"]])
    _section(
        "Names", [(mention["kind"], mention["text"], mention["theme"] or "") for mention in found["mentions"]]
    )
    _section("Quotes", [_quote(quote, is_text) for quote in found["quotes"]])
    _section(
        "Perhaps the same again",
        [(repeat["id"], f"{repeat['similarity']:.2f}") for repeat in found["repeats"]],
    )
    _section(
        "Corrections",
        [
            (str(each["id"]), each["made_at"][:10], each["author"], what(each, is_text=is_text))
            for each in found["corrections"]
        ],
    )


def _section(title: str, rows: list[tuple[str, ...]]) -> None:
    if rows:
        say("")
        say(title)
        say_table(("", *row) for row in rows)


def _quote(quote: dict[str, Any], is_text: bool) -> tuple[str, ...]:
    said = f"“{quote['text']}”"
    return (said,) if is_text else (f"{quote['start']:.2f} s", said)


def _facet(facet: dict[str, Any]) -> str:
    if facet["source"] == "person":
        return str(facet["value"])
    return f"{facet['value']} (suggested, {facet['score']:.2f})"


def _theme(theme: dict[str, Any]) -> tuple[str, ...]:
    """A theme, how sure it is, and why."""
    why = " ".join(filter(None, [theme["words"] and f"[{theme['words']}]", theme["why"]]))
    if theme["source"] == "person":
        said = f"says {theme['author']}"
        return theme["slug"], theme["tier"], said, why
    return theme["slug"], theme["tier"], f"{theme['score']:.2f} {theme['source']}", why


def _marked(answer: dict[str, Any]) -> str:
    """The answer's text with the words that earned its themes in brackets."""
    spans = sorted(theme["evidence"] for theme in answer["themes"] if theme["evidence"])
    return "".join(_pieces(answer["text"], spans))


def _pieces(text: str, spans: list[list[int]]) -> Iterator[str]:
    position = 0
    while spans:
        start, end = spans.pop(0)
        # What is earned by overlapping words is marked once.
        while spans and spans[0][0] < end:
            end = max(end, spans.pop(0)[1])
        yield f"{text[position:start]}[{text[start:end]}]"
        position = end
    yield text[position:]
