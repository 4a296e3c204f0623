"""The basket: what somebody keeps while they look around. It is filled and drawn in their browser alone."""

from typing import Any

from datasette.utils.asgi import Response

from pipeline.publish.site.data import project_of
from pipeline.publish.site.frozen import frozen
from pipeline.publish.site.page import show
from pipeline.publish.site.stock import is_published
from pipeline.takeaways.keeping import INTERNAL


async def basket(request: Any, datasette: Any) -> Response:
    """The page that lists what is kept."""
    is_for_others = frozen() is not None or is_published(datasette)
    return show(
        request,
        datasette,
        "vox_basket.html",
        {"question": project_of(datasette).settings.question},
        internal="" if is_for_others else INTERNAL,
    )


ROUTES = [(r"/basket(\.json)?$", basket)]
