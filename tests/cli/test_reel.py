"""What a person types to make a film, and what is said where it cannot be made."""

import json
from functools import partial

import pytest

from pipeline.people import withdraw
from pipeline.probe import probe
from pipeline.project import Project
from pipeline.store import Store
from pipeline.takeaways.render import canvas
from tests.cli.conftest import Vox
from tests.publish.letting_out import let_out


@pytest.fixture
def vox(vox: Vox, film_and_note: Project, monkeypatch: pytest.MonkeyPatch) -> Vox:
    """Run `vox ARGUMENTS` in a project with a film and a sound recording."""
    (film_and_note.root / "vox.toml").write_text('question = "Who cares?"\n')
    monkeypatch.setitem(canvas.SIZES, "1:1", (120, 120))
    return partial(vox, cwd=film_and_note.root)


def test_a_plan_is_printed_written_edited_and_rendered(vox: Vox, film_and_note: Project) -> None:
    printed = vox("reel", "--plan", "--aspect", "1:1", "--max", "30s")
    assert printed.returncode == 0
    assert printed.stdout.startswith("# A film by vox")
    assert 'title: "Who cares?"' in printed.stdout
    plan = film_and_note.root / "film.yaml"
    assert vox("reel", "--plan", "--aspect", "1:1", "--out", plan).stdout == f"{plan}\n"
    document = json.loads(vox("reel", "--plan", "--json").stdout)
    assert document["file"] is None
    assert document["pieces"][0]["why"].startswith("Opens: ")
    text = plan.read_text().replace('end card: "Thank you to everyone who answered."', "end card:")
    plan.write_text(text.replace("credits: yes", "credits: no"))
    made = json.loads(vox("reel", "--from", plan, "--json").stdout)
    film = film_and_note.root / "takeaways" / "reel-1x1-internal.mp4"
    assert made["file"] == str(film)
    assert probe(film).duration == pytest.approx(made["seconds"], abs=0.05)
    assert [each["text"] for each in made["pieces"]] == ["People who listen to me."] * 2
    plan.write_text(text.replace("from: ", "form: ").replace('"1:1"', '"2:1"'))
    wrong = vox("reel", "--from", plan)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "3 mistakes" in wrong.stderr
    assert "'aspect' must be 9:16, 1:1 or 16:9" in wrong.stderr


def test_who_has_withdrawn_is_in_no_film(vox: Vox, film_and_note: Project) -> None:
    let_out(film_and_note)
    plan = film_and_note.root / "film.yaml"
    vox("reel", "--plan", "--channel", "social", "--out", plan)
    with Store.reading(film_and_note.database) as store:
        [person, _] = store.query("SELECT id FROM people ORDER BY id")
    withdraw(film_and_note, person["id"], "Ann")
    refused = vox("reel", "--from", plan)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Who says it has withdrawn their consent." in refused.stderr
    assert not (film_and_note.root / "takeaways").exists()
    document = json.loads(vox("reel", "--plan", "--channel", "social", "--json").stdout)
    assert len(document["pieces"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--theme", "nothing"), "There is no theme 'nothing'."),
        (("zebra",), "No answer matches."),
        (("--max", "long"), "'long' is no length of a film."),
        (("--max", "2h"), "no length of a film"),
        (("--max", "3"), "Nothing fits into 3 seconds"),
        (("--aspect", "4:3"), "There is no aspect '4:3'."),
        (("--channel", "web"), "may leave by this way"),
        (("--music", "none.mp3", "--max", "30"), "There is no music none.mp3."),
        (("--from", "none.yaml"), "none.yaml does not exist."),
        (("--out", "film.avi"), "Let --out end with .mp4."),
        (("--people", "0"), "--people"),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(
    vox: Vox, film_and_note: Project, arguments: tuple[str, ...], said: str
) -> None:
    done = vox("reel", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not list(film_and_note.root.glob("takeaways/*"))
    assert not list(film_and_note.root.glob(".film*"))
