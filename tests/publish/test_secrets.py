"""Twenty things that must not get out are planted in a project; a publication is searched for each."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import ffmpeg
import pytest

from pipeline.corrections import correcting
from pipeline.derived import COPY, POSTER, files, folders
from pipeline.ingest import Report, ingest
from pipeline.people import describe, record_consent
from pipeline.pictures import make_pictures
from pipeline.progress import Silent
from pipeline.project import Project, find_project
from pipeline.proof import prove_redactions
from pipeline.publish.publication import build_publication
from pipeline.publish.published import build_published_site
from pipeline.publish.static import export_static
from pipeline.store import Store
from pipeline.tools import run
from pipeline.traces import find_traces
from schemas.people import Consent
from schemas.writings import Writing
from tests.written import answer_of, write

BEGINNINGS = (
    *("/", "/vox", "/vox.json", "/vox/corrections", "/vox/consents.json", "/vox/clips.json", "/vox.db"),
    *("/-/versions.json", "/-/databases.json", "/-/plugins.json", "/-/metadata.json", "/robots.txt"),
    *("/vox?sql=select+*+from+consents", "/studio", "/feed.atom", "/media/../vox.db"),
)
"""From where a crawl goes on: also to what Datasette usually tells."""

TODAY = date(2026, 11, 24)
WEB = Consent("granted", ("web",), "full", given_on="2026-01-01")


@dataclass(frozen=True)
class Planted:
    """A project, what must not get out of it, and what of it may be seen."""

    project: Project
    secrets: dict[str, str | bytes]
    shown: str


def filmed_at_home(source: Path, target: Path) -> None:
    """The same recording as a phone would keep it: with where and by whom it was made."""
    noted = {
        "metadata:g:0": "com.apple.quicktime.location.ISO6709=+46.0569+014.5058/",
        "metadata:g:1": "comment=Grandmothers kitchen",
    }
    made = ffmpeg.input(str(source)).output(str(target), c="copy", movflags="use_metadata_tags", **noted)
    run(made, timeout=60)


@pytest.fixture(scope="module")
def planted(examples: tuple[Project, Report], tmp_path_factory: pytest.TempPathFactory) -> Planted:
    root = tmp_path_factory.mktemp("Confidential-Client")
    shutil.copytree(examples[0].root, root, dirs_exist_ok=True)
    project = find_project(root)
    folder = root / "media" / "Divorce Lawyers"
    folder.mkdir()
    source = next(path for path in sorted((root / "media").glob("*")) if "bernie" in path.name)
    filmed_at_home(source, folder / "Agnieszka at home.mp4")
    ingest(project)
    with Store.reading(project.database) as store:
        answers = store.query(
            "SELECT a.*, c.path FROM answers a JOIN clips c ON c.id = a.clip_id"
            " WHERE NOT a.off_topic AND (SELECT count(*) FROM answers o WHERE o.clip_id = a.clip_id) = 1"
            " AND c.width > 0 ORDER BY c.path"
        )
    home, redacted, anonymous, first, refused, new, hidden = (
        next(row for row in answers if "Agnieszka" in row["path"]),
        *[row for row in answers if "Agnieszka" not in row["path"]][:6],
    )
    word = max(
        (each for each in _words(project, redacted) if each["text"].strip(".,").isalpha()),
        key=lambda each: len(each["text"]),
    )
    out = {"home": home, "redacted": redacted, "anonymous": anonymous, "first": first}
    names = {
        "home": "Wilhelmina Throckmorton",
        "redacted": "Cornelius Abernathy",
        "anonymous": "Philippa Zielinski",
        "first": "Rosamund Featherstone",
        "refused": "Ignatius Bartholomew",
    }
    with correcting(project, "Moneypenny") as made:
        for key, row in (*out.items(), ("refused", refused)):
            made.name(row["id"], names[key])
            made.approve(row["id"])
        made.redact(redacted["id"], word["position"], word["position"])
        made.reword(home["id"], home["first_word"], home["first_word"], "Certainly, it's")
        made.hide(hidden["id"])
    for key in ("home", "redacted"):
        record_consent(project, names[key], WEB, "Moneypenny")
    (root / "signed-by-philippa.pdf").write_bytes(b"signed")
    record_consent(
        project,
        names["anonymous"],
        Consent(
            "granted",
            ("web",),
            "anonymous",
            "Only my voice may travel.",
            evidence=str(root / "signed-by-philippa.pdf"),
        ),
        "Moneypenny",
    )
    record_consent(project, names["first"], Consent("granted", ("web",), "first"), "Moneypenny")
    record_consent(project, names["refused"], Consent("refused"), "Moneypenny")
    describe(
        project, names["anonymous"], "Moneypenny", role="Beekeeper", company="Honeycomb Ltd", place="Ljutomer"
    )
    _write(project)
    make_pictures(project)
    with Store.writing(project.database) as store:
        prove_redactions(project, store, [row["clip_id"] for row in out.values()], Silent())
        sums = {row["id"]: row["sha256"] for row in store.query("SELECT id, sha256 FROM clips")}
    return Planted(
        project,
        {
            "the folder of the project": root.name,
            "the folder of a clip": "Divorce Lawyers",
            "the name of a file": "Agnieszka",
            "the name of another file": Path(str(refused["path"])).stem,
            "where it was filmed": "46.0569+014.5058",
            "what the phone notes": "Grandmothers kitchen",
            "the sum of a recording": sums[home["clip_id"]],
            "a name, of who is anonymous": "Philippa",
            "a surname, of who is anonymous": "Zielinski",
            "a surname, of who shows the first": "Featherstone",
            "the name of who refused": "Ignatius",
            "the role of who is anonymous": "Beekeeper",
            "where the anonymous works": "Honeycomb",
            "where the anonymous lives": "Ljutomer",
            "the wording of a consent": "Only my voice may travel",
            "who curates": "Moneypenny",
            "a redacted word": word["text"].strip(".,"),
            "what was refused": " ".join(refused["text"].split()[3:8]),
            "what is not approved": " ".join(new["text"].split()[3:8]),
            "what is hidden": " ".join(hidden["text"].split()[3:8]),
            "the file a text came in": "kohlrabi-reviews",
            "the key of a text": "kohlrabi-key",
            "where the anonymous wrote": "reviews.example/gladiolus",
            "the name by which the anonymous wrote": "Gladiolus Pym",
            "the date of an anonymous text": "2026-02-17",
            "what a text said before": "They sold me a broken ukulele",
            "a text that is not approved": "Nobody there had heard of pomegranates",
            "a note that nobody looked at": "Back in ten minutes, feeding the iguana",
            "a face that refused": _picture(project, POSTER, refused["clip_id"]),
            "a film that refused": _picture(project, COPY, refused["clip_id"]),
            "the clip that refused": str(refused["clip_id"]),
        },
        shown=" ".join(home["text"].split()[3:8]),
    )


def _write(project: Project) -> None:
    """Two texts of which one may leave without a name, and was revised; and a note that nobody looked at."""
    [clip] = _rows(project, "SELECT id FROM clips WHERE width > 0 ORDER BY path LIMIT 1")
    told: dict[str, Any] = {
        "origin": "kohlrabi-reviews.csv",
        "author": "Gladiolus Pym",
        "written_at": "2026-02-17",
    }
    address = "https://reviews.example/gladiolus"
    said = Writing("kohlrabi-key-1", "They gave me my money back at once.", address=address, **told)
    new = Writing("kohlrabi-key-2", "Nobody there had heard of pomegranates.", address=address, **told)
    iguana = "Back in ten minutes, feeding the iguana"
    note = Writing("kohlrabi-key-3", iguana, source="note", of_clip=clip["id"], start=1.0)
    write(project, [replace(said, text="They sold me a broken ukulele."), said, new, note])
    with correcting(project, "Moneypenny") as made:
        made.name(answer_of(said), "Gladiolus Pym")
        made.approve(answer_of(said))
    record_consent(project, "Gladiolus Pym", Consent("granted", ("web",), "anonymous"), "Moneypenny")


def _rows(project: Project, sql: str) -> list[dict[str, Any]]:
    with Store.reading(project.database) as store:
        return store.query(sql)


def _words(project: Project, answer: dict[str, Any]) -> list[dict[str, Any]]:
    with Store.reading(project.database) as store:
        return store.query(
            "SELECT * FROM words WHERE clip_id = :clip_id AND position BETWEEN :first_word AND :last_word",
            answer,
        )


def _picture(project: Project, kind: str, clip_id: str) -> bytes:
    """Bytes from the middle of a picture or film."""
    path = next(Path(file.path) for file in files(folders(project)[kind]) if file.name.startswith(clip_id))
    content = path.read_bytes()
    return content[len(content) // 2 : len(content) // 2 + 64]


@pytest.fixture(scope="module")
def publication(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that is served, and below it the one for any web host."""
    folder = tmp_path_factory.mktemp("out")
    (folder / "site").mkdir()
    (folder / "pages").mkdir()
    with Store.writing(planted.project.database) as store:
        built = build_publication(planted.project, store, folder / "site", TODAY, Silent())
    assert (len(built.answers), built.texts, built.unmade) == (5, 1, ())
    export_static(
        build_published_site(folder / "site"),
        folder / "site" / "media",
        folder / "pages",
        Silent(),
        url=None,
        index=False,
    )
    yield folder


def test_the_secrets_are_there_to_be_found(planted: Planted) -> None:
    kept = find_traces(planted.project.root, list(planted.secrets.values()))
    found = {trace.secret for trace in kept}
    told = {
        name for name, value in planted.secrets.items() if value in found or str(value) in map(str, found)
    }
    # The folder of the project is not written into it.
    assert planted.secrets.keys() - told <= {"the folder of the project"}


def test_no_byte_of_a_publication_tells_a_secret(planted: Planted, publication: Path) -> None:
    assert find_traces(publication, [planted.shown])  # what may be seen is found
    assert len(planted.secrets) >= 20
    assert [(trace.place, trace.secret) for trace in find_traces(publication, planted.secrets.values())] == []


def test_no_address_of_a_published_site_tells_a_secret(planted: Planted, publication: Path) -> None:
    sent = asyncio.run(_crawl(publication / "site"))
    assert len(sent) > 100
    folder = publication / "crawled"
    folder.mkdir()
    for number, content in enumerate(sent.values()):
        (folder / f"{number}.bin").write_bytes(content)
    assert [trace.secret for trace in find_traces(folder, planted.secrets.values())] == []


async def _crawl(folder: Path) -> dict[str, bytes]:
    """Everything that can be reached from the first page, and what Datasette is known to have."""
    site = build_published_site(folder)
    await site.invoke_startup()
    waiting = list(BEGINNINGS)
    seen: dict[str, bytes] = {}
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 1500:
            continue
        answer = await site.client.get(path)
        seen[path] = answer.content + str(dict(answer.headers)).encode()
        if "html" in answer.headers.get("content-type", ""):
            links = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text)
            waiting += [link.replace("&amp;", "&") for link in links]
            waiting += [f"{link}.json" for link in links if "." not in link and "?" not in link]
    return seen
