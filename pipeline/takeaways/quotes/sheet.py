"""Quotes in the order in which somebody reads them: under their themes, or as they were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.places import clock
from pipeline.project import Project
from pipeline.quotations import Chosen, Wanted
from schemas.people import Channel
from schemas.quotations import Quotation

LOCAL_SITE = "http://127.0.0.1:8001"
"""Where `vox serve` opens the site on this machine."""

_OTHER = "Other"
_TEXTS = {"written": "written", "note": "read from a note"}
_KINDS = {"customer": "A customer", "colleague": "A colleague"}


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes under one heading; empty where there is only one group."""

    heading: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written, in whatever form.

    Attributes:
        title: The question.
        url: Where the site stands to which links lead, without a slash at the end; empty where that is
            not known.
    """

    title: str
    channel: Channel
    url: str
    groups: tuple[Group, ...]

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        """All of them, in order."""
        return tuple(each for group in self.groups for each in group.quotations)

    def link(self, quotation: Quotation) -> str:
        """Where a quote is heard or read; empty where nobody said where the site stands."""
        return f"{self.url}{quotation.address}" if self.url else ""


def arrange(project: Project, wanted: Wanted, chosen: Chosen, channel: Channel, url: str = "") -> Sheet:
    """Put quotes in order.

    What was sought by words or named one by one stays in that order; of several people each has a heading;
    everything else stands under its theme, the one of which most is said first, and each quote once.

    Args:
        project: Whose question it is.
        wanted: What was looked for.
        chosen: What was found.
        channel: By which way it is to leave.
        url: Where the site stands; by default on this machine for what stays there, else nowhere.
    """
    if wanted.text or wanted.answers:
        groups = [Group("", chosen.quotations)]
    elif len(wanted.people) > 1:
        groups = _grouped(chosen.quotations, [who(each) for each in chosen.quotations])
    else:
        groups = _grouped(chosen.quotations, _themes(chosen.quotations, wanted.themes))
    site = url.rstrip("/") or (LOCAL_SITE if channel == "internal" else "")
    return Sheet(project.settings.question, channel, site, tuple(groups))


def who(quotation: Quotation) -> str:
    """Who says it, in a line; of who was paid that is told."""
    speaker = quotation.speaker
    named = speaker.line or _KINDS.get(speaker.relation or "", "Somebody")
    return f"{named} (paid)" if speaker.relation == "paid" else named


def heard(quotation: Quotation) -> str:
    """Where in its clip a quote is heard; of what was written that it was."""
    return _TEXTS.get(quotation.source) or clock(quotation.start)


def beside(quotation: Quotation) -> list[str]:
    """What else is worth knowing of a quote: its themes, what people decided of it, and its transcript."""
    told = [", ".join(theme.label for theme in quotation.themes)]
    told += ["approved"] if quotation.is_approved else []
    told += ["starred"] if quotation.is_starred else []
    return [*filter(None, told), f"transcript {quotation.revision}"]


def _themes(quotations: Sequence[Quotation], asked: Sequence[str]) -> list[str]:
    """For each the theme under which it stands: its surest, or of those that were asked for."""
    found = []
    for each in quotations:
        labels = [theme.label for theme in each.themes if not asked or theme.slug in asked]
        found.append(labels[0] if labels else _OTHER)
    return found


def _grouped(quotations: Sequence[Quotation], headings: Sequence[str]) -> list[Group]:
    groups: dict[str, list[Quotation]] = {}
    for heading, each in zip(headings, quotations, strict=True):
        groups.setdefault(heading, []).append(each)
    ordered = sorted(groups.items(), key=lambda group: (group[0] == _OTHER, -len(group[1])))
    return [Group(heading, tuple(found)) for heading, found in ordered]
