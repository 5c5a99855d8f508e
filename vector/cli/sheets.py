"""The sheets that a command is given: read, their faults told, their tables put together."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from vector.cli.language import refusal, say, spoken, why
from vector.cli.output import progress
from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.intake import Reading

# So many sentences of one kind are shown before the rest is only counted.
SHOWN = 5
NAMES = ("sheet", "street", "station", "habitat")


def read_all(
    files: list[Path], catalog: "Catalog", *, every: bool = False
) -> tuple[list["Reading"], bool]:
    """Read the files, telling what is wrong with each; a file given twice is read once.

    Returns
    -------
    readings : list of Reading
    whole : bool
        Whether every row of every file was taken in.
    """
    from vector.intake import read

    readings: dict[str, Reading] = {}
    whole = True
    for path in files:
        try:
            with progress(say("reading_file", name=path.name)) as report:
                reading = read(
                    _content(path), path.name, catalog, progress=lambda _, a, b: report(a, b)
                )
        except VectorError as error:
            tell(error.told(spoken()))
            whole = False
            continue
        if reading.sha256 in readings:
            tell(say("same_file", name=path.name, other=readings[reading.sha256].name))
            continue
        readings[reading.sha256] = reading
        whole &= not reading.held
        tell_faults(reading, every=every)
    return list(readings.values()), whole


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise refusal("unreadable", path=path, reason=why(error)) from error


def tell(sentence: str) -> None:
    """Say a sentence on standard error."""
    typer.echo(sentence, err=True)


def tell_faults(reading: "Reading", *, every: bool = False) -> None:
    """Say on standard error what is wrong with a file: counts, then the sentences by kind."""
    faults = reading.faults
    kinds = Counter(faults["severity"])
    skipped = sum(reading.skipped.values())
    unsaid = sum(map(len, reading.blanks.values()))
    counts = {
        "rows": reading.rows,
        "held": reading.held,
        "skipped": skipped,
        "taken": reading.rows - reading.held - skipped,
        "blank": say("rows_unsaid", count=unsaid) if unsaid else "",
    }
    tell(
        say(
            "file_read",
            name=reading.name,
            errors=kinds["error"],
            warnings=kinds["warning"],
            **counts,
        )
    )
    for _, group in faults.groupby(["severity", "code"], sort=True, observed=True):
        shown = group if every else group.head(SHOWN)
        for sentence in reading.told(spoken(), shown):
            tell(f"  {sentence}")
        if len(group) > len(shown):
            tell("  " + say("faults_more", count=len(group) - len(shown)))


def merged(readings: list["Reading"]) -> dict[str, "pd.DataFrame"]:
    """Return one table per method; where files give the same survey, the later file counts."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for reading in readings:
        for method, table in reading.tables.items():
            parts.setdefault(method, []).append(table)
    return {
        method: tables[0] if len(tables) == 1 else _corrected(method, tables)
        for method, tables in parts.items()
    }


def with_blanks(
    tables: dict[str, "pd.DataFrame"], readings: list["Reading"]
) -> dict[str, "pd.DataFrame"]:
    """Return the tables together with the rows that give no number: their places have no data."""
    parts = {method: [table] for method, table in tables.items()}
    for reading in readings:
        for method, blank in reading.blanks.items():
            parts.setdefault(method, []).append(blank)
    return {method: _together(each) for method, each in parts.items()}


def _corrected(method: str, tables: list["pd.DataFrame"]) -> "pd.DataFrame":
    together = _together(tables)
    earlier = together.duplicated(["street", "station", "habitat", "date"], keep="last")
    if earlier.any():
        tell(say("surveys_again", method=method, count=int(earlier.sum())))
    return together[~earlier]


def _together(tables: list["pd.DataFrame"]) -> "pd.DataFrame":
    """Put tables under one another; their names stay categories."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    if len(tables) == 1:
        return tables[0]
    joined = pd.concat([table.drop(columns=[*NAMES]) for table in tables], ignore_index=True)
    for name in NAMES:
        joined[name] = union_categoricals([_texts(table[name]) for table in tables])
    return joined


def _texts(column: Any) -> Any:
    """Return a column of names whose categories are texts, also where there is none."""
    return column.cat.rename_categories(column.cat.categories.astype(object))
