"""Whether who asks sits at this machine: for nobody else files are made of what was said.

What is made takes the time of this machine, and holds what is not meant for others. A page of another site
that is open in the same browser can ask for an address here, too; so the name it asks for and where it comes
from are looked at.
"""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from pipeline.publish.site.frozen import frozen
from pipeline.publish.site.stock import is_local, is_published

_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
"""Who sends one of these hands on what somebody asks elsewhere."""


def makes_files(request: Any, datasette: Any) -> bool:
    """Whether files are made for who asks."""
    return (
        is_local(datasette)
        and not is_published(datasette)
        and frozen() is None
        and not any(request.headers.get(name) for name in _OF_PROXIES)
        and _is_loopback(request.host)
    )


def is_from_here(request: Any) -> bool:
    """Whether a page of this site asks, or somebody who typed the address; as far as a browser tells."""
    return request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
