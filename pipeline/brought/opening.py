"""What a file is, and its rows."""

from pathlib import Path

from pipeline.brought import documents, tables, threads
from pipeline.brought.sheet import Sheet
from schemas.errors import UsageError

_TABLES = {".csv", ".tsv", ".tab"}
_TEXTS = {".txt", ".md", ".text"}
_OLD = {".xls", ".ods", ".numbers", ".doc", ".docx", ".pdf", ".html", ".htm"}

KINDS = "CSV, XLSX, JSON, JSON lines and plain text"


def open_sheet(path: Path, sheet: str | None = None) -> Sheet:
    """A file of answers as rows; what it is, its name's ending says.

    Args:
        path: The file.
        sheet: Of a workbook, the name of the sheet; None for the one with most rows.

    Raises:
        UsageError: There is no such file, it is of another kind, or there is nothing to read in it.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.", "Say which file holds the answers.")
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as problem:
        raise UsageError(
            f"{path} cannot be read: {problem.strerror}.", "Copy it to where you may read it."
        ) from None
    if not start:
        raise UsageError(f"There is nothing in {path.name}.", "Choose the file with the answers.")
    ending = path.suffix.lower()
    is_workbook = ending in (".xlsx", ".xlsm")
    if sheet and not is_workbook:
        raise UsageError(f"{path.name} has no sheets.", "Leave --sheet out.")
    if is_workbook or (start == b"PK\x03\x04" and ending in _TABLES):
        return tables.open_xlsx(path, sheet)
    if ending in _TABLES:
        return tables.open_csv(path)
    if ending in (".json", ".js"):
        return documents.open_json(path)
    if ending in (".jsonl", ".ndjson"):
        return documents.open_jsonl(path)
    if ending in _TEXTS:
        return threads.open_text(path)
    remedy = (
        "Save it as XLSX or CSV." if ending in _OLD else "Give it the ending of what it is, such as .csv."
    )
    raise UsageError(f"{path.name} is of a kind vox cannot read: it reads {KINDS}.", remedy)
