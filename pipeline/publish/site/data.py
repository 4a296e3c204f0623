"""What the pages show, read from the database through Datasette."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from pipeline.derived import CLIPS, COPY, folders, names
from pipeline.project import Project, find_project
from pipeline.search import THEME_COUNTS

DATABASE = "vox"
_TABLES = {"clips", "answers", "answers_fts", "themes", "answer_themes"}

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

    async def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows of a SELECT."""
        return [dict(row) for row in (await self._database.execute(sql, params or {})).rows]

    async def row(self, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
        """The first row of a SELECT, or None."""
        found = await self.rows(sql, params)
        return found[0] if found else None

    async def totals(self) -> Row:
        """How many clips, answers and minutes there are, and how many clips have no answer or failed."""
        found = await self.row(
            """
            SELECT count(*) AS clips,
                   count(*) FILTER (WHERE status = 'answered') AS answered,
                   count(*) FILTER (WHERE status IN ('no_speech', 'off_topic')) AS silent,
                   count(*) FILTER (WHERE status = 'failed') AS failed,
                   coalesce(sum(duration) / 60, 0) AS minutes,
                   (SELECT count(*) FROM answers WHERE NOT off_topic) AS answers
            FROM clips
            """
        )
        return found or {}

    async def theme_counts(self) -> list[Row]:
        """Every theme that occurs, the most frequent first, with its number of answers."""
        return await self.rows(THEME_COUNTS)

    async def themes_of(self, answer_ids: Sequence[str]) -> dict[str, list[Row]]:
        """The themes of some answers, the surest first, with where in the text their evidence is."""
        marks = {f"id{number}": answer_id for number, answer_id in enumerate(answer_ids)}
        found: dict[str, list[Row]] = defaultdict(list)
        if marks:
            for row in await self.rows(
                f"""
                SELECT at.answer_id, t.slug, t.label, t.hue, at.tier, at.score, at.source, at.why,
                       at.evidence_start, at.evidence_end
                FROM answer_themes at JOIN themes t ON t.slug = at.theme
                WHERE at.answer_id IN ({", ".join(f":{mark}" for mark in marks)})
                ORDER BY at.score DESC, at.evidence_start
                """,
                marks,
            ):
                found[row.pop("answer_id")].append(row)
        return found

    async def newest_pictures(self, limit: int) -> list[Row]:
        """The clips with a picture that were taken in last: whoever is in them, whether they speak or not."""
        clips = await self.rows(
            """
            SELECT id, path FROM clips
            WHERE width IS NOT NULL AND status <> 'failed' AND path IS NOT NULL
            ORDER BY added_at DESC, path LIMIT :limit
            """,
            {"limit": limit},
        )
        return [{"id": clip["id"], "name": PurePath(clip["path"]).stem} for clip in clips]

    async def newest_answers(self, limit: int) -> list[Row]:
        """The answers that were taken in last."""
        return await self.rows(
            """
            SELECT a.id, a.clip_id, a.start, a.text, a.quote, a.language, c.duration,
                   c.width IS NOT NULL AS has_picture
            FROM answers a JOIN clips c ON c.id = a.clip_id
            WHERE NOT a.off_topic
            ORDER BY c.added_at DESC, a.number LIMIT :limit
            """,
            {"limit": limit},
        )

    async def clip(self, clip_id: str) -> Row | None:
        """One clip with its answers and words, or None."""
        clip = await self.row("SELECT * FROM clips WHERE id = :id", {"id": clip_id})
        if not clip:
            return None
        copy = await self.derived(clip_id, COPY)
        is_there = clip["path"] and not clip["missing_since"]
        clip["media"] = f"{clip_id}.mp4" if is_there or (copy and copy.is_file()) else None
        clip["name"] = PurePath(clip["path"]).name if clip["path"] else None
        clip["answers"] = await self.rows(
            "SELECT * FROM answers WHERE clip_id = :id ORDER BY position", {"id": clip_id}
        )
        themes = await self.themes_of([answer["id"] for answer in clip["answers"]])
        for answer in clip["answers"]:
            answer["themes"] = themes[answer["id"]]
            answer["repeats"] = await self.rows(
                """
                SELECT a.id, a.text, r.similarity
                FROM repeats r JOIN answers a ON a.id IN (r.answer_id, r.other_id) AND a.id <> :id
                WHERE :id IN (r.answer_id, r.other_id) ORDER BY r.similarity DESC, a.number
                """,
                {"id": answer["id"]},
            )
        clip["words"] = await self.rows(
            'SELECT position, segment, start, "end", text, probability FROM words'
            " WHERE clip_id = :id ORDER BY position",
            {"id": clip_id},
        )
        clip["segments"] = await self.rows(
            'SELECT position, start, "end", text, doubted, doubt FROM segments'
            " WHERE clip_id = :id ORDER BY position",
            {"id": clip_id},
        )
        return clip

    async def derived(self, clip_id: str, kind: str) -> Path | None:
        """Where a picture or copy of a clip belongs; None if the clip has none of that kind."""
        clip = await self.row(f"{CLIPS} AND c.id = :id", {"id": clip_id})
        name = names(clip).get(kind) if clip else None
        return folders(project_of(self._datasette))[kind] / name if name else None
