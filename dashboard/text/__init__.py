"""What users read: every string of the pages, in Chinese and English, from the TOML files here.

Chinese comes first; a switch keeps the reader's choice in the browser.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import g, has_request_context, request
from flask_security import current_user

from dashboard.interface import interface
from vector.stats.sentence import whole_unit

LANGUAGES = ("zh", "en")
LANGUAGE = "vector_language"
OWN_PLACES = ("place.whole", "place.unassigned")
PERSON, SPOKEN = "_login_user", "vector_spoken"
TAGS = {"zh": "zh-CN", "en": "en"}


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    lines: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            lines |= _flat(value, f"{prefix}{key}.")
        else:
            lines[prefix + key] = value
    return lines


@cache
def strings(language: str) -> dict[str, str]:
    """All strings of one language, by dotted key."""
    path = Path(__file__).parent / f"{language}.toml"
    return _flat(tomllib.loads(path.read_text(encoding="utf-8")))


def language() -> str:
    """The reader's language: chosen in this browser, else the account's, else Chinese.

    A program says its own with every request.
    """
    if not has_request_context():
        return LANGUAGES[0]
    # A page asks thousands of times: g is looked up once. Who signs in meanwhile is somebody else.
    held = g._get_current_object()
    person, known = held.get(PERSON), held.get(SPOKEN)
    if known is None or known[0] is not person:
        known = held.vector_spoken = (person, _language())
    return known[1]


def _language() -> str:
    if interface() and request.accept_languages:
        return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    chosen = request.cookies.get(LANGUAGE) or getattr(current_user, "language", None)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def say(key: str, **values: object) -> str:
    """The string of that key in the reader's language."""
    return strings(language())[key].format(**values)


def name(row: Any) -> str:
    """The name of a catalogue row in the reader's language."""
    return getattr(row, language())


def own_places() -> Mapping[str, str]:
    """The two regions that the service itself has named, in the reader's language.

    None where it is the stored one; a program is told what is stored.
    """
    if language() == LANGUAGES[0] or interface():
        return {}
    return {strings(LANGUAGES[0])[key]: say(key) for key in OWN_PLACES}


def place_name(stored: str) -> str:
    """A region's name as the reader is told it."""
    return own_places().get(stored, stored)


def unit(measure: str) -> str:
    """A unit in the reader's language; one without an English name is left out in English."""
    plain = language() == LANGUAGES[0] or measure.isascii()
    return measure if plain else whole_unit(measure)
