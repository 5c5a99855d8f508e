"""The digest as a message: what the office reads, in text and in HTML."""

import re
from datetime import UTC, date, datetime
from email.message import EmailMessage
from fractions import Fraction
from typing import Any

import offices
import pytest

from vector.catalog import Catalog
from vector.errors import MailRefused
from vector.report.evidence import Bound, Companion
from vector.report.letter import Item, Letter
from vector.report.mail import compose
from vector.settings import Mail

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
MAIL = Mail(sender="病媒监测 <vector@example.org>")


def item(change: str = "raised", sentence: str = "需消杀。", **changed: Any) -> Item:
    found = offices.evidence(**changed)
    return Item(change, sentence, found, found.severity)


def letter(*items: Item, url: str = "") -> Letter:
    return Letter("河西街道", date(2026, 11, 22), items, "县疾控中心 0772-000000", url)


def message(catalog: Catalog, *items: Item, url: str = "", to: str = "w@b.cn") -> EmailMessage:
    return compose(
        letter(*items, url=url),
        catalog,
        MAIL,
        recipients=[("王主任", to)],
        message_id="<1@example.org>",
        now=NOW,
    )


def both(written: EmailMessage) -> dict[str, str]:
    parts = {}
    for kind in ("plain", "html"):
        part = written.get_body((kind,))
        assert part is not None
        parts[kind] = str(part.get_content())
    return parts


@pytest.mark.parametrize(
    ("items", "subject"),
    [
        ([item(), item(station="二号点")], "【病媒监测】河西街道 2 个监测点需消杀（2026-11-22）"),
        ([item(), item(index="trap_rate")], "【病媒监测】河西街道 1 个监测点需消杀（2026-11-22）"),
        ([item(), item(station="")], "【病媒监测】河西街道 2 处需消杀（2026-11-22）"),
        ([item(), item("cleared")], "【病媒监测】河西街道 1 个监测点需消杀（2026-11-22）"),
        ([item("cleared")], "【病媒监测】河西街道 1 处解除消杀标记（2026-11-22）"),
        ([item(rule="forecast")], "【病媒监测】河西街道 1 处预计将超标（2026-11-22）"),
        ([item(rule="forecast"), item()], "【病媒监测】河西街道 1 个监测点需消杀（2026-11-22）"),
    ],
)
def test_subject(items: list[Item], subject: str) -> None:
    assert letter(*items).subject == subject


def test_headers(catalog: Catalog) -> None:
    written = message(catalog, item())
    assert written["Auto-Submitted"] == "auto-generated"
    assert written["Message-ID"] == "<1@example.org>"
    assert written["From"] == "病媒监测 <vector@example.org>"
    assert written["To"] == "王主任 <w@b.cn>"
    assert written["Date"] == "Sun, 22 Nov 2026 01:30:00 +0000"
    assert written.as_bytes().isascii()


def test_both_forms_say_the_numbers(catalog: Catalog) -> None:
    written = both(message(catalog, item(p_beyond=0.93, words="很可能超标"), url="https://v.cn/"))
    for text in written.values():
        for said in (
            "县疾控中心 0772-000000",
            "柳江农贸市场",
            "鼠迹阳性率",
            "7.00%",
            "3.88–11.47%",
            "检查房间 200 间",
            "2026-06-12",
            "GB/T 27770-2011 C 级限值 ≤5%",
            "很可能超标",
            "需消杀。",
            "毒饵站",
            "https://v.cn/alerts",
        ):
            assert said in text


def test_caution_stands_beside_an_uncertain_limit(catalog: Catalog) -> None:
    unsure = offices.evidence().bound.model_copy(update={"caution": "限值未经核对。"})
    assert "注意" not in both(message(catalog, item()))["plain"]
    for text in both(message(catalog, item(bound=unsure))).values():
        assert "限值未经核对。" in text


def test_companion_is_named(catalog: Catalog) -> None:
    bound = Bound(
        value=Fraction(3), worse="high", text="C 级限值 ≤3 只", source="", confidence="certain"
    )
    companion = Companion(name="阳性间蝇数", value=Fraction(4), unit="只", bound=bound)
    for text in both(message(catalog, item(companion=companion))).values():
        assert "阳性间蝇数 4.00 只 超出 C 级限值 ≤3 只" in text


def test_words_of_a_pair_name_the_companion_that_decides(catalog: Catalog) -> None:
    bound = Bound(
        value=Fraction(10), worse="high", text="≤10", source="", confidence="certain", caution="慎"
    )
    pair = Companion(name="小蠊平均每阳性间", value=Fraction(15), unit="只", bound=bound)
    for value, said in ((Fraction(2), "很可能超标（就小蠊平均每阳性间而言）"), (7, "很可能超标")):
        rate = item(companion=pair, value=Fraction(value), words="很可能超标")
        text = both(message(catalog, rate))["plain"]
        assert f"超标把握：{said}\n" in text
        assert "注意：慎" in text


def test_cleared_stand_apart_and_ask_for_nothing(catalog: Catalog) -> None:
    for text in both(message(catalog, item("cleared", "解除需消杀标记。"))).values():
        assert "自上次通知以来解除标记" in text
        assert "怎么办" not in text


def test_early_flags_stand_apart_and_are_no_treatment_yet(catalog: Catalog) -> None:
    early = item(sentence="预计超标。", rule="forecast", severity=0)
    for text in both(message(catalog, early, item("cleared", "解除。"))).values():
        assert "预计将超标 1 项：提前标记，尚未超标" in text
        assert "预计超标。" in text
        assert "项需消杀" not in text
    assert letter(early, item()).early == (early,)
    assert early not in letter(early, item()).open


def test_the_most_severe_stands_first() -> None:
    written = letter(item(station="甲"), item(station="乙", severity=3))
    assert [each.evidence.station for each in written.open] == ["乙", "甲"]


def test_groups_stand_in_the_users_order(catalog: Catalog) -> None:
    items = [item(group="cockroach"), item(group="rodent"), item(group="cockroach")]
    found = letter(*items).sections(catalog)
    assert [(section.group, len(section.items)) for section in found] == [("鼠类", 1), ("蜚蠊", 2)]


def test_names_cannot_inject_html_or_headers(catalog: Catalog) -> None:
    written = message(catalog, item(station="<img src=http://x.cn/a.png>", sentence="<b>&"))
    assert "<img" not in both(written)["html"]
    with pytest.raises(MailRefused, match="邮箱地址有误"):
        message(catalog, item(), to="a@b.cn\r\nBcc: c@d.cn")


def test_nothing_is_fetched(catalog: Catalog) -> None:
    html = both(message(catalog, item(), url="https://v.cn/"))["html"]
    assert re.findall(r"(?:src|background|url\()[=(]", html) == []
    assert set(re.findall(r"https?://[^\"<]+", html)) == {"https://v.cn/alerts"}


@pytest.mark.parametrize("group", ["rodent", "mosquito", "fly", "cockroach"])
def test_every_group_has_advice(catalog: Catalog, group: str) -> None:
    [section] = letter(item(group=group)).sections(catalog)
    assert len(section.advice) >= 3
