"""What the commands that give something away share: which words are wanted, and by which way they leave."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import count, tell

if TYPE_CHECKING:
    from pipeline.quotations import Chosen, Wanted

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="WORDS",
        help='Words that must all occur; "a phrase", prefix*, and -word for what must not.',
        show_default="all answers",
    ),
]
ThemeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--theme", metavar="THEME", help="Only with this theme, by its slug; may be given several times."
    ),
]
PersonOption = Annotated[
    list[str] | None,
    typer.Option(
        "--person", metavar="PERSON", help="Only by this person, by name or id; may be given several times."
    ),
]
AnswerOption = Annotated[
    list[str] | None,
    typer.Option(
        "--answer",
        metavar="ID",
        help="These answers, by id, in this order; may be given several times, or with commas between.",
    ),
]
PolarityOption = Annotated[
    str, typer.Option("--polarity", metavar="KIND", help="Only praise, complaint or neutral.")
]
CollectionOption = Annotated[
    str | None, typer.Option("--collection", metavar="NAME", help="Only clips in this folder.")
]
SourceOption = Annotated[
    str,
    typer.Option(
        "--source",
        metavar="SOURCE",
        help="Only from there: video, sound, note or written.",
        show_default="all",
    ),
]
ApprovedOption = Annotated[bool, typer.Option("--approved", help="Only what somebody approved.")]
StarredOption = Annotated[bool, typer.Option("--starred", help="Only what somebody starred.")]
ChannelOption = Annotated[
    str,
    typer.Option(
        "--channel",
        metavar="WAY",
        help="Where it is to go: internal, web, social or paid. All but internal need approval and consent.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Where to write.", show_default="in takeaways/"),
]


def ids(given: list[str] | None) -> tuple[str, ...]:
    """The ids of answers as they were given, one by one or with commas between."""
    return tuple(part for each in given or () for part in each.replace(",", " ").split())


def wanted(
    words: list[str] | None,
    theme: list[str] | None,
    person: list[str] | None,
    answer: list[str] | None,
    polarity: str,
    collection: str | None,
    source: str,
    approved: bool,
    starred: bool,
) -> "Wanted":
    """What is asked for by the options that these commands share."""
    from pipeline.quotations import Wanted

    return Wanted(
        text=" ".join(words or ()),
        themes=tuple(theme or ()),
        people=tuple(person or ()),
        polarity=polarity,
        collection=collection,
        source=source,
        answers=ids(answer),
        approved=approved,
        starred=starred,
    )


def tell_held_back(chosen: "Chosen") -> None:
    """Say on stderr what was left out, and why."""
    if not chosen.held_back:
        return
    tell(f"Held back: {count(len(chosen.held_back), 'answer')}.")
    reasons: dict[str, int] = {}
    for told in chosen.held_back.values():
        for reason in told:
            reasons[reason] = reasons.get(reason, 0) + 1
    for reason, number in sorted(reasons.items(), key=lambda each: (-each[1], each[0])):
        tell(f"  {number}: {reason}")
