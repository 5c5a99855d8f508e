"""Insects for tests: the golden inputs, and random assays."""

from pathlib import Path

import numpy as np
import pandas as pd

from vector.stats.bioassay import gather

GOLDEN = next(path for path in Path(__file__).parents if path.name == "tests") / "golden/bioassay"


def rows_of(name):
    rows = pd.read_csv(GOLDEN / f"input_{name}.csv")
    return rows.rename(columns={"minute": "dose", "n": "number", "k": "dead"})


def assays_of(*names):
    rows = pd.concat([rows_of(name).assign(code=code) for code, name in enumerate(names)])
    return gather(rows["code"], rows["dose"], rows["number"], rows["dead"], size=len(names))


def random_rows(size, seed=1, doses=(1, 2, 4, 8, 16), number=40, control=None):
    """Return codes, doses, numbers and deaths of assays whose lines all differ."""
    generator = np.random.default_rng(seed)
    dose = np.tile(np.asarray(doses, float), size)
    codes = np.repeat(np.arange(size), len(doses))
    slope, middle = generator.uniform(2, 5, size), generator.uniform(0.4, 0.9, size)
    share = 1 / (1 + np.exp(-slope[codes] * (np.log10(dose) - middle[codes]) * 1.8))
    return codes, dose, np.full(len(dose), number), generator.binomial(number, share)
