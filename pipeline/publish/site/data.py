"""Whose database is served, and where what is derived from its clips lies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.derived import CLIPS, folders, names
from pipeline.project import Project, find_project

DATABASE = "vox"

Row = dict[str, Any]


def is_vox_site(datasette: Any) -> bool:
    """Whether this Datasette serves a database of vox."""
    return DATABASE in datasette.databases and datasette.databases[DATABASE].path is not None


def project_of(datasette: Any) -> Project:
    """The project whose database is served: its folder is the database's."""
    return find_project(Path(datasette.databases[DATABASE].path).parent)


class Data:
    """Reads one site's database."""

    def __init__(self, datasette: Any) -> None:
        self._datasette = datasette
        self._database = datasette.databases[DATABASE]

    async def row(self, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
        """The first row of a SELECT, or None."""
        found = (await self._database.execute(sql, params or {})).first()
        return dict(found) if found else None

    async def derived(self, clip_id: str, kind: str) -> Path | None:
        """Where a picture or copy of a clip belongs; None if the clip has none of that kind."""
        clip = await self.row(f"{CLIPS} AND c.id = :id", {"id": clip_id})
        name = names(clip).get(kind) if clip else None
        return folders(project_of(self._datasette))[kind] / name if name else None
