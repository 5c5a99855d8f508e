"""A flag's change in one Chinese sentence: where, what was measured, against what, and so what."""

from dataclasses import dataclass
from fractions import Fraction

from vector.catalog import Catalog
from vector.report.evidence import Evidence, Recheck, limit_with_unit, listed, span, with_unit
from vector.report.numeral import half_up
from vector.report.saying import say

CAUSES = ("revised", "apart", "receded")


@dataclass(frozen=True)
class Lines:
    """The clear lines that a flagged place is held against, in the units of their indices.

    Attributes
    ----------
    own : Fraction
        The index's own.
    pair : Fraction or None
        The companion's in the evidence, where the pair's clearing turns on one.
    lapsed : str
        The companion that raised the flag, when nothing is positive any more.
    unknown : bool
        Whether a companion is missing, so that the pair cannot be said to hold.
    unchecked : tuple of Recheck
        The stations that are still to be looked at again, where only they hold the flag.
    """

    own: Fraction
    pair: Fraction | None = None
    lapsed: str = ""
    unknown: bool = False
    unchecked: tuple[Recheck, ...] = ()


def tell(change: str, evidence: Evidence, catalog: Catalog, lines: Lines | None = None) -> str:
    """Say what changed and why.

    Parameters
    ----------
    change : {"raised", "worsened", "cleared", "easing", "revised", "apart"}
        ``easing`` is a flag that stays because its clear line is not reached yet or a station is
        not looked at again; ``revised`` one that is cleared because its data were withdrawn or
        corrected; ``apart`` a street's that is cleared because its stations are judged by
        themselves.
    evidence : Evidence
        The numbers and the limit.
    catalog : Catalog
        For the index's name.
    lines : Lines, optional
        The values at which the flag clears; for ``cleared`` and ``easing``.

    Returns
    -------
    str
        One sentence.
    """
    if change in CAUSES:
        return _caused(change, evidence, catalog)
    if evidence.rule == "forecast":
        return _foreseen(evidence, catalog)
    measured = _measured(evidence, catalog)
    if lines is None:
        told = say("change", change, measured=measured, why=_why(evidence))
    else:
        told = _held(change, evidence, lines, measured)
    return told + evidence.bound.note


def _held(change: str, evidence: Evidence, lines: Lines, measured: str) -> str:
    """Say how a flagged place stands to its clear lines, naming the number that matters."""
    values = {"measured": measured, "line": limit_with_unit(lines.own, evidence.unit)}
    pair = evidence.companion
    if pair is not None and lines.pair is not None:
        shown = limit_with_unit(lines.pair, pair.unit)
        values |= {"name": pair.name, "value": pair.shown, "pair_line": shown}
        change = f"{change}_pair"
    elif change == "easing" and lines.unchecked:
        values["names"] = listed([each.name for each in lines.unchecked])
        change = "easing_unchecked"
    elif change == "easing" and lines.unknown:
        change = "easing_open"
    elif change == "cleared" and lines.lapsed:
        values["name"], change = lines.lapsed, "cleared_empty"
    elif change == "cleared" and evidence.bound.worse == "low":
        change = "cleared_low"
    return say("change", change, **values)


def _caused(change: str, evidence: Evidence, catalog: Catalog) -> str:
    raised = evidence.raised
    return say(
        "change",
        change,
        place=evidence.place,
        index=catalog.indices[evidence.index].zh,
        dates=span(raised.start, raised.end),
    )


def _foreseen(evidence: Evidence, catalog: Catalog) -> str:
    ahead = evidence.foreseen
    assert ahead is not None
    shown = f"{half_up(ahead.lower)}–{half_up(ahead.upper)}"
    told = say(
        "change",
        "foreseen",
        place=evidence.place,
        index=catalog.indices[evidence.index].zh,
        period=say("period", ahead.step, start=ahead.start),
        density=with_unit(half_up(ahead.density), evidence.unit),
        interval=with_unit(shown, evidence.unit),
        bound=evidence.bound.text,
        probability=_percent(ahead.probability),
        value=evidence.shown,
        dates=evidence.dates,
    )
    return told + evidence.bound.note


def _measured(evidence: Evidence, catalog: Catalog) -> str:
    interval = evidence.interval and say("measured", "interval", interval=evidence.interval)
    return say(
        "measured",
        "station" if evidence.station else "street",
        street=evidence.street,
        station=evidence.station,
        together=evidence.where,
        index=catalog.indices[evidence.index].zh,
        value=evidence.shown,
        effort=evidence.effort,
        dates=evidence.dates,
        interval=interval,
    )


def _why(evidence: Evidence) -> str:
    bound = evidence.bound
    if evidence.rule == "banded":
        return say("why", "banded", profile=evidence.scheme, band=evidence.band_name)
    if evidence.rule == "action_limit":
        return say(
            "why",
            "action_limit",
            bound=bound.text,
            probability=_percent(evidence.p_beyond),
            words=evidence.words,
        )
    pair = evidence.decider
    if pair is not None:
        return say("why", "companion", name=pair.name, value=pair.shown, bound=pair.bound.text)
    key = "graded_low" if evidence.rule == "graded" and bound.worse == "low" else evidence.rule
    return say("why", key, bound=bound.text)


def _percent(chance: float | None) -> str:
    """Write a probability; never as certain, which no count proves.

    Examples
    --------
    >>> _percent(0.934), _percent(0.9999)
    ('93%', '99%以上')
    """
    percent = int(half_up(100 * (chance or 0.0), 0))
    return f"{percent}%" if percent < 100 else "99%以上"
