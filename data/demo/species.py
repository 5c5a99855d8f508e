"""Which species a catch is made of: invented shares by habitat, more or fewer by season.

Drawn from a random stream of its own, so that no count depends on it.
"""

from datetime import date

import numpy as np

# Of each group: habitat ("" for all others) and the weight of each species there.
SHARES: dict[str, dict[str, dict[str, float]]] = {
    "rodent": {
        "农贸市场": {"褐家鼠": 0.58, "小家鼠": 0.30, "黄胸鼠": 0.12},
        "农村居民区": {"褐家鼠": 0.34, "小家鼠": 0.26, "黄胸鼠": 0.16, "黑线姬鼠": 0.24},
        "": {"褐家鼠": 0.42, "小家鼠": 0.43, "黄胸鼠": 0.15},
    },
    "mosquito": {
        "公园": {"淡色库蚊": 0.50, "白纹伊蚊": 0.40, "三带喙库蚊": 0.10},
        "农村居民区": {"三带喙库蚊": 0.46, "淡色库蚊": 0.30, "中华按蚊": 0.16, "白纹伊蚊": 0.08},
        "": {"淡色库蚊": 0.72, "白纹伊蚊": 0.22, "三带喙库蚊": 0.06},
    },
    "fly": {
        "农贸市场": {"家蝇": 0.46, "大头金蝇": 0.22, "丝光绿蝇": 0.18, "棕尾别麻蝇": 0.14},
        "": {"家蝇": 0.62, "丝光绿蝇": 0.16, "厩腐蝇": 0.12, "棕尾别麻蝇": 0.10},
    },
    "cockroach": {
        "超市": {"德国小蠊": 0.82, "美洲大蠊": 0.18},
        "": {"德国小蠊": 0.92, "美洲大蠊": 0.08},
    },
}
# In which month a species is at its highest against the others of its group, and how much so.
PEAKS = {
    "白纹伊蚊": (7.5, 0.9),
    "三带喙库蚊": (6.8, 0.6),
    "中华按蚊": (6.5, 0.5),
    "大头金蝇": (7.5, 0.9),
    "厩腐蝇": (3.5, 1.2),
    "黑线姬鼠": (9.5, 0.5),
    "美洲大蠊": (7.0, 0.7),
}
TRAPS = ("snap_trap", "cage_trap", "glue_board")
LAMPS = ("light_trap", "co2_trap", "gravid_trap", "single_net", "double_net", "animal_bait",
         "labour_hour", "sweep_net", "black_box")  # fmt: skip
# The methods whose catch is told apart, with the group and the field that the species add up to.
METHODS = {
    **dict.fromkeys(TRAPS, ("rodent", "caught")),
    **dict.fromkeys(LAMPS, ("mosquito", "females")),
    **dict.fromkeys(("fly_cage", "fly_strip"), ("fly", "caught")),
    **dict.fromkeys(("sticky_trap", "roach_flush"), ("cockroach", "caught")),
}


def told_apart(
    method: str, habitat: str, day: date, caught: dict[str, int | float], seed: list[int]
) -> dict[str, int | float]:
    """Return how many of a catch are of each species; nothing of a catch of none."""
    group, total = METHODS.get(method, ("", ""))
    count = int(caught.get(total, 0))
    if not count:
        return {}
    shares = SHARES[group].get(habitat, SHARES[group][""])
    weights = np.array([share * _season(name, day) for name, share in shares.items()])
    found = np.random.default_rng(seed).multinomial(count, weights / weights.sum())
    return {f"species:{name}": int(each) for name, each in zip(shares, found, strict=True)}


def _season(name: str, day: date) -> float:
    peak, sharpness = PEAKS.get(name, (0.0, 0.0))
    angle = 2 * np.pi * (day.month - 1 + day.day / 31 - peak) / 12
    return float(np.exp(sharpness * np.cos(angle)))
