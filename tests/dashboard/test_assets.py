"""What every page loads of our own."""

import re
from pathlib import Path

import dash
import dash_ag_grid
import dash_mantine_components

import dashboard

# A function that was cut into steps, and by which name it calls what it keeps between them.
WRAPPED = re.compile(r"\bregeneratorRuntime\.wrap\(")
CUT = re.compile(r"regeneratorRuntime\.wrap\(\(?function ?\w*\((\w)\)\{(.*?\.stop\(\))", re.DOTALL)


def test_every_rule_of_the_style_sheet_is_closed():
    """A rule left open would take what follows it along to where only it applies."""
    sheet = (Path(dashboard.__file__).parent / "assets" / "vector.css").read_text(encoding="utf-8")
    depth = 0
    for line in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).splitlines():
        assert depth == 0 or not line.startswith("@"), line
        depth += line.count("{") - line.count("}")
    assert depth == 0


def test_what_is_left_of_the_polyfill_is_all_that_the_components_ask_of_it():
    own = Path(dash.__file__).parent
    places = [own / each for each in ("dcc", "html", "dash-renderer")]
    places += [Path(each.__file__).parent for each in (dash_mantine_components, dash_ag_grid)]
    scripts = [each.read_text("utf-8") for place in places for each in place.rglob("*.js")]
    uses = {use for script in scripts for use in re.findall(r"\bregeneratorRuntime\.(\w+)", script)}
    assert uses == {"mark", "wrap"}
    cut = [part for script in scripts for part in CUT.findall(script)]
    assert len(cut) == sum(len(WRAPPED.findall(script)) for script in scripts) > 0
    steps = {use for name, part in cut for use in re.findall(rf"\b{name}\.(\w+)", part)}
    assert steps <= {"prev", "next", "sent", "stop"}
