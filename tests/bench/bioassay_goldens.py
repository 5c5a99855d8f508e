"""How far ``vector.stats.bioassay`` is from what R's packages give; a markdown table.

    python tests/bench/bioassay_goldens.py [FOLDER]

FOLDER holds ``input_SET.csv`` (dose or minute, n, k) and the tables ``glm_fits``, ``lc_values``,
``drc_ed``, ``ecotox_lc_probit``, ``parallelism``, ``resistance_ratio_rp``, ``who_discriminating``,
``abbott`` and ``knockdown_kt``; unless given it is ``tests/golden/bioassay``. A table that is
missing is left out; rows of a set without its input are counted as not compared.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import xlog1py, xlogy

from vector.catalog import load
from vector.stats.bioassay import (
    Assays,
    Curves,
    Link,
    corrected,
    fit,
    gather,
    lethal,
    mortality,
    parallelism,
    resistance_ratio,
    verdict,
)
from vector.stats.bioassay.link import share

FOLDER = Path(__file__).parent.parent / "golden" / "bioassay"
# The models of drc in the words of this program.
DRC = {
    "LL.2": Link.LOGIT,
    "LN.2": Link.PROBIT,
    "W1.2": Link.LOGLOG,
    "W2.2": Link.CLOGLOG,
}


@dataclass(frozen=True)
class Agreement:
    """One figure of one table: how many were compared, and the worst relative difference."""

    table: str
    figure: str
    compared: int
    skipped: int
    worst: float
    tolerance: float

    @property
    def held(self) -> bool:
        return self.compared > 0 and self.worst <= self.tolerance


class Goldens:
    """A folder of golden tables and the inputs that they were made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, Assays | None] = {}

    def table(self, name: str) -> pd.DataFrame | None:
        path = self.folder / f"{name}.csv"
        return pd.read_csv(path) if path.exists() else None

    def assays(self, name: str) -> Assays | None:
        if name not in self.known:
            path = self.folder / f"input_{name}.csv"
            self.known[name] = self._gather(path) if path.exists() else None
        return self.known[name]

    def _gather(self, path: Path) -> Assays:
        rows = pd.read_csv(path)
        dose = rows["minute"] if "minute" in rows else rows["dose"]
        return gather(np.zeros(len(rows), int), dose, rows["n"], rows["k"])

    def curve(self, name: str, link: str, tolerance: float = 1e-12) -> Curves | None:
        assays = self.assays(name)
        return None if assays is None else fit(assays, Link(link), tolerance=tolerance)


def apart(ours: object, theirs: object) -> float:
    """Return the relative difference; a missing figure is met by a missing one only."""
    a, b = float(ours), float(theirs)
    if np.isnan(a) or np.isnan(b):
        return 0.0 if np.isnan(a) and np.isnan(b) else np.inf
    return abs(a - b) / max(abs(b), 1e-12) if a != b else 0.0


def compare(
    table: str, pairs: list[dict[str, tuple[object, object]]], skipped: int, tolerance: float
) -> Iterator[Agreement]:
    for figure in dict.fromkeys(name for pair in pairs for name in pair):
        found = [apart(*pair[figure]) for pair in pairs if figure in pair]
        yield Agreement(table, figure, len(found), skipped, max(found), tolerance)


def glm_fits(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    pairs, skipped = [], 0
    for row in table.itertuples():
        curve = goldens.curve(row.data, row.link)
        if curve is None:
            skipped += 1
            continue
        ours = {
            "intercept": curve.intercept,
            "slope": curve.slope,
            "se_intercept": np.sqrt(curve.var_intercept),
            "se_slope": np.sqrt(curve.var_slope),
            "cov": curve.covariance,
            "deviance": curve.deviance,
            "pearson_chi2": curve.pearson,
            "df": curve.df,
            "p_chi2": curve.p,
            "loglik": curve.loglik,
        }
        pairs.append({name: (value[0], getattr(row, name)) for name, value in ours.items()})
    yield from compare("glm_fits", pairs, skipped, 1e-8)


LC = {
    "lc": "dose",
    "log10_lc": "log10",
    "se_log10": "se_log10",
    "delta_lo": "delta_lower",
    "delta_hi": "delta_upper",
    "fiducial_lo": "fiducial_lower",
    "fiducial_hi": "fiducial_upper",
    "g": "g",
}


def lc_values(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    pairs, skipped = [], 0
    for row in table.itertuples():
        curve = goldens.curve(row.data, row.link)
        if curve is None:
            skipped += 1
            continue
        plain = lethal(curve, [100 * row.p], heterogeneity=0).iloc[0]
        mended = lethal(curve, [100 * row.p]).iloc[0]
        pair = {name: (plain[ours], getattr(row, name)) for name, ours in LC.items()}
        for side in ("lo", "hi"):
            name = f"fiducial_het_{side}"
            pair[name] = (
                mended[f"fiducial_{'lower' if side == 'lo' else 'upper'}"],
                getattr(row, name),
            )
        pair["het_applied_p15"] = (curve.heterogeneous()[0], row.het_applied_p15)
        pairs.append(pair)
    yield from compare("lc_values", pairs, skipped, 1e-8)


def observed(assays: Assays, curve: Curves) -> np.ndarray:
    """Return the covariance from the observed information, as drc takes it from its optimiser.

    ``glm`` and this program use the expected information; both agree for the logit only.
    """
    eta = curve.intercept[0] + curve.slope[0] * assays.dose
    low, here, high = (likelihood(assays, curve.link, eta + step) for step in (-1e-4, 0.0, 1e-4))
    weight = -(high - 2 * here + low) / 1e-8
    design = np.column_stack([np.ones(len(eta)), assays.dose])
    return np.linalg.inv(design.T @ (weight[:, None] * design))


def likelihood(assays: Assays, link: Link, eta: np.ndarray) -> np.ndarray:
    mean = share(link, eta)
    return xlogy(assays.dead, mean) + xlog1py(assays.number - assays.dead, -mean)


def drc_ed(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    """Compare with drc: symmetric on the dose, est ± 1.96 se, with the observed information.

    Its optimiser stops early, hence the tolerance; differences are relative to the estimate.
    """
    pairs, skipped = [], 0
    for row in table.itertuples():
        link = DRC.get(row.fct, row.fct)
        curve, assays = goldens.curve(row.data, link), goldens.assays(row.data)
        if curve is None or assays is None:
            skipped += 1
            continue
        ours = lethal(curve, [row.p], heterogeneity=0).iloc[0]
        along = np.array([1.0, ours["log10"]])
        se = np.log(10) * ours["dose"] / curve.slope[0]
        se *= np.sqrt(along @ observed(assays, curve) @ along)
        reach = ours["quantile"] * se
        pairs.append(
            {
                "est": (ours["dose"], row.est),
                "se": (se, row.se),
                "lo / est": (1 + (ours["dose"] - reach - row.lo) / row.est, 1.0),
                "hi / est": (1 + (ours["dose"] + reach - row.hi) / row.est, 1.0),
                "loglik": (curve.loglik[0], row.loglik),
            }
        )
    yield from compare("drc_ed", pairs, skipped, 2e-3)


def ecotox_lc_probit(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    """Compare with ecotox: its se is 10^se of the log dose, its h the heterogeneity.

    It calls glm with R's own default, epsilon = 1e-8, a step or two short of the others.
    """
    pairs, skipped = [], 0
    for row in table.itertuples():
        curve = goldens.curve(row.data, "probit", 1e-8)
        if curve is None:
            skipped += 1
            continue
        ours = lethal(curve, [row.p]).iloc[0]
        plain = lethal(curve, [row.p], heterogeneity=0).iloc[0]
        pairs.append(
            {
                "dose": (ours["dose"], row.dose),
                "LCL": (ours["fiducial_lower"], row.LCL),
                "UCL": (ours["fiducial_upper"], row.UCL),
                "se": (10 ** plain["se_log10"], row.se),
                "chi_square": (curve.pearson[0], row.chi_square),
                "df": (curve.df[0], row.df),
                "pgof_sig": (curve.p[0], row.pgof_sig),
                "h": (curve.heterogeneity()[0], row.h),
                "slope": (curve.slope[0], row.slope),
                "intercept": (curve.intercept[0], row.intercept),
            }
        )
    yield from compare("ecotox_lc_probit", pairs, skipped, 1e-8)


def parallel(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    pairs, skipped = [], 0
    names = ("lr_parallel", "p_parallel", "lr_equal", "p_equal", "potency")
    for row in table.itertuples():
        first, second = goldens.assays(row.a), goldens.assays(row.b)
        if first is None or second is None:
            skipped += 1
            continue
        ours = parallelism(first, second, Link(row.link)).iloc[0]
        pairs.append({name: (ours[name], getattr(row, name)) for name in names})
    yield from compare("parallelism", pairs, skipped, 1e-8)


def resistance(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    pairs, skipped = [], 0
    names = {"rr": "ratio", "se_log10": "se_log10", "lo": "lower", "hi": "upper"}
    for row in table.itertuples():
        field = goldens.curve(row.test, row.link)
        susceptible = goldens.curve(row.reference, row.link)
        if field is None or susceptible is None:
            skipped += 1
            continue
        ours = resistance_ratio(field, susceptible, [100 * row.p]).iloc[0]
        pair = {name: (ours[column], getattr(row, name)) for name, column in names.items()}
        pairs.append(pair | {"significant": (ours["significant"], row.significant)})
    yield from compare("resistance_ratio_rp", pairs, skipped, 1e-8)


def discriminating(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    ours = mortality(table["dead"], table["n"], scheme=load().resistance_schemes["who_2013"])
    columns = {"mort": "mortality", "exact_lo": "lower", "exact_hi": "upper"}
    pairs = [
        {name: (ours[column][row], table[name][row]) for name, column in columns.items()}
        | {"class": (ours["class"][row] == table["class"][row], True)}
        for row in range(len(table))
    ]
    yield from compare("who_discriminating", pairs, 0, 1e-12)


def abbott(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    control = table["ctl_dead"], table["ctl_n"]
    percent = 100 * corrected(table["test_dead"], table["test_n"], *control)
    said = verdict(*control, load().abbott_rules["who"])
    pairs = [
        {
            "abbott_pct": (percent[row], table["abbott_pct"][row]),
            "who_valid": (not said.repeat[row], table["who_valid"][row]),
            "who_corrects": (said.correct[row], table["who_corrects"][row]),
        }
        for row in range(len(table))
    ]
    yield from compare("abbott", pairs, 0, 1e-12)


def knockdown(goldens: Goldens, table: pd.DataFrame) -> Iterator[Agreement]:
    pairs, skipped = [], 0
    for row in table.itertuples():
        curve = goldens.curve(getattr(row, "data", "knockdown"), "probit")
        if curve is None:
            skipped += 1
            continue
        ours = lethal(curve, [100 * row.p], heterogeneity=0).iloc[0]
        pairs.append(
            {
                "kt": (ours["dose"], row.kt),
                "se_log10": (ours["se_log10"], row.se_log10),
                "delta_lo": (ours["delta_lower"], row.delta_lo),
                "delta_hi": (ours["delta_upper"], row.delta_hi),
                "fid_lo": (ours["fiducial_lower"], row.fid_lo),
                "fid_hi": (ours["fiducial_upper"], row.fid_hi),
                "a": (curve.intercept[0], row.a),
                "b": (curve.slope[0], row.b),
                "chi2": (curve.pearson[0], row.chi2),
            }
        )
    yield from compare("knockdown_kt", pairs, skipped, 1e-8)


TABLES = {
    "glm_fits": glm_fits,
    "lc_values": lc_values,
    "drc_ed": drc_ed,
    "ecotox_lc_probit": ecotox_lc_probit,
    "parallelism": parallel,
    "resistance_ratio_rp": resistance,
    "who_discriminating": discriminating,
    "abbott": abbott,
    "knockdown_kt": knockdown,
}


def agreements(folder: Path) -> list[Agreement]:
    goldens = Goldens(folder)
    found = []
    for name, compared in TABLES.items():
        table = goldens.table(name)
        if table is not None and len(table):
            found += compared(goldens, table)
    return found


def markdown(found: list[Agreement]) -> str:
    lines = [
        "| table | figure | compared | no input | worst relative difference | tolerance | |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    lines += [
        f"| {each.table} | {each.figure} | {each.compared} | {each.skipped} | {each.worst:.1e} "
        f"| {each.tolerance:.0e} | {'holds' if each.held else '**no**'} |"
        for each in found
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    rows = agreements(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    print(markdown(rows))
    sys.exit(0 if rows and all(row.held for row in rows) else 1)
