"""Everything that can be reached, tried as everybody: as declared, and as the page says."""

import matrix
import pytest

from dashboard import create_app
from dashboard.declared import ANYBODY, OWN_SESSION, SIGNED_IN
from vector.work.rights import RIGHTS


@pytest.fixture
def walked(tmp_path):
    app = create_app(matrix.county(tmp_path / "county.sqlite3"))
    table = matrix.walk(app)
    app.extensions["vector"].engine.dispose()
    return table


def expected(right, walker):
    """What the declaration promises that walker."""
    if right == ANYBODY:
        return matrix.PASSES
    if walker in {"nobody", "expired"}:
        return matrix.STRANGER
    if walker == "token":
        return matrix.PASSES if right in {SIGNED_IN, "see"} else matrix.REFUSED
    own = {SIGNED_IN, OWN_SESSION} | RIGHTS[walker]
    return matrix.PASSES if right in own else matrix.REFUSED


def test_everybody_passes_where_the_right_says_so_and_nowhere_else(walked):
    assert len(walked) > 40
    for thing, found in walked.items():
        if thing[1] == f"POST {matrix.DISPATCH}":
            # The callback decides, and none was named.
            assert set(found.values()) == {matrix.STRANGER, matrix.REFUSED}
            continue
        promised = {walker: expected(thing[2], walker) for walker in matrix.WALKERS}
        assert found == promised, thing
    told = matrix.PAGE.read_text(encoding="utf-8")
    assert told == matrix.markdown(walked), "run: python tests/matrix.py"
