"""Delimited text (CSV): which encoding, which delimiter, and its cells column by column."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice, zip_longest

import numpy as np
from charset_normalizer import from_bytes

from vector.intake.book import Sheet
from vector.intake.cells import Column, TextCells
from vector.intake.fault import refuse

DELIMITERS = ",;\t"
SAMPLE_LINES = 20
BATCH = 8192


def open_text(content: bytes, name: str) -> Sheet:
    """Read delimited text as the one sheet of a book."""
    return Sheet("CSV", TextCells(columns(decode(content, name))))


def decode(content: bytes, name: str) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, GB18030, else the likeliest."""
    for encoding in _candidates(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(content[:100_000]).best()
    if best is None:
        raise refuse("text_encoding", file=name, found="既不是 UTF-8 也不是 GB18030")
    return content.decode(best.encoding, errors="replace")


def _candidates(content: bytes) -> tuple[str, ...]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def delimiter(text: str) -> str:
    """Return the delimiter that stands most often in the first lines."""
    lines = list(islice(io.StringIO(text), SAMPLE_LINES))
    return max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))


def columns(text: str) -> list[Column]:
    """Split the text into columns of strings; short rows are filled with ""."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    memo: dict[str, str] = {}
    filled: list[list[str]] = []
    height = 0
    for batch in _batches(reader):
        for position, values in enumerate(zip_longest(*batch, fillvalue="")):
            if position == len(filled):
                filled.append([""] * height)
            filled[position].extend(map(memo.setdefault, values, values))
        height += len(batch)
        for column in filled:
            column.extend([""] * (height - len(column)))
    return [_array(column) for column in filled]


def _batches(reader: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while batch := list(islice(reader, BATCH)):
        yield batch


def _array(values: list[str]) -> Column:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
