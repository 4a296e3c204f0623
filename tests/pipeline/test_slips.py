"""Who sent an answer, and what they agreed to, is recorded once; also when vox was killed meanwhile."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from pipeline.collect.wording import choose, wordings
from pipeline.forget import forget, plan_forgetting
from pipeline.ingest import ingest
from pipeline.people_tables import clips_of
from pipeline.project import Project
from pipeline.slips import Slip, part_place, slip_place, waiting_slips, write_slip
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.settings import Settings
from tests.conftest import MakeClip, drop

SLIP = Slip(
    id="a" * 20,
    name="Ann Lee",
    role="Baker",
    naming="first",
    channels=("internal", "web"),
    wording="I agree.",
    wording_version="own 1",
    language="en",
    arrived_at="2026-05-01T10:00:00+02:00",
)
WRITTEN = replace(SLIP, text="They listen to me.")


def people(project: Project) -> list[dict[str, Any]]:
    with Store.reading(project.database) as store:
        return store.query(
            "SELECT p.id, p.name, p.role, c.status, c.naming, c.given_on,"
            " (SELECT count(*) FROM answers WHERE person_id = p.id) AS answers"
            " FROM people p LEFT JOIN consents c ON c.person_id = p.id ORDER BY p.id"
        )


def test_a_text_alone_is_taken_in_without_any_clip(project: Project) -> None:
    write_slip(project, WRITTEN)
    ingest(project)
    assert not list(waiting_slips(project))
    told = {"name": "Ann Lee", "role": "Baker", "status": "granted", "naming": "first", "answers": 1}
    assert people(project) == [{"id": "ann-lee", **told, "given_on": "2026-05-01"}]
    with pytest.raises(UsageError):
        ingest(project)


def test_who_was_killed_before_the_slip_was_gone_records_nothing_twice(project: Project) -> None:
    write_slip(project, WRITTEN)
    ingest(project)
    before = people(project)
    write_slip(project, WRITTEN)
    ingest(project)
    assert people(project) == before


def test_two_of_one_name_are_two_people(project: Project) -> None:
    write_slip(project, WRITTEN)
    write_slip(project, replace(WRITTEN, id="b" * 20, text="They know my name.", naming="anonymous"))
    ingest(project)
    assert [(row["id"], row["naming"]) for row in people(project)] == [
        ("ann-lee", "first"),
        ("ann-lee-2", "anonymous"),
    ]


def _filmed(project: Project, content: bytes, **more: Any) -> Slip:
    sha256 = hashlib.sha256(content).hexdigest()
    return replace(SLIP, file=f"media/collected/{SLIP.id}.mp4", sha256=sha256, **more)


def test_a_film_that_was_not_moved_yet_is_moved_and_named(scripted: Project, make_clip: MakeClip) -> None:
    content = make_clip(scripted.root / "made.mp4", 3.0).read_bytes()
    write_slip(scripted, _filmed(scripted, content))
    drop(part_place(scripted, SLIP.id), content)
    # The first run finds the film where it belongs only at its end; the next takes it in.
    for _ in range(2):
        ingest(scripted)
    assert not slip_place(scripted, SLIP.id).exists()
    assert [(row["id"], row["answers"]) for row in people(scripted)] == [("ann-lee", 1)]


def test_who_says_nothing_is_forgotten_with_their_film(scripted: Project, make_clip: MakeClip) -> None:
    content = make_clip(scripted.root / "made.mp4", 1.0, sound=False).read_bytes()
    (scripted.root / "made.mp4").unlink()
    (scripted.media / "collected").mkdir()
    drop(scripted.media / "collected" / f"{SLIP.id}.mp4", content)
    write_slip(scripted, _filmed(scripted, content))
    ingest(scripted)
    assert [(row["id"], row["answers"]) for row in people(scripted)] == [("ann-lee", 0)]
    with Store.reading(scripted.database) as store:
        assert len(store.within(lambda db: clips_of(db, "ann-lee"))) == 1
    assert not forget(scripted, plan_forgetting(scripted, "ann-lee"), "me").traces
    assert not list(scripted.media.rglob("*.mp4"))
    # Sent once more, it is not taken in, and neither is who they are.
    drop(scripted.media / "collected" / f"{SLIP.id}.mp4", content)
    write_slip(scripted, _filmed(scripted, content))
    ingest(scripted)
    assert people(scripted) == []
    assert not list(waiting_slips(scripted))


def test_the_page_is_in_the_language_of_the_phone() -> None:
    found = wordings(Settings(collect_languages=("en", "de", "fr", "es", "it", "nl", "pl", "pt")))
    assert len({each.consent for each in found.values()}) == 8
    assert len({frozenset(each.texts) for each in found.values()}) == 1
    for accepted, language in (("de-CH,de;q=0.9,en;q=0.8", "de"), ("xx;q=1, fr;q=0.1", "fr"), ("", "en")):
        assert choose(found, None, accepted).language == language
    assert choose(found, "pl", "de").language == "pl"
    assert choose(found, "zz", "q=,;;,de;q=x,it;q=0").language == "en"


@pytest.mark.parametrize(
    "settings",
    [
        {"collect_languages": ("xx",)},
        {"collect_languages": ()},
        {"collect_consent": {"en": "I agree."}},
        {"collect_channels": ("web",)},
        {"collect_languages": ("en", "de"), "collect_consent": {"en": "Yes"}, "collect_channels": ("web",)},
    ],
)
def test_what_people_agree_to_is_said_in_every_language_and_for_known_ways(settings: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        wordings(Settings(**settings))


def test_another_wording_is_another_version() -> None:
    own = Settings(collect_consent={"en": "Yes to the web."}, collect_channels=("web",))
    [wording] = wordings(own).values()
    assert (wording.consent, wording.channels) == ("Yes to the web.", ("web",))
    assert wording.version not in ("vox 1", "")
