"""Where everything in the site's pictures lies: numbers in, geometry out, drawn by templates/vox_charts.html.

Lengths along a bar are per cent of the room there is, so that a picture fits every width and its text keeps
its size. Only the matrix of themes is in units of its own.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_ENDS = (5, 10, 20, 30, 40, 50, 60, 80, 100)
"""Where a scale of people may end, in per cent of all."""
_LEAST = 0.8
"""What is there is seen: the least length of a part, in per cent, some three pixels on a phone."""

_CELL = 26
"""The pitch of the matrix; static/charts.css draws its squares two units smaller."""
_LABEL_GAP = 8
_LABEL_ROOM = 32
"""How many letters of a theme's label fit beside the matrix."""
_LETTER = 7.2
_LEVELS = 5
_STRONGEST = 12

_MOST_DAYS, _MOST_WEEKS, _MOST_MONTHS = 31, 26, 36
_MOST_TIME_LABELS = 5
_MOST_NUMBERS = 12
_WIDEST_COLUMN = 9.0
_COLUMN_SHARE = 0.72


@dataclass(frozen=True)
class ThemeShare:
    """How many people speak of a theme, and how.

    Attributes:
        slug: The theme.
        label: What it is called.
        hue: Its colour, 0 to 359.
        people: Who speak of it.
        of_people: All who were heard.
        answers: In how many answers.
        praise: Of `people`, who only praise.
        both: Who praise and complain.
        complaint: Who only complain.
        neither: All others of them.
    """

    slug: str
    label: str
    hue: int
    people: int
    of_people: int
    answers: int
    praise: int
    both: int
    complaint: int
    neither: int

    @property
    def praising(self) -> int:
        """Who praise, whether they also complain or not."""
        return self.praise + self.both

    @property
    def complaining(self) -> int:
        """Who complain, whether they also praise or not."""
        return self.complaint + self.both


@dataclass(frozen=True)
class Together:
    """How many people have an answer in which both of two themes occur; each two themes once."""

    one: str
    other: str
    people: int


@dataclass(frozen=True)
class Moment:
    """A day, week, month or year.

    Attributes:
        label: In full: `12 to 18 May 2025`.
        short: For under the picture: `12 May`.
        dates: What narrows answers to it: `2025`, `2025-05`, or days.
        answers: How many answers were filmed then.
    """

    label: str
    short: str
    dates: tuple[str, ...]
    answers: int


@dataclass(frozen=True)
class Part:
    """A piece of a bar: `praise`, `both`, `complaint` or `neither`; place and length in per cent."""

    kind: str
    people: int
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A theme's bar."""

    share: ThemeShare
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ThemeBars:
    """How many people speak of each theme.

    Attributes:
        bars: In the order given.
        of_people: All who were heard.
        end: The share of people at the right end of the scale, in per cent.
    """

    bars: tuple[Bar, ...]
    of_people: int
    end: int


@dataclass(frozen=True)
class PolarityBars:
    """Complaint to the left and praise to the right of the middle, for themes that have either.

    Attributes:
        shares: All themes, for the table.
        bars: Who does both is drawn on both sides, next to the middle.
    """

    shares: tuple[ThemeShare, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Side:
    """A theme at its row of the matrix: the place of its label, and the label cut to the room there is."""

    slug: str
    label: str
    cut: str
    x: float
    y: float


@dataclass(frozen=True)
class Cell:
    """Two themes in the matrix: `level` is 1 for the fewest people to 5 for the most."""

    one: str
    other: str
    labels: tuple[str, str]
    people: int
    x: float
    y: float
    level: int
    width: float


@dataclass(frozen=True)
class Matrix:
    """Which themes come together: half a square, for the other half says the same.

    Attributes:
        sides: Themes that come with another, in the order given.
        cells: Pairs that occur, row by row; its `width` is its length as a bar, in per cent.
        strongest: The pairs most people speak of.
        cell: The side of a cell.
        width: Of the whole, labels included.
        height: Of the whole.
    """

    sides: tuple[Side, ...]
    cells: tuple[Cell, ...]
    strongest: tuple[Cell, ...]
    cell: int
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """One moment's column, in per cent of the room there is.

    Attributes:
        moment: What it stands for.
        slot: Left end and width of its share of the axis: where a pointer finds it.
        x: Left end of the column.
        width: Its width.
        height: Its height.
        middle: Where its label and its number stand.
        label: What is written under it, or nothing.
        anchor: Which end of the label stands at `middle`, as SVG calls it.
        shows: Whether its number is written over it.
    """

    moment: Moment
    slot: tuple[float, float]
    x: float
    width: float
    height: float
    middle: float
    label: str
    anchor: str
    shows: bool


def theme_bars(shares: Sequence[ThemeShare]) -> ThemeBars:
    """Bars of people; the scale ends at a round share of all people."""
    of_people = max((share.of_people for share in shares), default=0)
    most = max((100 * share.people / share.of_people for share in shares if share.of_people), default=0.0)
    end = next((end for end in _ENDS if end >= most), _ENDS[-1])
    bars = []
    for share in shares:
        unit = 10_000 / (end * share.of_people) if share.of_people else 0.0
        told = [(kind, getattr(share, kind)) for kind in ("praise", "both", "complaint", "neither")]
        bars.append(Bar(share, _in_a_row(told, unit, 0.0)))
    return ThemeBars(tuple(bars), of_people, end)


def polarity_bars(shares: Sequence[ThemeShare]) -> PolarityBars:
    """Bars of praise against complaint; all are on one scale, which ends at the most people on one side."""
    most = max((max(share.praising, share.complaining) for share in shares), default=0)
    bars = []
    for share in shares:
        if not share.praising and not share.complaining:
            continue
        left = _in_a_row([("both", share.both), ("complaint", share.complaint)], 50 / most, 0.0)
        mirrored = tuple(
            Part(p.kind, p.people, round(50 - p.x - p.width, 2), p.width) for p in reversed(left)
        )
        right = _in_a_row([("both", share.both), ("praise", share.praise)], 50 / most, 50.0)
        bars.append(Bar(share, mirrored + right))
    return PolarityBars(tuple(shares), tuple(bars))


def _in_a_row(told: Iterable[tuple[str, int]], unit: float, start: float) -> tuple[Part, ...]:
    parts = []
    for kind, people in told:
        if people > 0:
            width = round(max(people * unit, _LEAST), 2)
            parts.append(Part(kind, people, round(start, 2), width))
            start += width
    return tuple(parts)


def together(themes: Sequence[ThemeShare], pairs: Sequence[Together]) -> Matrix:
    """The matrix of themes that come together; pairs of nobody or of unknown themes are left out."""
    known = {theme.slug: theme.label for theme in themes}
    pairs = [pair for pair in pairs if pair.people > 0 and {pair.one, pair.other} <= known.keys()]
    occurring = {slug for pair in pairs for slug in (pair.one, pair.other)}
    rows = {slug: row for row, slug in enumerate(slug for slug in known if slug in occurring)}
    most = max((pair.people for pair in pairs), default=0)
    cells = []
    for pair in pairs:
        one, other = sorted((pair.one, pair.other), key=rows.__getitem__)
        cells.append(
            Cell(
                one,
                other,
                (known[one], known[other]),
                pair.people,
                x=rows[one] * _CELL,
                y=(rows[other] - 1) * _CELL,
                level=-(-_LEVELS * pair.people // most),
                width=round(100 * pair.people / most, 2),
            )
        )
    sides = tuple(
        Side(slug, known[slug], _cut(known[slug]), x=row * _CELL + _LABEL_GAP, y=(row - 0.5) * _CELL)
        for slug, row in rows.items()
    )
    return Matrix(
        sides,
        tuple(sorted(cells, key=lambda cell: (cell.y, cell.x))),
        tuple(sorted(cells, key=lambda cell: (-cell.people, cell.y, cell.x))[:_STRONGEST]),
        _CELL,
        width=max((side.x + _LETTER * _room(side.cut) for side in sides), default=0.0),
        height=max(len(sides) - 1, 0) * _CELL,
    )


def _room(text: str) -> int:
    """How many letters wide a text is; those of East Asia take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(label: str) -> str:
    if _room(label) <= _LABEL_ROOM:
        return label
    while _room(label) >= _LABEL_ROOM:
        label = label[:-1]
    return label.rstrip() + "…"


def moments(days: Mapping[date, int]) -> list[Moment]:
    """Answers by day, week, month or year, whichever makes a picture that can be read.

    Days, weeks and months without an answer are there with 0. Years without one are left out: a camera whose
    clock was never set says 1904 or 1970.

    Args:
        days: How many answers were filmed on each day.
    """
    told = {day: count for day, count in days.items() if count > 0}
    if not told:
        return []
    first, last = min(told), max(told)
    monday = first - timedelta(first.weekday())
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if (last - first).days < _MOST_DAYS:
        starts = [first + timedelta(n) for n in range((last - first).days + 1)]
        return [Moment(_day(day), _short(day), (day.isoformat(),), told.get(day, 0)) for day in starts]
    if (last - monday).days < 7 * _MOST_WEEKS:
        weeks = [monday + timedelta(7 * n) for n in range((last - monday).days // 7 + 1)]
        return [_week(start, told) for start in weeks]
    if months <= _MOST_MONTHS:
        counts = Counter[str]()
        for day, count in told.items():
            counts[day.isoformat()[:7]] += count
        each = [divmod(first.year * 12 + first.month - 1 + n, 12) for n in range(months)]
        return [
            Moment(
                f"{date(year, month + 1, 1):%B %Y}", f"{date(year, month + 1, 1):%b %Y}", (key,), counts[key]
            )
            for year, month in each
            for key in [f"{year:04d}-{month + 1:02d}"]
        ]
    years = Counter[str]()
    for day, count in told.items():
        years[day.isoformat()[:4]] += count
    return [Moment(year, year, (year,), years[year]) for year in sorted(years)]


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _week(start: date, told: Mapping[date, int]) -> Moment:
    days = [start + timedelta(n) for n in range(7)]
    return Moment(
        f"{_short(days[0])} to {_short(days[-1])} {days[-1].year}",
        _short(start),
        tuple(day.isoformat() for day in days),
        sum(told.get(day, 0) for day in days),
    )


def over_time(told: Sequence[Moment]) -> tuple[Column, ...]:
    """Columns of answers over time, with as many labels and numbers as a phone has room for."""
    if not told:
        return ()
    most = max(moment.answers for moment in told)
    slot = 100 / len(told)
    width = min(slot * _COLUMN_SHARE, _WIDEST_COLUMN)
    step = -(-len(told) // _MOST_TIME_LABELS)
    highest = next(place for place, moment in enumerate(told) if moment.answers == most)
    columns = []
    for place, moment in enumerate(told):
        middle = (place + 0.5) * slot
        height = 100 * moment.answers / most if most else 0.0
        columns.append(
            Column(
                moment,
                slot=(round(place * slot, 2), round(slot, 2)),
                x=round(middle - width / 2, 2),
                width=round(width, 2),
                height=round(max(height, _LEAST) if moment.answers else 0.0, 2),
                middle=round(middle, 2),
                label=moment.short if place % step == 0 else "",
                anchor="start" if middle < 8 else "end" if middle > 92 else "middle",
                shows=bool(moment.answers) and (len(told) <= _MOST_NUMBERS or place == highest),
            )
        )
    return tuple(columns)
