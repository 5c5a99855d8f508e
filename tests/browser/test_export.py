"""What is seen is taken along by a click: tables as files, figures as pictures made on the spot."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
DRAWN = "#station-history .scatterlayer .points path"


def test_tables_and_pictures_are_taken_by_a_click(manager):
    manager.go("/station/1", DRAWN)
    found = {}
    for kind in ("csv", "xlsx", "png"):
        with manager.page.expect_download() as waiting:
            manager.page.click(f"#station-taken-{kind}")
        assert waiting.value.suggested_filename.endswith(f".{kind}")
        found[kind] = Path(waiting.value.path()).read_bytes()
    assert "指标" in found["csv"].decode("utf-8-sig").splitlines()[0]
    assert found["xlsx"][:2] == b"PK"
    assert found["png"][:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(found["png"][at : at + 4]) for at in (16, 20))
    assert width > 1500
    assert height > 800
