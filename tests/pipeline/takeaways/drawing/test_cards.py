"""Words fit, can be read, and stand on the right side, on every card."""

import random
from xml.etree import ElementTree

import pytest

from pipeline.takeaways.drawing.cards import CardWords, draw_words
from pipeline.takeaways.drawing.colours import PAPER, READABLE, contrast, palette
from pipeline.takeaways.drawing.faces import families
from pipeline.takeaways.drawing.layouts import DESIGNS, SIZES, layout
from pipeline.takeaways.drawing.page import TooLongError, draw, measure
from pipeline.takeaways.drawing.photos import darkened, jpeg
from schemas.errors import MachineError
from tests.pipeline.takeaways.drawing.pixels import colours, pixels, plain

QUESTION = "What makes good customer service?"
VOCABULARY = (
    *("I", "they", "we", "people", "who", "listen", "honestly", "unbelievably", "straightforwardness", "a"),
    *("Nobody's", "responsibility;", "whatsoever,", "counterrevolutionaries", "24/7", "re-establishing"),
)


def said(count: int) -> str:
    """So many words, always the same."""
    return " ".join(random.Random(count).choices(VOCABULARY, k=count))


def words(quote: str, language: str = "en", **more: object) -> CardWords:
    given = {"name": "Ottilie Quackenbush", "role": "Gardener", "theme": "Listens", "question": QUESTION}
    return CardWords(quote, language, **{**given, **more})  # type: ignore[arg-type]


def require(text: str) -> None:
    """Skip where the fonts of .ci/setup are not installed."""
    try:
        families(text, "Vox Serif")
    except MachineError as problem:
        pytest.skip(str(problem))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 8, 25, 60])
def test_one_to_sixty_words_fit_with_all_edges_free(count: int, size: str) -> None:
    seen = pixels(draw_words(words(said(count), is_internal=True), "paper", size))
    width, height = SIZES[size]
    assert seen.shape == (height, width, 3)
    box = layout("paper", (width, height)).words
    beside = (
        seen[: box.y - 2],
        seen[: height - 20, : box.x - 6],
        seen[: height - 20, box.x + box.width + 6 :],
    )
    assert all((part == PAPER).all() for part in beside)
    below = seen[box.y + box.height + 4 : height - 20]
    assert (below == PAPER).all()
    assert (seen[box.y : box.y + box.height, box.x : box.x + box.width] != PAPER).any()


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("size", SIZES)
def test_sixty_words_fit_in_every_design(design: str, size: str) -> None:
    drawn = draw_words(words(said(60)), design, size, picture=plain((200, 180, 160), 96, 54))
    assert pixels(drawn).shape[:2] == SIZES[size][::-1]


@pytest.mark.parametrize("size", SIZES)
def test_a_word_without_end_fits(size: str) -> None:
    draw_words(words("a" * 150 + " " + "W" * 90), "portrait", size, picture=plain((9, 9, 9), 54, 96))


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(TooLongError, match="too many for a picture of this size"):
        draw_words(words(said(400)), "paper", "1200x630")


def test_markup_is_only_words() -> None:
    quote = '#panic("x") *so* $a$ @b <c> \\n //d [e] "f"'
    assert draw_words(words(quote, name="#sys.inputs"), "bold", "1080x1080")


def test_an_svg_is_well_formed_in_pixels_and_told_of() -> None:
    svg = draw_words(
        words("Honest & <plain>."), "colour", "1200x630", "svg", alt="A card: “Honest & <plain>.”\n"
    )
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height"), root.get("role")) == ("1200", "630", "img")
    assert root[0].tag.endswith("title")
    assert root[0].text == "A card: “Honest & <plain>.”"
    assert b"<text" not in svg, "letters are shapes: they look the same everywhere"


def test_png_and_svg_are_of_the_same_page() -> None:
    same = words("They listen.")
    assert draw_words(same, "paper", "1080x1080") == draw_words(same, "paper", "1080x1080")
    first, second = (measure("poster-words", _given(same)) for _ in range(2))
    assert first == second


def _given(card: CardWords) -> dict[str, object]:
    from pipeline.takeaways.drawing import cards

    return cards._given(card, "poster", layout("poster", (1080, 1080)), palette(card.hue))


@pytest.mark.parametrize(("design", "size"), [("poster", "1080x1080"), ("portrait", "1200x630")])
def test_words_lie_on_a_picture_as_on_the_page_of_the_svg(design: str, size: str) -> None:
    """A PNG with a picture is put together outside of the page: nothing moves by that."""
    from pipeline.takeaways.drawing import cards

    card, grey = words("They listen to me.", is_internal=True), plain((128, 128, 128), 96, 54)
    places = layout(design, SIZES[size])
    assert places.photo
    given = cards._given(card, design, places, palette(card.hue))
    shown = (
        cards._behind(grey, places.photo, places, given, palette(card.hue)) if design == "poster" else grey
    )
    whole = pixels(draw("card", given, SIZES[size], "png", jpeg(shown))).astype(int)
    apart = abs(whole - pixels(draw_words(card, design, size, picture=grey)).astype(int)).max(axis=2)
    box = places.words
    assert apart[box.y : box.y + box.height, box.x : box.x + box.width].mean() < 3
    assert (apart > 60).mean() < 0.001


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("hue", [0, 60, 120, 240])
def test_words_can_be_read_on_every_pixel_of_a_picture(hue: int, across: bool) -> None:
    noise = random.Random(hue).randbytes(120 * 160 * 3)
    bright = plain((255, 255, 255), 160, 120)
    mixed = bright.copy()
    mixed.reshape(-1)[:] = list(noise)
    for picture in (bright, mixed):
        shade = palette(hue).shade
        seen = pixels(jpeg(darkened(picture, shade, PAPER, 0.5, across=across)))
        behind = seen[:, :80] if across else seen[60:]
        assert min(contrast(PAPER, colour) for colour in colours(behind)) >= READABLE
        clear = seen[:, -8:] if across else seen[:8]
        assert abs(int(clear.mean()) - int(picture.mean())) < 12


def test_a_dark_picture_is_left_as_it_is_where_it_is_clear() -> None:
    dark = plain((30, 40, 50), 60, 100)
    seen = darkened(dark, palette(8).shade, PAPER, 0.6, across=False)
    assert (seen[:20] == dark[:20]).all()


def test_words_of_a_poster_can_be_read_where_they_are_drawn() -> None:
    white = plain((255, 255, 255), 96, 54)
    card = words(said(30))
    seen = pixels(draw_words(card, "poster", "1080x1080", picture=white))
    _, high = measure("poster-words", _given(card))
    box = layout("poster", (1080, 1080)).words
    top = round(box.y + box.height - high)
    # Beside the words there is what is behind them.
    assert min(contrast(PAPER, colour) for colour in colours(seen[top:, 4:60])) >= READABLE


@pytest.mark.parametrize(
    ("quote", "language"),
    [
        ("نعم دائما.", "ar"),
        ("כן.", "he"),
    ],
)
def test_what_is_written_from_right_to_left_stands_at_the_right(quote: str, language: str) -> None:
    require(quote)
    seen = pixels(draw_words(words(quote, language, theme="", question="", role=""), "paper", "1200x630"))
    box = layout("paper", (1200, 630)).words
    middle = seen[box.y + 110 : box.y + box.height - 90]
    inked = (middle != PAPER).any(axis=(0, 2)).nonzero()[0]
    assert inked.max() > box.x + box.width - 30
    assert inked.min() > box.x + 30


@pytest.mark.parametrize(
    ("quote", "language"),
    [
        ("他们记得我的名字，也会认真听我说话，这让我觉得自己很重要。" * 3, "zh"),
        ("名前を覚えていてくれるのが、いちばんうれしいです。" * 3, "ja"),
        ("So kind 👩‍👩‍👧‍👦 and quick 👍🏽 🏳️‍🌈 ❤️ 1️⃣ 🇬🇧 " * 4, "en"),
    ],
)
@pytest.mark.parametrize("size", SIZES)
def test_other_scripts_and_emoji_fit(quote: str, language: str, size: str) -> None:
    require(quote)
    seen = pixels(draw_words(words(quote, language), "paper", size))
    box = layout("paper", SIZES[size]).words
    assert (seen[: SIZES[size][1] - 20, : box.x - 14] == PAPER).all()
    assert (seen[: SIZES[size][1] - 20, box.x + box.width + 14 :] == PAPER).all()
