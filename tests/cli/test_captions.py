"""What a person types to take captions away."""

import json
from pathlib import Path

from pipeline.project import find_project
from tests.cli.conftest import Vox
from tests.publish.curated import FIRST, TWO, curate


def test_captions_are_written_and_told(vox: Vox, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    curate(find_project(tmp_path))
    made = vox("captions", f"{FIRST}-1")
    target = tmp_path / "takeaways" / f"captions-{FIRST}-1-internal.srt"
    assert (made.returncode, made.stdout, made.stderr) == (0, f"{target}: 1 caption.\n", "")
    assert target.read_text("utf-8") == (
        "1\n00:00:01,000 --> 00:00:05,400\nStaff who care about you,\nand who answer quickly.\n"
    )
    told = vox("captions", TWO, "--out", "two.vtt", "--json")
    assert json.loads(told.stdout) == {
        "path": "two.vtt",
        "format": "vtt",
        "channel": "internal",
        "language": "en",
        "answers": [f"{TWO}-1", f"{TWO}-2"],
        "captions": [
            {
                "start": 3.5,
                "end": 5.9,
                "lines": ["Honest prices, every single time."],
                "speaker": None,
                "language": "en",
                "speed": 13.8,
            },
            {
                "start": 7.0,
                "end": 10.4,
                "lines": ["Somebody who apologises", "when zanzibar goes wrong."],
                "speaker": None,
                "language": "en",
                "speed": 14.4,
            },
        ],
        "too_fast": 0,
        "held_back": {},
    }
    refused = vox("captions", TWO, "--channel", "web", "--out", "web.srt")
    assert refused.returncode == 2
    assert refused.stderr.startswith("None of the 2 answers that match may leave by this way.\n")
    assert not (tmp_path / "web.srt").exists()
    wrong = vox("captions", FIRST, "--format", "sub")
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (2, "There is no format 'sub' of captions.")
