"""`vox clip`, as it is typed."""

import json
from pathlib import Path

from pipeline.project import Project
from pipeline.store import Store
from tests.cli.conftest import Vox


def answers(project: Project) -> list[str]:
    """The film's answer and the sound recording's."""
    with Store.reading(project.database) as store:
        order = "SELECT a.id FROM answers a JOIN clips c ON c.id = a.clip_id ORDER BY c.path"
        return [row["id"] for row in store.query(order)]


def test_it_says_where_the_clip_is(film_and_note: Project, vox: Vox) -> None:
    filmed, _ = answers(film_and_note)
    made = vox("clip", filmed, "--captions", "--json", cwd=film_and_note.root)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert Path(told["file"]).relative_to(film_and_note.root) == Path(
        f"takeaways/clip-{filmed}-filmed-internal.mp4"
    )
    assert Path(told["file"]).stat().st_size > 10_000
    assert told["captions"] is True
    assert (told["width"], told["height"], told["channel"]) == (320, 240, "internal")
    assert told["text"] == "People who listen to me."
    assert 0 <= told["start"] < told["end"] <= 3.1


def test_what_cannot_be_made_is_one_sentence_and_nothing_is_written(film_and_note: Project, vox: Vox) -> None:
    filmed, _ = answers(film_and_note)
    for arguments, code, said in (
        ((filmed, "--aspect", "4:3"), 2, "There is no aspect '4:3'."),
        ((filmed, "--out", "clip.avi"), 2, "A clip is an MP4, and clip.avi is not called so."),
        ((filmed, "--channel", "social"), 2, "The answer that matches may not leave by this way."),
        ((filmed, "--channel", "tv"), 2, "There is no way out called 'tv'."),
        (("nobody-1",), 2, "There is no answer 'nobody-1'."),
    ):
        made = vox("clip", *arguments, cwd=film_and_note.root)
        assert (made.returncode, made.stdout) == (code, ""), made.stderr
        assert made.stderr.startswith(said)
        assert "Traceback" not in made.stderr
    assert not (film_and_note.root / "takeaways").exists()
