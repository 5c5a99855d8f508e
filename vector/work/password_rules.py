"""What a new password must be 密码规则.

After 等保 2.0 (GB/T 22239-2019, 8.1.4.1 身份鉴别) level 3, which asks for complexity and regular
change without figures; the figures are settings.
"""

from collections.abc import Iterable

from vector.errors import StoreError
from vector.settings import Access
from vector.work.refusal import said
from vector.work.weakness import is_weak

LONGEST = 128
# A shorter piece of a name, such as "li", stands in too many words.
NAME_FROM = 3


def check(
    password: str, names: Iterable[str | None], rules: Access, *, near: Iterable[str] = ()
) -> None:
    """Refuse a password that the rules do not allow.

    Parameters
    ----------
    password : str
        The wanted one.
    names : iterable of str or None
        The account's e-mail and user name, which it must not hold.
    rules : Access
        The settings.
    near : iterable of str
        Other names that are known about the person, such as the region's: they add no strength.

    Raises
    ------
    StoreError
        Saying what is missing.

    Examples
    --------
    >>> check("correct horse 7", ["li@cdc.example.cn"], Access())
    >>> check("Password@123", [], Access())
    Traceback (most recent call last):
    vector.errors.StoreError: 密码太常见，容易被猜中。
    """
    own = [name for name in names if name]
    if len(password) < rules.password_length:
        least, found = rules.password_length, len(password)
        raise StoreError(*said("password_short", least=least, found=found))
    if len(password) > LONGEST:
        raise StoreError(*said("password_long", most=LONGEST))
    if len(kinds(password)) < rules.password_classes:
        raise StoreError(*said("password_plain", classes=rules.password_classes))
    if _names_in(password, own):
        raise StoreError(*said("password_name"))
    if is_weak(password, [*own, *near]):
        raise StoreError(*said("password_common"))


def kinds(password: str) -> set[str]:
    """Return of which kinds a password's characters are.

    Parameters
    ----------
    password : str
        The password.

    Examples
    --------
    >>> sorted(kinds("Ab1-鼠"))
    ['digit', 'lower', 'other', 'sign', 'upper']
    """
    return {_kind(letter) for letter in password}


def _kind(letter: str) -> str:
    if letter.isalpha():
        return "upper" if letter.isupper() else "lower" if letter.islower() else "other"
    return "digit" if letter.isdigit() else "sign"


def _names_in(password: str, names: Iterable[str]) -> bool:
    found = password.casefold()
    pieces = (name.casefold().partition("@")[0] for name in names)
    return any(len(piece) >= NAME_FROM and piece in found for piece in pieces)
