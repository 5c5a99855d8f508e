"""What is made ready once, before the first person comes, so that nobody waits for it."""

import gc
import re

import plotly.io.json  # noqa: F401 (the first answer would load it)
import structlog
from flask import Flask, g

from dashboard import duties, pages
from dashboard.light import light
from dashboard.places_to_go import PLACES
from dashboard.rehearsed import REHEARSAL, Rehearsal
from dashboard.service import service
from dashboard.smaller import SCRIPTS, make_small
from dashboard.text import PERSON
from vector.stats.outbreak.scatter import loss_of
from vector.store import geography
from vector.store.engine import session
from vector.store.tables import Account, Role

# An answer makes tens of thousands of objects and lets nearly all of them go by itself; looking
# through the young ones after every seven hundred costs a twentieth of its time.
YOUNG = 50_000
ADDRESS = re.compile(rf'(?:src|href)="({SCRIPTS}[^"]+)"')
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


def _rehearse(host: Flask) -> None:
    """Compute what pages show first; one that cannot be shown stops nobody from beginning."""
    rehearsal: Rehearsal = host.extensions[REHEARSAL]
    with host.test_request_context("/"):
        setattr(g, PERSON, _somebody())
        for path in (path for _, path, right in PLACES if right == "see"):
            try:
                layout, _ = pages.at(path, "")
                rehearsal.play(light(layout))
            except Exception as error:
                LOG.exception("rehearsal failed", path=path, exc_info=error)


def prepare(host: Flask) -> None:
    """Fill the tables that every figure reads, look through the months of the year, compute what
    pages show first, make the scripts small, and take what is loaded for lasting.

    The collector of unused objects would otherwise look through all that programs and catalogue
    hold, a fifth of a second each time, while somebody waits for an answer.
    """
    with host.app_context(), session(service().engine) as reading:
        loss_of(service().catalog.outbreak.weights_threshold)
        for _ in duties.every(reading, duties.months_of(service().today().year)):
            pass
    _rehearse(host)
    make_small(host, _scripts(host))
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
