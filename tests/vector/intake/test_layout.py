"""Layouts are files, and their words are checked against the catalogue."""

import pytest

from vector.errors import CatalogError
from vector.intake.form import forms
from vector.intake.layout import layouts, plain_header


def form(catalog, layout, method):
    return next(
        f
        for f in forms(catalog)
        if f.layout.id == layout and f.method is not None and f.method.id == method
    )


def test_every_method_has_a_sheet_of_the_own_template(catalog):
    own = {f.method.id for f in forms(catalog) if f.layout.id == "own"}
    assert own == set(catalog.methods)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("snap_trap", "监测日期, 监测点位, 布放夹数, 有效夹数, 褐家鼠, 小家鼠, 其他, 捕获总数"),
        (
            "light_trap",
            "监测日期, 监测点位, 诱蚊灯数, 监测夜数, 淡色库蚊, 致倦库蚊, 白纹伊蚊, 其他, 合计",
        ),
        ("fly_cage", "监测日期, 监测点位, 捕蝇笼数, 家蝇, 大头金蝇, 丝光绿蝇, 其他, 合计"),
        ("sticky_trap", "监测日期, 监测点位, 粘蟑纸数, 德国小蠊, 美洲大蠊, 其他, 阳性张数, 合计"),
    ],
)
def test_the_liuzhou_headers_all_have_a_meaning(catalog, method, headers):
    words = form(catalog, "liuzhou", method).words
    targets = [words.get(plain_header(text)) for text in headers.split(",")]
    assert None not in targets
    assert len(set(targets)) == len(targets)


def test_what_others_means_depends_on_the_method(catalog):
    long = next(f for f in forms(catalog) if f.layout.id == "long")
    name = long.words["species:其他"].removeprefix("species:")
    assert long.species["rodent", name] == "其他鼠种"
    assert long.species["fly", name] == "其他蝇种"


def test_a_usual_value_stands_in_only_where_the_layout_allows_it(catalog):
    stands = {s.field: s.value for s in form(catalog, "own", "fly_cage").stand_in}
    assert stands == {"days": 1}
    assert "days" not in form(catalog, "own", "fly_cage").needed


BROKEN = {
    "no toml": "id = ",
    "unknown key": 'id = "x"\nzh = "甲"\nen = "x"\nkind = "named"\nsource = "y"\n'
    'expected_zh = "z"\nexpected_en = "z"\ncolour = "red"\n[columns]\n',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named(tmp_path, content):
    (tmp_path / "bad.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"bad\.toml"):
        layouts(tmp_path)


def test_a_field_the_method_has_not_is_refused(tmp_path, catalog):
    (tmp_path / "odd.toml").write_text(
        'id = "odd"\nzh = "甲"\nen = "odd"\nkind = "named"\nsource = "y"\nexpected_zh = "z"\n'
        'expected_en = "z"\n[columns]\nstation = ["点"]\n'
        '[[form]]\nnames = ["鼠"]\nmethod = "snap_trap"\n'
        '[form.columns]\nwings = ["翅"]\n',
        encoding="utf-8",
    )
    with pytest.raises(CatalogError, match="wings"):
        forms(catalog, layouts(tmp_path))
