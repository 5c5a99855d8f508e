"""What every page works with: the database, the catalogue, the settings, and who is asking.

Dash keeps one page registry per process, so pages must not close over one database; they ask
here, and the answer comes from the Flask application that serves the request.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app, g, request
from flask_security import current_user
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.memory import Memory
from vector.catalog import Catalog
from vector.settings import Settings
from vector.store.audit import Author
from vector.store.tables import Account

EXTENSION = "vector"
BEARER = "vector_access"


@dataclass(frozen=True)
class Service:
    """The parts that one running service shares.

    ``counted`` keeps what long lists are made of, for their parts to come: very few of them;
    ``answers`` whole answers of callbacks; ``duties`` what was expected of whom in each month of
    five years, whole, by each group and of all: a busy day's other questions never push a month
    out, so that the year need not be added up anew.
    """

    engine: Engine
    catalog: Catalog
    settings: Settings
    memory: Memory = field(default_factory=Memory)
    counted: Memory = field(default_factory=lambda: Memory(most=2))
    duties: Memory = field(default_factory=lambda: Memory(most=512))
    answers: Memory = field(default_factory=lambda: Memory(most=512))

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days are counted."""
        return ZoneInfo(self.settings.timezone)

    def today(self) -> date:
        """The present day where the service stands."""
        return datetime.now(self.zone).date()


def service() -> Service:
    """The service of the application that serves this request."""
    return current_app.extensions[EXTENSION]


def account() -> Account:
    """The account that is signed in; the gate has made sure that there is one."""
    return current_user._get_current_object()


def entered() -> Session:
    """The transaction in which the gate has known who asks.

    What is read in it was so then; what is read later, in another, is of that moment or after.
    """
    return current_app.extensions["security"].datastore.db.session()


def seeing() -> tuple[Hashable, ...]:
    """All that decides which places the account sees, for what is kept of them."""
    person = account()
    return person.active, person.region_id, frozenset(role.name for role in person.roles)


def by_token() -> bool:
    """Whether a program asks, by an access token, rather than a person in a session."""
    return BEARER in g


def author() -> Author:
    """Who is signed in, and from which address or token, for the audit log."""
    address = request.remote_addr or ""
    origin = f"{address} token:{g.get(BEARER).name}" if by_token() else address
    return Author(account().email, origin)


def now() -> datetime:
    """The present moment, with its zone."""
    return datetime.now(UTC)
