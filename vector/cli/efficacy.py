"""``vector efficacy FILE``: what a treatment did, how sure that is, and what speaks against it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.figures import need
from vector.cli.language import Language, LanguageOption, headed, refusal, say
from vector.cli.output import Format, FormatOption, OutputOption, write
from vector.cli.stored import is_stored
from vector.cli.trial import DAYS, trial
from vector.stats.sentence import either

if TYPE_CHECKING:
    import pandas as pd

    from vector.catalog import Catalog
    from vector.work.computations import Parameters, Tables


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
    language: LanguageOption = Language.ZH,
) -> None:
    """Evaluate treatments by the visits before and after."""
    from vector.catalog import load
    from vector.cli.kept import answered

    def ready(visits: "pd.DataFrame") -> "pd.DataFrame":
        if is_stored(file):
            visits = trial(visits, treated or [], control or [], treated_on, days)
        return with_phase(visits, treated_on)

    asked = {
        "treated_on": None if treated_on is None else treated_on.date().isoformat(),
        "treated": sorted(treated or []), "control": sorted(control or []), "days": days,
        "criteria": _known(load(), criterion), "seed": seed, "language": language.value,
    }  # fmt: skip
    found = answered(
        file, "efficacy", "efficacy", asked,
        ready=ready,
        compute=lambda rows: {"efficacy": _evaluated(rows, asked)},
    )  # fmt: skip
    tell(found, asked, form, output, language)
    need(found["efficacy"], *FIGURES)


def _evaluated(rows: "pd.DataFrame", asked: "Parameters") -> "pd.DataFrame":
    from vector.catalog import load
    from vector.stats.efficacy import evaluate
    from vector.stats.efficacy.resampling import SEED

    seed = SEED if asked["seed"] is None else asked["seed"]
    criteria, language = asked["criteria"], asked["language"]
    return evaluate(rows, load(), criteria=criteria, language=language, seed=seed)


def tell(
    found: "Tables", asked: "Parameters", form: Format, output: Path | None, language: Language
) -> None:
    """Write what a treatment did, in the language it was asked in."""
    table = found["efficacy"]
    write(readable(table) if form is Format.TABLE else table, form, output)


def _known(catalog: "Catalog", criteria: list[str] | None) -> list[str] | None:
    for name in criteria or []:
        if name not in catalog.efficacy_criteria:
            usable = either(catalog.efficacy_criteria)
            raise refusal("criterion_unknown", found=name, expected=usable)
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
        raise refusal("phase_unclear", row=first)
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
FIGURES = ("reduction", "control_reduction", "rpi", "corrected", "abbott")
READ = ("trial", *FIGURES, "p", "criteria", "told")


def readable(found: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns that people read on a screen, each index with its interval.

    Parameters
    ----------
    found : DataFrame
        As :func:`vector.stats.efficacy.evaluate` returns it.
    """
    shown = found.assign(p=found["p"].map(lambda p: "" if p != p else f"{p:.3g}"))
    for name in FIGURES:
        bounds = (found[each] for each in (name, f"{name}_lower", f"{name}_upper"))
        shown[name] = [_with_interval(*each) for each in zip(*bounds, strict=True)]
    kept = (name for name in READ if name in ("p", "told") or not (shown[name] == "").all())
    return headed(shown, "efficacy", kept)


def _with_interval(value: float, lower: float, upper: float) -> str:
    if value != value:
        return ""
    if lower != lower:
        return f"{value:.1f}"
    return say("with_interval", value=f"{value:.1f}", lower=_bound(lower), upper=_bound(upper))


def _bound(value: float) -> str:
    """Return a bound to read; beyond a thousand per cent no digit means anything."""
    if abs(value) > VAST:
        return say("vast_above" if value > 0 else "vast_below", bound=VAST)
    return f"{value:.1f}"
