"""Answers that are kept: a computation on the store is done once for the same counts and method.

What is computed from a file is nobody else's and is not kept.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vector.cli.language import note, spoken

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from vector.cli.assay_rows import Store
    from vector.settings import Settings
    from vector.work.computations import Tables
    from vector.work.results import Answer, Basis, Question


def answered(
    file: Path,
    kind: str,
    contract: str,
    parameters: Mapping[str, Any],
    *,
    ready: "Callable[[pd.DataFrame], pd.DataFrame]",
    compute: "Callable[[pd.DataFrame], Tables]",
) -> "Tables":
    """Compute from a file; from the store answer what is kept, else compute it and keep it.

    Parameters
    ----------
    file : Path
        A file, or counts of the store as :mod:`vector.cli.stored` says.
    kind : str
        The computation, one of :data:`vector.work.versions.PROGRAMS`.
    contract : str
        The columns it takes.
    parameters : mapping
        All that the answer depends on beside the counts, as JSON knows it.
    ready : callable
        Makes the columns ready; what it refuses or says is said of kept answers as well.
    compute : callable
        Returns the tables.
    """
    from vector.catalog import load
    from vector.cli.contract import read
    from vector.cli.stored import asked, is_stored
    from vector.work.results import Question, rests_on

    if not is_stored(file):
        return compute(ready(read(file, contract)))
    found = asked(file, contract)
    table = ready(found.counted.frame)
    told = {"places": found.places, "language": spoken(), **parameters}
    question = Question(kind, found.index.id, found.counted.region, told)
    basis = rests_on(found.counted, kind, load())
    return of_store(found.settings, found.engine, question, basis, lambda: compute(table))


def of_assays(
    store: "Store",
    rows: "pd.DataFrame",
    parameters: Mapping[str, Any],
    compute: "Callable[[], Tables]",
) -> "Tables":
    """Answer a question about assays of the store, and say from when the answer is.

    Parameters
    ----------
    store, rows
        As :func:`vector.cli.assay_rows.assays` returns them.
    parameters : mapping
        All that the answer depends on beside the rows, as JSON knows it.
    compute : callable
        Returns the tables.
    """
    from vector.catalog import load
    from vector.store.engine import session
    from vector.work.results import ASSAYS, Question, rests_on_assays, seen_from

    with session(store.engine) as reading:
        home = seen_from(reading, rows, store.region)
    question = Question("bioassay", ASSAYS, home, {"region": store.region, **parameters})
    basis = rests_on_assays(rows, load())
    return of_store(store.settings, store.engine, question, basis, compute)


def of_store(
    settings: "Settings",
    engine: "Engine",
    question: "Question",
    basis: "Basis",
    compute: "Callable[[], Tables]",
) -> "Tables":
    """Answer a question about the store, and say from when the answer is.

    Parameters
    ----------
    settings, engine
        As :func:`vector.cli.county.opened` returns them.
    question, basis
        What is asked, and of what.
    compute : callable
        Returns the tables.
    """
    from datetime import UTC, datetime

    from vector.store.audit import command_line
    from vector.work.results import answer

    now = datetime.now(UTC)
    by = command_line().who
    found = answer(engine, settings, question, basis, compute, now=now, by=by)
    _tell(found, basis, settings.timezone)
    return dict(found.tables)


def _tell(found: "Answer", basis: "Basis", timezone: str) -> None:
    """Say whether the answer was computed now, and which versions it rests on."""
    from zoneinfo import ZoneInfo

    key = "result_large" if found.result is None else "result_new" if found.new else "result_kept"
    at = found.made_at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
    note(key, id=found.result, at=at, model=basis.model, data=basis.data[:12])
