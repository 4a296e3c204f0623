"""What is made of quotes for who sits at this machine: the page that offers it, and the quick files.

Cards, captions and sheets are made as they are asked for, and nothing of them is kept. A clip, a reel and a
report take minutes of this machine: for those the page tells the command.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from pipeline.project import Project
from pipeline.publish.site.data import project_of
from pipeline.publish.site.here import is_from_here, makes_files
from pipeline.publish.site.page import Facts, headers, missing, origin, show
from pipeline.publish.site.stock import is_studio
from pipeline.publish.site.taking import MOST, Asked, ask, asked_channel, choose, of_answers, reasons
from pipeline.quotations import Chosen, require_any
from pipeline.takeaways.drawing.layouts import DESIGNS, PICTURED, SIZES
from pipeline.takeaways.keeping import default_path
from pipeline.takeaways.quotes import FORMATS, arrange, write_form
from pipeline.takeaways.render.canvas import ASPECTS
from schemas.errors import UsageError, VoxError
from schemas.people import CHANNELS

_AT_ONCE = 2
"""Files that are made at the same time: each takes a processor for a fifth of a second."""

_MOST_WAITING = 20
"""Who may wait for theirs; others are asked to come back."""

_ELSEWHERE = "Another site asked for this, so it was not made. Open the page here and ask from there."
_CROWD = "Too much is being made at this moment. Try again in a while."

_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "srt": "application/x-subrip; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
}

SHEETS = {
    "docx": "Word",
    "md": "Markdown",
    "xlsx": "Excel",
    "csv": "CSV",
    "html": "HTML",
    "txt": "Text",
    "json": "JSON",
}
"""Forms of a list of quotes, as people call them."""

CHANNEL_NAMES = {"internal": "Internal", "web": "Web", "social": "Social", "paid": "Paid"}


@dataclass(frozen=True)
class Offer:
    """What a page offers to make.

    Attributes:
        asked: Of what.
        chosen: What of it may leave by the way that is asked for.
        page: The address of the page, without what is behind the `?`.
    """

    asked: Asked
    chosen: Chosen
    page: str

    @property
    def reasons(self) -> list[Facts]:
        """Why the rest may not."""
        return reasons(self.chosen)


async def offer(request: Any, datasette: Any, answer_id: str | None = None) -> Offer | None:
    """What is offered on the page that is asked for; None where nothing is.

    Args:
        request: What was asked.
        datasette: The site.
        answer_id: The answer of the page; None if the address tells which.
    """
    if not makes_files(request, datasette):
        return None
    if answer_id:
        asked = of_answers((answer_id,), asked_channel(request))
    else:
        asked = await ask(request, datasette)
    return Offer(asked, await choose(datasette, asked), request.path.removesuffix(".json"))


async def take(request: Any, datasette: Any) -> Response:
    """What can be made of some answers, and which of them may leave by which way."""
    offered = await offer(request, datasette)
    if offered is None:
        return missing(request, datasette)
    asked, chosen = offered.asked, offered.chosen
    facts = {
        "channel": asked.channel,
        "total": asked.total,
        "answers": [each.answer_id for each in chosen.quotations],
        "held_back": offered.reasons,
    }
    return show(request, datasette, "vox_take.html", facts, offered=offered, **told(datasette))


def told(datasette: Any) -> Facts:
    """What the parts of a page need that offer something to make."""
    return {
        "channel_names": CHANNEL_NAMES,
        "sheets": SHEETS,
        "card_sizes": list(SIZES),
        "card_designs": DESIGNS,
        "pictured": PICTURED,
        "aspects": ASPECTS,
        "most_in_sheet": MOST,
        "is_studio": is_studio(datasette),
    }


async def sheet(request: Any, datasette: Any) -> Response:
    """Quotes as a file."""
    form = request.url_vars["form"]

    def make(project: Project, asked: Asked, chosen: Chosen) -> tuple[bytes, str]:
        from pipeline.takeaways.render.dress import scratch

        require_any(chosen)
        url = origin(request) if asked.channel == CHANNELS[0] else ""
        written = arrange(project, asked.wanted, chosen, asked.channel, url)
        only = f"-{asked.ids[0]}" if len(asked.ids) == 1 else ""
        with scratch(project) as folder:
            file = folder / f".quotes.{form}"
            write_form(file, written, form)
            return file.read_bytes(), f"quotes{only}.{form}"

    return await _made(request, datasette, await ask(request, datasette), make)


async def card(request: Any, datasette: Any) -> Response:
    """A quote as a picture, or what the picture shows in words."""
    form = request.url_vars["form"]
    design = request.args.get("design") or DESIGNS[0]
    size = request.args.get("size") or next(iter(SIZES))

    def make(project: Project, asked: Asked, chosen: Chosen) -> tuple[bytes, str]:
        from pipeline.takeaways.cards import Look, alt_text, draw_card

        look = Look(design, size, "svg" if form == "svg" else "png")
        look.check()
        require_any(chosen)
        [quotation] = chosen.quotations
        name = f"card-{quotation.answer_id}-{design}-{size}.{form}"
        if form == "txt":
            return alt_text(project, quotation, look).encode(), name
        return draw_card(project, quotation, look), name

    return await _made(request, datasette, await _one(request, datasette), make)


async def captioned(request: Any, datasette: Any) -> Response:
    """The captions of an answer, as `vox captions` makes them."""
    form = request.url_vars["form"]

    def make(project: Project, asked: Asked, _: Chosen) -> tuple[bytes, str]:
        from pipeline.takeaways import captions

        [answer_id] = asked.ids
        found = captions.find_captions(project, answer_id, asked.channel, date.today())
        return captions.text_of(found, form).encode(), f"captions-{answer_id}.{form}"

    return await _made(request, datasette, await _one(request, datasette), make)


async def _one(request: Any, datasette: Any) -> Asked:
    """The answer that an address names."""
    asked = await ask(request, datasette)
    return of_answers((request.url_vars["answer_id"],), asked.channel)


async def _made(
    request: Any,
    datasette: Any,
    asked: Asked,
    make: Callable[[Project, Asked, Chosen], tuple[bytes, str]],
) -> Response:
    """A file that is made now, as something to save."""
    if not makes_files(request, datasette):
        return missing(request, datasette)
    if not is_from_here(request):
        return _refused(request, datasette, _ELSEWHERE, 403)
    project, queue = project_of(datasette), _queue_of(datasette)
    if queue.waiting >= _MOST_WAITING:
        return _refused(request, datasette, _CROWD, 503)
    queue.waiting += 1
    try:
        async with queue.turn:
            chosen = await choose(datasette, asked)
            content, name = await asyncio.to_thread(make, project, asked, chosen)
    except UsageError as problem:
        return _refused(request, datasette, str(problem), 404)
    except VoxError as problem:
        return _refused(request, datasette, str(problem), 409)
    finally:
        queue.waiting -= 1
    named = default_path(project, name, asked.channel).name
    sent = {
        **headers(),
        "cache-control": "private, no-store",
        "cross-origin-resource-policy": "same-origin",
        "content-disposition": f'{_disposition(request)}; filename="{named}"',
    }
    return Response(content, headers=sent, content_type=_TYPES[Path(named).suffix[1:]])


def _disposition(request: Any) -> str:
    """How a browser takes a file: to be saved, but for a picture that a page shows."""
    return "inline" if request.args.get("show") else "attachment"


def _refused(request: Any, datasette: Any, said: str, status: int) -> Response:
    # Its own address may end in .json: a page tells people why.
    return show(_Plain(request), datasette, "vox_problem.html", {"said": said}, status=status)


class _Plain:
    """A request as that of a page, whatever its address ends with."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self.path = request.path.removesuffix(".json")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


class _Queue:
    """Who waits for a file of one site."""

    def __init__(self) -> None:
        self.turn = asyncio.Semaphore(_AT_ONCE)
        self.waiting = 0


_QUEUES: WeakKeyDictionary[Any, _Queue] = WeakKeyDictionary()


def _queue_of(datasette: Any) -> _Queue:
    return _QUEUES.setdefault(datasette, _Queue())


_ANSWER = r"(?P<answer_id>[0-9a-f]{16}-\d{1,6}(-\d{1,9})?)"

ROUTES = [
    (r"/take(\.json)?$", take),
    (rf"/quotes\.(?P<form>{'|'.join(FORMATS)})$", sheet),
    (rf"/card/{_ANSWER}\.(?P<form>png|svg|txt)$", card),
    (rf"/captions/{_ANSWER}\.(?P<form>srt|vtt|txt)$", captioned),
]
