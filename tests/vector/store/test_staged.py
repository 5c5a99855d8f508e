"""Staged files on both databases: kept once, brought from state to state, gone at the end."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from vector.errors import UploadError
from vector.store import slips, staged
from vector.store.engine import session, transaction
from vector.store.tables import Account, Region, Role, Staged, StagedFile

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def slip(region: int | None = None) -> slips.Slip:
    return slips.Slip("五月.xlsx", "ab" * 32, b"PK", "surveys", 3, 0, False, region)


def test_a_file_goes_its_way_and_its_bytes_go_at_the_end(engine):
    with transaction(engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        number = slips.add(writing, slip(root))
        with pytest.raises(UploadError, match="不用再交"):
            slips.add(writing, slip(root))
        for what in ("staged", "submitted", "returned"):
            slips.step(writing, number, what, by="Jian@x", at=NOW, reason="缺西街")
        assert staged.bringers(writing, number) == {"jian@x"}
        assert staged.content(writing, number) == b"PK"
        slips.step(writing, number, "discarded", by="Jian@x", at=NOW)
        assert slips.add(writing, slip(root)) > number
    person = Account(email="a@x", active=True, roles=[Role(name="staff")], region_id=root)
    with session(engine) as reading:
        assert [row.state for row in staged.listed(reading, person)] == ["staged", "discarded"]
        assert reading.get(StagedFile, number) is None
        assert [each.what for each in staged.steps(reading, [number])][-1] == "discarded"
        with pytest.raises(UploadError, match="已经处理"):
            staged.waiting(reading, number, person)


def test_who_is_of_another_region_finds_none(engine):
    with transaction(engine) as writing:
        root = writing.scalars(select(Region.id).where(Region.parent_id.is_(None))).one()
        street = Region(code="990001", name="东街", level="street", parent_id=root)
        writing.add(street)
        writing.flush()
        number, below = slips.add(writing, slip(root)), street.id
    at_top, at_street = (
        Account(email="a@x", active=True, roles=[Role(name="staff")], region_id=each)
        for each in (root, below)
    )
    with session(engine) as reading:
        seen, unseen = (
            [*staged.listed(reading, who), *staged.after(reading, who, 0, 9)]
            for who in (at_top, at_street)
        )
        assert [row.id for row in seen] == [number, number]
        assert unseen == []
        assert staged.one(reading, number, at_top) is not None
        assert staged.one(reading, number, at_street) is None
        with pytest.raises(UploadError, match="不存在"):
            staged.waiting(reading, number, at_street)


def test_what_is_accepted_names_its_upload(engine):
    with transaction(engine) as writing:
        number = slips.add(writing, slip())
    with pytest.raises(IntegrityError), transaction(engine) as writing:
        slips.step(writing, number, "accepted", by="a", at=NOW)
    with session(engine) as reading:
        assert reading.get_one(Staged, number).state == "staged"
