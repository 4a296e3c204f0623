import os
from pathlib import Path

import pytest

from benchmarks.files import TABLE, Ending, differences, read_table, shown

MEDIA = os.environ.get("VOX_TEST_MEDIA")
STATUSES = {"answered", "no_speech", "off_topic", "failed", "duplicate", "waiting", "ignored"}


def test_the_table_can_be_read() -> None:
    found = read_table(TABLE.read_text("utf-8"))
    assert len(found) == 66
    assert {ending.status for ending in found.values()} <= STATUSES
    assert all(
        ending.why for ending in found.values() if ending.status in ("failed", "no_speech", "duplicate")
    )
    assert shown("hostile/=cmd|calc!A1.mp4") in found
    assert shown("hostile/new\nline.mp4") in found


@pytest.mark.parametrize(
    ("found", "fits"),
    [
        (Ending("no_speech", 2.04, "64 x 64", "Nobody speaks in this clip."), True),
        (Ending("no_speech", 2.2, "64 x 64", "Nobody speaks in this clip."), False),
        (Ending("no_speech", None, "64 x 64", "Nobody speaks in this clip."), False),
        (Ending("no_speech", 2.0, "64 x 32", "Nobody speaks in this clip."), False),
        (Ending("no_speech", 2.0, "64 x 64", "This clip has no sound."), False),
        (Ending("answered", 2.0, "64 x 64", "Nobody speaks in this clip."), False),
    ],
)
def test_a_difference_is_seen(found: Ending, fits: bool) -> None:
    assert Ending("no_speech", 2.0, "64 x 64", "Nobody speaks").fits(found) is fits


@pytest.mark.skipif(not MEDIA, reason="VOX_TEST_MEDIA does not name a folder with video/ and hostile/ in it.")
def test_every_file_ends_as_the_table_says() -> None:
    assert list(differences(Path(str(MEDIA)))) == []
