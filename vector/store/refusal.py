"""Why the store refuses, in both languages; the sentences are those of ``refusals.toml``."""

from pathlib import Path

from vector.errors import Said
from vector.told import told_from

REFUSALS = Path(__file__).with_name("refusals.toml")


def said(key: str, /, **values: object) -> Said:
    """Return a sentence, as an error takes it.

    Examples
    --------
    >>> said("seal_cut").en
    'The file is incomplete: its beginning is missing.'
    """
    return told_from(REFUSALS, key, **values)
