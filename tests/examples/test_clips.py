"""The example clips are what they are said to be."""

import csv
import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from examples.people import load_people
from pipeline.probe import probe
from schemas.themes import load_themes
from tests.conftest import EXAMPLES, truth

MOST_BYTES = 6_000_000
LONG_PAST = date(2026, 1, 1)
"""A consent that ended before this has ended for good, whenever the tests run."""


def example(number: int) -> Path:
    [path] = EXAMPLES.glob(f"{number:02d}-*")
    return path


def tags_of(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        return dict(container.metadata)


def people() -> list[dict[str, str]]:
    with (EXAMPLES / "people.csv").open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet))


def test_they_are_small_and_all_there() -> None:
    clips = [clip["file"] for clip in truth()]
    assert len(clips) >= 14
    assert clips == sorted(path.name for path in EXAMPLES.iterdir() if path.name[:2].isdigit())
    assert sum(path.stat().st_size for path in EXAMPLES.iterdir()) <= MOST_BYTES


def test_people_have_names_roles_and_consents() -> None:
    sheet = people()
    assert len(sheet) >= 12
    assert all(person["name"] and person["role"] for person in sheet)
    assert len({person["name"] for person in sheet}) == len(sheet)
    assert {"granted", "refused", "unknown", "withdrawn"} == {person["consent"] for person in sheet}
    assert any(
        person["expires on"] and date.fromisoformat(person["expires on"]) < LONG_PAST for person in sheet
    )
    speakers = {
        each["speaker"] for clip in truth() for each in clip["utterances"] if each["role"] == "speaker"
    }
    assert speakers <= {person.id for person in load_people().people}
    for person in sheet:
        for file in filter(None, person["files"].split(";")):
            assert (EXAMPLES / file.strip()).is_file()
        assert not person["expires on"] or date.fromisoformat(person["expires on"])


def test_the_truth_speaks_of_themes_there_are_and_times_within_the_clip() -> None:
    slugs = {theme.slug for theme in load_themes()}
    for clip in truth():
        answers = [each for each in clip["utterances"] if each["kind"] == "answer"]
        assert bool(answers) == (clip["expect"] == "answered")
        assert len(clip["themes"]) == len(answers)
        assert all(themes and set(themes) <= slugs for themes in clip["themes"])
        assert slugs  # the taxonomy is not empty
        moments = [moment for each in clip["utterances"] for moment in (each["start"], each["end"])]
        assert moments == sorted(moments)
        assert all(moment <= sound_of(EXAMPLES / clip["file"]) + 0.05 for moment in moments)


def sound_of(path: Path) -> float:
    """Seconds of sound, counted rather than claimed."""
    with av.open(str(path)) as container:
        return max(
            float((frame.pts or 0) * frame.time_base + frame.samples / frame.sample_rate)  # type: ignore[operator]
            for frame in container.decode(audio=0)
        )


def test_one_is_stored_lying_down() -> None:
    turned = [found for clip in truth() if (found := probe(EXAMPLES / clip["file"]).video) and found.rotation]
    assert turned
    assert all(video.height > video.width for video in turned)


def test_one_is_an_iphones_with_its_tags_zeroed() -> None:
    [path] = [
        path for path in EXAMPLES.glob("*.mov") if (video := probe(path).video) and video.codec == "hevc"
    ]
    tags = tags_of(path)
    assert "iPhone" in tags["com.apple.quicktime.model"]
    assert tags["com.apple.quicktime.location.ISO6709"] == "+00.0000+000.0000+000.000/"
    assert probe(path).recorded_at


def test_one_is_a_browsers_without_a_duration() -> None:
    [path] = EXAMPLES.glob("*.webm")
    assert probe(path).duration is None


def test_one_is_an_old_phones() -> None:
    [path] = EXAMPLES.glob("*.3gp")
    found = probe(path)
    assert found.video
    assert (found.video.codec, found.audio[0].codec, found.audio[0].sample_rate) == ("h263", "amrnb", 8000)


def test_one_has_a_variable_frame_rate() -> None:
    def steps(path: Path) -> set[int]:
        with av.open(str(path)) as container:
            times = sorted(packet.pts for packet in container.demux(video=0) if packet.pts is not None)
        return {later - earlier for earlier, later in pairwise(times)}

    [varying] = [clip for clip in truth() if "variable frame rate" in clip["shows"]]
    assert len(steps(EXAMPLES / varying["file"])) > 3


def test_the_others_have_no_tags_of_places() -> None:
    for clip in truth():
        said = json.dumps(tags_of(EXAMPLES / clip["file"]))
        assert "+00.0000+000.0000" in said or "location" not in said.lower(), clip["file"]


@pytest.mark.parametrize("wanted", ["asks", "two people", "dog", "nobody speaks", "post-it", "Italian"])
def test_every_situation_is_there(wanted: str) -> None:
    assert any(wanted.lower() in clip["shows"].lower() for clip in truth()), [
        clip["shows"] for clip in truth()
    ]


def test_a_clip_is_made_anew_by_the_script(tmp_path: Path) -> None:
    from examples import make

    make(names=["08-biscuit-dog"], out=tmp_path)
    [made] = tmp_path.glob("08-*")
    committed = probe(example(8))
    assert probe(made).video == committed.video
    assert probe(made).duration == pytest.approx(committed.duration, abs=0.1)
    [written] = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    assert written == by_file("08-biscuit-dog.mp4")


def by_file(file: str) -> dict[str, Any]:
    return next(clip for clip in truth() if clip["file"] == file)
