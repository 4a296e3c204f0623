"""`vox clip`."""

from datetime import date
from typing import Annotated, cast

import typer

from cli.common import JsonOption, ProjectOption, open_project, print_json, say
from cli.wanted import ChannelOption, OutOption


def clip(
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER", help="The answer, by its id; vox search tells it.")
    ],
    aspect: Annotated[
        str, typer.Option("--aspect", metavar="SHAPE", help="filmed, 9:16, 1:1 or 16:9.")
    ] = "filmed",
    captions: Annotated[
        bool, typer.Option("--captions/--no-captions", help="Whether what is said is written in the picture.")
    ] = False,
    quote: Annotated[bool, typer.Option("--quote", help="Only its best quote instead of all of it.")] = False,
    channel: ChannelOption = "internal",
    out: OutOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cut an answer out of its recording: at its words, levelled, for where it is posted."""
    from pipeline.quotations import Wanted, find_quotations, require_any
    from pipeline.takeaways.clip import check_wishes, file_name, make_clip
    from pipeline.takeaways.keeping import default_path
    from schemas.people import Channel

    found = open_project(project)
    check_wishes(aspect, out)
    wanted = Wanted(answers=(answer,), extent="quote" if quote else "answer")
    chosen = find_quotations(found, wanted, cast("Channel", channel), date.today())
    require_any(chosen)
    [quotation] = chosen.quotations
    target = out or default_path(found, file_name(quotation, aspect), quotation.channel)
    made = make_clip(found, quotation, target, aspect=aspect, captions=captions)
    if as_json:
        print_json(
            {
                "file": made.file,
                "answer": quotation.answer_id,
                "channel": quotation.channel,
                "text": quotation.text,
                "start": round(made.span.start, 3),
                "end": round(made.span.end, 3),
                "width": made.canvas.width,
                "height": made.canvas.height,
                "captions": made.has_captions,
                "revision": quotation.revision,
            }
        )
        return
    say(str(made.file))
