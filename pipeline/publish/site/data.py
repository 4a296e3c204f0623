"""Whose database is served, and where what is derived from its clips lies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.derived import CLIPS, NOTES, POSTER, folders, like_poster, names
from pipeline.project import Project, find_project
from pipeline.publish.swap import MARKER, MEDIA

DATABASE = "vox"

Row = dict[str, Any]


def is_vox_site(datasette: Any) -> bool:
    """Whether this Datasette serves a database of vox."""
    return DATABASE in datasette.databases and datasette.databases[DATABASE].path is not None


def project_of(datasette: Any) -> Project:
    """The project whose database is served: its folder is the database's."""
    return find_project(Path(datasette.databases[DATABASE].path).parent)


def is_publication(project: Project) -> bool:
    """Whether a folder is no project but what was published of one."""
    return (project.root / MARKER).is_file()


def published_media(project: Project) -> Path:
    """Where the films and pictures of a publication lie, under the names by which the site asks for them."""
    return project.root / MEDIA


class Data:
    """Reads one site's database."""

    def __init__(self, datasette: Any) -> None:
        self._datasette = datasette
        self._database = datasette.databases[DATABASE]

    async def row(self, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
        """The first row of a SELECT, or None."""
        found = (await self._database.execute(sql, params or {})).first()
        return dict(found) if found else None

    async def media_of(self, clip_id: str) -> Row | None:
        """A row of `CLIPS` or `NOTES`: all that decides what there is to see and hear of a clip."""
        of_it = {"id": clip_id}
        return await self.row(f"{CLIPS} AND c.id = :id", of_it) or await self.row(
            f"{NOTES} AND n.id = :id", of_it
        )

    def derived(self, clip: Row, kind: str) -> Path | None:
        """Where a picture or copy of a clip belongs; None if the clip has none of that kind."""
        name = names(clip).get(kind)
        return folders(project_of(self._datasette))[kind] / name if name else None

    def older_posters(self, clip: Row) -> list[Path]:
        """Posters of a clip of before its answers were cut anew, which show no more of it than they may."""
        return sorted(folders(project_of(self._datasette))[POSTER].glob(like_poster(clip)))
