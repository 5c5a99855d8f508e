import numpy as np
import pandas as pd
from visiting import drawn

from vector.stats.efficacy import contrast, gather, placebo


def early(rows, days=("2025-06-01", "2025-06-08")):
    """Return the visits as if all had been before the treatment, their phases on two days."""
    day = np.where(rows["phase"] == "before", days[0], days[1])
    return rows.assign(phase="before", date=pd.to_datetime(day))


def test_it_is_the_contrast_at_the_pretended_date():
    rows = drawn(50, 6, effect=0.4)
    found, straight = placebo(gather(early(rows))), contrast(gather(rows))
    np.testing.assert_allclose(found.ratio, straight.ratio)
    np.testing.assert_allclose(found.p, straight.p)


def test_parallel_arms_rarely_show_an_effect_and_diverging_ones_do():
    parallel = placebo(gather(early(drawn(400, 6, visits=2, effect=1, seed=8))))
    apart = placebo(gather(early(drawn(100, 10, visits=2, effect=0.2, scatter=0.3, seed=8))))
    assert (parallel.p < 0.05).mean() < 0.09
    assert (apart.p < 0.05).mean() > 0.9


def test_the_middle_day_of_three_counts_as_before():
    rows = drawn(1, 4)
    later = early(rows[rows["phase"] == "after"], days=("", "2025-06-15"))
    both = pd.concat([early(rows), later])
    kept = pd.concat([early(rows).assign(phase="before"), later.assign(phase="after")])
    np.testing.assert_allclose(placebo(gather(both)).ratio, contrast(gather(kept)).ratio)


def test_one_day_no_days_or_no_control_show_nothing():
    rows = drawn(1, 4)
    once = early(rows, days=("2025-06-01", "2025-06-01"))
    alone = early(rows[rows["arm"] == "treated"])
    for table in (once, alone, rows):
        assert np.isnan(placebo(gather(table)).p).all()
