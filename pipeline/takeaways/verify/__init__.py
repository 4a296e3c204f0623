"""Whether what a document quotes was said, word for word, by whom, and whether it may be used.

It is for drafts, by whoever or whatever wrote them. What is compared is told in `tokens`, what counts as
quoted in `passages`. All that was ever said is searched; of words that may not even be used by those who made
the clips, it is told that they were said and may not be used, and neither who said them nor where.
"""

from datetime import date
from pathlib import Path

from sqlite_utils import Database

from pipeline.project import Project
from pipeline.quotations import require_channel
from pipeline.search import require_database
from pipeline.store import Store
from pipeline.takeaways.verify.blocks import read_blocks
from pipeline.takeaways.verify.judging import find, judge, seek
from pipeline.takeaways.verify.passages import Quoted, find_passages
from pipeline.takeaways.verify.rights import Rights
from pipeline.takeaways.verify.said import Index, Said
from pipeline.takeaways.verify.tokens import readable, tokenize
from pipeline.takeaways.verify.verdicts import Verified
from schemas.people import Channel

__all__ = ["Verified", "verify"]


def verify(project: Project, path: Path, channel: Channel, today: date, *, short: bool = False) -> Verified:
    """Check what a document quotes.

    Args:
        project: Where it should have been said.
        path: The document: Markdown, HTML, Word or plain text.
        channel: By which way it is to leave.
        today: The day on which it leaves.
        short: Whether quotations of one or two words are checked, too.

    Raises:
        UsageError: Nothing has been ingested, there is no such way, or the document cannot be read.
    """
    require_database(project)
    require_channel(channel)
    quoted = find_passages(read_blocks(path), short=short)
    asked = _words(project.settings.question)
    passages = [each for each in quoted.passages if _words(each.text) != asked]
    with Store.reading(project.database) as store:
        return store.within(lambda db: _verify(db, Quoted(tuple(passages), quoted.short), channel, today))


def _verify(db: Database, quoted: Quoted, channel: Channel, today: date) -> Verified:
    if not quoted.passages:
        return Verified(channel, (), quoted.short)
    said = Said(db)
    sought = [seek(each) for each in quoted.passages]
    index = Index(said, [said.numbers(tokens) for each in sought for tokens in (each.tokens, *each.pieces)])
    found = [find(said, index, each) for each in sought]
    clips = {place.clip_id for each in found for place in (*each.verbatim, *each.near)}
    rights = Rights(db, channel, today, clips)
    return Verified(channel, tuple(judge(said, rights, each) for each in found), quoted.short)


def _words(text: str) -> list[str]:
    return [token.text.casefold() for token in tokenize(readable(text)) if token.is_word]
