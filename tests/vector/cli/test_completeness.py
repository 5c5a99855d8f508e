"""``vector completeness``: totals that add up, who has not reported, forms for other programs."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import offices
import pandas as pd
import pytest
import time_machine
from filled import snap, table, take_in
from sqlalchemy import Engine, select

from vector.catalog import Catalog
from vector.cli import run
from vector.store.engine import transaction
from vector.store.tables import Plan, Station

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    sqlite_engine: Engine,
    sqlite_url: str,
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Say:
    """Run the command on two stations, one of which has reported May; it is 15 June."""
    offices.office(sqlite_engine, "河西街道", "wang@example.org")
    with transaction(sqlite_engine) as writing:
        nights = [
            snap("=甲", "2026-05-10", 0, street="河西街道"),
            snap("乙", "2026-04-10", 1, street="河西街道"),
        ]
        take_in(writing, catalog, {"snap_trap": table(nights)})
        for station in writing.scalars(select(Station)):
            plan = {"method": "snap_trap", "months": "5,6", "due_day": 28}
            writing.add(Plan(station_id=station.id, **plan))
    monkeypatch.setenv("VECTOR_DATABASE", sqlite_url)

    def called(*arguments: str) -> tuple[int, str, str]:
        with (
            time_machine.travel("2026-06-15T04:00:00+00:00"),
            pytest.raises(SystemExit) as ended,
        ):
            run(("completeness", *arguments))
        shown = capfd.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return called


def test_totals_by_street_and_month(call: Say) -> None:
    code, out, _ = call("-f", "json")
    rows = {row["month"]: row for row in json.loads(out)}
    assert code == 0
    assert list(rows) == [f"2026-0{month}" for month in range(1, 7)]
    assert rows["2026-01"]["expected"] == 0
    may, june, april = rows["2026-05"], rows["2026-06"], rows["2026-04"]
    assert (may["expected"], may["undated"], may["missing"], may["zero"]) == (2, 1, 1, 1)
    assert (may["complete"], may["timely"], may["lost"]) == (0.5, None, 1)
    assert (june["expected"], june["not_due"], june["complete"]) == (2, 2, None)
    assert (april["expected"], april["unasked"]) == (0, 1)


def test_who_has_not_reported_and_whom_to_ask(call: Say, tmp_path: Path) -> None:
    _, out, _ = call("--missing", "-f", "csv")
    [row] = pd.read_csv(io.StringIO(out)).to_dict("records")
    assert (row["station"], row["method"], row["month"]) == ("乙", "snap_trap", "2026-05")
    assert (row["due"], row["days_late"], row["email"]) == ("2026-05-28", 18, "wang@example.org")
    book = tmp_path / "未报.xlsx"
    assert call("--missing", "-f", "xlsx", "-o", str(book))[0] == 0
    assert pd.read_excel(book, engine="calamine")["station"].tolist() == ["乙"]


def test_a_name_never_becomes_a_formula(call: Say) -> None:
    _, out, _ = call("--by", "station", "-f", "csv")
    assert "'=甲" in out


def test_the_table_is_chinese(call: Say) -> None:
    _, out, _ = call("--by", "month", "--by", "method", "--from", "2026-05", "--to", "2026-05")
    for word in ("应报未报", "夹夜法", "2026-05"):
        assert word in out
    assert "2026-06" not in out


@pytest.mark.parametrize(
    ("months", "sentence"),
    [(("2026-05", "2026-04"), "早于起始月份"), (("2000-01", "2026-01"), "最多汇总 120 个月")],
)
def test_a_span_that_makes_no_sense_is_refused(
    call: Say, months: tuple[str, str], sentence: str
) -> None:
    code, out, err = call("--from", months[0], "--to", months[1])
    assert (code, out) == (2, "")
    assert sentence in err
