"""A flag's change in one Chinese sentence: where, what was measured, against what, and so what."""

from fractions import Fraction

from vector.catalog import Catalog
from vector.report.evidence import Companion, Evidence, limit_with_unit, with_unit
from vector.report.numeral import half_up
from vector.report.saying import say


def tell(change: str, evidence: Evidence, catalog: Catalog, line: Fraction | None = None) -> str:
    """Say what changed and why.

    Parameters
    ----------
    change : {"raised", "worsened", "cleared", "easing", "revised"}
        ``easing`` is a flag that stays because its clear line is not reached yet;
        ``revised`` one that is cleared because its data were withdrawn or corrected.
    evidence : Evidence
        The numbers and the limit.
    catalog : Catalog
        For the index's name.
    line : Fraction, optional
        The value at which the flag clears, in the index's unit; for ``cleared`` and ``easing``.

    Returns
    -------
    str
        One sentence.
    """
    if change == "revised":
        return _revised(evidence, catalog)
    measured = _measured(evidence, catalog)
    if line is None:
        return say("change", change, measured=measured, why=_why(evidence))
    low = change == "cleared" and evidence.bound.worse == "low"
    shown = limit_with_unit(line, evidence.unit)
    return say("change", "cleared_low" if low else change, measured=measured, line=shown)


def _revised(evidence: Evidence, catalog: Catalog) -> str:
    return say(
        "change",
        "revised",
        place=evidence.place,
        index=catalog.indices[evidence.index].zh,
        start=evidence.raised.start,
        end=evidence.raised.end,
    )


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
    if evidence.companion is not None and not bound.beyond(evidence.value):
        return _companion(evidence.companion)
    key = "graded_low" if evidence.rule == "graded" and bound.worse == "low" else evidence.rule
    return say("why", key, bound=bound.text)


def _companion(companion: Companion) -> str:
    value = with_unit(half_up(companion.value), companion.unit)
    return say("why", "companion", name=companion.name, value=value, bound=companion.bound.text)


def _percent(chance: float | None) -> str:
    """Write a probability; never as certain, which no count proves.

    Examples
    --------
    >>> _percent(0.934), _percent(0.9999)
    ('93%', '99%以上')
    """
    percent = int(half_up(100 * (chance or 0.0), 0))
    return f"{percent}%" if percent < 100 else "99%以上"
