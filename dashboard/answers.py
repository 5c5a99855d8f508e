"""Answers of callbacks, kept whole: who may see the same and asks the same gets the same bytes.

Only a callback that says so is kept (``kept=True`` where it is registered, ``kept="mail"`` if it
tells how far the mail has come): one whose answer
follows from what it is given, the database, the day, the language, and the roles and region of who
asks. It is kept until anything changes that pages show, so an upload or an answer to an alert is
seen at the next click. The gate has let the request through before anything is looked up here.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import BoundedSemaphore
from typing import NamedTuple

from flask import Flask, Response, g, request
from flask_compress import Compress

from dashboard.declared import DISPATCH
from dashboard.service import by_token, entered, seeing, service
from dashboard.text import language
from vector.store.edition import edition

ANSWERS = "vector_answers"
# Python computes one thing at a time. More at once keep each other waiting, and what is kept; a
# second goes on while the first waits for the database.
AT_ONCE = 2
LONGEST_WAIT = 1.0
# What takes more room than all others together is computed anew.
LARGEST = 2**19
FAILED = "vector_failed"
ENCODED = "Content-Encoding"


class Answer(NamedTuple):
    """An answer as it travels."""

    content: bytes
    kind: str
    encoded: str

    def response(self) -> Response:
        """The answer to one more who asks."""
        found = Response(self.content, content_type=self.kind)
        if self.encoded:
            found.headers[ENCODED] = self.encoded
        return found


class Answers:
    """Which callbacks of an application are kept, and how their answers travel."""

    def __init__(self, compress: Compress) -> None:
        self._compress = compress
        self._kept: dict[str, bool] = {}
        self._turns = BoundedSemaphore(AT_ONCE)

    def keep(self, callback: str, *, mail: bool = False) -> None:
        """Keep the answers of a callback from now on; ``mail`` if they tell how far it has come."""
        self._kept[callback] = mail

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One of the few that compute at once."""
        # Not for ever: whoever has the turns may wait for what somebody else computes.
        mine = self._turns.acquire(timeout=LONGEST_WAIT)
        try:
            yield
        finally:
            if mine:
                self._turns.release()

    def give(self, compute: Callable[[], Response]) -> Response:
        """The kept answer to this request; else the one that is computed."""
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or body.get("output") not in self._kept or by_token():
            return compute()
        made: list[Response] = []

        def computed() -> Answer | None:
            with self.turn():
                made.append(self._compress.after_request(compute()))
            return _answer(made[0])

        state = edition(entered(), mail=self._kept[body["output"]])
        # Nothing is held while somebody waits for a turn.
        entered().commit()
        found = service().answers.recall_at(state, _asked(), computed, keep=_worth_keeping)
        return made[0] if made or found is None else found.response()


def _asked() -> Hashable:
    """What is asked, and everything about who asks that an answer may depend on."""
    encodings = request.headers.get("Accept-Encoding", "")
    seen = *seeing(), language(), service().today()
    return sha256(request.get_data()).digest(), encodings, *seen


def _answer(response: Response) -> Answer | None:
    """An answer worth keeping; one that failed is not, nor one that sets more than its outputs."""
    if response.status_code != 200 or g.get(FAILED) or "Set-Cookie" in response.headers:
        return None
    return Answer(response.get_data(), response.content_type or "",
                  response.headers.get(ENCODED, ""))  # fmt: skip


def _worth_keeping(answer: Answer | None) -> bool:
    return answer is not None and len(answer.content) <= LARGEST


def open_answers(host: Flask, compress: Compress) -> None:
    """Let the host keep answers."""
    host.extensions[ANSWERS] = Answers(compress)


def keep_answers(host: Flask) -> None:
    """Put what is kept before the computing of callbacks, which stands by now."""
    answers: Answers = host.extensions[ANSWERS]
    compute = host.view_functions[DISPATCH]
    host.view_functions[DISPATCH] = lambda: answers.give(compute)
