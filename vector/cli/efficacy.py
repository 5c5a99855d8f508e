"""``vector efficacy FILE``: what a treatment did, how sure that is, and what speaks against it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.assess import Language
from vector.cli.figures import need
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.cli.stored import is_stored
from vector.cli.trial import DAYS, trial
from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog


def efficacy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="消杀前后的监测表。 Visits.")],
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    treated_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="消杀日期，分开前后。 Day of the treatment."),
    ] = None,
    treated: Annotated[
        list[str] | None,
        typer.Option(help="读数据库时：处理的监测点，可重复。 Treated station of the store."),
    ] = None,
    control: Annotated[
        list[str] | None,
        typer.Option(help="读数据库时：对照的监测点，缺省为其余各点。 Untreated ones."),
    ] = None,
    days: Annotated[
        int, typer.Option(min=1, help="读数据库时：消杀前后各取多少天。 Days before and after.")
    ] = DAYS,
    criterion: Annotated[
        list[str] | None, typer.Option(help="合格标准的编号，可重复。 Criterion of success.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="自助法的随机种子。 Seed of the bootstrap.")
    ] = None,
    language: Annotated[
        Language, typer.Option("--lang", help="用语。 Language of the sentences.")
    ] = Language.ZH,
) -> None:
    """Evaluate treatments by the visits before and after."""
    from vector.catalog import load
    from vector.cli.contract import read
    from vector.stats.efficacy import evaluate
    from vector.stats.efficacy.resampling import SEED

    catalog = load()
    known = _known(catalog, criterion)
    visits = read(file, "efficacy")
    if is_stored(file):
        visits = trial(visits, treated or [], control or [], treated_on, days)
    rows = with_phase(visits, treated_on)
    found = evaluate(
        rows,
        catalog,
        criteria=known,
        language=language.value,
        seed=SEED if seed is None else seed,
    )
    write(readable(found) if form is Format.TABLE else found, form, output)
    need(found, *FIGURES.values())


def _known(catalog: "Catalog", criteria: list[str] | None) -> list[str] | None:
    for name in criteria or []:
        if name not in catalog.efficacy_criteria:
            usable = "、".join(catalog.efficacy_criteria)
            raise VectorError(f"没有合格标准 {name}；可用的有：{usable}。")
    return criteria or None


def with_phase(rows: "pd.DataFrame", treated_on: datetime | None) -> "pd.DataFrame":
    """Return the visits with their phase, from its column or from the day of the treatment.

    Parameters
    ----------
    rows : DataFrame
        As read under the contract.
    treated_on : datetime, optional
        The day of the treatment where the rows do not give it.

    Raises
    ------
    VectorError
        When neither tells the phase of a visit; also for a visit on the very day, which may have
        been before or after.
    """
    named = rows.assign(trial=rows.get("trial", ""), phase=rows.get("phase", ""))
    blank = (named["phase"] == "").to_numpy()
    if blank.any():
        named.loc[blank, "phase"] = _by_day(named, treated_on)[blank]
    if (named["phase"] == "").any():
        first = named.loc[named["phase"] == "", "row"].iloc[0]
        raise VectorError(
            f"第 {first} 行分不清消杀前后：请填“时期”（前或后），或给出日期与消杀日期；"
            "消杀当日的调查须填“时期”。"
        )
    return named


def _by_day(rows: "pd.DataFrame", treated_on: datetime | None) -> "pd.Series[str]":
    """Return the phase that the days tell; empty where they do not, and on the very day."""
    import numpy as np
    import pandas as pd

    none = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    day = rows.get("date", none)
    own = rows.get("treated_on", none)
    # A control has no treatment of its own: the trial's first one divides its visits.
    turn = own.fillna(own.groupby(rows["trial"]).transform("min"))
    if treated_on is not None:
        turn = turn.fillna(pd.Timestamp(treated_on))
    known = np.select([day < turn, day > turn], ["before", "after"], "")
    return pd.Series(known, index=rows.index, dtype=object)


VAST = 1000
FIGURES = {
    "密度下降率 %": "reduction",
    "对照下降率 %": "control_reduction",
    "RPI": "rpi",
    "校正灭效 %": "corrected",
    "Abbott 灭效 %": "abbott",
}


def readable(found: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns that people read on a screen, each index with its interval.

    Parameters
    ----------
    found : DataFrame
        As :func:`vector.stats.efficacy.evaluate` returns it.
    """
    import pandas as pd

    columns = {"试验": found["trial"]}
    for title, name in FIGURES.items():
        columns[title] = pd.Series(
            [
                _with_interval(*each)
                for each in zip(
                    found[name], found[f"{name}_lower"], found[f"{name}_upper"], strict=True
                )
            ]
        )
    columns |= {"P": found["p"].map(lambda p: "" if p != p else f"{p:.3g}")}
    columns |= {"判定": found["criteria"], "警示": found["told"]}
    shown = pd.DataFrame(columns)
    empty = [name for name in ("试验", *FIGURES, "判定") if (shown[name] == "").all()]
    return shown.drop(columns=empty)


def _with_interval(value: float, lower: float, upper: float) -> str:
    if value != value:
        return ""
    if lower != lower:
        return f"{value:.1f}"
    return f"{value:.1f}（{_bound(lower)} 至 {_bound(upper)}）"


def _bound(value: float) -> str:
    """Return a bound to read; beyond a thousand per cent no digit means anything."""
    if abs(value) > VAST:
        return f"高于 {VAST}" if value > 0 else f"低于 -{VAST}"
    return f"{value:.1f}"
