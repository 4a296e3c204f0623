"""`vox captions`."""

from datetime import date
from typing import Annotated, cast

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, tell
from cli.wanted import ChannelOption, OutOption, tell_held_back


def captions(
    wanted: Annotated[
        str,
        typer.Argument(metavar="ANSWER|CLIP", help="The id of an answer, or of a clip for all its answers."),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="srt, vtt or txt.",
            show_default="by the ending of --out, or srt",
        ),
    ] = None,
    cut: Annotated[
        bool,
        typer.Option(
            "--cut", help="Times of the film that vox clip makes of the answer, not of the recording."
        ),
    ] = False,
    channel: ChannelOption = "internal",
    out: OutOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write captions of what is said: at most two lines of 42 letters, shown while they are said."""
    from pipeline.captions import MOST_A_SECOND
    from pipeline.takeaways.captions import find_captions, find_format, too_fast, write_captions
    from pipeline.takeaways.keeping import default_path
    from schemas.people import Channel

    opened = open_project(project)
    kind = find_format(form, out)
    way = cast("Channel", channel)
    found = find_captions(opened, wanted, way, date.today(), of_cut=cut)
    target = out or default_path(opened, f"captions-{wanted}{'-cut' if cut else ''}.{kind}", way)
    write_captions(opened, found, target, kind)
    fast = too_fast(found.cues, MOST_A_SECOND)
    if as_json:
        print_json(
            {
                "path": target,
                "format": kind,
                "channel": channel,
                "language": found.language,
                "answers": [each.answer_id for each in found.quotations],
                "captions": [
                    {
                        "start": cue.start,
                        "end": cue.end,
                        "lines": cue.lines,
                        "speaker": cue.speaker or None,
                        "language": cue.language,
                        "speed": round(cue.speed, 1),
                    }
                    for cue in found.cues
                ],
                "too_fast": len(fast),
                "held_back": found.chosen.held_back,
            }
        )
        return
    say(f"{target}: {count(len(found.cues), 'caption')}.")
    tell_held_back(found.chosen)
    if fast and kind != "txt":
        tell(
            f"Faster than {MOST_A_SECOND:.0f} letters a second, because it is said so fast:"
            f" {count(len(fast), 'caption')}, up to {fast[0].speed:.1f}."
        )
