"""What one establishment may have at C stands beside the level by the area's limits."""

import pytest

from vector.catalog import load
from vector.stats.judge import components, judge

CATALOG = load()


def reason(tables, **options):
    found = judge(components(tables, CATALOG), CATALOG, **options)
    (said,) = found.loc[found["index"] == "fly_room_rate", "reason"]
    return said


@pytest.fixture
def rooms(survey, tables):
    """Return one establishment's rooms with flies, and its breeding sites where looked for."""

    def make(checked, positive, flies, sites=0):
        found = survey("fly_rooms", rooms=checked, positive_rooms=positive, flies=flies)
        outside = () if sites is None else (survey("fly_breeding", sites=10, positive=sites),)
        return tables(found, *outside)

    return make


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((10, 0, 0), "10 间以内：各房间均无蝇，室外无孳生地：符合"),
        ((10, 1, 1), "室外无孳生地：不符合"),
        ((11, 1, 3), "11–30 间：有蝇房间至多 1 个"),
        ((30, 1, 3), "室外无孳生地：符合"),
        ((30, 2, 2), "室外无孳生地：不符合"),
        ((60, 3, 9), "室外无孳生地：符合"),
        ((60, 3, 10), "室外无孳生地：不符合"),
        ((100, 6, 6), "61–100 间：有蝇房间至多 6 个"),
        ((100, 7, 7), "室外无孳生地：不符合"),
        ((100, 6, 6, 1), "室外无孳生地：不符合"),
        ((100, 6, 6, None), "室外无孳生地：蝇孳生地阳性率未调查，不能判断"),
        ((100, 7, 7, None), "室外无孳生地：不符合"),
    ],
)
def test_an_establishment_is_held_to_the_row_of_its_size(rooms, counts, said):
    assert said in reason(rooms(*counts))


@pytest.mark.parametrize("counts", [(101, 1, 1), (0, 0, 0)])
def test_nothing_is_said_beyond_the_sizes_known(rooms, counts):
    assert "单个单位" not in reason(rooms(*counts))


@pytest.mark.parametrize("by", ["street", "habitat", "all"])
def test_it_is_said_of_single_stations_only(rooms, by):
    assert "单个单位" not in reason(rooms(30, 1, 3), by=by)


def test_it_is_not_said_of_several_surveys_pooled(survey, tables):
    days = ("2024-05-13", "2024-06-13")
    counts = {"rooms": 30, "positive_rooms": 1, "flies": 1}
    pooled = tables(*(survey("fly_rooms", date=day, **counts) for day in days))
    assert "单个单位" not in reason(pooled)
