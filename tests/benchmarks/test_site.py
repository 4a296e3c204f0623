import re
import sys
from pathlib import Path

import pytest

from benchmarks.hostile_queries import addresses
from benchmarks.many_answers import project_with
from benchmarks.site import main
from pipeline.store import Store
from schemas.errors import UsageError


def test_it_builds_serves_and_measures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.site.OURS", 5)
    monkeypatch.setattr("benchmarks.site.JSON", 2)
    monkeypatch.setattr("benchmarks.site.STOCK", 4)
    monkeypatch.setattr("benchmarks.site._WRITES", 0.5)
    monkeypatch.setattr(sys, "argv", ["site", str(tmp_path), "--answers", "300", "--hostile", "100"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().out
    assert not ended.value.code, said
    for kind in ("rare words", "a phrase", "theme only", "clip", "patterns", "person", "collection", "about"):
        [row] = [line for line in said.splitlines() if line.startswith(f"| {kind} |")]
        assert "refused" not in row
    for kind in ("common words", "home", "answer", "theme"):
        rows = [line for line in said.splitlines() if line.startswith(f"| {kind} |")]
        assert len(rows) == 2 and "refused" not in "".join(rows)
    assert "The first page after a write:" in said
    assert re.search(r"Memory of the server: \d+ MB before the first page, \d+ MB after\.", said)
    assert "100 strange addresses, 0 answered badly." in said


def test_what_it_builds_is_like_what_people_say_and_always_the_same(tmp_path: Path) -> None:
    databases = [project_with(tmp_path / name, 1000).database for name in ("one", "two")]
    read = []
    for database in databases:
        with Store.reading(database) as store:
            assert store.query("PRAGMA foreign_key_check") == []
            [counts] = store.query(
                """
                SELECT (SELECT count(*) FROM answers) AS answers, (SELECT count(*) FROM words) AS words,
                       (SELECT count(*) FROM answer_themes WHERE tier = 'tag') AS tags,
                       (SELECT count(*) FROM answer_themes WHERE tier = 'suggested') AS suggested,
                       (SELECT count(*) FROM answers WHERE person_id IS NOT NULL) AS named,
                       (SELECT count(*) FROM answers_fts WHERE answers_fts MATCH 'you') AS you
                """
            )
            read.append(store.query("SELECT * FROM answers JOIN answer_themes ON answer_id = id"))
            [misquoted] = store.query(
                """
                SELECT count(*) AS n FROM quotes q JOIN answers a ON a.id = q.answer_id
                WHERE instr(a.text, q.text) = 0 OR q.start < a.start OR q."end" > a."end"
                """
            )
    assert misquoted["n"] == 0
    assert counts["answers"] == 1000
    assert 40_000 < counts["words"] < 50_000
    assert 2400 < counts["tags"] < 2600
    assert 550 < counts["suggested"] < 700
    assert 280 < counts["named"] < 390
    assert 370 < counts["you"] < 480
    assert read[0] == read[1]


def test_a_project_of_somebody_is_left_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "vox.db"
    with Store.writing(database):
        pass
    before = database.read_bytes()
    with pytest.raises(UsageError, match="holds another project"):
        project_with(tmp_path, 10)
    assert database.read_bytes() == before


def test_strange_addresses_are_always_the_same_and_can_be_sent() -> None:
    made = [list(addresses(500, ["0123456789abcdef-1"], ["care"])) for _ in range(2)]
    assert made[0] == made[1]
    sendable = re.compile(r"/[!-~]*")
    assert all(sendable.fullmatch(address) and "#" not in address for _, address in made[0])
    assert max(len(address) for _, address in made[0]) <= 50_000
    assert {page for page, _ in made[0]} == {"/find", "/answer", "/theme", "/person", "/embed/answer"}
