"""Every bound and every alarm of the established program, configuration by configuration."""

import pytest
from aberrations import Golden, goldens

ALL = list(goldens())


@pytest.mark.parametrize("golden", ALL, ids=[each.name for each in ALL])
def test_bounds_and_alarms_agree(golden: Golden) -> None:
    whole = golden.config.get("thresholdMethod") in ("nbPlugin", "muan")
    assert golden.worst() <= (0 if whole else 1e-9)
    assert golden.wrong_alarms == 0


@pytest.mark.parametrize(
    "golden", [each for each in ALL if "phi" in each.wanted], ids=lambda each: each.name
)
def test_dispersion_and_the_fate_of_the_trend_agree(golden: Golden) -> None:
    assert golden.worst("phi", "phi") < 1e-9
    assert (golden.found["trend"] == (golden.wanted["trend"].fillna(0) > 0)).all()
