"""What is said of each season, in Chinese and in English."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from vector.catalog import Catalog
from vector.stats.observation import Flags, Section
from vector.stats.sentence import say_from

SENTENCES = Path(__file__).with_name("sentences.toml")
Language = Literal["zh", "en"]


def tell(
    table: pd.DataFrame,
    missing: Flags,
    quiet: Flags,
    spaced: Flags,
    section: Section,
    facts: Catalog,
) -> pd.DataFrame:
    """Add the columns ``zh`` and ``en``: the season in words, or why there is none."""
    return table.assign(
        **{
            language: _sentences(table, missing, quiet, spaced, section, facts, language)
            for language in ("zh", "en")
        }
    )


def _sentences(
    table: pd.DataFrame,
    missing: Flags,
    quiet: Flags,
    spaced: Flags,
    section: Section,
    facts: Catalog,
    language: Language,
) -> list[str]:
    names = {band.id: getattr(band, language) for band in facts.season_bands.values()}
    lists = [_distinct(each, section, language) for each in (missing, quiet)]
    separator = say_from(SENTENCES, "separator", language)
    rows = zip(
        table["reason"],
        table["strength"].map(names),
        table["peak"],
        table["start"],
        table["end"],
        table["spans_new_year"],
        table["dispersion"].isna(),
        table["mixed"],
        spaced,
        *lists,
        strict=True,
    )
    return [separator.join(_parts(language, *row)) for row in rows]


def _parts(
    language: Language,
    reason: str,
    strength: str,
    peak: str,
    start: str,
    end: str,
    spans: bool,
    alone: bool,
    mixed: str,
    spaced: bool,
    missing: str,
    quiet: str,
) -> list[str]:
    key = reason or ("season_next_year" if spans else "season")
    said = [
        say_from(
            SENTENCES,
            key,
            language,
            strength=strength,
            peak=peak,
            start=start,
            end=end,
            missing=missing,
        )
    ]
    if mixed:
        said.append(say_from(SENTENCES, "mixed", language, mixed=mixed))
    if reason in ("no_data", "no_catch", "months_missing"):
        return said
    if spaced:
        said.append(say_from(SENTENCES, "every_second", language))
    if quiet:
        said.append(say_from(SENTENCES, "declared_quiet", language, missing=quiet))
    if alone:
        said.append(say_from(SENTENCES, "no_replicates", language))
    return said


def _distinct(parts: Flags, section: Section, language: Language) -> list[str]:
    """Return the named parts of each row, formed once for each distinct set of them."""
    if not len(parts):
        return []
    sets, position = np.unique(parts, axis=0, return_inverse=True)
    joined = say_from(SENTENCES, "list", language)
    key = f"part_{section.value}"
    texts = [
        joined.join(say_from(SENTENCES, key, language, number=run) for run in runs(each))
        for each in sets
    ]
    return [texts[at] for at in position.ravel().tolist()]


def runs(parts: Flags) -> list[str]:
    """Return the numbers, from 1, of what is true; three and more in a row as one range.

    Examples
    --------
    >>> runs(np.array([True, True, True, False, True, True]))
    ['1–3', '5', '6']
    """
    numbers = np.flatnonzero(parts) + 1
    rows = np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)
    found: list[str] = []
    for row in rows:
        single = [str(each) for each in row.tolist()]
        found += [f"{single[0]}–{single[-1]}"] if len(single) > 2 else single
    return found
