"""A clip's page, and an answer's: the player, what is said in step with it, and what to take away."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from datasette.utils.asgi import Response

from pipeline.captions import Passage, make_cues, plain_text, sub_rip, web_vtt
from pipeline.publish.site.alike import said_alike
from pipeline.publish.site.cards import cards_by_id
from pipeline.publish.site.data import DATABASE, Row, project_of
from pipeline.publish.site.page import headers, missing, read, show
from pipeline.publish.site.pages.take import offer
from pipeline.publish.site.pages.take import told as offered_parts
from pipeline.publish.site.recording import is_held_back, leave_out, read_clip
from pipeline.publish.site.stock import is_local, is_studio
from pipeline.publish.site.studio.beside import on_clip
from pipeline.publish.site.transcript import Span, joined, passages, spoken_words, stretches

_ALIKE = 3
"""Others who said something like it."""

_HEADLINE = 40
"""Words somebody points to that are still a headline."""

_FIRST_WORDS = 14
"""Words of an answer without a quote that stand for it, if it is longer than `_HEADLINE`."""

_LONGEST_CLIP = 1e6
"""Seconds: no clip is as long, and no time in an address is taken that is later."""

HELD_BACK = (
    "This is held back: it was hidden, or somebody in the clip refused, withdrew, or let their consent"
    " expire, or it was read from a picture and nobody has looked at it yet. vox studio shows it."
)
NO_CAPTIONS = "This was written and not said: there are no captions of it. Its words are under {address}."

_FORMS: dict[str, tuple[str, Callable[[Sequence[Passage], str | None], str]]] = {
    "vtt": ("text/vtt", lambda told, language: web_vtt(make_cues(told), language)),
    "srt": ("application/x-subrip", lambda told, _: sub_rip(make_cues(told))),
    "txt": ("text/plain", lambda told, _: plain_text(told)),
}


async def clip(request: Any, datasette: Any) -> Response:
    """One clip: its player and what is said in it."""
    return await _page(request, datasette, request.url_vars["clip_id"], None)


async def answer(request: Any, datasette: Any) -> Response:
    """A clip's page, opened at one answer."""
    answer_id = request.url_vars["answer_id"]
    return await _page(request, datasette, answer_id.split("-")[0], answer_id)


async def download(request: Any, datasette: Any) -> Response:
    """The words of a clip, or of one answer, as captions or as text; times are the clip's."""
    answer_id = request.url_vars.get("answer_id")
    clip_id = request.url_vars.get("clip_id") or answer_id.split("-")[0]
    found = await _clip(datasette, clip_id)
    chosen = _answer_of(found, answer_id)
    if not found or (answer_id and not chosen):
        return missing(request, datasette)
    form = request.url_vars["form"]
    if found["is_text"] and form != "txt":
        address = request.path.removesuffix(form) + "txt"
        return missing(request, datasette, NO_CAPTIONS.format(address=address))
    kind, written = _FORMS[form]
    language = (chosen or found)["language"]
    return Response(
        written(passages(found, chosen), language), headers=headers(), content_type=f"{kind}; charset=utf-8"
    )


async def _page(request: Any, datasette: Any, clip_id: str, lit: str | None) -> Response:
    found, alike = await asyncio.gather(_clip(datasette, clip_id), _alike(datasette, lit))
    chosen = _answer_of(found, lit)
    if not found or (lit and not chosen):
        is_held = await read(datasette, lambda db: is_held_back(db, clip_id, lit))
        return missing(request, datasette, HELD_BACK if is_held else "")
    if not is_local(datasette):
        # What a file is called may say who is in it, and its sum whose it is.
        found["name"] = found["sha256"] = None
        found["notes"] = [note for note in found["notes"] if not note["to_confirm"]]
    _tell_no_more(found, is_local(datasette))
    if request.path.endswith(".json"):
        for each in found["answers"]:
            # What the database keeps for itself: whatever is here is shown.
            del each["withheld"], each["shown"]
        facts = {**chosen, "alike": alike} if chosen else found
        return show(request, datasette, "vox_clip.html", facts)
    start, picked = _moment(request.args.get("t"))
    offered = await offer(request, datasette, lit) if chosen and not chosen["off_topic"] else None
    desk = await read(datasette, lambda db: on_clip(db, clip_id)) if is_studio(datasette) else None
    if start is None and chosen:
        start = chosen["start"]
    for each in found["answers"]:
        each["spoken"] = spoken_words(each, found["words"], picked)
        each["stretches"] = stretches(each["spoken"])
        each["is_doubtful"] = any(word["doubtful"] for word in each["spoken"])
    shown = [each for each in found["answers"] if not each["off_topic"]]
    told = chosen or (shown[0] if shown else None)
    return show(
        request,
        datasette,
        "vox_clip.html",
        {"clip": found, "alike": alike},
        lit=lit,
        told=told,
        headline=_headline(told, picked is not None) if told else None,
        shown=shown,
        hidden=[each for each in found["answers"] if each["off_topic"]],
        start=start or 0.0,
        picked=picked,
        desk=desk,
        offered=offered,
        local=is_local(datasette),
        **offered_parts(datasette),
    )


async def _clip(datasette: Any, clip_id: str) -> Row | None:
    """A clip without what is hidden or withheld in it; None where nothing of it may be shown."""
    project = project_of(datasette)
    found = await read(datasette, lambda db: read_clip(db, project, clip_id))
    if not found or is_studio(datasette):
        return found
    if any(answer["withheld"] for answer in found["answers"]):
        # Whoever refused is seen in all of it.
        return None
    leave_out(found, lambda answer: answer["review"] == "hidden")
    if found["source"] == "note" and not any(answer["shown"] for answer in found["answers"]):
        # What was read from a picture is nobody's answer until a person has looked at it.
        return None
    return found


async def _alike(datasette: Any, answer_id: str | None) -> list[Row]:
    """Cards of others who said something like an answer."""
    if not answer_id:
        return []
    ids = await said_alike(datasette.databases[DATABASE], answer_id, _ALIKE)
    return await read(datasette, lambda db: cards_by_id(db, ids)) if ids else []


def _tell_no_more(clip: Row, is_local: bool) -> None:
    """Take out of a text what it said before, where that may hold what is hidden now, or others may look."""
    if not clip["writing"]:
        return
    if not is_local or any(word["redacted"] for word in clip["words"]):
        clip["writing"]["said_before"] = []
    if not is_local:
        clip["writing"]["origin"] = clip["writing"]["row"] = None


def _answer_of(clip: Row | None, answer_id: str | None) -> Row | None:
    return next((each for each in clip["answers"] if each["id"] == answer_id), None) if clip else None


def _headline(answer: Row, is_pointed_to: bool) -> str:
    """What a page is called: the words somebody points to, the best quote, or how the answer begins."""
    picked = [word for word in answer["spoken"] if word["picked"]] if is_pointed_to else []
    if 0 < len(picked) <= _HEADLINE:
        return joined(picked)
    if answer["quotes"]:
        return str(answer["quotes"][0]["text"])
    if len(answer["spoken"]) <= _HEADLINE:
        return str(answer["text"])
    return f"{joined(answer['spoken'][:_FIRST_WORDS])} …"


def _moment(text: str | None) -> tuple[float | None, Span | None]:
    """A time from an address, `START` or `START,END` in seconds; None for anything that is none."""
    start, _, end = (text or "").partition(",")
    begin, until = _seconds(start), _seconds(end)
    if begin is None or until is None or until <= begin:
        return begin, None
    return begin, (begin, until)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds < _LONGEST_CLIP else None


_CLIP, _ANSWER = r"(?P<clip_id>[0-9a-f]{16})", r"(?P<answer_id>[0-9a-f]{16}-\d{1,6}(-\d{1,9})?)"
"""A piece of an answer that a person split off has behind its number when it begins (`rows.answer_id`)."""

ROUTES = [
    (rf"/clip/{_CLIP}(\.json)?$", clip),
    (rf"/clip/{_CLIP}\.(?P<form>{'|'.join(_FORMS)})$", download),
    (rf"/answer/{_ANSWER}(\.json)?$", answer),
    (rf"/answer/{_ANSWER}\.(?P<form>{'|'.join(_FORMS)})$", download),
]
