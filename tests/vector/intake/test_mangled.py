"""A few malformed files by the number; ``tests/bench/malformed_files.py`` makes thousands."""

import pytest
from mangled import KINDS, malformed
from test_malformed import TODAY, is_clear

from vector.errors import IntakeError
from vector.intake import read
from vector.intake.verdict import marked_workbook

FEW = range(96)


@pytest.mark.parametrize("kind", KINDS)
def test_a_malformed_file_is_answered_with_sentences(kind, catalog):
    for number in FEW:
        name, made, _, content = malformed(number)
        if made != kind:
            continue
        try:
            found = read(content, name, catalog, today=TODAY)
        except IntakeError as error:
            is_clear(error.sentence)
            continue
        assert found.rows == found.accepted + found.held + sum(found.skipped.values()), number
        assert marked_workbook(found).startswith(b"PK")


def test_a_number_makes_the_same_file_again():
    assert malformed(7) == malformed(7)
    assert len({malformed(number)[3] for number in FEW}) > 90
