"""What Datasette is told about a project's database: words for tables and columns, what may be seen, queries.

The words are in tables.yaml, the queries in questions.yaml; here is only what depends on who may look.
"""

from importlib import resources
from typing import Any

import yaml


def metadata(*, local: bool, studio: bool = False) -> dict[str, Any]:
    """Datasette's metadata for the database `vox`.

    Args:
        local: Whether only this machine can look. Others get no query that says `local: true`, nor, by the
            plugin, a table without `shared: true`: the rest tells names of files, who agreed to what, or how
            the machine works.
        studio: Whether one can write, too.
    """
    described = _read("tables.yaml")
    tables = {name: _table(described[name], local=local) for name in described}
    questions = {
        name: {**_without(question, "local"), "hide_sql": True}
        for name, question in _read("questions.yaml").items()
        if local or not question.get("local")
    }
    database = {
        "title": "The data behind the answers",
        "description": "What people said, as ready-made questions and tables, to take away as CSV or JSON.",
        "tables": tables,
        "queries": questions,
    }
    return {
        "title": "vox",
        "databases": {"vox": database},
        "plugins": {"vox": {"local": local, "studio": studio}},
    }


def shared_tables() -> set[str]:
    """The tables that others than this machine may look at."""
    return {name for name, table in _read("tables.yaml").items() if table.get("shared")}


def _table(described: dict[str, Any], *, local: bool) -> dict[str, Any]:
    table = _without(described, "shared")
    # Datasette puts the label of a row into tables that refer to it, whoever may see that row.
    if not local and "label_column" in table and not described.get("shared"):
        table["label_column"] = "id"
    return table


def _without(described: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in described.items() if name != key}


def _read(name: str) -> dict[str, Any]:
    text = resources.files("pipeline.publish").joinpath(name).read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
