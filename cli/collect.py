"""`vox collect`."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import ProjectOption, open_project, tell, tell_problem
from cli.progress import Arrivals

if TYPE_CHECKING:
    from pipeline.collect import Arrived, Taken
    from pipeline.collect.address import Address


def collect(
    project: ProjectOption = None,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="The address to listen on.",
            show_default="this machine's on the local network",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="The port to listen on.")
    ] = 8003,
    kiosk: Annotated[
        bool, typer.Option("--kiosk", help="For a tablet on a stand: the page begins anew by itself.")
    ] = False,
    new_address: Annotated[
        bool, typer.Option("--new-address", help="Make another address: the code printed before is void.")
    ] = False,
) -> None:
    """Open a page on which people answer with their phones, and take in what they send."""
    from pipeline.collect import Arrived
    from pipeline.collect import collect as run
    from pipeline.collect.address import find_address

    found = open_project(project)
    address = find_address(found, host, port, new=new_address)

    told = Arrivals()
    for event in run(found, address, lambda opened: _announce(opened, kiosk), told):
        if isinstance(event, Arrived):
            _tell_arrival(event)
        else:
            _tell_taken(event, told)


def _announce(address: "Address", kiosk: bool) -> None:
    import segno

    place = address.kiosk if kiosk else address.page
    if sys.stderr.isatty():
        segno.make(place).terminal(out=sys.stderr, compact=True)
    tell(f"Open {place}")
    if address.is_local:
        tell("Only this machine can open it.")
    else:
        tell("Phones on the same network open it by the code. Whoever has the address can send answers.")
    tell("Nothing else of the project can be reached there. Ctrl-C ends it.")


def _tell_arrival(arrived: "Arrived") -> None:
    seconds = arrived.seconds
    length = f" of {int(seconds) // 60}:{int(seconds) % 60:02}" if seconds is not None else ""
    what = "a written answer" if arrived.slip.file is None else f"a recording{length}"
    tell(f"{datetime.now():%H:%M:%S} {what} arrived")


def _tell_taken(taken: "Taken", told: Arrivals) -> None:
    told.rest(taken.report)
    if taken.slips:
        whose = "1 answer is" if len(taken.slips) == 1 else f"{len(taken.slips)} answers are"
        tell(f"{datetime.now():%H:%M:%S} {whose} taken in, with the consent")
    if taken.report.problem:
        tell_problem(taken.report.problem)
