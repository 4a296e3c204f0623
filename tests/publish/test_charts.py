"""The pictures: where things lie, and what the page says with hostile labels in it."""

import asyncio
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from datasette.app import Datasette

from pipeline.publish.site import charts
from pipeline.publish.site.charts import ThemeShare, Together

STATIC = Path(charts.__file__).parent / "static"
HOSTILE = "<script>alert(1)</script> \" onload='x' &amp;"
RTL = "הקשבה ותשומת לב"
LONG = "A very long name " * 12

SHARES = [
    ThemeShare("warmth", HOSTILE, 18, 12, 18, 20, praise=7, both=1, complaint=2, neither=2),
    ThemeShare("attention", RTL, 265, 4, 18, 5, praise=0, both=0, complaint=4, neither=0),
    ThemeShare("ease", LONG, 238, 1, 18, 1, praise=0, both=0, complaint=0, neither=1),
    ThemeShare("value", "Price", 95, 0, 18, 0, praise=0, both=0, complaint=0, neither=0),
]
PAIRS = [Together("attention", "warmth", 4), Together("ease", "attention", 1), Together("ease", "gone", 9)]
DAYS = {date(2025, 5, 12): 3, date(2025, 5, 14): 1}


def test_theme_bars_are_shares_of_all_people_on_a_round_scale() -> None:
    drawn = charts.theme_bars(SHARES)
    assert (drawn.end, drawn.of_people) == (80, 18)
    assert [(part.kind, part.people) for part in drawn.bars[0].parts] == [
        ("praise", 7),
        ("both", 1),
        ("complaint", 2),
        ("neither", 2),
    ]
    last = drawn.bars[0].parts[-1]
    assert last.x + last.width == pytest.approx(100 * 12 / 18 / 0.8, abs=0.05)
    assert drawn.bars[3].parts == ()


def test_few_people_among_very_many_are_seen() -> None:
    drawn = charts.theme_bars([ThemeShare("a", "A", 0, 1, 100_000, 1, 1, 0, 0, 0)])
    assert drawn.end == 5
    assert drawn.bars[0].parts[0].width > 0.5


def test_praise_and_complaint_lie_on_their_sides_and_who_does_both_on_either() -> None:
    drawn = charts.polarity_bars(SHARES)
    assert [bar.share.slug for bar in drawn.bars] == ["warmth", "attention"]
    placed = [(part.kind, part.x, round(part.x + part.width, 2)) for part in drawn.bars[0].parts]
    assert placed == [
        ("complaint", 31.25, 43.75),
        ("both", 43.75, 50.0),
        ("both", 50.0, 56.25),
        ("praise", 56.25, 100.0),
    ]


def test_the_matrix_holds_each_pair_once_under_its_diagonal() -> None:
    drawn = charts.together(SHARES, PAIRS)
    assert [side.slug for side in drawn.sides] == ["warmth", "attention", "ease"]
    assert [(cell.one, cell.other, cell.x, cell.y, cell.level) for cell in drawn.cells] == [
        ("warmth", "attention", 0, 0, 5),
        ("attention", "ease", drawn.cell, drawn.cell, 2),
    ]
    assert [cell.people for cell in drawn.strongest] == [4, 1]
    assert len(drawn.sides[2].cut) <= 32
    assert drawn.sides[2].cut.endswith("…")


@pytest.mark.parametrize(
    ("days", "count", "label", "dates"),
    [
        (0, 1, "12 May 2025", ("2025-05-12",)),
        (30, 31, "12 May 2025", ("2025-05-12",)),
        (31, 5, "12 May to 18 May 2025", tuple(f"2025-05-{day}" for day in range(12, 19))),
        (200, 7, "May 2025", ("2025-05",)),
        (40 * 365, 2, "2025", ("2025",)),
    ],
)
def test_the_span_asks_for_days_weeks_months_or_years(
    days: int, count: int, label: str, dates: tuple[str, ...]
) -> None:
    first = date(2025, 5, 12)
    told = charts.moments({first: 2, first + timedelta(days): 2})
    assert (len(told), told[0].label, told[0].dates) == (count, label, dates)
    assert sum(moment.answers for moment in told) == (4 if days else 2)


def test_no_answer_falls_between_two_moments() -> None:
    for span in (20, 100, 700, 3000):
        days = {date(2024, 2, 20) + timedelta(n): n % 3 for n in range(span)}
        assert sum(moment.answers for moment in charts.moments(days)) == sum(days.values())


def test_columns_stay_in_the_picture_and_few_are_labelled() -> None:
    columns = charts.over_time(charts.moments({date(2025, 5, 1) + timedelta(n): n + 1 for n in range(31)}))
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in columns)
    assert max(column.height for column in columns) == 100
    assert sum(bool(column.label) for column in columns) <= 5
    assert [column.moment.answers for column in columns if column.shows] == [31]
    assert charts.over_time([]) == ()


def render(macro: str, drawn: object) -> ET.Element:
    """A macro's picture through Datasette's own Jinja environment; text that is no XML fails."""

    async def rendered() -> str:
        datasette = Datasette(memory=True)
        await datasette.invoke_startup()
        page = f'{{% from "vox_charts.html" import {macro} with context %}}{{{{ {macro}(drawn) }}}}'
        given = {"drawn": drawn, "address": lambda **params: urlencode(params, doseq=True)}
        return str(await datasette.render_template(datasette.jinja_env.from_string(page), given))

    return ET.fromstring(asyncio.run(rendered()).strip())


PICTURES = {
    "theme_bars": charts.theme_bars(SHARES),
    "polarity_bars": charts.polarity_bars(SHARES),
    "together": charts.together(SHARES, PAIRS),
    "over_time": charts.over_time(charts.moments(DAYS)),
}


def links(figure: ET.Element) -> dict[str, str]:
    """The text of each link in the table, by where it leads."""
    return {link.attrib["href"]: "".join(link.itertext()) for link in figure.iterfind(".//table//a")}


@pytest.mark.parametrize("macro", PICTURES)
def test_a_picture_is_sound_has_names_and_a_table_and_nothing_the_policy_forbids(macro: str) -> None:
    figure = render(macro, PICTURES[macro])
    for element in figure.iter():
        assert element.tag not in ("script", "style")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
    for svg in figure.iter("svg"):
        if svg.get("role") == "img":
            assert svg.attrib["aria-label"]
    for link in figure.iter("a"):
        assert "".join(link.itertext()).strip() or link.get("aria-label")
        assert re.fullmatch("/find|/theme/[a-z_]+", urlsplit(link.attrib["href"]).path)
        assert parse_qs(urlsplit(link.attrib["href"]).query).keys() <= {"theme", "polarity", "date"}
    assert [cell.get("scope") for cell in figure.iterfind(".//thead//th")].count("col") >= 2
    assert figure.find("details/summary") is not None
    text = "".join(figure.itertext())
    assert macro == "over_time" or (HOSTILE in text and RTL in text)
    named = [element.attrib["id"] for element in figure.iter() if "id" in element.attrib]
    used = {element.attrib["fill"][5:-1] for element in figure.iter() if "fill" in element.attrib}
    assert len(named) == len(set(named))
    assert used <= set(named)


def test_numbers_lead_to_the_rows_behind_them() -> None:
    told = links(render("theme_bars", PICTURES["theme_bars"]))
    assert told["/find?theme=warmth"] == "12 of 18"
    assert told["/find?theme=warmth&polarity=praise"] == "8"
    assert told["/find?theme=warmth&polarity=complaint"] == "3"
    assert links(render("together", PICTURES["together"]))["/find?theme=warmth&theme=attention"] == "4"
    assert links(render("over_time", PICTURES["over_time"])) == {
        "/find?date=2025-05-12": "3",
        "/find?date=2025-05-14": "1",
    }


@pytest.mark.parametrize(
    ("macro", "drawn"),
    [
        ("theme_bars", charts.theme_bars([])),
        ("polarity_bars", charts.polarity_bars(SHARES[2:])),
        ("together", charts.together(SHARES, [])),
        ("over_time", ()),
    ],
)
def test_where_there_is_nothing_a_sentence_says_so(macro: str, drawn: object) -> None:
    figure = render(macro, drawn)
    assert "".join(figure.itertext()).strip().endswith(".")
    assert figure.find(".//svg") is None


def test_colours_stand_out_from_the_paper_in_light_and_dark() -> None:
    told = {
        name: (light, dark)
        for name, light, dark in re.findall(
            r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)",
            (STATIC / "tokens.css").read_text() + (STATIC / "charts.css").read_text(),
        )
    }
    for name in ("praise", "complaint", "both", "neutral"):
        for colour, paper in zip(told[name], told["paper"], strict=True):
            assert contrast(colour, paper) >= 3, name


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
