"""Mail addresses: what the mail worker could never send to is not kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vector.errors import StoreError
from vector.work.address import mail_address


@pytest.mark.parametrize("text", ["a@b.cn", "li.na+rat@cdc.example.cn", "vector@localhost"])
def test_plain_addresses_are_kept(text: str) -> None:
    assert mail_address(f" {text}\n") == text


@pytest.mark.parametrize(
    "text",
    ["", "li", "li@", "@b.cn", "a@b@c.cn", "a b@c.cn", "王@b.cn", "a@b..cn", "a@b.cn,c@d.cn",
     "王 <a@b.cn>", "a@b.cn;", "a@b.cn\nBcc: c@d.cn"],
)  # fmt: skip
def test_others_are_refused(text: str) -> None:
    with pytest.raises(StoreError, match="不是可用的邮箱地址"):
        mail_address(text)


@given(st.text())
def test_nothing_that_could_end_a_line_or_an_address_is_kept(text: str) -> None:
    try:
        kept = mail_address(text)
    except StoreError:
        return
    assert kept.isascii()
    assert kept.count("@") == 1
    assert not set(kept) & set('\r\n\t <>,;"')
