"""What every page loads of our own."""

import re
from pathlib import Path

import dashboard


def test_every_rule_of_the_style_sheet_is_closed():
    """A rule left open would take what follows it along to where only it applies."""
    sheet = (Path(dashboard.__file__).parent / "assets" / "vector.css").read_text(encoding="utf-8")
    depth = 0
    for line in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).splitlines():
        assert depth == 0 or not line.startswith("@"), line
        depth += line.count("{") - line.count("}")
    assert depth == 0
