"""A file as it comes in: sheets of counts, or a table of resistance tests, and what is in it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from dashboard.service import account, now, service
from vector.cli import contract
from vector.errors import IntakeError, VectorError
from vector.intake import Reading
from vector.work import assays, rehearsal, uploads
from vector.work.assays import AssayTable
from vector.work.rehearsal import Effect
from vector.work.taking_in import Moment

CONTRACT = "bioassay"


@dataclass(frozen=True)
class Incoming:
    """A file that was read: exactly one of ``counted`` and ``tested`` is there."""

    content: bytes
    counted: uploads.Preview | None = None
    table: AssayTable | None = None
    tested: assays.Preview | None = None

    @property
    def read(self) -> Reading | AssayTable:
        """The file as it is taken in."""
        return self.table if self.table is not None else self.counted.reading

    @property
    def ready(self) -> bool:
        """Whether there is something to take in that is not there already."""
        found = self.counted or self.tested
        amount = found.surveys if found is self.counted else found.assays
        return bool(amount) and not found.recognised

    @property
    def held(self) -> int:
        """How many rows have an error."""
        return self.counted.reading.held if self.counted is not None else 0

    @property
    def good(self) -> int:
        """How many surveys or assays can be taken in."""
        return self.counted.surveys if self.counted is not None else self.tested.assays


def present() -> Moment:
    """As of when flags are judged: now."""
    running = service()
    return Moment(running.catalog, running.settings, running.today(), now())


def understood(content: bytes, filename: str) -> Incoming:
    """Read a file: counts, or where there are none and it is one, a table of resistance tests."""
    try:
        found = uploads.preview(
            service().engine, service().catalog, content, filename, person=account()
        )
    except IntakeError:
        if not _of_assays(content, filename):
            raise
        return _assays(content, filename)
    if not found.surveys and _of_assays(content, filename):
        return _assays(content, filename)
    return Incoming(content, counted=found)


def _of_assays(content: bytes, filename: str) -> bool:
    return contract.fits(content, filename, CONTRACT, "dose", "minute")


def _assays(content: bytes, filename: str) -> Incoming:
    # The contract's reader opens files; the name stands in its sentences.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(filename).name or "file")
        path.write_bytes(content)
        rows = contract.read(path, CONTRACT)
    table = AssayTable(filename, content, rows)
    tested = assays.preview(service().engine, table, account())
    return Incoming(content, table=table, tested=tested)


def effect(found: Incoming) -> Effect | VectorError | None:
    """What taking counts in would change; why it cannot be told; None where it is not tried."""
    if found.counted is None or not found.ready:
        return None
    try:
        return rehearsal.of_taking_in(
            service().engine, present(), found.counted.reading, found.content, account()
        )
    except VectorError as error:
        return error
