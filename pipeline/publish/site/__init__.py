"""The site: a Datasette plugin that shows a vox database as pages.

It is registered by an entry point, so it is present in every Datasette of this environment; it adds its pages
only where a database named `vox` with our tables is served, and leaves any other Datasette alone.
"""

from collections.abc import Callable
from typing import Any

from datasette import hookimpl

from pipeline.publish.site.data import is_vox_site
from pipeline.publish.site.media import serve_media
from pipeline.publish.site.pages import about, clip, collection, find, home, patterns, people, theme
from pipeline.publish.site.pages.problem import problem

_PAGES = (home, find, patterns, clip, theme, people, collection, about)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Our pages; Datasette's own stay under /vox."""
    return [route for page in _PAGES for route in page.ROUTES] if is_vox_site(datasette) else []


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Recordings and posters under /media, outside the router: it would forbid caches to keep them."""

    def wrap(app: Any) -> Any:
        return serve_media(datasette, app) if is_vox_site(datasette) else app

    return wrap


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page in plain words instead of Datasette's, for addresses that do not exist and faults alike."""
    return problem(datasette, request, exception) if is_vox_site(datasette) else None
