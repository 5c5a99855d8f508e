"""How numbers are written for people: rounded half up to two places, never before a comparison."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PLACES = 2


def half_up(value: Fraction | float, places: int = PLACES) -> str:
    """Write a number rounded half up.

    Parameters
    ----------
    value : Fraction or float
        In the index's unit. A fraction is rounded exactly; a float by its shortest decimal form.
    places : int
        Decimal places kept.

    Returns
    -------
    str
        Decimal text with exactly ``places`` decimals.

    Notes
    -----
    GB/T 8170-2008 rounds half to even by default; the published surveys of this field print
    halves upwards, and so do the spreadsheets that users compare with.

    Examples
    --------
    >>> half_up(Fraction(1, 8)), half_up(2.675), half_up(Fraction(-1, 8))
    ('0.13', '2.68', '-0.13')
    """
    if isinstance(value, Fraction):
        unit = 10**places
        doubled = 2 * unit * abs(value.numerator) + value.denominator
        units = doubled // (2 * value.denominator)
        exact = Decimal(units if value >= 0 else -units).scaleb(-places)
    else:
        exact = Decimal(repr(float(value)))
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def plain(value: Fraction) -> str:
    """Write an exact number with no more decimals than it needs, as limits are quoted.

    Examples
    --------
    >>> plain(Fraction(5)), plain(Fraction(1, 2)), plain(Fraction(1, 3))
    ('5', '0.5', '0.3333')
    """
    if value.denominator == 1:
        return str(value.numerator)
    return half_up(value, 4).rstrip("0").rstrip(".")
