"""What is really said in the clips, and when: the lines of truth.jsonl."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from examples.clips import Clip
from examples.soundtrack import Soundtrack


def truth_of(clip: Clip, sound: Soundtrack) -> dict[str, Any]:
    """The line of one clip; times in seconds."""
    line: dict[str, Any] = {
        "file": clip.file,
        "language": clip.language,
        "expect": "answered" if clip.lines else "no_speech",
        "utterances": [
            {
                "speaker": said.speaker,
                "role": "interviewer" if said.asks else "speaker",
                "kind": "question" if said.asks else "answer",
                "start": round(start, 3),
                "end": round(end, 3),
                "text": said.text,
            }
            for said, (start, end) in zip(clip.lines, sound.spoken, strict=True)
        ],
        "themes": [list(said.themes) for said in clip.lines if not said.asks],
        "shows": clip.shows,
    }
    return line | ({"note": clip.note} if clip.note else {})


def write_truth(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """One JSON document a line, in the order of the clips; lines of other clips that are there stay."""
    there = path.read_text("utf-8").splitlines() if path.is_file() else []
    found = {str(line["file"]): line for line in (*map(json.loads, there), *lines)}
    path.write_text(
        "".join(json.dumps(found[file], ensure_ascii=False) + "\n" for file in sorted(found)), "utf-8"
    )
