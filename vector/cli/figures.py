"""Whether a statistical command found any figure: one that found none must not leave with 0."""

from typing import TYPE_CHECKING

import typer

from vector.cli.frame import REFUSED

if TYPE_CHECKING:
    import pandas as pd


def need(table: "pd.DataFrame", *names: str) -> None:
    """Leave with the code for "nothing was done" where a table holds reasons and no figure.

    A reason beside figures of other rows is part of the answer. The table is written before, so
    that its reasons are read.

    Parameters
    ----------
    table : DataFrame
        What was computed, a row for each series, place or assay.
    names : str
        The columns of which one must hold a figure in some row; columns that the table does not
        have hold none.

    Raises
    ------
    typer.Exit
        With :data:`vector.cli.REFUSED`.

    Examples
    --------
    >>> import pandas as pd
    >>> need(pd.DataFrame({"ratio": [float("nan"), 2.0]}), "ratio")
    """
    need_any(any(table[name].notna().any() for name in names if name in table))


def need_any(found: bool) -> None:
    """Leave likewise where a search could not be made at all.

    Parameters
    ----------
    found : bool
        Whether there is an answer; that nothing stands out is one.

    Raises
    ------
    typer.Exit
        With :data:`vector.cli.REFUSED`.

    Examples
    --------
    >>> need_any(True)
    """
    if not found:
        raise typer.Exit(REFUSED)
