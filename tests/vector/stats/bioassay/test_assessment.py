import numpy as np
import pandas as pd
import pytest
from assaying import rows_of

from vector.stats.bioassay import Link, Settings, assess

CONTROL = {"dose": 0, "number": 100}


def table(*names):
    return pd.concat([rows_of(name).assign(assay=name) for name in names], ignore_index=True)


def test_lines_and_single_doses_are_told_apart(catalog):
    rows = pd.concat(
        [
            table("budworm_male"),
            pd.DataFrame(
                {"assay": "单剂量", "dose": [0, 1, 1], "number": [100, 50, 50], "dead": [3, 48, 47]}
            ),
        ]
    )
    found = assess(rows, Settings.of(catalog), catalog)
    assert found.lines["assay"].unique().tolist() == ["budworm_male"]
    assert found.tests["assay"].tolist() == ["单剂量"]
    assert found.tests["value"].tolist() == [95]
    assert found.tests["scheme_name"][0] == catalog.resistance_schemes["who_1998"].zh


def test_a_class_is_never_told_without_its_scheme_and_its_caution(catalog):
    scheme = catalog.resistance_schemes["gbt_26352"]
    rows = table("budworm_female", "budworm_male")
    rows["reference"] = rows["assay"].map({"budworm_female": "budworm_male"})
    found = assess(rows, Settings.of(catalog, ratio_scheme=scheme), catalog).lines
    classed = found[found["class"] != ""]
    assert classed["percent"].tolist() == [50]
    assert classed["assay"].tolist() == ["budworm_female"]
    row = classed.iloc[0]
    assert row["scheme"] == "gbt_26352"
    assert row["ratio"] == pytest.approx(2.098, abs=0.001)
    assert scheme.source in row["told"]
    assert "区间跨越" in row["told"]
    assert row["parallel_p"] == pytest.approx(0.17995, abs=1e-5)


def test_what_must_be_known_is_told(catalog):
    rows = table("deguelin", "flat", "budworm_female")
    rows["reference"] = rows["assay"].map({"budworm_female": "flat"})
    found = assess(rows, Settings.of(catalog), catalog).lines.groupby("assay")["told"].first()
    assert "点子偏离直线" in found["deguelin"]
    assert "没有对照组" in found["deguelin"]
    assert "死亡率不随剂量变化" in found["flat"]
    assert "敏感品系没有可用的结果" in found["budworm_female"]


def test_doubts_about_a_ratio_are_told(catalog):
    rows = table("finney_rotenone", "deguelin", "budworm_male", "flat")
    other = {"finney_rotenone": "deguelin"}
    twin = rows[rows["assay"] == "budworm_male"].assign(assay="twin")
    rows = pd.concat([rows, twin])
    rows["reference"] = rows["assay"].map(other | {"twin": "budworm_male"})
    told = assess(rows, Settings.of(catalog), catalog).lines.groupby("assay")["told"].first()
    assert "不平行" in told["finney_rotenone"]
    assert "包含 1" in told["twin"]
    assert "包含 1" not in told["finney_rotenone"]


def test_natural_mortality_in_three_ways(catalog):
    rows = pd.DataFrame(
        {
            "assay": "甲",
            "dose": [0, 1, 2, 4, 8],
            "number": 100,
            "dead": [10, 19, 46, 83, 98],
        }
    )
    slopes = {
        way: assess(rows, Settings.of(catalog, natural=way), catalog).lines["slope"][0]
        for way in ("abbott", "fit", "none")
    }
    assert slopes["none"] < slopes["abbott"]
    assert slopes["fit"] == pytest.approx(3.688, abs=0.001)
    told = assess(rows, Settings.of(catalog), catalog).lines["told"][0]
    assert "Abbott" in told


def test_a_published_baseline_serves_where_no_strain_was_tested(catalog):
    found = assess(table("budworm_male"), Settings.of(catalog, baseline=0.1), catalog).lines
    assert found["ratio"].notna().tolist() == [True, False, False]
    assert found["class"].tolist() == ["high", "", ""]


def test_missing_numbers_make_a_test_impossible_not_smaller(catalog):
    rows = pd.DataFrame(
        {"assay": ["a", "a", "b"], "dose": [1, 1, np.nan], "number": 100, "dead": [90, np.nan, 50]}
    )
    found = assess(rows, Settings.of(catalog), catalog).tests
    assert found["reason"].tolist() == ["impossible", "impossible"]
    assert found["value"].isna().all()


def test_english_and_other_links(catalog):
    settings = Settings.of(catalog, language="en", link=Link.LOGIT, percents=(50,))
    found = assess(table("finney_rotenone"), settings, catalog).lines
    assert found["dose"].tolist() == pytest.approx([4.828917944])
    assert found["told"][0].startswith("there was no control")


def test_thousands_of_assays(catalog):
    from assaying import random_rows

    codes, dose, number, dead = random_rows(2000)
    rows = pd.DataFrame({"assay": codes, "dose": dose, "number": number, "dead": dead})
    rows["reference"] = "0"
    found = assess(rows, Settings.of(catalog), catalog).lines
    assert len(found) == 6000
    assert found["ratio"].notna().mean() > 0.95
