"""What is chosen stands in the address."""

from dashboard.linked import address


def test_what_is_chosen_stands_in_the_address_and_nothing_else():
    assert address("/map", group="fly", index=None, method="") == "/map?group=fly"
    assert address("/map", search="东 街&") == "/map?search=%E4%B8%9C+%E8%A1%97%26"
    assert address("/") == "/"
