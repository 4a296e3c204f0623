"""How quick the site is with 100,000 answers, beside Datasette's own table page, and what it cannot stand.

python -m benchmarks.site [FOLDER] [--answers N] [--hostile N] [--only KIND]

FOLDER keeps the project that is made up, for the next time. It is served by `vox serve`, and one client asks
for one page after the other, also while somebody writes to the database. With --hostile that many strange
addresses follow: the program leaves with 1 if the search page refuses one, or any page fails. Linux only.
"""

import argparse
import math
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

from sqlite_utils import Database

from benchmarks.hostile_queries import addresses
from benchmarks.many_answers import SEED, project_with
from pipeline.project import Project

HOST = "127.0.0.1"
OURS, JSON, STOCK = 100, 20, 10
"""How many pages of a kind are asked for, and how many of the JSON beside them; Datasette's take seconds."""

_WRITES = 60
"""Seconds for which pages are asked for after a write."""

COMMON = 0.41
"""Of the answers, those that hold a common word; the goals are for such words."""

_WHILE_WRITING = ("home", "common words", "answer", "theme")

_WARMING = 3
_PATIENCE = 300
"""Seconds to wait for a page, and for the site to open."""

_STILL = 50
"""Milliseconds of the processor a second, below which a server does nothing."""

_NO_REPLY = 0
_SHOWN = 10


@dataclass(frozen=True)
class Material:
    """What a database can be asked for.

    Attributes:
        rare: Words in a few answers each.
        middling: Words in about one answer of a hundred each.
        common: Those few that are in about 41 % of the answers.
        answers: Ids of some.
        people: Ids of those who say them, named or not.
        themes: Slugs of all.
        collections: Names of all.
    """

    rare: list[str]
    middling: list[str]
    common: list[str]
    answers: list[str]
    people: list[str]
    themes: list[str]
    collections: list[str]


@dataclass(frozen=True)
class Kind:
    """Pages of one kind, and those of Datasette's own that answer the same.

    Attributes:
        goal: Milliseconds in which 95 of 100 are to be there, or None.
        ours: Addresses of pages; of the last ones the JSON is asked for.
        stock: Addresses of Datasette's; empty where it has none such.
    """

    name: str
    goal: float | None
    ours: list[str]
    stock: list[str]

    @property
    def pages(self) -> list[str]:
        """Those of ours that are asked for as pages."""
        return self.ours[:-JSON]

    @property
    def json(self) -> list[str]:
        """The JSON beside the others."""
        cut = [address.partition("?") for address in self.ours[-JSON:]]
        return [f"{path}.json{mark}{asked}" for path, mark, asked in cut]


@dataclass(frozen=True)
class Taken:
    """How long pages took, in milliseconds, with their size and what they answered.

    Attributes:
        processor: The same of the server's processor alone.
    """

    milliseconds: list[float]
    processor: list[float]
    kilobytes: float
    statuses: Counter[int]

    @property
    def median(self) -> float:
        """Of the milliseconds."""
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        """Milliseconds in which 95 of 100 were there."""
        return _p95(self.milliseconds)

    @property
    def worked(self) -> str:
        """Median and 95 of 100 of the processor's."""
        return f"{statistics.median(self.processor):.1f} | {_p95(self.processor):.1f}"

    def __str__(self) -> str:
        refused = sum(count for status, count in self.statuses.items() if status != 200)
        return f"{self.median:.1f} | {self.p95:.1f} | {self.kilobytes:.0f} KB" + (
            f", {refused} of {len(self.milliseconds)} refused" if refused else ""
        )


def _p95(told: Sequence[float]) -> float:
    return sorted(told)[math.ceil(0.95 * len(told)) - 1]


class Client:
    """Asks for one page after the other over one connection."""

    def __init__(self, port: int, pid: int) -> None:
        self._pid = pid
        self._connection = HTTPConnection(HOST, port, timeout=_PATIENCE)

    def get(self, address: str) -> tuple[int, bytes]:
        """The status and what came with it; no status where the server hung up."""
        try:
            self._connection.request("GET", address)
            response = self._connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException):
            self._connection.close()
            return _NO_REPLY, b""

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def time(self, addresses: Sequence[str]) -> Taken:
        """Ask for some pages."""
        took, worked, sizes, statuses = [], [], [], Counter[int]()
        for address in addresses:
            began, before = time.perf_counter(), processor(self._pid)
            status, body = self.get(address)
            took.append((time.perf_counter() - began) * 1000)
            worked.append(processor(self._pid) - before)
            sizes.append(len(body) / 1000)
            statuses[status] += 1
        return Taken(took, worked, statistics.mean(sizes), statuses)


def find_material(project: Project) -> Material:
    """Choose words by how many answers they are in, as the search index has them."""
    db = Database(project.database, execute_plugins=False)
    rng = Random(SEED)
    try:
        db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, answers_fts, row)")
        terms = dict(db.execute("SELECT term, doc FROM terms WHERE term GLOB '[a-z][a-z]*'").fetchall())
        wanted = COMMON * db.table("answers").count
        rare = [term for term, count in terms.items() if 2 <= count < 10 and len(term) > 3]
        answers = db.execute("SELECT id, speaker FROM answers WHERE NOT off_topic").fetchall()
        asked = rng.sample(answers, min(len(answers), 2 * OURS))

        def near(number: float, most: int) -> list[str]:
            return sorted(terms, key=lambda term: (abs(terms[term] - number), term))[:most]

        return Material(
            rare=rng.sample(rare, min(len(rare), 5 * OURS)),
            middling=near(wanted / 40, OURS),
            common=near(wanted, 4),
            answers=[answer for answer, _ in asked],
            people=[speaker for _, speaker in asked],
            themes=[row[0] for row in db.execute("SELECT slug FROM themes ORDER BY position")],
            collections=[
                row[0] for row in db.execute("SELECT DISTINCT collection FROM clips WHERE collection <> ''")
            ],
        )
    finally:
        db.close()


def kinds(material: Material) -> list[Kind]:
    """What is measured. No two searches are for the same: no page is one that the server remembers."""
    rare, common, themes = cycle(material.rare), cycle(material.common), cycle(material.themes)
    middling, collections = cycle(material.middling), cycle(material.collections)
    pages = cycle((1, 1, 1, 2, 3))
    facets = cycle(
        ({"polarity": "praise"}, {"kind": "story"}, {"theme": material.themes[0]}, {"date": "2025"})
    )
    ours, theirs = range(OURS + JSON), range(STOCK)

    def common_words() -> str:
        return f"{next(common)} -{next(rare)}"

    def find(**asked: object) -> str:
        return f"/find?{urlencode(asked)}"

    def stock(table: str, **asked: object) -> str:
        return f"/vox/{table}?{urlencode(asked)}"

    def each(start: str, names: Iterable[str]) -> list[str]:
        return [f"{start}{quote(name)}" for name in islice(cycle(names), OURS + JSON)]

    return [
        Kind(
            "rare words",
            15,
            [find(q=next(rare)) for _ in ours],
            [stock("answers", _search=next(rare)) for _ in theirs],
        ),
        Kind("words in one answer of a hundred", None, [find(q=next(middling)) for _ in ours], []),
        Kind(
            "common words",
            180,
            [find(q=common_words(), page=next(pages)) for _ in ours],
            [stock("answers", _search=next(common)) for _ in theirs],
        ),
        Kind(
            "two common words",
            None,
            [find(q=f"{' '.join(material.common[:2])} -{next(rare)}") for _ in ours],
            [],
        ),
        Kind("a phrase", None, [find(q=f'"{next(common)} {next(middling)}"') for _ in ours], []),
        Kind(
            "the beginning of a word",
            None,
            [find(q=f"{next(middling)[:2]}* -{next(rare)}") for _ in ours],
            [],
        ),
        Kind(
            "common words, with a facet",
            None,
            [find(q=common_words(), page=next(pages), **next(facets)) for _ in ours],
            [stock("answers", _search=next(common), _facet="polarity") for _ in theirs],
        ),
        Kind(
            "theme only",
            60,
            [find(theme=next(themes), page=1 + number // len(material.themes)) for number in ours],
            [stock("answer_themes", theme=next(themes)) for _ in theirs],
        ),
        Kind(
            "another facet only",
            None,
            [find(**next(facets), sort="newest", page=1 + number // 4) for number in ours],
            [],
        ),
        Kind("home", 40, ["/"] * (OURS + JSON), ["/vox"] * STOCK),
        Kind(
            "answer",
            20,
            each("/answer/", material.answers),
            [stock("answers", id=each) for each in islice(cycle(material.answers), STOCK)],
        ),
        Kind("clip", None, each("/clip/", [answer.partition("-")[0] for answer in material.answers]), []),
        Kind("theme", None, each("/theme/", material.themes), []),
        Kind("patterns", None, each("/patterns", [""]), []),
        Kind("people", None, [f"/people?page={1 + 7 * number}" for number in ours], []),
        Kind("person", None, each("/person/", material.people), []),
        Kind("collection", None, [f"/collection/{quote(next(collections))}" for _ in ours], []),
        Kind("about", None, each("/about", [""]), []),
    ]


@contextmanager
def serving(project: Project) -> Iterator[tuple[int, int]]:
    """`vox serve` over a project in a process of its own: its port, and the process's number."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cli", "serve", "--project", str(project.root), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, port)
            yield port, process.pid
        finally:
            # Nothing is lost that is worth waiting for: an orderly end would wait for the last search.
            process.kill()


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((HOST, port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    sys.exit("The site does not open.")


def memory(pid: int, which: str = "VmRSS") -> float:
    """MB of memory that a process holds; `VmHWM` is what it held at most."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(told[which].split()[0]) / 1000


def processor(pid: int) -> float:
    """Milliseconds of the processor that a process has taken: others on the same machine hardly change it."""
    # How Linux numbers the clock of a process.
    return time.clock_gettime((~pid << 3) | 2) * 1000


def settle(pid: int) -> None:
    """Wait until a server has read what it reads beside its first pages."""
    before = -math.inf
    while (now := processor(pid)) - before > _STILL:
        before = now
        time.sleep(1)


def measure(client: Client, asked: Sequence[Kind]) -> None:
    """Ask for pages of every kind, ours and Datasette's, and print how long they took."""
    print(
        "| page, milliseconds | p95 is to be | first | processor's p50 | p95 | p50 | p95 | size"
        " | its JSON: p50 | p95 | size | Datasette's own: p50 | p95 | size | times as long |"
    )
    print("| --- " * 15 + "|")
    for kind in asked:
        # Pages of their own: what warms the server up is not asked for again.
        first = client.time(kind.pages[:1] + kind.stock[:_WARMING]).milliseconds[0]
        ours, json = client.time(kind.pages[1:]), client.time(kind.json)
        goal = "" if kind.goal is None else f"{kind.goal:.0f}"
        beside = "| | | "
        if kind.stock:
            stock = client.time(kind.stock)
            beside = f"{stock} | {stock.median / ours.median:.1f}"
        print(
            f"| {kind.name} | {goal} | {first:.0f} | {ours.worked} | {ours} | {json} | {beside} |", flush=True
        )


def write_and_measure(project: Project, client: Client, asked: Sequence[Kind]) -> None:
    """Write to the database as a run does, and print how long pages take while what changed is read anew."""
    db = Database(project.database, execute_plugins=False)
    try:
        with db.atomic():
            db.execute("UPDATE clips SET size = size + 1 WHERE id = (SELECT min(id) FROM clips)")
    finally:
        db.close()
    until = time.monotonic() + _WRITES
    told: dict[str, list[Taken]] = {kind.name: [] for kind in asked}
    first: float | None = None
    for number in count():
        if time.monotonic() > until:
            break
        for kind in asked:
            page = client.time([kind.pages[number % len(kind.pages)]])
            first = first or page.median
            told[kind.name].append(page)
    print(f"\nThe first page after a write: {first:.0f} ms. In the {_WRITES} seconds after it:\n")
    print("| page, milliseconds | pages | p50 | p95 | longest |\n| --- | --- | --- | --- | --- |")
    for name, pages in told.items():
        took = [page.median for page in pages]
        print(
            f"| {name} | {len(took)} | {statistics.median(took):.1f} | {_p95(took):.1f} | {max(took):.0f} |"
        )


def provoke(client: Client, material: Material, number: int) -> bool:
    """Ask for strange addresses, print what they were answered, and tell whether all were answered well."""
    answered: dict[str, Counter[int]] = {}
    bad: list[tuple[int, str]] = []
    for page, address in addresses(number, material.answers, material.themes):
        status, _ = client.get(address)
        answered.setdefault(page, Counter())[status] += 1
        if status == _NO_REPLY or status >= (400 if page == "/find" else 500):
            bad.append((status, address))
    print("\n| strange addresses of | answers by status |")
    print("| --- | --- |")
    for page, statuses in sorted(answered.items()):
        told = ", ".join(f"{count:,} x {status or 'none'}" for status, count in sorted(statuses.items()))
        print(f"| {page} | {told} |")
    for status, address in bad[:_SHOWN]:
        print(f"{status or 'no reply'}: {address[:200]}")
    print(f"{number:,} strange addresses, {len(bad):,} answered badly.")
    return not bad


def main() -> None:
    """Measure and print, and say by the exit code whether strange addresses did any harm."""
    parser = argparse.ArgumentParser(description="Measure the site over many answers.")
    parser.add_argument("folder", type=Path, nargs="?", help="keeps the project for the next time")
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--only", default="", metavar="KIND", help="pages whose kind holds this")
    parser.add_argument("--hostile", type=int, default=0, metavar="N", help="so many strange addresses")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        began = time.perf_counter()
        project = project_with(asked.folder or Path(temporary), asked.answers)
        megabytes = project.database.stat().st_size / 1e6
        ready = time.perf_counter() - began
        print(f"{asked.answers:,} answers, {megabytes:,.0f} MB, there after {ready:.0f} s.")
        material = find_material(project)
        with serving(project) as (port, pid), closing(Client(port, pid)) as client:
            empty, wanted = memory(pid), kinds(material)
            # Whoever comes while the site is starting waits until it has.
            opening = client.time(["/"])
            settle(pid)
            # A server hangs up on who says nothing for so long.
            client.close()
            reading = processor(pid) / 1000
            print(
                f"The first page after the start: {opening.median / 1000:.1f} s. What is kept in memory took"
                f" {reading:.1f} s of the processor.\n"
            )
            measure(client, [kind for kind in wanted if asked.only in kind.name])
            print(
                f"\nMemory of the server: {empty:.0f} MB before the first page, {memory(pid):.0f} MB after."
            )
            write_and_measure(project, client, [kind for kind in wanted if kind.name in _WHILE_WRITING])
            print(f"\nMemory of the server: {memory(pid):.0f} MB, at most {memory(pid, 'VmHWM'):.0f} MB.")
            unharmed = not asked.hostile or provoke(client, material, asked.hostile)
    sys.exit(not unharmed)


if __name__ == "__main__":
    main()
