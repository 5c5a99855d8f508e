"""``vector bioassay store:`` keeps what it computes, on either database, and answers from it."""

import json
from pathlib import Path
from typing import Any

import pytest
import reports
from reports import JUNE, MARKET, WEST, rooms
from sqlalchemy import Engine, select

from vector.catalog import load
from vector.cli import run
from vector.settings import Settings
from vector.store.assays import rows
from vector.store.engine import session, transaction
from vector.store.places import root
from vector.store.tables import Account, Region, Role, Station
from vector.work import results, uploads
from vector.work.results import rests_on_assays, seen_from

Capture = pytest.CaptureFixture[str]
HEADER = "种类,品系,地点,杀虫剂,浓度,试虫数,死亡数"
DOSES = [("对照", 100, 0), (0.004, 50, 3), (0.008, 50, 12), (0.016, 50, 29), (0.032, 50, 44)]
KEPT = "数据与方法未变，直接给出"


def sheet(*assays: tuple[str, str], factor: int = 1) -> str:
    lines = [
        f"白纹伊蚊,{strain},{site},溴氰菊酯,{dose},{factor * number},{factor * dead}"
        for strain, site in assays
        for dose, number, dead in DOSES
    ]
    return "\n".join([HEADER, *lines])


@pytest.fixture
def stored(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    """A county with one station, and two field assays and a susceptible strain."""
    monkeypatch.setattr("vector.store.engine.connect", lambda _: engine)
    reports.accept(engine, rooms(JUNE, 1), on=JUNE)
    taken(tmp_path, sheet(("敏感", ""), ("甲", WEST), ("乙", MARKET)))
    return engine


def taken(folder: Path, text: str) -> None:
    path = folder / f"{len(list(folder.iterdir()))}.csv"
    path.write_text(text, encoding="utf-8")
    assert call("import", path) == 0


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        run([str(each) for each in arguments])
    return int(ended.value.code or 0)


def judged(capsys: Capture, *arguments: object) -> tuple[str, str]:
    capsys.readouterr()
    assert call("bioassay", *arguments) == 0
    told = capsys.readouterr()
    return told.out, told.err


def listed(capsys: Capture) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert call("results", "list", "--format", "json") == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_asked_again_it_is_told_from_what_is_kept(stored: Engine, capsys: Capture) -> None:
    asked = ("store:", "--reference", "敏感", "--karber")
    for form in (("-f", "json"), ("-f", "csv"), ("-f", "table")):
        computed, said = judged(capsys, *asked, *form)
        assert ("结果已存，编号 1" in said) == (form == ("-f", "json"))
        kept, again = judged(capsys, *asked, *form)
        assert kept == computed
        assert KEPT in again
    assert call("results", "show", "1") == 0
    shown = capsys.readouterr()
    assert shown.out == computed
    assert "抗药性，抗药性试验" in shown.err
    english, _ = judged(capsys, *asked, "--lang", "en", "-f", "json")
    assert judged(capsys, *asked, "--lang", "en", "-f", "json")[0] == english
    # The language is part of the question, for reasons are written in it.
    assert [row["id"] for row in listed(capsys)] == [2, 1]
    assert [(row["rows"], row["stations"]) for row in listed(capsys)] == [(15, 1)] * 2


def test_what_is_left_out_is_another_question(stored: Engine, capsys: Capture) -> None:
    questions: tuple[tuple[object, ...], ...] = (
        ("store:",),
        (f"store:@{WEST}",),
        ("store:", "--place", WEST),
        ("store:", "--place", MARKET),
        ("store:", "--species", "白纹伊蚊"),
        ("store:", "--insecticide", "溴氰菊酯"),
        ("store:", "--known-on", "2099-12-31"),
        ("store:", "--link", "logit"),
        ("store:", "--percent", "50"),
        ("store:", "--reference", "甲"),
    )
    for number, asked in enumerate(questions, 1):
        assert f"结果已存，编号 {number}（" in judged(capsys, *asked)[1]
    assert KEPT in judged(capsys, *questions[-1])[1]


def test_a_correction_is_computed_and_a_withdrawal_brings_back(
    stored: Engine, tmp_path: Path, capsys: Capture
) -> None:
    before, _ = judged(capsys, "store:")
    taken(tmp_path, sheet(("甲", WEST), factor=2))
    after, said = judged(capsys, "store:")
    assert "结果已存，编号 2" in said
    assert after != before
    uploads.withdraw(stored, load(), Settings(), 3, reason="填错", by="王", on=JUNE)
    assert judged(capsys, "store:")[0] == before


def test_who_sees_the_places_sees_the_result(stored: Engine, capsys: Capture) -> None:
    judged(capsys, f"store:@{WEST}")
    judged(capsys, f"store:@{WEST}", "--reference", "敏感")
    judged(capsys, "store:")
    with transaction(stored) as writing:
        street = writing.scalars(select(Region).where(Region.name == WEST)).one()
        other = Region(code="x", name="别街", level="street", parent_id=street.parent_id)
        writing.add(other)
        staff = Role(name="staff")
        writing.flush()
        for mail, region in (("west", street.id), ("other", other.id), ("all", root(writing))):
            account = Account(email=f"{mail}@b.cn", fs_uniquifier=mail, region_id=region)
            account.roles = [staff]
            writing.add(account)
    seen = {}
    with session(stored) as reading:
        for account in reading.scalars(select(Account)):
            found = results.listing(reading, account=account)
            seen[account.email] = sorted(each.id for each in found)
    assert seen == {"west@b.cn": [1, 2], "other@b.cn": [], "all@b.cn": [1, 2, 3]}


def test_a_susceptible_strain_from_elsewhere_is_for_the_county(
    stored: Engine, tmp_path: Path
) -> None:
    taken(tmp_path, sheet(("他县敏感", "外县")))
    with session(stored) as reading:
        west = reading.scalars(select(Region.id).where(Region.name == WEST)).one()
        found = rows(reading)
        own = found[found["strain"] != "他县敏感"]
        assert seen_from(reading, own, west) == west
        assert seen_from(reading, found, west) == root(reading) != west


def test_the_order_of_assays_is_part_of_what_it_rests_on(stored: Engine) -> None:
    with session(stored) as reading:
        found = rows(reading)
        posts = set(reading.scalars(select(Station.id).where(Station.name == MARKET)))
    basis = rests_on_assays(found, load())
    assert set(basis.stations) == posts
    assert basis.rows == len(found)
    assert rests_on_assays(found.copy(), load()) == basis
    assert rests_on_assays(found[::-1], load()).data != basis.data
    assert rests_on_assays(found.assign(dead=0.0), load()).data != basis.data
    assert rests_on_assays(found.assign(row=7), load()).data == basis.data
