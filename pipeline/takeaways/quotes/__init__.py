"""What people said, to be pasted and sent: as text, as a sheet, as a document.

Whatever the form, each quote is a `schemas.quotations.Quotation`: a token-for-token piece of the words,
with who says it as they agreed to be called, its themes, a link to the second, and the transcript it was read
from.
"""

import io
from pathlib import Path

from pipeline.project import Project
from pipeline.sheets import write_csv, write_sheet
from pipeline.takeaways.keeping import keeping
from pipeline.takeaways.quotes import tables, texts
from pipeline.takeaways.quotes.sheet import Sheet, arrange
from schemas.errors import UsageError

__all__ = ["FORMATS", "PRINTED", "Sheet", "arrange", "find_format", "render", "write_form", "write_quotes"]

PRINTED = ("md", "html", "txt", "csv", "json")
"""Forms that are text, and can be printed."""

FORMATS = (*PRINTED, "xlsx", "docx")


def find_format(wanted: str | None, path: Path | None) -> str:
    """The form that is wanted: as it was named, else by the ending of the file, else Markdown.

    Raises:
        UsageError: There is no such form.
    """
    form = (wanted or (path.suffix.removeprefix(".") if path else "") or "md").lower()
    form = {"markdown": "md", "htm": "html", "text": "txt"}.get(form, form)
    if form not in FORMATS:
        raise UsageError(
            f"Quotes cannot be written as '{form}'.", f"Choose with --format: {', '.join(FORMATS)}."
        )
    return form


def render(sheet: Sheet, form: str) -> str:
    """Quotes as text; `form` is one of `PRINTED`."""
    match form:
        case "md":
            return texts.markdown(sheet)
        case "html":
            return texts.html(sheet)
        case "txt":
            return texts.plain(sheet)
        case "csv":
            written = io.StringIO()
            write_csv(written, tables.COLUMNS, tables.rows(sheet))
            return written.getvalue()
    return tables.as_json(sheet)


def write_quotes(project: Project, sheet: Sheet, path: Path, form: str) -> None:
    """Write quotes to a file, all of it or nothing, and remember whose they are.

    Args:
        project: Whose words they are.
        sheet: The quotes.
        path: Where.
        form: One of `FORMATS`.

    Raises:
        UsageError: It cannot be there, or a quote is too long for a cell.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, or no right to write.
    """
    answers = {each.answer_id for each in sheet.quotations}
    with keeping(project, path, "quotes", sheet.channel, answers) as unfinished:
        # Under a name by which it is known what to write.
        named = unfinished.with_name(f"{unfinished.name}.{form}")
        write_form(named, sheet, form)
        named.replace(unfinished)


def write_form(path: Path, sheet: Sheet, form: str) -> None:
    """Write quotes to a file whose name ends with `form`, and remember nothing.

    Raises:
        UsageError: A quote is too long for a cell.
        MachineError: There is no room, or no right to write.
    """
    if form in ("csv", "xlsx"):
        write_sheet(path, tables.COLUMNS, tables.rows(sheet), days=tables.DAYS)
    elif form == "docx":
        from pipeline.takeaways.quotes.word import write_docx

        write_docx(path, sheet)
    else:
        path.write_text(render(sheet, form), encoding="utf-8")
