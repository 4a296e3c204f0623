"""A project of any number of answers, made up from sentences of the training corpus.

It is written through the real migrations, all tables that the site reads are filled, and its words are spread
as those of people are: a few in nearly every answer, thousands in a handful. The clips' files are not made.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from sqlite_utils import Database

from pipeline.disk import replacing
from pipeline.project import Project, find_project
from pipeline.rows import theme_rows
from schemas.errors import UsageError
from schemas.migrations import migrations
from schemas.themes import load_themes
from training.corpus import read_corpus

SEED = 6

_AT_ONCE = 2_000
"""Clips whose rows are held before they are written."""

_SENTENCES = (2, 3, 3, 4, 4, 5)
"""How many sentences an answer has, each as likely: 45 words, with the place that some name."""

_TAGS = (1, 2, 2, 3, 3, 4)
"""How many themes an answer has: two and a half."""

_SUGGESTED = 5 / 8
"""Of the answers, how many have a suggested theme besides: a quarter more links."""

_ANSWERS_OF_A_CLIP = (1, 1, 1, 1, 1, 1, 1, 1, 2, 3)
_LANGUAGES = ("en",) * 17 + ("it", "it", "de")
_COLLECTIONS = ("", "shop floor", "trade fair", "telephone")
_SILENT, _FAILED, _PICTURE, _NAMED, _OFF_TOPIC, _QUOTED = 0.02, 0.005, 0.85, 1 / 3, 0.015, 0.9
"""Shares of the clips or answers."""

_ANSWERS_OF_A_PERSON = 3
_FIRST_DAY, _DAYS = datetime(2024, 6, 1, tzinfo=UTC), 548
_NAMES, _SYLLABLES = 50_000, [onset + vowel for onset in "bcdfghjklmnprstvwyz" for vowel in "aeiou"]
_SURE = (0.99, 0.97, 0.99, 0.93, 0.98, 0.88, 0.99, 0.71, 0.98, 0.96, 0.99, 0.42, 0.97)
_ENCODER = "made up"
_WIDTH = 384

_ELSEWHERE = {
    "it": (
        "Per me è importante che ti ascoltino prima di parlare.",
        "Il ragazzo del bar si ricorda sempre come prendo il caffè.",
        "Ho aspettato quaranta minuti al telefono e poi è caduta la linea.",
        "Se sbagliano, devono dirlo subito e rimediare.",
        "Un sorriso non costa niente.",
        "Mi hanno lasciato guardare in pace, senza starmi addosso.",
        "La signora del mercato mi ha regalato due limoni.",
        "Voglio una persona che conosca bene quello che vende.",
    ),
    "de": (
        "Man muss zuhören können, das ist das Wichtigste.",
        "Die Frau an der Kasse kennt mich seit zwölf Jahren.",
        "Drei Wochen habe ich auf eine Antwort gewartet.",
        "Wer einen Fehler macht, soll ihn auch zugeben.",
        "Freundlich, schnell und ehrlich, mehr brauche ich nicht.",
        "Er hat mir das Fahrrad gleich repariert und nichts dafür genommen.",
    ),
}


@dataclass(frozen=True)
class Sentence:
    """Something to say, with what the corpus says of it."""

    text: str
    themes: tuple[str, ...]
    polarity: str
    kind: str

    @cached_property
    def words(self) -> list[str]:
        """Its words, with their marks."""
        return self.text.split()

    @cached_property
    def ends(self) -> list[float]:
        """When each word ends, in seconds from its beginning."""
        return [round(end, 2) for end in accumulate(0.1 + 0.05 * len(word) for word in self.words)]


@dataclass(frozen=True)
class _Stock:
    """Sentences to choose from, each with its share, summed up."""

    sentences: list[Sentence]
    shares: list[float]

    @classmethod
    def of(cls, sentences: list[Sentence]) -> "_Stock":
        return cls(sentences, list(accumulate((rank + 10) ** -0.6 for rank in range(len(sentences)))))

    def draw(self, rng: Random, number: int) -> list[Sentence]:
        return rng.choices(self.sentences, cum_weights=self.shares, k=number)


def project_with(folder: Path, answers: int) -> Project:
    """The project in `folder` with so many answers, made if the folder holds none.

    Raises:
        UsageError: It holds another, which is left as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    project = find_project(folder)
    if not project.database.exists():
        project.media.mkdir(exist_ok=True)
        with replacing(project.database) as unfinished:
            _build(unfinished, answers)
    db = Database(project.database, execute_plugins=False)
    try:
        made_so = not migrations.pending(db) and db.table("meanings").exists()
        encoder = made_so and db.execute("SELECT encoder FROM meanings LIMIT 1").fetchone()
        if encoder != (_ENCODER,) or db.table("answers").count != answers:
            raise UsageError(
                f"{folder} holds another project, or one made by another version.", "Name another folder."
            )
        db.enable_wal()
    finally:
        db.close()
    return project


def _build(path: Path, answers: int) -> None:
    db = Database(path, execute_plugins=False)
    try:
        # What a power cut leaves does not matter here.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        migrations.apply(db)
        with db.atomic():
            _fill(db, answers)
    finally:
        db.close()


def _fill(db: Database, answers: int) -> None:
    db.table("themes").insert_all(theme_rows(load_themes()))
    maker = _Maker(answers)
    _insert(db.conn, "people", maker.people())
    clips = maker.clips()
    while chunk := list(islice(clips, _AT_ONCE)):
        for table in _COLUMNS:
            _insert(db.conn, table, [row for rows in chunk for row in rows.get(table, ())])
    for statement in _THE_REST:
        db.execute(statement)


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = _COLUMNS[table]
    names, marks = ", ".join(f'"{name}"' for name in columns.split()), ", ".join("?" * len(columns.split()))
    db.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


_COLUMNS = {
    "people": "id name role company place",
    "clips": "id sha256 path collection size duration width height recorded_at language language_probability"
    " status reason web_copy added_at",
    "segments": "clip_id position start end text avg_logprob no_speech_prob compression_ratio doubted"
    " language",
    "words": "clip_id position segment start end text glued probability",
    "answers": "id clip_id position person_id start end text first_word last_word quote kind polarity"
    " language voice off_topic polarity_score kind_score",
    "quotes": "answer_id position text start end first_word last_word score",
    "answer_themes": "answer_id theme score tier evidence_start evidence_end source tagger_version why",
    "meanings": "answer_id text_sha256 encoder vector",
}
"""What is written of each table, in an order in which each row finds what it refers to."""

_THE_REST = (
    "INSERT INTO files SELECT path, id, size, 0 FROM clips",
    "INSERT INTO machine_tags SELECT * FROM answer_themes",
    """
    INSERT INTO machine_readings
    SELECT id, polarity, polarity_score, kind, kind_score, CASE WHEN off_topic THEN 0.9 ELSE 0.05 END
    FROM answers
    """,
    """
    INSERT INTO runs SELECT id, 'transcribe', 'made up', 'faster-whisper', 'base', added_at FROM clips
    WHERE status <> 'failed'
    """,
    "INSERT INTO failures SELECT path, id, 'probe', reason, '', added_at FROM clips WHERE status = 'failed'",
)

_Rows = dict[str, list[tuple[Any, ...]]]


class _Maker:
    """Makes up clips with the rows of each, always the same."""

    def __init__(self, answers: int) -> None:
        self._rng, self._numbers = Random(SEED), np.random.default_rng(SEED)
        self._answers = answers
        self._people = max(1, round(answers * _NAMED / _ANSWERS_OF_A_PERSON))
        self._themes = [theme.slug for theme in load_themes()]
        self._theme_shares = list(accumulate(1 / (rank + 3) for rank in range(len(self._themes))))
        texts = [
            Sentence(_finished(part), tuple(sorted(text.themes)), text.polarity, text.kind)
            for text in (*read_corpus("train"), *read_corpus("tune"))
            for part in re.split(r"(?<=[.!?])\s+", text.text)
        ]
        self._rng.shuffle(texts)
        self._stocks = {
            "off topic": _Stock.of([text for text in texts if text.kind == "off_topic"]),
            "en": _Stock.of([text for text in texts if text.kind != "off_topic"]),
        }
        for language, told in _ELSEWHERE.items():
            self._stocks[language] = _Stock.of([Sentence(text, (), "neutral", "opinion") for text in told])

    def people(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self._people):
            name = f"{self._name()} {self._name()}"
            yield f"p{number}", name, self._rng.choice(("owner", "buyer", None)), self._name(), self._name()

    def clips(self) -> Iterator[_Rows]:
        """The rows of each clip, by table."""
        made = 0
        # In order, as the tables are: a million words are not sorted in afterwards.
        ids = sorted({self._rng.getrandbits(64) for _ in range(2 * self._answers + 100)})
        for number, clip_number in enumerate(ids):
            if made == self._answers:
                break
            clip_id, chance = f"{clip_number:016x}", self._rng.random()
            if chance < _SILENT + _FAILED:
                status, reason = (
                    ("failed", "This file is cut short.")
                    if chance < _FAILED
                    else ("no_speech", "Nobody speaks in this clip.")
                )
                yield {"clips": [self._clip(clip_id, number, 4.0, None, status, reason)]}
                continue
            answers = min(self._rng.choice(_ANSWERS_OF_A_CLIP), self._answers - made)
            made += answers
            yield self._spoken(clip_id, number, answers)

    def _spoken(self, clip_id: str, number: int, answers: int) -> _Rows:
        rng = self._rng
        rows: _Rows = {table: [] for table in _COLUMNS}
        language, at = rng.choice(_LANGUAGES), 0.5
        all_off_topic = True
        for position in range(1, answers + 1):
            off_topic = rng.random() < _OFF_TOPIC
            all_off_topic = all_off_topic and off_topic
            stock = self._stocks["off topic" if off_topic else language]
            sentences = stock.draw(rng, rng.choice(_SENTENCES))
            if rng.random() < 1 / 3:
                sentences.append(Sentence(f"It was at {self._name()}.", (), "neutral", "opinion"))
            voice = position if answers > 1 else None
            at = self._answer(rows, f"{clip_id}-{position}", sentences, at, language, voice, off_topic) + 1
        status = "off_topic" if all_off_topic else "answered"
        rows["clips"].append(self._clip(clip_id, number, at, language, status, None))
        return rows

    def _clip(
        self,
        clip_id: str,
        number: int,
        duration: float,
        language: str | None,
        status: str,
        reason: str | None,
    ) -> tuple[Any, ...]:
        rng = self._rng
        recorded = _FIRST_DAY + timedelta(minutes=rng.randrange(_DAYS * 24 * 60))
        added = _FIRST_DAY + timedelta(days=_DAYS, seconds=number)
        collection = rng.choice(_COLLECTIONS)
        width, height = rng.choice(((1280, 720), (720, 1280))) if rng.random() < _PICTURE else (None, None)
        return (
            clip_id,
            sha256(clip_id.encode()).hexdigest(),
            "/".join(filter(None, ("media", collection, f"IMG_{number:06d}.mp4"))),
            collection,
            round(duration * 250_000),
            round(duration, 2),
            width,
            height,
            recorded.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
            language,
            language and 0.98,
            status,
            reason,
            0,
            added.isoformat(),
        )

    def _answer(
        self,
        rows: _Rows,
        answer_id: str,
        sentences: list[Sentence],
        start: float,
        language: str,
        voice: int | None,
        off_topic: bool,
    ) -> float:
        """Add an answer's rows; when it ends, in seconds."""
        rng, words, clip_id = self._rng, rows["words"], answer_id.split("-")[0]
        first_word, at, places = len(words), start, []
        for sentence in sentences:
            segment, first, began = len(rows["segments"]), len(words), at
            for word, end in zip(sentence.words, sentence.ends, strict=True):
                sure = _SURE[(len(words) + segment) % len(_SURE)]
                words.append((clip_id, len(words), segment, at, round(began + end, 2), word, 0, sure))
                at = round(began + end, 2)
            rows["segments"].append(
                (clip_id, segment, began, at, sentence.text, -0.2, 0.02, 1.3, 0, language)
            )
            places.append((first, began, at))
            at = round(at + 0.4, 2)
        text = " ".join(sentence.text for sentence in sentences)
        told = max(sentences, key=lambda sentence: len(sentence.words))
        quote = None
        if rng.random() < _QUOTED:
            quote = told.text
            first, began, ended = places[sentences.index(told)]
            rows["quotes"].append(
                (
                    answer_id,
                    1,
                    quote,
                    began,
                    ended,
                    first,
                    first + len(told.words) - 1,
                    round(rng.random() * 2, 3),
                )
            )
        person = f"p{int(rng.random() * self._people)}" if rng.random() < _NAMED else None
        kind = "opinion" if told.kind == "off_topic" else told.kind
        place = (len(rows["answers"]) + 1, person, start, places[-1][2])
        said = (text, first_word, len(words) - 1, quote, kind, told.polarity, language, voice)
        rows["answers"].append((answer_id, clip_id, *place, *said, int(off_topic), 0.9, 0.8))
        self._tag(rows, answer_id, text, sentences)
        vector = self._numbers.standard_normal(_WIDTH, np.float32)
        vector /= np.linalg.norm(vector)
        read = sha256(text.encode()).hexdigest()
        rows["meanings"].append((answer_id, read, _ENCODER, vector.astype("<f2").tobytes()))
        return at

    def _tag(self, rows: _Rows, answer_id: str, text: str, sentences: list[Sentence]) -> None:
        rng = self._rng
        wanted, suggested = rng.choice(_TAGS), int(rng.random() < _SUGGESTED)
        found = {theme: sentence for sentence in sentences for theme in sentence.themes}
        while len(found) < wanted + suggested:
            [theme] = rng.choices(self._themes, cum_weights=self._theme_shares)
            found.setdefault(theme, rng.choice(sentences))
        for place, (theme, sentence) in enumerate(islice(found.items(), wanted + suggested)):
            tier = "tag" if place < wanted else "suggested"
            score = round(rng.uniform(0.45, 1) if tier == "tag" else rng.uniform(0.25, 0.45), 3)
            begins = text.index(sentence.text)
            ends = begins + len(" ".join(sentence.words[:6]))
            by_words = rng.random() < 0.7
            why = None if by_words else "reads like “Make it simple, that's my philosophy.”"
            source = "lexicon" if by_words else "model"
            rows["answer_themes"].append(
                (answer_id, theme, score, tier, begins, ends, source, "made-up-1", why)
            )

    def _name(self) -> str:
        """A name nobody has; some are said often, most hardly ever."""
        # 611,953 has no divisor in common with the number of names there are: no two come out the same.
        number = int(_NAMES * self._rng.random() ** 3) * 611_953 % len(_SYLLABLES) ** 3
        name = ""
        for _ in range(3):
            number, place = divmod(number, len(_SYLLABLES))
            name += _SYLLABLES[place]
        return name.capitalize()


def _finished(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
