"""Lists in parts: put together they are the list, though only what is shown was judged."""

import itertools

import pytest
from sqlalchemy import select

from vector.store.engine import transaction
from vector.store.tables import Account, Region


def parts(program, path, limit):
    cursor = ""
    for _ in itertools.repeat(None, 50):
        told = program.get(f"{path}&limit={limit}{cursor}").get_json()
        yield from told["items"]
        if told["next"] is None:
            return
        cursor = f"&cursor={told['next']}"


@pytest.mark.parametrize(
    ("role", "asked"),
    [("manager", "by=station&period=survey&start=2026-04-01"),
     ("manager", "by=street&period=month"), ("manager", "by=habitat&period=year"),
     ("manager", "by=all&period=week&start=2026-03-01"),
     ("office", "by=station&period=month&start=2026-03-01"), ("office", "by=street&period=all")],
)  # fmt: skip
def test_the_parts_of_densities_are_the_whole(program, role, asked):
    asker = program(role)
    whole = asker.get(f"/densities?{asked}&limit=500").get_json()
    assert whole["next"] is None
    size = max(len(whole["items"]) // 4, 1)
    assert list(parts(asker, f"/densities?{asked}", size)) == whole["items"]
    assert len(whole["items"]) > 1


def test_like_stations_out_of_sight_still_count(program):
    asked = "/densities?by=station&period=month&start=2026-05-01&index=trap_rate&limit=500"
    all_ = {
        (row["station"], row["start"]): row
        for row in program("manager").get(asked).get_json()["items"]
    }
    seen = program("office").get(asked).get_json()["items"]
    assert 0 < len(seen) < len(all_)
    assert all(all_[row["station"], row["start"]] == row for row in seen)


def test_a_cursor_of_a_changed_list_is_refused(program):
    manager = program("manager")
    cursor = manager.get("/densities?limit=3").get_json()["next"]
    head = "station,street,date,method,effective,caught\n"
    good = f"{head}北街养老院,北街,2026-06-18,snap_trap,200,12\n".encode()
    assert manager.post("/uploads?filename=a.csv", data=good).status_code == 201
    late = manager.get(f"/densities?limit=3&cursor={cursor}")
    assert (late.status_code, late.get_json()["code"]) == (409, "list_changed")


def test_one_who_sees_nothing_gets_an_empty_list(program):
    staff = program("staff")
    with transaction(staff.engine) as writing:
        empty = Region(code="s9", name="空街", level="street", parent_id=1)
        writing.add(empty)
        writing.flush()
        own = select(Account).where(Account.email == "jian@cdc.example.cn")
        writing.scalars(own).one().region_id = empty.id
    assert staff.get("/densities").get_json() == {"items": [], "next": None}
    assert staff.get("/completeness").get_json() == {"items": [], "next": None}
