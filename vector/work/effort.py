"""What a confirmed zero is made of: the fields of its form, its effort to begin with, its words."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.method import Field, Method, Role
from vector.errors import Said, UploadError
from vector.store.tables import Survey


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("zero.toml").read_text(encoding="utf-8"))


def said(key: str, language: str, **values: object) -> str:
    """Fill one sentence of ``zero.toml``."""
    return _words()[key][language].format(**values)


def refusal(key: str, **values: Any) -> UploadError:
    """Return an error in both languages; what is named, is in each."""
    told = {}
    for language in ("zh", "en"):
        named = {
            name: getattr(value, language) if isinstance(value, Field | Method | Said) else value
            for name, value in values.items()
        }
        told[language] = said(key, language, **named)
    return UploadError(told["zh"], told["en"])


def efforts(method: Method) -> tuple[Field, ...]:
    """Return the fields that say how much was set out or looked at."""
    return tuple(field for field in method.fields if field.role is Role.EFFORT)


def tallies(method: Method) -> tuple[Field, ...]:
    """Return the fields that say what was found."""
    return tuple(field for field in method.fields if field.role is Role.TALLY)


def apt(method: Method, catalog: Catalog) -> bool:
    """Return whether nothing caught is something that can be said of a method.

    Examples
    --------
    >>> from vector.catalog import load
    >>> [apt(load().methods[name], load()) for name in ("snap_trap", "rodent_proofing")]
    [True, False]
    """
    indices = catalog.indices_of(method.id)
    return bool(tallies(method)) and all(index.worse == "high" for index in indices)


def usual(reading: Session, catalog: Catalog, station: int, method: str) -> dict[str, str]:
    """Return the effort to begin with: that of the station's latest survey, else the programme's.

    Parameters
    ----------
    reading : Session
        Any transaction.
    catalog : Catalog
        Methods.
    station, method : int, str
        Whose.

    Returns
    -------
    dict
        By field id, as it would be written.
    """
    form = latest(reading, station, method)
    known: dict[str, Any] = {} if form is None else dict(form.fields)
    found = {}
    for field in efforts(catalog.methods[method]):
        kept = known.get(field.id, 0)
        if kept:
            found[field.id] = f"{kept / 10**field.decimals:.{field.decimals}f}"
        elif field.usual is not None:
            found[field.id] = str(field.usual)
    return found


def latest(reading: Session, station: int, method: str) -> Survey | None:
    """Return the latest survey of a station by a method."""
    own = select(Survey).where(Survey.station_id == station, Survey.method == method)
    return reading.scalars(own.order_by(Survey.date.desc(), Survey.id.desc()).limit(1)).first()
