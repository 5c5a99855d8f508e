import numpy as np

from vector.catalog import load
from vector.stats.edition import gradings, spanning

CATALOG = load()
FLIES = CATALOG.indices["fly_room_rate"]
DAYS = np.array(["2000-01-01", "2012-04-01", "2025-10-31", "2025-11-01"], "datetime64[D]")


def test_each_day_is_graded_once():
    found = list(gradings(CATALOG, FLIES, DAYS))
    assert (np.sum([where for _, where in found], axis=0) == 1).all()


def test_edition_in_force_follows_the_day():
    named = {}
    for grading, where in gradings(CATALOG, FLIES, DAYS):
        named |= dict.fromkeys(DAYS[where].astype(str).tolist(), grading.in_force.id)
    assert named["2025-10-31"] == "GB/T 27772-2011"
    assert named["2025-11-01"] == "GB/T 27772-2025"
    # Before the first edition its limits are the only ones; the obsolete ones never apply.
    assert named["2000-01-01"] == "GB/T 27772-2011"


def test_only_a_change_of_edition_between_two_days_spans():
    spans = spanning(CATALOG, "fly", DAYS[[1, 2]], DAYS[[2, 3]])
    assert spans.tolist() == [False, True]
    assert spanning(CATALOG, "rodent", DAYS[[1, 2]], DAYS[[2, 3]]).tolist() == [False, False]
