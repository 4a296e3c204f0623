"""What takes minutes, made beside the other work in the studio: clips, reels and reports, one by one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from datasette.utils.asgi import AsgiFileDownload, Response

from pipeline.faults import in_the_background
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.publish.site.page import missing, show
from pipeline.publish.site.studio.desk import desk_of
from pipeline.publish.site.studio.pages import TOO_OLD, is_of_page, read_told
from pipeline.publish.site.taking import Asked, ask
from pipeline.quotations import Wanted, find_quotations, require_any
from pipeline.takeaways.keeping import default_path
from schemas.errors import UsageError, VoxError

State = Literal["waiting", "making", "made", "failed"]

STATES: dict[State, str] = {
    "waiting": "Waits for those before it",
    "making": "Being made",
    "made": "Made",
    "failed": "Not made",
}
"""What has become of each, for people."""

_MOST_WAITING = 20

_CROWD = "Twenty are waiting to be made. Try again when some are."

Told = dict[str, Any]


@dataclass(slots=True)
class Job:
    """Something that is made.

    Attributes:
        number: Which one, from 1.
        what: What it is, for people.
        state: What has become of it.
        said: Why it was not made.
        files: What was.
    """

    number: int
    what: str
    state: State = "waiting"
    said: str = ""
    files: tuple[Path, ...] = ()


class Workshop:
    """What is made in one studio, as long as it is open."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()

    @property
    def is_full(self) -> bool:
        """Whether nothing more is taken at the moment."""
        return sum(job.state == "waiting" for job in self.jobs) >= _MOST_WAITING

    def take(self, what: str, make: Callable[[], tuple[Path, ...]]) -> Job:
        """Make something when its turn comes."""
        job = Job(len(self.jobs) + 1, what)
        self.jobs.append(job)
        task = asyncio.create_task(self._make(job, make))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return job

    async def _make(self, job: Job, make: Callable[[], tuple[Path, ...]]) -> None:
        async with self._turn:
            job.state = "making"
            try:
                job.files = await asyncio.to_thread(make)
                job.state = "made"
            except VoxError as problem:
                job.state, job.said = "failed", str(problem)
            except Exception as fault:
                job.state, job.said = "failed", in_the_background(fault)


_WORKSHOPS: WeakKeyDictionary[Any, Workshop] = WeakKeyDictionary()


def workshop_of(datasette: Any) -> Workshop:
    """That of a studio."""
    return _WORKSHOPS.setdefault(datasette, Workshop())


def _clip(project: Project, asked: Asked, told: Told) -> tuple[Path, ...]:
    from pipeline.takeaways.clip import check_wishes, file_name, make_clip

    aspect = str(told.get("aspect") or "filmed")
    check_wishes(aspect, None)
    wanted = Wanted(answers=asked.ids[:1], extent="quote" if told.get("quote") else "answer")
    chosen = find_quotations(project, wanted, asked.channel, date.today())
    require_any(chosen)
    [quotation] = chosen.quotations
    target = default_path(project, file_name(quotation, aspect), asked.channel)
    make_clip(project, quotation, target, aspect=aspect, captions=bool(told.get("captions")))
    return (target,)


def _reel(project: Project, asked: Asked, told: Told) -> tuple[Path, ...]:
    from pipeline.takeaways.reel.choice import MOST_SECONDS, PEOPLE, plan_film
    from pipeline.takeaways.reel.film import make_film, prepare
    from pipeline.takeaways.reel.plan import Plan
    from pipeline.takeaways.render.canvas import SIZES

    aspect = str(told.get("aspect") or "9:16")
    if aspect not in SIZES:
        raise UsageError(f"There is no aspect '{aspect}'.", "Reload the page and try again.")
    wish = Plan(
        (),
        title=project.settings.question,
        channel=asked.channel,
        aspect=aspect,
        captions=bool(told.get("captions")),
        longest=MOST_SECONDS,
    )
    planned = plan_film(project, asked.wanted, PEOPLE, wish, date.today())
    layout = prepare(project, planned.plan, [piece.quotation for piece in planned.pieces])
    target = default_path(project, f"reel-{aspect.replace(':', 'x')}.mp4", asked.channel)
    make_film(project, planned.plan, layout, target, None, Silent())
    return (target,)


def _report(project: Project, asked: Asked, _: Told) -> tuple[Path, ...]:
    from pipeline.takeaways.report import make_report

    targets = [default_path(project, f"report.{form}", asked.channel) for form in ("html", "pdf")]
    make_report(project, asked.wanted, asked.channel, date.today(), targets)
    return tuple(targets)


_MAKERS: dict[str, tuple[str, Callable[[Project, Asked, Told], tuple[Path, ...]]]] = {
    "clip": ("Clip", _clip),
    "reel": ("Reel", _reel),
    "report": ("Report", _report),
}


async def make(request: Any, datasette: Any) -> Response:
    """Begin to make what a page asks for; of which answers its address tells."""
    if request.method != "POST":
        return Response.text("Only POST.", status=405, headers={"allow": "POST"})
    desk = desk_of(datasette)
    told = await read_told(request, is_script=False)
    if not is_of_page(request, desk, told):
        return _refused(request, datasette, TOO_OLD, 403)
    name, maker = _MAKERS.get(str(told.get("what")), ("", None))
    asked = await ask(request, datasette)
    if not maker or not asked.ids:
        return _refused(request, datasette, "There is nothing to be made of that.", 422)
    workshop = workshop_of(datasette)
    if workshop.is_full:
        return _refused(request, datasette, _CROWD, 503)
    about = asked.ids[0] if name == "Clip" else ", ".join(asked.about)
    workshop.take(f"{name}: {about}" if about else name, lambda: maker(desk.project, asked, told))
    return Response.redirect(datasette.urls.path("/studio/made"), status=303)


async def made(request: Any, datasette: Any) -> Response:
    """What was made since the studio was opened, and what has become of it."""
    facts = {
        "jobs": [
            {
                "number": job.number,
                "what": job.what,
                "state": job.state,
                "said": job.said,
                "files": [path.name for path in job.files if path.is_file()],
            }
            for job in reversed(workshop_of(datasette).jobs)
        ]
    }
    return show(request, datasette, "vox_studio_made.html", facts, states=STATES)


async def file(request: Any, datasette: Any) -> Any:
    """A file that was made."""
    number, name = int(request.url_vars["number"]), request.url_vars["name"]
    jobs = workshop_of(datasette).jobs
    paths = jobs[number - 1].files if 0 < number <= len(jobs) else ()
    found = next((path for path in paths if path.name == name and path.is_file()), None)
    if not found:
        return missing(request, datasette, "This file is not there any more.")
    return AsgiFileDownload(str(found), found.name, content_type="application/octet-stream")


def _refused(request: Any, datasette: Any, said: str, status: int) -> Response:
    facts = {"said": said, "back": "/studio/made"}
    return show(request, datasette, "vox_studio_refused.html", facts, status=status)


ROUTES = [
    (r"/studio/make$", make),
    (r"/studio/made(\.json)?$", made),
    (r"/studio/made/(?P<number>\d{1,6})/(?P<name>[^/]+)$", file),
]
