"""Codes of administrative regions: GB/T 2260, the twelve digits of statistics, grids.

A county may also use codes of its own; whatever is not six digits or more is one of those and is
not checked, nor are six digits of a street or less, which many number below the county's code. A
national code has the form of its level and begins as that of the region above.
"""

from vector.catalog import load
from vector.catalog.division import Division
from vector.catalog.loader import Rows
from vector.catalog.name import fold
from vector.errors import Said, StoreError
from vector.stats.sentence import either
from vector.store.refusal import said

SHORTEST = 6


def levels() -> Rows[Division]:
    """Return the levels from the province to the grid.

    Examples
    --------
    >>> levels()["street"].zh, levels()["street"].digits
    ('街道', 9)
    """
    return load().divisions


def level_named(word: str) -> str:
    """Return the level that a person means: its id, or its Chinese name in any usual form.

    Raises
    ------
    StoreError
        When there is no such level.

    Examples
    --------
    >>> level_named("乡镇"), level_named("Grid")
    ('street', 'grid')
    """
    for level in levels().values():
        if fold(word) in {fold(each) for each in (level.id, level.zh, *level.aliases)}:
            return level.id
    known = levels().values()
    names = Said("、".join(each.zh for each in known), ", ".join(each.en for each in known))
    raise StoreError(*said("division_level", names=names, word=word))


def is_national(code: str) -> bool:
    """Return whether a code claims to be a national one: six digits or more, and nothing else.

    Examples
    --------
    >>> is_national("450001"), is_national("R0001"), is_national("12")
    (True, False, False)
    """
    return code.isascii() and code.isdecimal() and len(code) >= SHORTEST


def refuse_wrong(code: str, level: str, above: str = "") -> None:
    """Refuse a national code that is none of its level, or not one of the region above.

    Parameters
    ----------
    code : str
        As given; a county's own code passes.
    level : str
        Of the region.
    above : str
        The code of the region above; "" where there is none. An own code there is not compared.

    Raises
    ------
    StoreError
        Saying what was found and what is expected.

    Examples
    --------
    >>> refuse_wrong("450001002", "street", "450001")
    >>> refuse_wrong("450001002003", "street", "450001")
    Traceback (most recent call last):
    vector.errors.StoreError: 街道的代码应为 9 位，或补零到 12 位；“450001002003”第 10 位起不是零。
    >>> refuse_wrong("450002002", "street", "450001")
    Traceback (most recent call last):
    vector.errors.StoreError: 代码“450002002”与上级代码“450001”不符，应以“450001”开头。
    """
    known = levels()[level]
    if not is_national(code) or (len(code) == SHORTEST < known.digits):
        return
    _refuse_form(code, known)
    if is_national(above):
        start = _significant(above)
        if not code.startswith(start) or len(code[: known.digits]) <= len(start):
            raise StoreError(*said("division_above", code=code, above=above, start=start))


def _refuse_form(code: str, level: Division) -> None:
    if len(code) not in level.written:
        lengths = either(str(length) for length in level.written)
        raise StoreError(
            *said("division_length", level=level, lengths=lengths, code=code, len_code=len(code))
        )
    if set(code[level.digits :]) - {"0"}:
        raise StoreError(
            *said(
                "division_padding",
                level=level,
                level_digits=level.digits,
                len_code=len(code),
                code=code,
                level_digits_1=level.digits + 1,
            )
        )
    own = code[: level.digits]
    last = own[_before(level) :]
    if not set(last) - {"0"}:
        raise StoreError(
            *said(
                "division_zero",
                level=level,
                before_level_1=_before(level) + 1,
                level_digits=level.digits,
                code=code,
            )
        )


def _before(level: Division) -> int:
    """Return how many digits the level above has."""
    return max((each.digits for each in levels().values() if each.digits < level.digits), default=0)


def _significant(code: str) -> str:
    """Return the digits of a code that those below it begin with."""
    for level in levels().values():
        rest = code[level.digits :]
        if len(code) in level.written and not set(rest) - {"0"}:
            return code[: level.digits]
    return code
