"""What is shown where no page can be."""

from typing import Any

from datasette.utils.asgi import Response

from pipeline.publish.site.page import missing, show


def problem(datasette: Any, request: Any, exception: Exception) -> Response:
    """A page in plain words, for addresses that do not exist and faults alike."""
    status = getattr(exception, "status", 500)
    if status == 404:
        return missing(request, datasette)
    said = str(exception) if status < 500 else "Something went wrong inside vox."
    return show(request, datasette, "vox_problem.html", {"said": said}, status=status)
