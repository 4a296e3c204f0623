"""Captions to take away: of what may leave, timed as the recording or as what is cut from it."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.derived import CLIPS, COPY, folders, names
from pipeline.project import Project
from pipeline.store import Store
from pipeline.takeaways.captions import find_captions, find_format, text_of, write_captions
from schemas.errors import ClipError, UsageError
from tests.pipeline.takeaways.render.conftest import ffmpeg
from tests.publish.curated import FIRST, FULL, NOBODY, TWO, curate, deciding

TODAY = date(2026, 11, 24)


@pytest.fixture
def people(project: Project) -> Project:
    project.media.mkdir(exist_ok=True)
    return curate(project)


def test_an_answer_is_told_with_who_says_it_as_they_agreed(people: Project) -> None:
    told = find_captions(people, f"{FIRST}-1", "web", TODAY)
    assert text_of(told, "vtt") == (
        "WEBVTT\nLanguage: en\n\n00:00:01.000 --> 00:00:05.400\n"
        "<v Bartholomew>Staff who care about you,\nand who answer quickly.\n"
    )
    assert text_of(told, "srt").startswith("1\n00:00:01,000 --> 00:00:05,400\nStaff who care about you,\n")
    assert text_of(told, "txt") == "Bartholomew: Staff who care about you, and who answer quickly.\n"
    assert "<v" not in text_of(find_captions(people, f"{NOBODY}-1", "web", TODAY), "vtt")


def test_what_is_internal_says_so(people: Project) -> None:
    told = find_captions(people, f"{FIRST}-1", "internal", TODAY)
    assert "\n\nNOTE Internal: not for use outside.\n\n" in text_of(told, "vtt")
    assert text_of(told, "txt").startswith("Internal: not for use outside.\n\n")


def test_a_clip_is_all_its_answers_and_no_question(people: Project) -> None:
    told = find_captions(people, TWO, "internal", TODAY)
    assert " ".join(line for cue in told.cues for line in cue.lines) == (
        "Honest prices, every single time. Somebody who apologises when zanzibar goes wrong."
    )
    with pytest.raises(UsageError, match="None of the 2 answers"):
        find_captions(people, TWO, "web", TODAY)


def test_a_redacted_word_is_a_bar(people: Project) -> None:
    with deciding(people) as made:
        made.redact(f"{FULL}-1", 12, 13)
    told = find_captions(people, f"{FULL}-1", "internal", TODAY)
    assert told.cues[-1].lines[-1].endswith("remember █████")
    assert "name" not in text_of(told, "vtt").split("Quackenbush")[-1]


def test_the_times_of_what_is_cut_begin_with_the_cut(people: Project) -> None:
    with pytest.raises(ClipError, match="no copy for the web"):
        find_captions(people, f"{FIRST}-1", "web", TODAY, of_cut=True)
    with Store.reading(people.database) as store:
        [clip] = store.query(f"SELECT * FROM ({CLIPS}) WHERE id = :id", {"id": FIRST})
    copy = folders(people)[COPY] / names(clip)[COPY]
    copy.parent.mkdir(parents=True)
    ffmpeg("-f", "lavfi", "-i", "color=s=64x36:d=8", "-f", "lavfi", "-i", "sine=d=8", copy)
    [cue] = find_captions(people, f"{FIRST}-1", "web", TODAY, of_cut=True).cues
    assert (cue.start, cue.end) == (0.25, 4.65)
    with pytest.raises(UsageError, match="not cut as a whole"):
        find_captions(people, FIRST, "web", TODAY, of_cut=True)


def test_what_is_not_there_is_told(people: Project, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no answer 'x'"):
        find_captions(people, "x", "web", TODAY)
    with pytest.raises(UsageError, match="There is no format 'sub'"):
        find_format("sub", None)
    assert [find_format(None, path) for path in (None, Path("a.VTT"), Path("b.srt"))] == ["srt", "vtt", "srt"]
    told = find_captions(people, f"{FIRST}-1", "web", TODAY)
    with pytest.raises(UsageError, match="is a folder"):
        write_captions(people, told, tmp_path, "srt")
    write_captions(people, told, tmp_path / "a.srt", "srt")
    assert (tmp_path / "a.srt").read_text("utf-8") == text_of(told, "srt")
