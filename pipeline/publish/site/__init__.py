"""The site: a Datasette plugin that shows a vox database as pages.

It is registered by an entry point, so it is present in every Datasette of this environment; it adds its pages
only where a database named `vox` with our tables is served, and leaves any other Datasette alone.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

from pipeline.publish.site import stock
from pipeline.publish.site.data import DATABASE, is_vox_site
from pipeline.publish.site.guard import guard
from pipeline.publish.site.media import serve_media
from pipeline.publish.site.page import missing
from pipeline.publish.site.pages import (
    about,
    basket,
    clip,
    collection,
    embed,
    feed,
    find,
    home,
    oembed,
    patterns,
    people,
    take,
    theme,
)
from pipeline.publish.site.pages.problem import problem
from pipeline.publish.site.studio import pages as studio_pages
from pipeline.publish.site.studio import workshop

# A feed before the pages: its address is that of a page with .atom behind it.
_PAGES = (feed, home, find, patterns, clip, theme, people, collection, about, embed, oembed, basket)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Our pages; Datasette's own stay under /vox."""
    if not is_vox_site(datasette):
        return []
    desk = [*studio_pages.ROUTES, *workshop.ROUTES] if stock.is_studio(datasette) else []
    made = take.ROUTES if stock.is_local(datasette) else []
    hidden = [] if stock.is_local(datasette) else [(stock.INTROSPECTION, stock.nothing_here)]
    return desk + made + hidden + [route for page in _PAGES for route in page.ROUTES]


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Recordings and posters under /media, outside the router: it would forbid caches to keep them.

    Before a publication, and its films too, stands a guard.
    """

    def wrap(app: Any) -> Any:
        if not is_vox_site(datasette):
            return app
        served = serve_media(datasette, app)
        return guard(datasette, served) if stock.is_published(datasette) else served

    return wrap


@hookimpl
def skip_csrf(datasette: Any, scope: dict[str, Any]) -> bool | None:
    """What is written in the studio is guarded by the studio itself."""
    return scope["path"].startswith("/studio/") if is_vox_site(datasette) else None


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page in plain words instead of Datasette's, for addresses that do not exist and faults alike."""
    return problem(datasette, request, exception) if is_vox_site(datasette) else None


@hookimpl
def forbidden(datasette: Any, request: Any) -> Any:
    """In a publication what may not be looked at is as what does not exist."""
    return missing(request, datasette) if is_vox_site(datasette) and stock.is_published(datasette) else None


@hookimpl
def permission_allowed(datasette: Any, action: str, resource: Any) -> Awaitable[bool | None] | None:
    """What others than this machine may not look at."""
    return stock.may_view(datasette, action, resource) if is_vox_site(datasette) else None


@hookimpl
def render_cell(datasette: Any, value: Any, column: str, table: str | None, database: str) -> Any:
    """Cells of our database that lead to our pages."""
    return stock.cell(datasette, value, column, table) if database == DATABASE else None


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """Our colours for Datasette's own pages; ours have a base of their own, which asks for none."""
    if not is_vox_site(datasette):
        return []
    return [datasette.urls.static_plugins("vox", sheet) for sheet in ("tokens.css", "data.css")]
