"""Malformed files: each is answered with a sentence that tells what is wrong, in bounded time and
memory; none with a traceback.
"""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import bulky  # noqa: F401
import malformed
import misplaced  # noqa: F401
import pytest
import untidy
from specimen import ALL, is_english

from vector.errors import IntakeError
from vector.intake import read
from vector.intake.fault import wordings
from vector.intake.verdict import marked_workbook

TODAY = date(2026, 1, 31)
MOST_SECONDS = 10
MOST_MEGABYTES = 500

LIGHT = [case for case in ALL if not case.heavy]
HEAVY = [case for case in ALL if case.heavy]


def is_clear(sentence):
    """A sentence is Chinese, whole, and names nothing of the program."""
    assert re.search(r"[\u4e00-\u9fff]", sentence)
    assert sentence.endswith("。")
    assert not re.search(r"\{|\}|Traceback|Error|None|nan", sentence)


@pytest.mark.parametrize("case", [c for c in LIGHT if c.refused], ids=lambda case: case.name)
def test_a_file_is_refused_with_its_reason(case, catalog):
    with pytest.raises(IntakeError) as refusal:
        read(case.make(), case.file, catalog, today=TODAY)
    assert refusal.value.code == case.code
    sentence = refusal.value.sentence
    is_clear(sentence)
    is_english(refusal.value.told("en"))
    assert case.file in sentence
    assert "应" in sentence or "不予" in sentence
    assert [word for word in case.words if word not in sentence] == []


@pytest.mark.parametrize("case", [c for c in LIGHT if not c.refused], ids=lambda case: case.name)
def test_a_fault_is_told_with_its_place(case, catalog):
    reading = read(case.make(), case.file, catalog, today=TODAY)
    told = reading.faults[reading.faults["code"] == case.code]
    assert len(told) >= 1, reading.faults[["code", "sentence"]].to_dict("records")
    fault = told.iloc[0]
    is_clear(fault["sentence"])
    assert fault["sheet"] in fault["sentence"]
    assert reading.told("zh") == reading.faults["sentence"].tolist()
    for sentence in reading.told("en"):
        is_english(sentence)
    assert [word for word in case.words if word not in fault["sentence"]] == []
    assert marked_workbook(reading).startswith(b"PK")


def test_an_error_keeps_its_row_out(catalog):
    for case in LIGHT:
        if case.refused or wordings()[case.code].severity == "warning":
            continue
        reading = read(case.make(), case.file, catalog, today=TODAY)
        told = reading.faults[reading.faults["code"] == case.code]
        held = set(zip(told["sheet"], told["row"], strict=True))
        for table in reading.tables.values():
            assert not held & set(zip(table["sheet"], table["row"], strict=True)), case.name


PROBE = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
sys.path.insert(0, sys.argv[1])
import malformed, specimen, untidy
from vector.errors import IntakeError
from vector.intake.sheet import open_book
cases = {case.name: (case.file, case.make) for case in specimen.ALL if case.heavy}
cases |= {make.__name__: (file, make) for file, make in untidy.TOLERATED.items()}
name, (file, make) = sys.argv[2], cases[sys.argv[2]]
content = make()
# The child's own peak so far, by the kernel's count, is what making the file took.
open("/proc/self/clear_refs", "w").write("5")
def peak():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) / 1e3
before, start = peak(), time.process_time()
try:
    book = open_book(content, file)
    answer = {"height": book.sheets[0].height}
    book.sheets[0].columns(0)
except IntakeError as error:
    answer = {"code": error.code, "sentence": error.sentence}
answer |= {"seconds": time.process_time() - start, "megabytes": peak() - before}
print(json.dumps(answer))
"""


def probe(name):
    """Open a heavy file in a process of its own, so that what it takes can be measured."""
    folder = str(Path(malformed.__file__).parent)
    run = subprocess.run(
        [sys.executable, "-c", PROBE, folder, name], capture_output=True, text=True, timeout=90
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


@pytest.mark.parametrize("case", HEAVY, ids=lambda case: case.name)
def test_a_heavy_file_is_refused_cheaply(case):
    answer = probe(case.name)
    assert answer.get("code") == case.code
    is_clear(answer["sentence"])
    assert [word for word in case.words if word not in answer["sentence"]] == []
    assert answer["seconds"] < MOST_SECONDS
    assert answer["megabytes"] < MOST_MEGABYTES


@pytest.mark.parametrize("make", untidy.TOLERATED.values(), ids=lambda make: make.__name__)
def test_emptiness_is_read_cheaply(make):
    answer = probe(make.__name__)
    assert answer["height"] == 2
    assert answer["seconds"] < MOST_SECONDS
    assert answer["megabytes"] < MOST_MEGABYTES
