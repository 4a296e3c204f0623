"""How well the example clips are heard: what was said beside what was written down.

python -m benchmarks.examples [PROJECT]     prints a table in Markdown; PROJECT holds the ingested examples
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import jiwer
from whisper.normalizers import BasicTextNormalizer, EnglishTextNormalizer

from pipeline.project import Project, find_project
from pipeline.store import Store

_ENGLISH = EnglishTextNormalizer()
_OTHER = BasicTextNormalizer()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One clip.

    Attributes:
        said: Everything that is said in it, questions included.
        heard: Everything that was written down and believed.
        language: In which it is said.
        status: What `vox ingest` made of it.
        answers_said: The texts of the answers that were said; `answers_found`, of those that were found.
        themes_said: Of each answer, the themes a person gave it; `themes_found`, those it was tagged with.
    """

    file: str
    language: str
    said: str
    heard: str
    status: str
    answers_said: tuple[str, ...]
    answers_found: tuple[str, ...]
    themes_said: tuple[tuple[str, ...], ...]
    themes_found: tuple[tuple[str, ...], ...]


def compare(project: Project) -> list[Comparison]:
    """Set the truth beside the database, clip by clip."""
    truth = [json.loads(line) for line in (project.media / "truth.jsonl").read_text("utf-8").splitlines()]
    found: list[Comparison] = []
    with Store.reading(project.database) as store:
        for clip in truth:
            path = {"path": project.stored_path(project.media / clip["file"])}
            [row] = store.query("SELECT id, status FROM clips WHERE path = :path", path)
            segments = store.query(
                "SELECT text FROM segments WHERE clip_id = :id AND NOT doubted ORDER BY position",
                {"id": row["id"]},
            )
            answers = store.query(
                "SELECT id, text FROM answers WHERE clip_id = :id ORDER BY position", {"id": row["id"]}
            )
            tags = store.query(
                "SELECT answer_id, theme FROM answer_themes at JOIN answers a ON a.id = at.answer_id"
                " WHERE a.clip_id = :id AND at.tier = 'tag' ORDER BY at.score DESC, at.evidence_start",
                {"id": row["id"]},
            )
            found.append(
                Comparison(
                    file=clip["file"],
                    language=clip["language"] or "en",
                    said=" ".join(utterance["text"] for utterance in clip["utterances"]),
                    heard=" ".join(segment["text"] for segment in segments),
                    status=row["status"],
                    answers_said=tuple(
                        each["text"] for each in clip["utterances"] if each["kind"] == "answer"
                    ),
                    answers_found=tuple(answer["text"] for answer in answers),
                    themes_said=tuple(tuple(themes) for themes in clip["themes"]),
                    themes_found=tuple(
                        tuple(tag["theme"] for tag in tags if tag["answer_id"] == answer["id"])
                        for answer in answers
                    ),
                )
            )
    return found


def word_error_rate(pairs: list[tuple[str, str, str]]) -> float:
    """Over all pairs of said, heard and language; case, punctuation and spellings of numbers do not count."""
    normal = [[_normalise(text, language) for text in (said, heard)] for said, heard, language in pairs]
    return float(jiwer.wer([said for said, _ in normal], [heard for _, heard in normal]))


def _normalise(text: str, language: str) -> str:
    return str((_ENGLISH if language == "en" else _OTHER)(text))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description="Set what is said in the example clips beside what was heard."
    )
    parser.add_argument(
        "project", nargs="?", type=Path, help="a project that holds the ingested examples (.)"
    )
    compared = compare(find_project(parser.parse_args().project))
    spoken = [(clip.said, clip.heard, clip.language) for clip in compared if clip.said]
    print("| clip | status | said | heard | word errors | themes a person gave | themes found |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for clip in compared:
        rate = f"{word_error_rate([(clip.said, clip.heard, clip.language)]):.1%}" if clip.said else ""
        given, found = ("; ".join(map(", ".join, themes)) for themes in (clip.themes_said, clip.themes_found))
        print(f"| {clip.file} | {clip.status} | {clip.said} | {clip.heard} | {rate} | {given} | {found} |")
    given_tags, found_tags = _tags(compared, "themes_said"), _tags(compared, "themes_found")
    print(f"\nWord error rate over all: {word_error_rate(spoken):.2%}.")
    print(
        f"Themes: of {len(found_tags)} found, a person gave {len(found_tags & given_tags)};"
        f" of {len(given_tags)} a person gave, {len(found_tags & given_tags)} were found."
    )


def _tags(compared: list[Comparison], which: str) -> set[tuple[str, int, str]]:
    return {
        (clip.file, number, theme)
        for clip in compared
        for number, themes in enumerate(getattr(clip, which))
        for theme in themes
    }


if __name__ == "__main__":
    main()
