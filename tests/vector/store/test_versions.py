"""Any sequence of uploads and withdrawals leaves what a plain list of versions would leave.

The model keeps uploads as a list of (what, from when, until when) and answers every question by
going through it from the start; the store must agree after every step, and, asked again later,
about every earlier moment.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from filled import snap, table, take_in, withdraw
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from vector.catalog import load
from vector.store import contents, migrate, sums, surveys
from vector.store.engine import connect, session, transaction
from vector.store.tables import Model

START = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = ["2026-05-01", "2026-05-02", "2026-06-02"]
KEYS = st.tuples(st.sampled_from("甲乙"), st.sampled_from(DAYS))
FILES = st.dictionaries(KEYS, st.integers(0, 5), min_size=1)
EMPTY = ("month_sum", "upload_file", "tally_archive", "component_archive", "survey_archive",
         "tally", "component", "survey", "upload", "station")  # fmt: skip


class Versions(RuleBasedStateMachine):
    """Uploads and withdrawals in any order, on the database at ``url``."""

    url = ""

    @initialize()
    def open(self) -> None:
        self.engine = connect(self.url)
        with transaction(self.engine) as writing:
            for name in EMPTY:
                writing.execute(Model.metadata.tables[name].delete())
            # Stations stay when an upload is withdrawn, so they are not part of the comparison.
            self.before = {}
        self.now = START
        self.files: list[dict[tuple[str, str], int]] = []
        self.accepted: list[datetime] = []
        self.withdrawn: list[datetime | None] = []
        self.ids: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()

    @rule(file=FILES)
    def upload(self, file: dict[tuple[str, str], int]) -> None:
        self.now += timedelta(hours=1)
        self.before[len(self.files)] = self._digests()
        rows = [snap(station, day, caught, **{"species:褐家鼠": caught})
                for (station, day), caught in file.items()]  # fmt: skip
        with transaction(self.engine) as writing:
            name = f"{len(self.files)}.csv"
            self.ids.append(
                take_in(writing, load(), {"snap_trap": table(rows)}, name=name, at=self.now)
            )
        self.files.append(file)
        self.accepted.append(self.now)
        self.withdrawn.append(None)

    def _standing(self) -> list[int]:
        return [at for at, when in enumerate(self.withdrawn) if when is None]

    @precondition(lambda self: self._standing())
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        at = data.draw(st.sampled_from(self._standing()))
        self.now += timedelta(hours=1)
        with transaction(self.engine) as writing:
            withdraw(writing, self.ids[at], at=self.now)
        self.withdrawn[at] = self.now
        if at == len(self.files) - 1 and all(w is None or w < self.accepted[at]
                                             for w in self.withdrawn[:at]):  # fmt: skip
            assert self._digests() == self.before[at]

    def _digests(self) -> dict[str, str]:
        with session(self.engine) as reading:
            return contents.digests(reading, contents.STANDING)

    def _expected(self, moment: datetime) -> dict[tuple[str, str], int]:
        known: dict[tuple[str, str], int] = {}
        for file, accepted, until in zip(self.files, self.accepted, self.withdrawn, strict=True):
            if accepted <= moment and (until is None or until > moment):
                known |= file
        return known

    def _found(self, moment: datetime | None) -> dict[tuple[str, str], int]:
        with session(self.engine) as reading:
            found = surveys.components(reading, indices=["trap_rate"], known_on=moment)
        rows = found[["station", "date", "numerator"]].itertuples(index=False)
        listed = [((station, f"{day:%Y-%m-%d}"), caught) for station, day, caught in rows]
        assert len(dict(listed)) == len(listed)
        return dict(listed)

    @invariant()
    def what_stands_is_the_latest_of_each(self) -> None:
        if hasattr(self, "engine"):
            assert self._found(None) == self._expected(self.now)

    @invariant()
    def the_month_sums_are_those_of_what_stands(self) -> None:
        if hasattr(self, "engine"):
            with session(self.engine) as reading:
                assert sums.differing(reading) == 0

    @invariant()
    def every_earlier_moment_is_still_known(self) -> None:
        if hasattr(self, "engine"):
            for hours in range(0, int((self.now - START) / timedelta(hours=1)) + 1, 3):
                moment = START + timedelta(hours=hours)
                assert self._found(moment) == self._expected(moment)


def _run(url: str, examples: int) -> None:
    machine = type("VersionsHere", (Versions,), {"url": url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_versions_on_sqlite() -> None:
    with TemporaryDirectory() as home:
        url = f"sqlite:///{Path(home) / 'versions.sqlite3'}"
        engine = connect(url)
        migrate.upgrade(engine)
        engine.dispose()
        _run(url, examples=10)


def test_versions_on_postgresql(postgresql_url: str) -> None:
    _run(postgresql_url, examples=5)
