"""What somebody agreed to: by which ways they may be heard and seen, and how they are called there."""

from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal["unknown", "granted", "refused", "withdrawn", "expired"]
Channel = Literal["internal", "web", "social", "paid"]
Naming = Literal["full", "first", "anonymous"]
Relation = Literal["customer", "colleague", "paid"]

STATUSES: tuple[str, ...] = get_args(Status)
CHANNELS: tuple[str, ...] = get_args(Channel)
NAMINGS: tuple[str, ...] = get_args(Naming)
RELATIONS: tuple[str, ...] = get_args(Relation)
"""What somebody is to those who ask. Of who is paid, viewers must be told."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody said when they were asked. The last one counts.

    Attributes:
        status: `unknown` as long as nobody asked.
        channels: By which ways they may be heard and seen.
        naming: How they are called there: by `full` name, by their `first`, or not at all.
        wording: The text they agreed to.
        wording_version: Which version of it.
        given_on: The day, ISO 8601.
        expires_on: The last day on which it holds, or None for no end.
        evidence: The file that shows it, as `Project.stored_path` makes it.
    """

    status: Status
    channels: tuple[Channel, ...] = ()
    naming: Naming | None = None
    wording: str | None = None
    wording_version: str | None = None
    given_on: str | None = None
    expires_on: str | None = None
    evidence: str | None = None
