"""Mail addresses: what may be kept as one, so that a slip is found when it is typed."""

import re

from vector.errors import StoreError
from vector.work.refusal import said

# As narrow as the transport: a server between us may not speak SMTPUTF8.
PLAIN = re.compile(r"[^\s<>,;:\"()@]+@[^\s<>,;:\"()@.]+(\.[^\s<>,;:\"()@.]+)*")


def mail_address(text: str) -> str:
    """Return a mail address without the space around it.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    str
        In its own letter case.

    Raises
    ------
    StoreError
        When it is no plain ASCII address.

    Examples
    --------
    >>> mail_address(" aiwei@hexi.example.cn ")
    'aiwei@hexi.example.cn'
    """
    address = text.strip()
    if not address.isascii() or not PLAIN.fullmatch(address):
        raise StoreError(*said("no_address", address=address))
    return address
