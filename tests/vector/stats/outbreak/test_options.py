"""Farrington's tests under options that the golden tables lack: months, quarters, days, offsets.

The figures are not R's own output: they come from a second implementation, written statement by
statement after the source of R's ``surveillance`` (its copy on the CRAN mirror), one series and
period at a time, with dense matrices and loops. It agrees with the golden tables too.
"""

import numpy as np
import pytest

from vector.stats.outbreak import Flexible, Original, farrington, farrington_flexible


def counts(periods, level):
    place = np.arange(periods)
    return (place * place * 7 + place * 3) % level + (place % 11 == 0) * level * 1.0


def effort(periods):
    return 10.0 + np.arange(periods) % 7


MONTHS = np.arange("2012-01", "2020-05", dtype="datetime64[M]").astype("datetime64[D]")
WEEKS = np.datetime64("2012-01-02") + 7 * np.arange(330)
# Periods, level, options, days, offset; then of the last two periods the bound, the expectation,
# φ, p, score, whether the trend is kept, alarm.
FLEXIBLE = [
    (100, 9, Flexible(frequency=12, w=2, powertrans="1/2", alpha=0.01), None, False,
     (17.4055249718, 2.88, 4.46527782734, 0.387915630256, 0.0771056469334, False, False),
     (21.0896215372, 5.98357049916, 3.16661801703, 0.274135211415, 0.199683523725, True, False)),
    (100, 9, Flexible(frequency=12, b=4, w=1, threshold_method="nbPlugin", no_periods=4,
                      past_weeks_not_included=6, p_threshold_trend=1, alpha=0.01), None, False,
     (13, 2.43755759226, 3.63702831791, 0.251740743553, 0.256751388497, True, False),
     (16, 3.58657988757, 3.76584084388, 0.098092541933, 0.524546991181, True, False)),
    (100, 23, Flexible(frequency=12, b=6, w=1, threshold_method="muan", no_periods=6, alpha=0.025,
                       past_weeks_not_included=0, weights_threshold=1), MONTHS, False,
     (22, 6.62057758267, 4.30690410029, 0.074185132646, 0.751365221071, False, False),
     (28, 9.71347153078, 4.62983198802, 0.00178817322386, 1.54418624675, False, True)),
    # Windows that overlap: the parts between them have a negative length, and run backwards.
    (100, 23, Flexible(frequency=12, b=3, w=6, no_periods=3, powertrans="none"), None, False,
     (34.2852576818, 16.324428377, 7.14699799632, 0.475333624166, 0.0376136096801, True, False),
     (34.1848231044, 16.8627855299, 6.42234785364, 0.00849413298274, 1.45116960762, True, True)),
    (330, 13, Flexible(no_periods=10, past_weeks_not_included=26, p_threshold_trend=0.2,
                       alpha=0.005), WEEKS, True,
     (28.5515664851, 9.52967032967, 3.73752261506, 0.671507097086, -0.132987285232, False, False),
     (22.570579786, 6.35164835165, 3.78995826798, 0.448370069217, 0.0399749916309, False, False)),
    (330, 13, Flexible(b=2, w=0, threshold_method="nbPlugin", no_periods=5, reweight=False,
                       past_weeks_not_included=13), None, True,
     (22, 9.73913043478, 4.28367980607, 0.639967927025, 0.239499317008, False, False),
     (15, 5.6, 4.27229143452, 0.332234910959, 0.397464836414, False, False)),
    (330, 5, Flexible(w=4, threshold_method="muan", weights_threshold=2, limit54=(0, 1),
                      past_weeks_not_included=0, trend=False), None, False,
     (7, 2.51020408163, 1.42954095193, 0.713252709428, 0.177582334355, False, False),
     (6, 2.36734693878, 1.49066389734, 0.289619250405, 0.610760912153, False, False)),
    (800, 7, Flexible(frequency=365, b=2, w=5, no_periods=13, limit54=(20, 7),
                      past_weeks_not_included=30), None, False,
     (9.40773454027, 3.77272727273, 2.18051363834, 0.975047441302, -0.6695159551, False, False),
     (9.58685120726, 3.90909090909, 2.15127163852, 0.627430992977, -0.160114351672, False, False)),
    (40, 40, Flexible(frequency=4, b=7, w=1, no_periods=2, p_threshold_trend=1, powertrans="none",
                      reweight=False), None, False,
     (50.9371525184, 24.9638883585, 8.22618486858, 0.574443795615, -0.114113048722, True, False),
     (44.9700635707, 20.445787971, 9.13718458642, 0.86499206613, -0.670592201763, True, False)),
]  # fmt: skip
# The same, of the bound, the expectation, φ, the trend, alarm.
ORIGINAL = [
    (100, 9, Original(frequency=12, w=2, powertrans="1/2", alpha=0.01), None, False,
     (17.3202505043, 2.5543904227, 3.80946542225, False, False),
     (16.7474566182, 3.49758600103, 2.86254227222, False, False)),
    (100, 23, Original(frequency=12, b=6, w=1, powertrans="none"), MONTHS, True,
     (13.1810309352, 5.01256352214, 3.32393006288, False, True),
     (38.6708530332, 17.7938510704, 4.53660749981, True, True)),
    (330, 13, Original(limit54=(0, 4)), WEEKS, False,
     (15.6523021549, 6.76154154449, 2.16542767526, False, False),
     (16.1173874325, 7.31615325192, 2.00118473386, False, False)),
    # The series does not reach back to the oldest windows: the test goes by those there are.
    (120, 13, Original(b=4, reweight=False, trend=False), None, False,
     (25.1898878733, 8.28571428571, 5.4668454248, False, False),
     (20.7025606551, 7.21428571429, 4.09824876178, False, False)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("periods", "level", "form", "days", "offset", "first", "second"), FLEXIBLE
)
def test_the_flexible_form(periods, level, form, days, offset, first, second):
    spent = effort(periods) if offset else None
    asked = [periods - 2, periods - 1]
    found = farrington_flexible(counts(periods, level), form, asked, effort=spent, days=days)
    shown = found[["upper", "expected", "phi", "p", "score"]].to_numpy(float)
    assert shown == pytest.approx(np.array([first[:5], second[:5]]), rel=1e-8)
    assert found[["trend", "alarm"]].values.tolist() == [list(first[5:]), list(second[5:])]


@pytest.mark.parametrize(
    ("periods", "level", "form", "days", "offset", "first", "second"), ORIGINAL
)
def test_the_form_of_1996(periods, level, form, days, offset, first, second):
    spent = effort(periods) if offset else None
    asked = [periods - 2, periods - 1]
    found = farrington(counts(periods, level), form, asked, effort=spent, days=days)
    shown = found[["upper", "expected", "phi"]].to_numpy(float)
    assert shown == pytest.approx(np.array([first[:3], second[:3]]), rel=1e-8)
    assert found[["trend", "alarm"]].values.tolist() == [list(first[3:]), list(second[3:])]
