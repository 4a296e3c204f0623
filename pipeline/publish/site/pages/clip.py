"""A clip's page, and an answer's: the player and what is said in it."""

from typing import Any

from datasette.utils.asgi import Response

from pipeline.publish.site.page import missing


async def clip(request: Any, datasette: Any) -> Response:
    """One clip: its player and what is said in it."""
    return missing(request, datasette)


ROUTES = [(r"/clip/(?P<clip_id>[0-9a-f]{16})(?P<format>\.json)?$", clip)]
