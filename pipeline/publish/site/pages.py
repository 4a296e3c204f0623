"""The pages, each a function of the request; `.json` beside a page gives the same facts as data."""

from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response
from markupsafe import Markup, escape

from pipeline.publish.site.data import Data, Row, is_vox_site, project_of
from pipeline.publish.site.transcript import spoken_words, web_vtt
from pipeline.search import MARK_BEGIN, MARK_END, Query

PAGE_SIZE = 20
_NEWEST = 6
_FACES = 9
_FARTHEST = 10_000
"""The last page anybody is shown: an offset beyond it is an address somebody made up."""

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self';"
        " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


async def home(request: Any, datasette: Any) -> Response:
    """The question, how much was said, and what about."""
    data = Data(datasette)
    context: Row = {
        "totals": await data.totals(),
        "themes": await data.theme_counts(),
        "newest": await data.newest_answers(_NEWEST),
        "faces": await data.newest_pictures(_FACES),
    }
    themes = await data.themes_of([answer["id"] for answer in context["newest"]])
    for answer in context["newest"]:
        answer["themes"] = themes[answer["id"]]
    return await _page(datasette, request, "vox_home.html", context)


async def find(request: Any, datasette: Any) -> Response:
    """Answers by words and theme."""
    data = Data(datasette)
    query = Query(request.args.get("q") or "", request.args.get("theme") or "")
    page = _number(request.args.get("page"))
    statement, count, facet = query.page(PAGE_SIZE, (page - 1) * PAGE_SIZE), query.count(), query.themes()
    answers = await data.rows(statement.sql, statement.params)
    themes = await data.themes_of([answer["id"] for answer in answers])
    for answer in answers:
        answer["themes"] = themes[answer["id"]]
    total = (await data.rows(count.sql, count.params))[0]["total"]
    chosen = await data.row(
        "SELECT slug, label, definition FROM themes WHERE slug = :slug", {"slug": query.theme}
    )
    if request.url_vars.get("format"):
        for answer in answers:
            answer["snippet"] = answer["snippet"].replace(MARK_BEGIN, "").replace(MARK_END, "")
    context = {
        "q": query.text,
        "theme": chosen,
        "total": total,
        "page": page,
        "pages": -(-total // PAGE_SIZE),
        "answers": answers,
        "themes": await data.rows(facet.sql, facet.params),
    }
    return await _page(datasette, request, "vox_find.html", context)


async def clip(request: Any, datasette: Any) -> Response:
    """One clip: its player and what is said in it."""
    return await _clip_page(request, datasette, request.url_vars["clip_id"], None)


async def answer(request: Any, datasette: Any) -> Response:
    """A clip's page, opened at one answer."""
    answer_id = request.url_vars["answer_id"]
    return await _clip_page(request, datasette, answer_id.split("-")[0], answer_id)


async def _clip_page(request: Any, datasette: Any, clip_id: str, lit: str | None) -> Response:
    found = await Data(datasette).clip(clip_id)
    chosen = next((answer for answer in found["answers"] if answer["id"] == lit), None) if found else None
    if not found or (lit and not chosen):
        return await _missing(datasette, request)
    if request.url_vars.get("format"):
        # Where the file lies is for the machine it lies on; the name of a clip is enough to find it.
        del found["path"]
        return Response.json(chosen or found, headers=_HEADERS)
    for each in found["answers"]:
        each["spoken"] = spoken_words(each, found["words"])
    start = chosen["start"] if chosen else _seconds(request.args.get("t"))
    return await _page(datasette, request, "vox_clip.html", {"clip": found, "lit": lit, "start": start})


async def captions(request: Any, datasette: Any) -> Response:
    """A clip's captions as WebVTT."""
    found = await Data(datasette).clip(request.url_vars["clip_id"])
    if not found:
        return await _missing(datasette, request)
    return Response(web_vtt(found["segments"]), headers=_HEADERS, content_type="text/vtt; charset=utf-8")


async def theme_colours(datasette: Any) -> Response:
    """The hue of every theme as a style sheet: the policy forbids styles in the page itself."""
    themes = await Data(datasette).rows("SELECT slug, hue FROM themes ORDER BY position")
    rules = "\n".join(f".theme-{theme['slug']} {{ --hue: {theme['hue']} }}" for theme in themes)
    return Response(rules, headers=_HEADERS, content_type="text/css; charset=utf-8")


async def problem(datasette: Any, request: Any, exception: Exception) -> Response:
    """What to show where no page can be shown."""
    status = getattr(exception, "status", 500)
    if not is_vox_site(datasette) or status != 404:
        said = str(exception) if status < 500 else "Something went wrong inside vox."
        return await _page(datasette, request, "vox_problem.html", {"said": said}, status)
    return await _missing(datasette, request)


async def _missing(datasette: Any, request: Any) -> Response:
    said = "There is no such page. The clip may have been ingested again under another name."
    return await _page(datasette, request, "vox_problem.html", {"said": said}, 404)


async def _page(datasette: Any, request: Any, template: str, context: Row, status: int = 200) -> Response:
    if request.path.endswith(".json"):
        return Response.json(context, status=status, headers=_HEADERS)
    helpers = {
        "question": project_of(datasette).settings.question,
        "clock": _clock,
        "highlight": _highlight,
        "address": lambda **params: urlencode({key: value for key, value in params.items() if value}),
    }
    html = await datasette.render_template(template, {**context, **helpers}, request=request)
    return Response.html(html, status=status, headers=_HEADERS)


def _highlight(snippet: str) -> Markup:
    """A snippet with its found words marked; all else in it is escaped."""
    return Markup(str(escape(snippet)).replace(MARK_BEGIN, "<mark>").replace(MARK_END, "</mark>"))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _number(text: str | None) -> int:
    """A page number from an address; 1 for anything that is none."""
    return min(max(int(text), 1), _FARTHEST) if text and text.isascii() and text.isdigit() else 1


def _seconds(text: str | None) -> float:
    """A time from an address, in seconds; 0 for anything that is none."""
    try:
        seconds = float(text or 0)
    except ValueError:
        return 0.0
    return seconds if 0 <= seconds < 1e6 else 0.0
