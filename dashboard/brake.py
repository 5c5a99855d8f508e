"""The brake's memory: attempts counted in the database, for all server processes together.

The brake is Flask-Limiter's; it finds this memory by the scheme of its address. A window begins
with the first attempt in it.
"""

from datetime import timedelta
from typing import Any, ClassVar

from limits.storage import Storage
from sqlalchemy.exc import SQLAlchemyError

from dashboard.service import now, service
from vector.store import attempts
from vector.store.engine import session, transaction

ADDRESS = "vector://"


class Attempts(Storage):
    """How often who tried what lately."""

    STORAGE_SCHEME: ClassVar[list[str] | None] = ["vector"]

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=False)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong when the database does."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count an attempt; how many that makes in its window."""
        with transaction(service().engine) as writing:
            return attempts.add(writing, key, timedelta(seconds=expiry), now(), amount)

    def get(self, key: str) -> int:
        """How many there were in the present window."""
        with session(service().engine) as reading:
            return attempts.standing(reading, key, now())[0]

    def get_expiry(self, key: str) -> float:
        """When the present window ends."""
        with session(service().engine) as reading:
            return attempts.standing(reading, key, now())[1].timestamp()

    def check(self) -> bool:
        """Whether it can be counted; the database's own checks say whether it is there."""
        return True

    def reset(self) -> int | None:
        """Begin anew for everybody."""
        with transaction(service().engine) as writing:
            return attempts.forget(writing)

    def clear(self, key: str) -> None:
        """Begin anew for one."""
        with transaction(service().engine) as writing:
            attempts.forget(writing, key)
