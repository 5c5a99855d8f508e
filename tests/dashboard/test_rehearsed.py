"""What is asked before anybody comes: what a page asks by itself, and nothing else."""

import pytest

from dashboard.rehearsed import Rehearsal

PAGE = [
    {"type": "Div", "props": {"children": [
        {"type": "Select", "props": {"id": "street", "value": "7"}},
        {"type": "Graph", "props": {"id": "curve"}},
        {"type": "Div", "props": {"id": "words", "children": None}},
    ]}},
    {"type": "Div", "props": {"id": {"type": "row", "index": 1}}},
    "plain words",
]  # fmt: skip


def entry(output, *inputs, later=False):
    asked = [dict(zip(("id", "property"), each.split("."), strict=True)) for each in inputs]
    return {
        "output": output,
        "inputs": asked[:1],
        "state": asked[1:],
        "prevent_initial_call": later,
    }


def played(rehearsal):
    """Ask all there is to ask; gives the places that it is written to."""
    return [place for place, ask in rehearsal.asked(PAGE) if ask() is None]


@pytest.fixture
def asked():
    return []


@pytest.fixture
def rehearsal(asked):
    opened = Rehearsal()
    opened.noted(entry("curve.figure", "street.value", "street.name"), lambda *it: asked.append(it))
    return opened


def test_a_part_is_given_what_the_page_holds(rehearsal, asked):
    assert played(rehearsal) == ["curve"]
    assert asked == [("7", None)]


def test_of_several_outputs_each_must_be_there(rehearsal, asked):
    written = "..words.children...curve.className.."
    rehearsal.noted(entry(written, "street.value"), lambda *it: asked.append("both"))
    rehearsal.noted(entry("..words.title...gone.title..", "street.value"), asked.append)
    played(rehearsal)
    assert asked == [("7", None), "both"]


def test_what_waits_for_another_answer_a_click_or_another_page_is_not_asked(rehearsal, asked):
    rehearsal.noted(entry("words.title", "curve.figure"), asked.append)
    rehearsal.noted(entry("words.lang", "street.value", later=True), asked.append)
    rehearsal.noted(entry("words.children", "elsewhere.value"), asked.append)
    played(rehearsal)
    assert asked == [("7", None)]


def test_what_is_only_looked_at_is_not_waited_for(rehearsal, asked):
    rehearsal.noted(
        entry("words.title", "street.value", "curve.figure"), lambda *it: asked.append(it)
    )
    played(rehearsal)
    assert asked == [("7", None), ("7", None)]


def test_a_function_that_is_noted_stays_as_it_is(rehearsal):
    assert rehearsal.noted(entry("words.children", "street.value"), len) is len
