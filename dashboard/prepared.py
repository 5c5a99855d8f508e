"""What is made ready once, before the first person comes, so that nobody waits for it."""

import gc

import plotly.io.json  # noqa: F401 (the first answer would load it)

from vector.catalog import load
from vector.stats.outbreak.scatter import loss_of


def prepare() -> None:
    """Fill the tables that every figure reads, and take what is loaded for lasting.

    The collector of unused objects would otherwise look through all that programs and catalogue
    hold, a fifth of a second each time, while somebody waits for an answer.
    """
    loss_of(load().outbreak.weights_threshold)
    gc.collect()
    gc.freeze()
