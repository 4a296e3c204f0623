"""A publication and whoever visits it, in this process and without a browser."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import httpx

from pipeline.progress import Silent
from pipeline.project import find_project
from pipeline.publish.publication import build_publication
from pipeline.publish.published import build_published_site
from pipeline.store import Store
from tests.conftest import MakeClip
from tests.publish.curated import FIRST, FULL, curate

T = TypeVar("T")

TODAY = date(2026, 6, 1)
HERE = "http://localhost"

SECRETS = (
    # What was said and not approved, or by whom; how things were called; who decided what.
    *("zanzibar", "kilimanjaro", "Fitzgibbon", "Persephone", "Oyelaran", "secret-party", "17:45"),
    *("xylophone", "signed.pdf", "moneypenny"),
    # Of the machine.
    *("site-packages", "Traceback", "sqlite3.", "/usr/lib", ".vox/"),
)


def publication(root: Path, make_clip: MakeClip, **wish: Any) -> Path:
    """What may leave of a curated project, with the films of two clips."""
    (root / "media").mkdir()
    project = curate(find_project(root))
    folder = root / "publication"
    folder.mkdir()
    with Store.writing(project.database) as store:
        build_publication(project, store, folder, TODAY, Silent(), media=False, **wish)
    (folder / "media").mkdir()
    for clip in (FULL, FIRST):
        make_clip(folder / "media" / f"{clip}.mp4", 0.5)
        (folder / "media" / f"{clip}.jpg").write_bytes(b"\xff\xd8\xff\xd9")
    return folder


def visit(folder: Path, what: Callable[[httpx.AsyncClient], Awaitable[T]], **how: Any) -> T:
    """What a visitor of the site comes back with.

    Args:
        folder: The publication.
        what: Given a client of the site.
        how: As for `build_published_site`.
    """

    async def go() -> T:
        site = build_published_site(folder, **how)
        await site.invoke_startup()
        transport = httpx.ASGITransport(app=site.app(), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            return await what(client)

    return asyncio.run(go())
