"""What was written is shown as what it is: without a player and without times, with where it came from."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.corrections import correcting
from pipeline.project import Project, find_project
from tests.publish.curated import FIRST, FULL
from tests.publish.test_hidden import get
from tests.written import (
    ANNA,
    BEN,
    CARA,
    DOUBTED,
    NEW,
    NOTE,
    answer_of,
    with_notes,
    write,
    write_all,
)

PAGE = f"/answer/{answer_of(ANNA)}"


@pytest.fixture(scope="module")
def _texts(_curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("texts") / "texts"
    shutil.copytree(_curated, root)
    return with_notes(write_all(find_project(root)))


@pytest.fixture
def texts(_texts: Project, tmp_path: Path) -> Project:
    """Four clips, four tweets, and two notes in a film, of which one is confirmed."""
    shutil.copytree(_texts.root, tmp_path / "texts")
    return find_project(tmp_path / "texts")


def test_a_text_is_words_and_where_they_came_from(texts: Project) -> None:
    page, whole, words, facts = get(texts, PAGE, f"/clip/{ANNA.clip.id}", f"{PAGE}?t=0,2", f"{PAGE}.json")
    for each in (page, whole):
        assert each.status_code == 200
        for played in (
            "<video",
            "<audio",
            "0:00",
            "Captions (",
            "/media/",
            "sound only",
            "og:video",
            "Length",
        ):
            assert played not in each.text, played
        assert "Written, 3 May 2026, on" in " ".join(each.text.split())
        assert f'<a href="{ANNA.address}" rel="noopener nofollow"><bdi>tweets.example</bdi></a>' in each.text
        assert "hortensia-export.csv</bdi>, row 1" in each.text
    assert "<h1" in words.text
    assert "They remembered</h1>" in words.text
    assert "Play these words" not in words.text
    assert facts.json()["source"] == "written"
    assert facts.json()["text"] == "They remembered my name. Nobody else ever has!"


def test_a_text_has_no_captions_and_no_media(texts: Project) -> None:
    captions, clip_captions, text, film, poster = get(
        texts, f"{PAGE}.vtt", f"/clip/{ANNA.clip.id}.srt", f"{PAGE}.txt",
        f"/media/{ANNA.clip.id}.mp4", f"/media/{ANNA.clip.id}.jpg",
    )  # fmt: skip
    for each in (captions, clip_captions):
        assert each.status_code == 404
        assert "written and not said: there are no captions of it" in each.text
    assert text.status_code == 200
    assert "They remembered my name. Nobody else ever has!" in " ".join(text.text.split())
    assert (film.status_code, poster.status_code) == (404, 404)


def test_only_an_address_of_the_web_is_a_link(people: Project) -> None:
    bad = (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.example/a",
        "http://",
        "tweet 12",
    )
    writings = [replace(NEW, key=f"k{n}", text=f"Kind people {n}.", address=one) for n, one in enumerate(bad)]
    write(people, writings)
    pages = get(people, "/find?source=written", *(f"/answer/{answer_of(each)}" for each in writings))
    for page in pages:
        assert page.status_code == 200
        assert 'rel="noopener nofollow"' not in page.text
        assert "alert(1)" not in page.text


def test_a_note_leads_to_its_moment_and_is_nobodys_answer_before(texts: Project) -> None:
    page, clip, doubted, doubted_clip, found = get(
        texts,
        f"/answer/{answer_of(NOTE)}",
        f"/clip/{FULL}",
        f"/answer/{answer_of(DOUBTED)}",
        f"/clip/{DOUBTED.clip.id}.json",
        "/find?source=note",
    )
    assert f'href="/clip/{FULL}?t=7.20"' in page.text
    assert "Read from a note at" in page.text
    assert "Read from notes in this clip" in clip.text
    assert "Give me space to breathe" in clip.text
    # On this machine alone: others are told nothing that nobody has looked at.
    assert "to be confirmed in" in clip.text
    for page_of_others in get(texts, f"/clip/{FULL}", f"/clip/{FULL}.json", local=False):
        assert page_of_others.status_code == 200
        assert "Give me space to breathe" in page_of_others.text
        assert "ptarmigan" not in page_of_others.text
    assert (doubted.status_code, doubted_clip.status_code) == (404, 404)
    assert "nobody has looked at it yet" in doubted.text
    assert "1 answer" in found.text
    [answer] = get(texts, "/find.json?source=note")[0].json()["answers"]
    assert (answer["of_clip"], answer["seen_at"], answer["is_text"]) == (FULL, 7.2, True)


def test_pages_count_what_was_said_and_what_was_written(texts: Project) -> None:
    home, find, narrowed, about, collection = (
        page.json()
        for page in get(
            texts,
            "/.json",
            "/find.json",
            "/find.json?source=video&source=note",
            "/about.json",
            "/collection/tweets.json",
        )
    )
    totals = home["totals"]
    assert {name: totals[name] for name in ("clips", "answers", "written", "notes", "minutes")} == {
        **{"clips": 4, "answers": 10, "written": 4, "notes": 1, "minutes": 4.0}
    }
    # Each is counted once, whatever they answered in; who has no name, once for each clip.
    assert totals["people"] == 9
    counts = {each["value"]: (each["label"], each["answers"]) for each in find["facets"]["source"]}
    assert counts == {"video": ("Video", 5), "written": ("Written", 4), "note": ("Note", 1)}
    assert narrowed["total"] == 6
    assert {name: about[name] for name in ("clips", "minutes", "written", "notes", "answers")} == {
        **{"clips": 4, "minutes": 4.0, "written": 4, "notes": 1, "answers": 10}
    }
    assert {each["engine"] for each in about["heard_by"]} == {"scripted"}
    assert about["words"] < 70
    assert {name: collection[name] for name in ("clips", "minutes", "written", "answers")} == {
        **{"clips": 0, "minutes": 0, "written": 4, "answers": 4}
    }
    shown = " ".join(get(texts, "/")[0].text.split())
    assert '5 answers</a> on 4 clips, <a href="/find?source=written">4 written</a>' in shown
    assert '<a href="/find?source=note">1 note</a>' in shown


def test_what_it_said_before_is_told_on_this_machine_alone(texts: Project) -> None:
    write(texts, [replace(ANNA, text="They remembered my dog. Nobody else ever has!")])
    assert "Nobody else ever has!”" in get(texts, PAGE)[0].text
    [page, facts] = get(texts, PAGE, f"/clip/{ANNA.clip.id}.json", local=False)
    for gone in ("remembered my name", "hortensia"):
        assert gone not in page.text
        assert gone not in facts.text
    # A bar now hides what was written there before, too.
    with correcting(texts, "ann") as made:
        made.redact(answer_of(ANNA), 3, 3)
    page, facts = get(texts, PAGE, f"/clip/{ANNA.clip.id}.json")
    for gone in ("dog", "my name"):
        assert gone not in page.text
        assert gone not in facts.text
    assert 'class="redacted"' in page.text


def test_frames_feeds_and_previews_show_a_text_as_a_text(texts: Project) -> None:
    frame, facts, feed, oembed = get(
        texts, f"/embed{PAGE}", f"/embed{PAGE}.json", "/feed.atom", f"/oembed?url=http://localhost{PAGE}"
    )
    assert '<main class="text">' in frame.text
    assert "<video" not in frame.text
    assert facts.json()["answer"]["shape"] == "text"
    assert "Read it" in feed.text
    assert "Hear it" in feed.text
    assert "thumbnail_url" not in oembed.json()
    # Who agreed to less than a full name is not found by where they wrote.
    for page in get(
        texts, f"/embed/answer/{answer_of(BEN)}", f"/embed/answer/{answer_of(CARA)}", "/feed.atom"
    ):
        for gone in ("gallowglass", "Hinchinbrook", "hinchinbrook/3"):
            assert gone not in page.text


def test_what_is_offered_of_a_text_can_be_made(texts: Project) -> None:
    page, card, captions = get(
        texts, PAGE, f"/card/{answer_of(ANNA)}.png", f"/captions/{answer_of(ANNA)}.srt"
    )
    assert ">Card</h3>" in page.text
    assert ">Clip</h3>" not in page.text
    assert ">Captions</h3>" not in page.text
    assert card.content.startswith(b"\x89PNG")
    assert captions.status_code == 404
    assert "there are no captions of it" in captions.text
    [taken] = get(texts, "/take?source=written")
    assert "vox reel --source written" in taken.text


def test_the_page_of_who_only_wrote_shows_words(texts: Project) -> None:
    person, people, theme = get(texts, "/person/annabel-ferriday", "/people", "/patterns")
    assert "Written, 3 May 2026" in " ".join(person.text.split())
    for page in (person, people, theme):
        assert page.status_code == 200
        assert f"/media/{ANNA.clip.id}" not in page.text
    assert f"/media/{FIRST}.jpg" in people.text
