"""`vox search`."""

from typing import Annotated

import typer

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say
from cli.wanted import SourceOption


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help='Words that must all occur; "a phrase", prefix*, and -word for what must not.',
        ),
    ] = None,
    theme: Annotated[
        str,
        typer.Option(metavar="THEME", help="Only answers with this theme, by its slug.", show_default="all"),
    ] = "",
    source: SourceOption = "",
    limit: Annotated[int, typer.Option(min=1, metavar="NUMBER", help="Answers to show at most.")] = 20,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find answers by what was said. Put -- before words that begin with a dash."""
    from pipeline.search import MARK_BEGIN, MARK_END, Query
    from pipeline.search import search as find

    query = Query(" ".join(words or []), theme, source)
    found = find(open_project(project), query, limit)
    if as_json:
        for answer in found.answers:
            answer["snippet"] = answer["snippet"].replace(MARK_BEGIN, "").replace(MARK_END, "")
        print_json(
            {
                "query": query.text,
                "theme": theme,
                "source": source,
                "total": found.total,
                "answers": found.answers,
            }
        )
        return
    for answer in found.answers:
        snippet = answer["snippet"].replace(MARK_BEGIN, "[").replace(MARK_END, "]")
        say(f"{answer['place']}  {snippet}")
        say(f"    {'  '.join([answer['id'], ', '.join(answer['themes'])]).strip()}")
    say(f"{count(found.total, 'answer')} found.")
