"""The walk through 等保 2.0 level 3 names evidence that is there; the three duties stay apart."""

import re
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import Engine

from vector.errors import StoreError
from vector.settings import Access
from vector.work import duties, tickets
from vector.work.enrolment import enrol, find
from vector.work.rights import RIGHTS, SEPARATE

ROOT = Path(__file__).parents[2]
PAGES = ("mlps", "threats")
MLPS = (ROOT / "docs" / "mlps.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| (8\.1\.4\.\d+(?: [a-g])?) \| (.+?) \| (.+?) \| (.+) \|$", MLPS, re.MULTILINE
)
# How many letters each demand has; none where it has one sentence.
LETTERS = {1: 4, 2: 7, 3: 4, 4: 6, 5: 0, 6: 0, 7: 2, 8: 2, 9: 3, 10: 2, 11: 2}
PASSWORD = "correct horse 7"


def test_every_demand_once_and_in_order() -> None:
    wanted = [
        f"8.1.4.{number} {letter}".strip()
        for number, count in LETTERS.items()
        for letter in ("abcdefg"[:count] or [""])
    ]
    assert [number for number, *_ in ROWS] == wanted
    assert {verdict for _, _, verdict, _ in ROWS} == {"做到", "部分", "单位"}


@pytest.mark.parametrize("name", PAGES)
def test_the_evidence_is_there(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    files = re.findall(r"`([\w./-]+\.(?:py|toml|md|conf|txt)|deploy/Containerfile)`", text)
    assert len(files) > 20
    assert [each for each in files if not (ROOT / each).exists()] == []


@pytest.mark.parametrize("pair", [*combinations(sorted(SEPARATE), 2)], ids="-".join)
def test_nobody_administers_decides_and_audits(
    sqlite_engine: Engine, pair: tuple[str, str]
) -> None:
    """Neither as the account is opened, nor invited, nor later; and no right joins two of them."""
    assert not RIGHTS[pair[0]] & RIGHTS[pair[1]]
    now = datetime(2026, 6, 20, 4, tzinfo=UTC)
    with pytest.raises(StoreError, match="必须由不同的人担任"):
        enrol(sqlite_engine, "li@cdc.example.cn", PASSWORD, roles=pair)
    with pytest.raises(StoreError, match="必须由不同的人担任"):
        tickets.invite(
            sqlite_engine, "li@cdc.example.cn", roles=pair, by_mail=False, rules=Access(), now=now
        )
    enrol(sqlite_engine, "li@cdc.example.cn", PASSWORD, roles=["staff"])
    with pytest.raises(StoreError, match="必须由不同的人担任"):
        duties.reassign(sqlite_engine, find(sqlite_engine, "li@cdc.example.cn"), roles=pair, by=99)
