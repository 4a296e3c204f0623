"""A plan is read back as it was written, and tells every mistake by its line and what is possible."""

from pathlib import Path

import pytest

from pipeline.takeaways.reel.plan import Cut, Plan, seconds_of
from pipeline.takeaways.reel.planfile import read_plan, write_plan
from pipeline.takeaways.render.pieces import Piece
from schemas.errors import UsageError
from schemas.quotations import Speaker
from schemas.records import Probe, Span
from tests.pipeline.takeaways.render.conftest import quotation

PLAN = Plan(
    (Cut("a-1", "No, never: 9", "#1 \u2028 😀", "m 1", 30), Cut("b-1", 1.25, None, "", 36), Cut("c-2")),
    title='Why "so"? ~ \u0085',
    channel="social",
    aspect="1:1",
    captions=True,
    crossfade=0.5,
    longest=62.5,
    music="über: alles.mp3",
    credits=False,
    end="",
)


def piece(text: str) -> Piece:
    said = quotation(1.0, 2.0, text=text, speaker=Speaker("x", "Ann\u2028- answer: z-1"))
    return Piece(said, Path("a.mp4"), Probe("mp4", 3.0, None, (), None), Span(1.0, 2.0))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "film.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    pieces = [piece("One\n- answer: evil-1"), piece("Two \u0085 # x"), piece("Three")]
    text = write_plan(PLAN, pieces, ["Because.", "Why\nnot.", "So."], 12.0)
    found = read_plan(written(tmp_path, text))
    words = Cut("a-1", "No, never: 9", "#1 😀", "m 1")
    assert [(cut.answer, cut.begin, cut.end, cut.heard) for cut in found.cuts] == [
        (cut.answer, cut.begin, cut.end, cut.heard) for cut in (words, *PLAN.cuts[1:])
    ]
    assert text.splitlines()[found.cuts[1].line - 1] == "  - answer: b-1"
    assert found.title == 'Why "so"? ~'
    for name in ("channel", "aspect", "captions", "crossfade", "longest", "music", "credits", "end"):
        assert getattr(found, name) == getattr(PLAN, name), name


def test_a_plan_may_be_short_and_written_as_people_write(tmp_path: Path) -> None:
    found = read_plan(
        written(tmp_path, "\ufeffaspect: 9:16\nmax: 1m30s\ncaptions: ON\npieces:\n- answer: a-1\n")
    )
    assert (found.aspect, found.longest, found.captions) == ("9:16", 90.0, True)
    assert (found.title, found.end, found.channel, found.cuts) == ("", "", "internal", (Cut("a-1", line=5),))
    said = read_plan(written(tmp_path, 'pieces:\n- answer: a-1\n  from: "2"\n  to: 1:02,5\n'))
    assert (said.cuts[0].begin, said.cuts[0].end) == ("2", 62.5)


MISTAKES = [
    ("", "line 1: a plan begins with 'title: ...'"),
    ("- a\n", "line 1: a plan begins with 'title: ...'"),
    ("title: x\n", "line 1: 'pieces' is missing"),
    ("titel: x\npieces: [{answer: a}]\n", "line 1: 'titel' is no key of a plan. Did you mean 'title'."),
    ("pieces: [{answer: a}]\naspect: 4:3\n", "line 2: 'aspect' must be 9:16, 1:1 or 16:9."),
    ("pieces: [{answer: a}]\nchannel: tv\n", "line 2: 'channel' must be internal, web, social or paid."),
    ("pieces: [{answer: a}]\ncaptions: maybe\n", "line 2: 'captions' must be yes or no."),
    ("pieces: [{answer: a}]\ncrossfade: 9\n", "line 2: 'crossfade' must be seconds from 0 to 2, as 0.3."),
    ("pieces: [{answer: a}]\nmax: long\n", "line 2: 'max' must be a time above 0 and of at most 30 minutes"),
    ("pieces: [{answer: a}]\ntitle: [x]\n", "line 2: 'title' must be one value, and this is a list"),
    (f"pieces: [{{answer: a}}]\ntitle: {'x' * 301}\n", "line 2: 'title' is longer than 300 characters"),
    ("pieces: [{answer: a}]\ntitle: x\ntitle: y\n", "line 3: 'title' is there twice."),
    ("pieces:\n", "line 1: 'pieces' must be a list with at least one piece"),
    ("pieces:\n- a-1\n", "line 2: this is no piece: a piece begins with '- answer: ...'."),
    ("pieces:\n- from: x\n", "line 2: 'answer' is missing in this piece."),
    ("pieces:\n- answer:\n", "line 2: 'answer' is empty"),
    ("pieces:\n- answer: a-1\n  text: x\n", "line 3: 'text' is no key of a piece. Keys are answer, from, to"),
    ("pieces:\n- answer: a\n\tfrom: x\n", "line 3: not valid YAML"),
    ("title: 'x\n", "not valid YAML"),
    ("pieces: &p [*p]\n", "line 1"),
    ("[" * 30 + "]" * 30, "line 1: lists are nested too deeply."),
    ("pieces: [{answer: a}]\ntitle: \x07\n", "not valid YAML: it holds a character"),
]


@pytest.mark.parametrize(("text", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_plan(written(tmp_path, text))
    assert told in str(caught.value)
    assert "Nothing was made." in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_plan(written(tmp_path, "aspect: x\ncaptions: 2\npieces:\n- answer: a\n  form: b\n"))
    assert caught.value.message.endswith("has 3 mistakes:")
    assert [detail.split(":")[0] for detail in caught.value.details] == ["line 1", "line 2", "line 5"]


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large").write_bytes(b"#" * (1 << 21))
    for name, told in (
        ("none", "does not exist"),
        ("binary", "is not text"),
        ("large", "too large"),
        (".", "cannot"),
    ):
        with pytest.raises(UsageError, match=told):
            read_plan(tmp_path / name)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("60", 60.0),
        ("60s", 60.0),
        ("4.25", 4.25),
        ("4,25 s", 4.25),
        ("1:02.5", 62.5),
        ("1m30s", 90.0),
        ("2m", 120.0),
        ("", None),
        ("-3", None),
        ("1e9", None),
        ("inf", None),
        ("soon", None),
    ],
)
def test_times_are_read_as_people_write_them(said: str, seconds: float | None) -> None:
    assert seconds_of(said) == seconds
