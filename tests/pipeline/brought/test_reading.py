"""Files of every kind are read as what they are: their answers, and their bad rows by number."""

import csv
import io
import json
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.brought import Read, Refused, guess, open_sheet, parse_map, read_rows
from schemas.errors import UsageError
from schemas.settings import DEFAULT_QUESTION
from tests.pipeline.brought import exports
from tests.pipeline.brought.exports import written

Answers = list[tuple[str, str | None, str | None]]


def read(path: Path, told: Mapping[str, str] | None = None) -> tuple[Answers, list[int]]:
    """Of each answer its text, author and date; and the numbers of the rows that were refused."""
    sheet = open_sheet(path)
    found = list(read_rows(sheet, guess(sheet, DEFAULT_QUESTION, told or {}), path.name))
    answers = [
        (each.writing.text, each.writing.author, each.writing.written_at)
        for each in found
        if isinstance(each, Read)
    ]
    return answers, [each.row for each in found if isinstance(each, Refused)]


KINDS: dict[str, tuple[str, Any, Answers, list[int]]] = {
    "Google Forms": (
        "forms.csv",
        exports.GOOGLE_FORMS,
        [
            ("Somebody who listens\nand doesn't rush me.", "Anna Meier", "2026-05-03T08:11:12+00:00"),
            ('They said "take your time", and meant it.', "Ben O'Hara", "2026-05-03T09:01:00+00:00"),
        ],
        [4],
    ),
    "SurveyMonkey": (
        "monkey.csv",
        exports.SURVEYMONKEY,
        [
            ("They fix it on the first call.", None, "2026-05-13T10:11:12"),
            ("Fair prices and no tricks", None, "2026-05-02T08:00:00"),
            ("Fair prices and no tricks", None, "2026-05-02T08:00:00"),
        ],
        [],
    ),
    "Typeform CSV": (
        "typeform.csv",
        exports.TYPEFORM_CSV,
        [("A person, not a menu.", "Lian", "2026-02-07T10:00:00")],
        [3],
    ),
    "Typeform JSON": (
        "typeform.json",
        exports.typeform_json(),
        [
            ("A person, not a menu. Press one, press two!", "Lian", "2026-02-07T10:00:00+00:00"),
            ("Honest about what they cannot do.", "Omar", "2026-02-07T10:00:00+00:00"),
        ],
        [3],
    ),
    "reviews of Google": (
        "reviews.json",
        exports.REVIEWS,
        [("Remembered my order from last week!", "Kay Jones", "2026-01-05T12:00:00+00:00")],
        [2],
    ),
    "Trustpilot": (
        "trustpilot.csv",
        exports.TRUSTPILOT,
        [("The lady at the desk was ever so patient with my mum", "Sue Hall", "2026-03-05T08:00:00")],
        [3],
    ),
    "Google Play": (
        "reviews.csv",
        exports.PLAY,
        [("They sorted my parcel out within the hour", None, "2026-03-05T08:00:00+00:00")],
        [3],
    ),
    "YouTube": (
        "comments.csv",
        exports.YOUTUBE,
        [
            ("They showed me how to do it @anna", None, "2026-03-05T08:00:00+00:00"),
            ("Somebody who knows the {product}", None, "2026-03-06T08:00:00+00:00"),
            ('{"text": broken', None, "2026-03-07T08:00:00+00:00"),
        ],
        [],
    ),
    "archive of tweets": (
        "tweets.js",
        exports.TWEETS,
        [
            ("Good service = someone who owns the problem & rings back", None, "2026-02-07T10:00:00+00:00"),
            ("Buen servicio es que te escuchen", None, "2026-02-07T11:00:00+00:00"),
        ],
        [],
    ),
    "WhatsApp on iOS": (
        "chat.txt",
        exports.WHATSAPP_IOS,
        [
            (
                "When they know the product\nand tell me what I do not need",
                "Pat Smith",
                "2026-03-12T10:12:00",
            ),
            ("Speed. And a smile.", None, "2026-03-13T10:14:00"),
        ],
        [],
    ),
    "WhatsApp on Android": (
        "chat.txt",
        exports.WHATSAPP_ANDROID,
        [
            ("When they know the product", "Pat Smith", "2026-03-25T10:12:00"),
            ("Speed. And a smile.", "Jo", "2026-03-26T09:14:00"),
        ],
        [],
    ),
    "thread": (
        "thread.txt",
        exports.THREAD,
        [
            ("They greet you like a neighbour.", "Anna", None),
            ("Mine don't even look up\nfrom their phones.", "Ben", None),
            ("Patience! See https://example.org/a: it says it all", "carla", None),
        ],
        [],
    ),
    "lines": (
        "lines.txt",
        "They let me look around in peace.\nA smile costs nothing.\n-\n",
        [("They let me look around in peace.", None, None), ("A smile costs nothing.", None, None)],
        [3],
    ),
    "paragraphs": (
        "paragraphs.md",
        "They let me look\naround in peace.\n\n\nA smile costs nothing.\n",
        [("They let me look\naround in peace.", None, None), ("A smile costs nothing.", None, None)],
        [],
    ),
    "JSON lines": (
        "posts.jsonl",
        exports.POSTS,
        [("They called me back when they said they would", "Al", None), ("Nobody rang.", "Cy", None)],
        [2, 3],
    ),
    "list of texts": (
        "texts.json",
        '["They let me be.", "A smile costs nothing.", 7]',
        [("They let me be.", None, None), ("A smile costs nothing.", None, None)],
        [3],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_with_its_bad_rows(kind: str, tmp_path: Path) -> None:
    name, content, answers, refused = KINDS[kind]
    assert read(written(tmp_path, name, content)) == (answers, refused)


def test_a_workbook(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "book.xlsx")
    assert read(path) == (
        [
            ("The lady at the desk was ever so patient with my mum", "Sue Hall", "2026-03-05"),
            ("Easier than their returns policy", None, "2026-03-06T10:30:00"),
        ],
        [4],
    )
    with pytest.raises(UsageError, match=r"no sheet 'Nope'.*Sheet, Answers"):
        open_sheet(path, "Nope")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_gives_the_same(encoding: str, tmp_path: Path) -> None:
    answers, refused = read(written(tmp_path, "german.csv", exports.GERMAN, encoding))
    assert answers == [
        ("Sie hören zu und erklären alles in Ruhe", "Jürgen", "2026-04-03"),
        ("Freundlich; schnell", "Uwe", "2026-04-25"),
    ]
    assert refused == [4, 5]


CELLS = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Cf", "Zl", "Zp")) | st.sampled_from('\n";,|\t'),
    min_size=1,
    max_size=60,
).map(lambda text: f"It is {text.strip()} good")


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(CELLS, min_size=2, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_cells_come_back_whatever_is_in_them(
    texts: list[str], delimiter: str, encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(
        [["Comment", "Author"], *([text, "Ann"] for text in texts)]
    )
    path = written(tmp_path_factory.mktemp("csv"), "answers.csv", stream.getvalue(), encoding)
    answers, refused = read(path, {"text": "Comment"})
    tidy = ["\n".join(line.strip() for line in text.split("\n")) for text in texts]
    assert ([text for text, _, _ in answers], refused) == (tidy, [])


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["03/04/2026", "25/04/2026"], ["2026-04-03", "2026-04-25"]),
        (["03/04/2026", "04/25/2026"], ["2026-03-04", "2026-04-25"]),
        (["3.4.26", "4.5.26"], ["2026-04-03", "2026-05-04"]),
        (["2026-03-04", "2026-12-31T23:59:00Z"], ["2026-03-04", "2026-12-31T23:59:00+00:00"]),
        (["1767225600", "1767225600000"], ["2026-01-01T00:00:00+00:00"] * 2),
        (["Mar 4, 2026 5:06 PM", "5 March 2026"], ["2026-03-04T17:06:00", "2026-03-05"]),
        (["2026/05/03 1:00:00 AM UTC-3"], ["2026-05-03T04:00:00+00:00"]),
        (["2026-05-03 01:00 +0200"], ["2026-05-02T23:00:00+00:00"]),
        (["46082", "46082.5"], ["2026-03-01", "2026-03-01T12:00:00"]),
    ],
)  # fmt: skip
def test_dates_are_read_as_their_column_writes_them(
    dates: list[str], expected: list[str], tmp_path: Path
) -> None:
    lines = "".join(f'"{date}","They were kind to me, number {n}"\n' for n, date in enumerate(dates))
    answers, _ = read(written(tmp_path, "dates.csv", f"Date,Comment\n{lines}"))
    assert [date for _, _, date in answers] == expected


def test_what_is_private_or_cannot_be_read_is_left_out_and_told(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "answers.csv",
        "Comment,Author,Date,Link\nThey were kind,ann@example.org,soon,javascript:alert(1)\n"
        "They rang back,Bo,2026-03-04,https://example.org/2\nThey smiled,Cy,2026-03-05,https://example.org/3\n",
    )
    sheet = open_sheet(path)
    columns = guess(sheet, DEFAULT_QUESTION, {"date": "Date", "address": "Link"})
    first, second, _ = (each for each in read_rows(sheet, columns, path.name) if isinstance(each, Read))
    assert (first.writing.author, first.writing.written_at, first.writing.address) == (None, None, None)
    assert first.notes == (
        "its author is an e-mail address or a telephone number, which is not kept",
        "its date 'soon' cannot be read and is not kept",
    )
    assert second.writing.address == "https://example.org/2"


def test_languages_are_told_row_by_row_and_short_ones_by_the_rest(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "lines.txt",
        "Sie hören mir wirklich zu und lassen mir Zeit\nEin Lächeln kostet doch nichts\nNett\n"
        "They let me look around in peace and quiet\n",
    )
    sheet = open_sheet(path)
    found = list(read_rows(sheet, guess(sheet, DEFAULT_QUESTION, {}), path.name))
    assert [each.writing.language for each in found if isinstance(each, Read)] == ["de", "de", "de", "en"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "There is nothing in a.csv"),
        ("a.csv", b"\n\n \n", "There is nothing in a.csv"),
        ("a.csv", b"\x00\x01\x02\x00" * 99, "a.csv is no text"),
        ("a.csv", b"Age,Yes\n3,yes\n4,no\n", "No column holds texts"),
        ("a.xlsx", b"PK\x03\x04 broken", "a.xlsx cannot be read as a workbook"),
        ("a.json", b'{"a": {"b": 1}}', "There is no list of entries in a.json"),
        ("a.json", b"{broken", "a.json is no JSON"),
        ("a.jsonl", b"[1]\n", "There are no entries in a.jsonl"),
        ("a.pdf", b"%PDF-1.7", "a.pdf is of a kind vox cannot read"),
    ],
)
def test_what_is_no_file_of_answers_is_refused(
    name: str, content: bytes, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageError, match=problem):
        read(path)


def test_a_quotation_mark_that_is_never_closed_costs_that_row_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.brought.tables._LONGEST", 5000)
    rest = "".join(f"They were kind number {n},Ann\n" for n in range(400))
    path = written(tmp_path, "a.csv", f'Comment,Name\nFine people,Bo\n"Open,Cy\n{rest}')
    answers, refused = read(path)
    assert refused[0] == 3
    assert answers[0] == ("Fine people", "Bo", None)


def test_the_title_of_a_review_is_nobodys_role_and_a_reply_is_nobodys_answer(tmp_path: Path) -> None:
    columns: dict[str, str] = {}
    for name in ("Trustpilot", "Google Play", "reviews of Google"):
        file, content, _, _ = KINDS[name]
        columns |= guess(open_sheet(written(tmp_path, file, content)), DEFAULT_QUESTION, {}).columns
    assert "role" not in columns
    assert not any("eply" in column for column in columns.values())


def test_what_is_said_of_columns_is_checked(tmp_path: Path) -> None:
    sheet = open_sheet(written(tmp_path, "a.csv", "Comment,Posted by, on\nThey were kind,Ann,\n"))
    assert parse_map(["text=Comment, name=Posted by", "date=on"]) == {
        "text": "Comment",
        "name": "Posted by",
        "date": "on",
    }
    assert parse_map(["text=So, what is good?,name=Who"]) == {"text": "So, what is good?", "name": "Who"}
    with pytest.raises(UsageError, match=r"no column 'Coment'. Did you mean 'Comment'\?"):
        guess(sheet, DEFAULT_QUESTION, {"text": "Coment"})
    with pytest.raises(UsageError, match=r"no field 'txt'"):
        guess(sheet, DEFAULT_QUESTION, {"txt": "Comment"})
    with pytest.raises(UsageError, match="does not say which column"):
        parse_map(["Comment"])


def test_six_times_as_many_rows_take_no_more_memory(tmp_path: Path) -> None:
    peaks = [_peak(tmp_path / f"{rows}.jsonl", rows) for rows in (1_000, 2_000, 12_000)]
    # Ten thousand rows that were held would take as many kilobytes, or nearly.
    assert peaks[2] - peaks[1] < 2_000_000


def _peak(path: Path, rows: int) -> int:
    """Bytes that reading so many rows takes at most."""
    with path.open("w") as file:
        for number in range(rows):
            row = {"text": f"They were kind to me {number}", "author": f"Ann {number}"}
            file.write(f"{json.dumps(row)}\n")
    sheet = open_sheet(path)
    columns = guess(sheet, DEFAULT_QUESTION, {})
    tracemalloc.start()
    try:
        assert sum(isinstance(each, Read) for each in read_rows(sheet, columns, path.name, "en")) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
