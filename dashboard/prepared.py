"""What is made ready before the first person comes, and kept so, so that nobody waits for it."""

import gc
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

import plotly.io.json  # noqa: F401 (the first answer would load it)
import structlog
from flask import Flask, g

from dashboard import duties, pages
from dashboard.answers import ANSWERS, Answers
from dashboard.light import light
from dashboard.memory import SECONDS
from dashboard.places_to_go import PLACES
from dashboard.rehearsed import REHEARSAL, Rehearsal
from dashboard.service import service
from dashboard.smaller import SCRIPTS, make_small
from dashboard.text import PERSON
from vector.stats.outbreak.scatter import loss_of
from vector.store import geography
from vector.store.edition import figure_edition
from vector.store.engine import session
from vector.store.tables import Account, Role

# An answer makes tens of thousands of objects and lets nearly all of them go by itself; looking
# through the young ones after every seven hundred costs a twentieth of its time.
YOUNG = 50_000
ADDRESS = re.compile(rf'(?:src|href)="({SCRIPTS}[^"]+)"')
# How often it is looked whether what is ready still holds.
LOOK_SECONDS = 15.0
FAILED_SECONDS = 60.0
LEFT_SECONDS = 5.0
LOG = structlog.get_logger("dashboard")


def _scripts(host: Flask) -> list[str]:
    """The scripts that a page with figures names, without asking who reads it."""
    with host.test_request_context(pages.DRAWN[0]):
        return ADDRESS.findall(host.make_response(host.dispatch_request()).get_data(as_text=True))


def _somebody() -> Account:
    """Somebody who sees the whole county."""
    with session(service().engine) as reading:
        top = geography.root(reading)
    return Account(active=True, region_id=top, roles=[Role(name="manager")])


@contextmanager
def _noted(what: str, failed: list[str]) -> Iterator[None]:
    """Whatever cannot be shown stops nobody from beginning, nor what else there is to show."""
    try:
        yield
    except Exception as error:
        failed.append(what)
        LOG.exception("rehearsal failed", what=what, exc_info=error)


def rehearse(host: Flask) -> bool:
    """Ask what each page of the county asks by itself, so that what it computes is remembered.

    Whether all of it could be asked.
    """
    rehearsal: Rehearsal = host.extensions[REHEARSAL]
    answers: Answers = host.extensions[ANSWERS]
    failed: list[str] = []
    with host.test_request_context("/"):
        setattr(g, PERSON, _somebody())
        for path in (path for _, path, right in PLACES if right == "see"):
            with _noted(path, failed):
                layout, _ = pages.at(path, "")
                for place, ask in rehearsal.asked(light(layout)):
                    with _noted(place, failed), answers.turn():
                        ask()
    return not failed


def _state(host: Flask) -> Hashable:
    """What is remembered follows from the database and from the day."""
    with host.app_context(), session(service().engine) as reading:
        return figure_edition(reading), service().today()


def rehearse_again(host: Flask, before: Hashable, pause: Callable[[float], bool]) -> None:
    """Rehearse whenever something has changed, or what is remembered has had its time.

    ``before`` is the state at the last rehearsal; ``pause`` waits so many seconds, and tells
    whether to end.
    """
    wait, due = LOOK_SECONDS, monotonic() + SECONDS
    while not pause(wait):
        wait = FAILED_SECONDS
        with _noted("again", []):
            state = _state(host)
            if state != before or monotonic() >= due:
                if not rehearse(host):
                    continue
                before, due = state, monotonic() + SECONDS
            wait = LOOK_SECONDS


@contextmanager
def kept_ready(host: Flask, state: Hashable) -> Iterator[None]:
    """Meanwhile see to it that what pages show first is ready, beside those who come.

    It was made ready in this ``state``.
    """
    ended = Event()
    beside = Thread(
        target=rehearse_again, args=(host, state, ended.wait), name=REHEARSAL, daemon=True
    )
    beside.start()
    try:
        yield
    finally:
        ended.set()
        # A database that does not answer keeps nobody from ending.
        beside.join(timeout=LEFT_SECONDS)


def prepare(host: Flask) -> Hashable:
    """Fill the tables that every figure reads, look through the months of the year, compute what
    pages show first, make the scripts small, and take what is loaded for lasting.

    Gives the state that this was done in, for :func:`kept_ready`; none where it could not be.

    The collector of unused objects would otherwise look through all that programs and catalogue
    hold, a fifth of a second each time, while somebody waits for an answer.
    """
    state = _state(host)
    with host.app_context(), session(service().engine) as reading:
        loss_of(service().catalog.outbreak.weights_threshold)
        for _ in duties.every(reading, duties.months_of(service().today().year)):
            pass
    whole = rehearse(host)
    make_small(host, _scripts(host))
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    return state if whole else None
