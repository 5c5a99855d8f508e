"""Units as sentences name them; in English one without a name there is left out."""

from vector.errors import Said


def in_english(unit: str) -> str:
    """Return a unit as English writes it; empty where it has no name there.

    Examples
    --------
    >>> in_english("km"), in_english("夹")
    ('km', '')
    """
    return unit if unit.replace("²", "2").isascii() else ""


def with_unit(number: str, unit: str) -> Said:
    """Return a number with its unit in both languages.

    Examples
    --------
    >>> with_unit("2.50", "%"), with_unit("2.50", "只/夹").en
    (Said(zh='2.50%', en='2.50%'), '2.50')
    """
    return Said(f"{number}{unit}", f"{number}{in_english(unit)}")
