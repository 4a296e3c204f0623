"""The pictures of a report: of each quote a moment in which it is said."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline import derive
from pipeline.derived import CLIPS, COPY, folders, names
from pipeline.probe import probe
from pipeline.project import Project
from pipeline.store import Store
from schemas.errors import ClipError
from schemas.quotations import Quotation
from schemas.records import Span


def posters_of(project: Project, store: Store, quotes: Iterable[Quotation]) -> Mapping[str, bytes]:
    """A JPEG of who says it, for each quote of which there is a web copy, by the id of its answer.

    They are taken while the quote is said: the poster of a clip may show somebody else who answers in it. In
    a web copy nothing is seen any more that is redacted.

    Raises:
        MachineError: ffmpeg or room is missing.
    """
    clips = {clip["id"]: clip for clip in store.query(CLIPS)}
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for quote in quotes:
            if quote.is_text:
                continue
            copy = folders(project)[COPY] / names(clips[quote.clip_id])[COPY]
            if quote.answer_id in found or not copy.is_file():
                continue
            target = Path(scratch) / "poster.jpg"
            try:
                video = probe(copy).video
                if video:
                    derive.make_poster(copy, video, Span(quote.start, quote.end), target)
                    found[quote.answer_id] = target.read_bytes()
            except ClipError:
                # A report is whole without a picture.
                continue
    return found
