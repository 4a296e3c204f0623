"""A publication with a password: without it nothing is seen, films and data among it."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from pipeline.publish.password import for_environment, from_environment, hashed
from schemas.errors import UsageError
from tests.conftest import MakeClip
from tests.publish.curated import FULL
from tests.publish.published_site import publication, visit

PASSWORD = "three blue ducks"
PAGES = ("/", "/people", "/vox", "/vox/answers.csv", "/.json", f"/answer/{FULL}-1.vtt", "/feed.atom")
ALL = (*PAGES, f"/media/{FULL}.mp4", f"/media/{FULL}.jpg", f"/embed/answer/{FULL}-1", "/nowhere", "/vox.db")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip) -> Path:
    return publication(tmp_path_factory.mktemp("published"), make_clip, password=True, index=True)


@pytest.fixture(scope="module")
def kept() -> str:
    return hashed(PASSWORD)


def test_nothing_is_seen_without_the_password_and_all_with_it(published: Path, kept: str) -> None:
    async def come(client: httpx.AsyncClient) -> None:
        for address in ALL:
            refused = await client.get(address)
            assert (refused.status_code, refused.text) == (401, "This site asks for a password."), address
            assert refused.headers["cache-control"] == "private, no-store"
        page = await client.get("/people?page=1", headers={"accept": "text/html"})
        assert page.status_code == 401 and 'value="/people?page=1"' in page.text
        assert page.headers["content-security-policy"].endswith("frame-ancestors 'self'")
        assert "customer service" not in page.text and "Quackenbush" not in page.text
        # The page looks as it should, and a server can be watched.
        for address in ("/-/static-plugins/vox/login.css", "/robots.txt", "/health"):
            assert (await client.get(address)).status_code == 200

        let_in = await client.post("/login", data={"password": PASSWORD, "to": "/people?page=1"})
        assert (let_in.status_code, let_in.headers["location"]) == (303, "/people?page=1")
        told = let_in.headers["set-cookie"]
        assert "HttpOnly" in told and "SameSite=lax" in told and "Secure" not in told
        for address in (*PAGES, f"/media/{FULL}.mp4"):
            shown = await client.get(address)
            assert shown.status_code == 200 and shown.headers["x-robots-tag"] == "noindex", address
        assert (await client.post("/people")).status_code == 405
        assert (await client.get("/-/versions.json")).status_code == 404

    visit(published, come, password_hash=kept)


def test_a_wrong_password_is_told_and_slows_down(published: Path, kept: str) -> None:
    async def guess(client: httpx.AsyncClient) -> tuple[float, list[httpx.Response]]:
        began = time.monotonic()
        tries = (client.post("/login", data={"password": f"duck {at}"}) for at in range(2))
        found = await asyncio.gather(*tries)
        return time.monotonic() - began, list(found)

    took, refused = visit(published, guess, password_hash=kept)
    # One after the other, however many ask at once.
    assert took > 2
    for response in refused:
        assert response.status_code == 401 and "not the password" in response.text
        assert "set-cookie" not in response.headers


def test_a_crowd_is_asked_to_come_back(published: Path, kept: str) -> None:
    async def storm(client: httpx.AsyncClient) -> list[int]:
        tries = [asyncio.create_task(client.post("/login", data={"password": "x"})) for _ in range(12)]
        # Those that are too many are told at once, the others after their sums.
        done, waiting = await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
        # Meanwhile the others are answered.
        assert (await client.get("/health")).status_code == 200
        for each in waiting:
            each.cancel()
        return [task.result().status_code for task in done]

    assert set(visit(published, storm, password_hash=kept)) == {429}


@pytest.mark.parametrize(
    "to", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb: c", ""]
)
def test_nobody_is_sent_elsewhere(published: Path, kept: str, to: str) -> None:
    async def come(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/login", data={"password": PASSWORD, "to": to})

    assert visit(published, come, password_hash=kept).headers["location"] == "/"


def test_another_site_cannot_let_anybody_in(published: Path, kept: str) -> None:
    async def come(client: httpx.AsyncClient) -> httpx.Response:
        sent = {"sec-fetch-site": "cross-site"}
        return await client.post("/login", data={"password": PASSWORD}, headers=sent)

    assert visit(published, come, password_hash=kept).status_code == 403


def test_a_long_or_odd_form_is_no_password(published: Path, kept: str) -> None:
    async def come(client: httpx.AsyncClient) -> list[int]:
        odd = (b"x" * 100_000, b"&".join(b"a=1" for _ in range(99)), b"password=%ff%00", b"\xff\xfe")
        return [(await client.post("/login", content=each)).status_code for each in odd]

    assert set(visit(published, come, password_hash=kept)) == {401}


def test_who_was_let_in_comes_again_until_the_password_or_the_secret_is_another(
    published: Path, kept: str
) -> None:
    async def come(client: httpx.AsyncClient) -> str:
        return str((await client.post("/login", data={"password": PASSWORD})).cookies["vox_visitor"])

    cookie = visit(published, come, password_hash=kept, secret="s")

    async def again(client: httpx.AsyncClient) -> list[int]:
        told = (cookie, cookie[:-1], "", "x.y.z", "é")
        sent = [{b"cookie": f"vox_visitor={each}".encode()} for each in told]
        return [(await client.get("/people", headers=each)).status_code for each in sent]

    assert visit(published, again, password_hash=kept, secret="s") == [200, 401, 401, 401, 401]
    assert visit(published, again, password_hash=kept, secret="other")[0] == 401
    assert visit(published, again, password_hash=hashed("other ducks"), secret="s")[0] == 401


def test_a_password_is_neither_short_nor_kept(kept: str) -> None:
    assert PASSWORD not in kept and kept != hashed(PASSWORD)
    assert "$" not in for_environment(kept) and from_environment(for_environment(kept)) == kept
    assert from_environment(None) is from_environment(" ") is None
    for odd in ("", "short", "x" * 201):
        with pytest.raises(UsageError, match="between 8 and 200"):
            hashed(odd)
