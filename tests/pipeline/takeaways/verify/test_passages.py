"""What counts as quoted, and whom a document names for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.takeaways.verify.attributions import after, before, fits, read_line
from pipeline.takeaways.verify.blocks import Block
from pipeline.takeaways.verify.judging import seek
from pipeline.takeaways.verify.passages import Passage, find_passages

SAID = "They listen to me and remember"


def name_of(passage: Passage) -> str | None:
    return passage.attribution.name if passage.attribution else None


def passages(*texts: str, short: bool = False) -> list[tuple[str, str | None]]:
    found = find_passages([Block(text, "line 1") for text in texts], short=short)
    return [(each.text, name_of(each)) for each in found.passages]


@pytest.mark.parametrize(
    "written",
    [
        f"“{SAID}”",
        f'"{SAID}"',
        f"„{SAID}“",
        f"„{SAID}”",
        f"« {SAID} »",
        f"»{SAID}«",
        f"”{SAID}”",
        f"‘{SAID}’",
        f"'{SAID}'",
        f"‚{SAID}‘",
        f"‹{SAID}›",
        f"「{SAID}」",
    ],
)
def test_marks_of_all_kinds_are_known(written: str) -> None:
    for text in (written, f"We heard {written}, often.", f"({written})", f"—{written}"):
        assert [said.strip() for said, _ in passages(text)] == [SAID]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("It’s the dogs’ and cats’ home", []),
        ('a 5" screen and a 7" screen beside it', []),
        ("rock 'n' roll, '90s music and the dogs' owners' meal", []),
        ("“He said, ‘Sir, I bring my own,’ and left”", ["He said, ‘Sir, I bring my own,’ and left"]),
        ("“He said “Sir, I bring my own” and left”", ["He said “Sir, I bring my own” and left"]),
        ("‘The customers’ needs come first, always’", ["The customers’ needs come first, always"]),
        ("‘Don’t you ever do that’ he said", ["Don’t you ever do that"]),
        ("“It was good, ”and “it was not so good”", ["It was good, ", "it was not so good"]),
    ],
)
def test_apostrophes_inches_and_quotes_in_quotes(written: str, found: list[str]) -> None:
    assert [said for said, _ in passages(written)] == found


def test_one_or_two_words_are_a_manner_of_speaking_unless_asked_or_attributed() -> None:
    text = "Their “so-called” care is “world class”, and “never in time” too."
    assert [said for said, _ in passages(text)] == ["never in time"]
    found = find_passages([Block(text, "line 1")])
    assert found.short == 2
    assert len(passages(text, short=True)) == 3
    assert passages("“Undivided attention.” — Rosie, Market trader") == [("Undivided attention.", "Rosie")]


@pytest.mark.parametrize("written", ["Undivided attention.", "“Undivided attention.”", "Promptness"])
def test_what_is_set_as_a_quote_is_one_however_short(written: str) -> None:
    found = find_passages([Block(written, "line 1", is_quote=True)])
    assert ([each.text for each in found.passages], found.short) == ([written.strip("“”")], 0)
    assert find_passages([Block("…", "line 1", is_quote=True)]).passages == ()


def test_a_quotation_goes_on_over_paragraphs() -> None:
    told = ("She said “First it was late.", "“Then it was cold.", "“Then it was gone.” — Anna", "The end.")
    joined = "First it was late.\nThen it was cold.\nThen it was gone."
    assert passages(*told) == [(joined, "Anna")]
    assert passages("“First it was late.", "Then it was cold.", "Then it was gone.”") == [(joined, None)]
    assert passages('"First it was late.', "Then it was cold.", 'Then it was gone."') == [(joined, None)]


def test_a_mark_that_is_missing_takes_the_paragraph_and_says_so() -> None:
    found = find_passages(
        [Block("“It was late and cold.", "line 1"), Block("Then “it was gone again”.", "line 2")]
    )
    assert [(each.text, each.is_closed) for each in found.passages] == [
        ("It was late and cold.", False),
        ("it was gone again", True),
    ]


def test_block_quotes_are_quoted_without_marks_and_with_who_says_it() -> None:
    def quoted(text: str) -> list[tuple[str, str | None]]:
        found = find_passages([Block(text, "line 1", is_quote=True)]).passages
        return [(each.text, name_of(each)) for each in found]

    assert quoted(SAID) == [(SAID, None)]
    assert quoted(f"“{SAID}”\n— Anna Nilsson, Nurse") == [(SAID, "Anna Nilsson")]
    assert quoted(f"{SAID}\n— Anna, Nurse") == [(SAID, "Anna")]
    assert quoted(f"Anna said: “{SAID}”") == [(SAID, "Anna")]
    assert quoted(f"“{SAID},” says Anna, “and so on.”") == [(f"{SAID},", "Anna"), ("and so on.", "Anna")]
    # What goes on after a dash is not taken for a name: it would not be checked.
    going_on = f"{SAID}\n— and then they gave me all of their money back"
    assert quoted(going_on) == [(going_on, None)]
    for rest in ("and that is all there is.", "And I would pay double for it."):
        assert quoted(f"“{SAID}” {rest}") == [(f"“{SAID}” {rest}", None)]
    assert quoted(f"“{SAID},” she said, “and so on.”") == [(f"{SAID},", None), ("and so on.", None)]
    assert quoted(f"{SAID}\n— Nobody else does that") == [(f"{SAID}\n— Nobody else does that", None)]
    assert quoted("I said “no, thank you” and left.") == [("I said “no, thank you” and left.", None)]


def test_who_is_named_beside_a_quotation() -> None:
    assert passages(f"“{SAID}”", "— Anna, Nurse") == [(SAID, "Anna")]
    assert passages(f"“{SAID}” (Anna, Nurse)") == [(SAID, "Anna")]
    assert passages(f"“{SAID}”, says Anna Nilsson from Oslo.") == [(SAID, "Anna Nilsson")]
    assert passages(f"“{SAID}”, Anna said.") == [(SAID, "Anna")]
    assert passages(f"Anna Nilsson, a nurse, told us: “{SAID}”") == [(SAID, "Anna Nilsson")]
    assert passages(f"Anna: “{SAID}”") == [(SAID, "Anna")]
    assert passages(f"According to Anna, “{SAID}”") == [(SAID, "Anna")]
    assert passages(f"“{SAID}” — that is what we like to hear.")[0][0] == SAID
    assert passages(f"She said “{SAID}”, she did.") == [(SAID, None)]
    assert [name for _, name in passages(f"“{SAID}” — Anna. “{SAID}” — Bert.")] == ["Anna", "Bert"]


@pytest.mark.parametrize(
    ("name", "person", "is_theirs"),
    [
        ("Anna", "Anna Nilsson", True),
        ("Anna N.", "Anna Nilsson", True),
        ("anna nilsson", "Anna Nilsson", True),
        ("Nilsson", "Anna Nilsson", True),
        ("Anna Nilsson", "Anna Maria Nilsson", True),
        ("Anna Berg", "Anna Nilsson", False),
        ("Bert", "Anna Nilsson", False),
        ("Ann", "Anna Nilsson", False),
        ("", "Anna Nilsson", False),
    ],
)
def test_names_are_compared_part_by_part(name: str, person: str, is_theirs: bool) -> None:
    assert fits(name, person) == is_theirs


def test_what_somebody_is_is_no_name() -> None:
    for line in ("a customer from Leeds", "Customer, Leeds", "Somebody", "anonymous"):
        found = read_line(line)
        assert found and not found.is_surely_name
    found = read_line("Anna Nilsson, Nurse")
    assert found and found.is_surely_name and found.text == "Anna Nilsson, Nurse"
    assert read_line("") is None
    assert before("She said ") is None
    assert after(" and so on") is None


@given(st.text(alphabet="ab s.,'\"“”‘’„«»—\n[]…█", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    for is_quote in (False, True):
        for passage in find_passages([Block(text, "line 1", is_quote=is_quote)] * 2, short=True).passages:
            seek(passage)


def test_text_that_never_ends_anything_is_read_in_time() -> None:
    assert passages("‘a " * 30_000) == []
    assert passages("“a " * 30_000)[0][0].startswith("a ")
    assert passages("‘all the dogs’ x " * 3_000)
