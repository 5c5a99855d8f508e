"""Memory: computed once while nothing changes, anew after a change, never for one person alone."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy.orm import Session

from dashboard import memory
from vector.store import ledger
from vector.store.engine import transaction


def counted():
    asked = []

    def compute():
        asked.append(1)
        return len(asked)

    return compute


def test_a_result_is_kept_until_the_surveys_change(sqlite_engine):
    kept, compute = memory.Memory(), counted()
    with Session(sqlite_engine) as reading:
        assert [kept.recall(reading, "a", compute) for _ in range(3)] == [1, 1, 1]
        assert kept.recall(reading, "b", compute) == 2
    with transaction(sqlite_engine) as writing:
        ledger.hold(writing)
    with Session(sqlite_engine) as reading:
        assert kept.recall(reading, "a", compute) == 3


def test_a_result_is_kept_for_a_minute_at_most(sqlite_engine, monkeypatch):
    kept, compute = memory.Memory(), counted()
    monkeypatch.setattr(memory, "SECONDS", -1.0)
    with Session(sqlite_engine) as reading:
        assert [kept.recall(reading, "a", compute) for _ in range(2)] == [1, 2]


def test_what_follows_from_its_state_alone_does_not_age(monkeypatch):
    kept, compute = memory.Memory(), counted()
    monkeypatch.setattr(memory, "SECONDS", -1.0)
    told = [kept.recall_at(state, "a", compute, ages=False) for state in ("x", "x", "y", "y")]
    assert told == [1, 1, 2, 2]


def test_what_many_ask_for_at_once_is_computed_once(sqlite_engine):
    kept, begun, go_on = memory.Memory(), Event(), Event()

    def compute():
        begun.set()
        assert go_on.wait(10)
        return object()

    def ask():
        with Session(sqlite_engine) as reading:
            return kept.recall(reading, "a", compute)

    with ThreadPoolExecutor(2) as people:
        first = people.submit(ask)
        assert begun.wait(10)
        begun.clear()
        second = people.submit(ask)
        go_on.set()
        assert first.result() is second.result()
    assert not begun.is_set()


def test_nobody_waits_for_what_is_only_a_minute_old(sqlite_engine, monkeypatch):
    kept = memory.Memory()
    monkeypatch.setattr(memory, "SECONDS", -1.0)
    with Session(sqlite_engine) as reading:
        old = kept.recall(reading, "a", lambda: "old")
        meanwhile = []

        def compute():
            meanwhile.append(kept.recall(reading, "a", lambda: "never"))
            return "new"

        assert kept.recall(reading, "a", compute) == "new"
    assert meanwhile == [old]


def test_only_so_many_results_are_kept(sqlite_engine):
    kept, compute = memory.Memory(most=2), counted()
    with Session(sqlite_engine) as reading:
        for asked in ("a", "b", "c"):
            kept.recall(reading, asked, compute)
        assert kept.recall(reading, "c", compute) == 3
        assert kept.recall(reading, "a", compute) == 4


def test_what_the_manager_saw_is_not_shown_to_an_office(signed_in):
    asked = {"stations-search.value": ""}
    assert "西街" in str(signed_in("manager").shown("stations-rows.children", asked))
    assert "西街" not in str(signed_in("office").shown("stations-rows.children", asked))
    whole = str(signed_in("manager").shown("overview-completeness.children", {}))
    own = str(signed_in("office").shown("overview-completeness.children", {}))
    assert "6 / 7" in whole
    assert "3 / 3" in own
