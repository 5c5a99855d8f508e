"""Reasons 理由: the sentences collected for each row, built once per distinct text, not per row."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from vector.stats.sentence import Language, say


class Reasons:
    """The reason of every row: sentences in the order in which they were added.

    A row holds the number of its text so far; adding a sentence to ten thousand rows that say
    the same makes one new text.
    """

    def __init__(self, size: int, language: Language = "zh") -> None:
        self.language = language
        self.codes = np.zeros(size, np.int64)
        self._texts = [""]
        self._number = {"": 0}

    def add(self, rows: ArrayLike, key: str, **values: object) -> None:
        """Add one sentence to the rows (positions)."""
        at = np.asarray(rows, dtype=np.int64)
        if len(at):
            self.add_text(at, [say(key, self.language, **values)], np.zeros(len(at), np.int64))

    def add_each(
        self, rows: ArrayLike, key: str, columns: dict[str, Any], **values: object
    ) -> None:
        """Add a sentence whose values differ from row to row, formed once for each distinct set."""
        at = np.asarray(rows, dtype=np.int64)
        if not len(at):
            return
        sets = pd.MultiIndex.from_arrays([np.asarray(each) for each in columns.values()])
        codes, distinct = pd.factorize(sets)
        sentences = [
            say(key, self.language, **values, **dict(zip(columns, each, strict=True)))
            for each in distinct
        ]
        self.add_text(at, sentences, codes.astype(np.int64))

    def add_text(self, rows: NDArray[Any], sentences: list[str], codes: NDArray[Any]) -> None:
        """Add ready sentences, chosen by code, to the rows."""
        pairs = self.codes[rows] * len(sentences) + codes
        distinct, position = np.unique(pairs, return_inverse=True)
        joined = [
            self._joined(pair // len(sentences), sentences[pair % len(sentences)])
            for pair in distinct.tolist()
        ]
        self.codes[rows] = np.array(joined, np.int64)[position]

    def _joined(self, before: int, sentence: str) -> int:
        parts = [self._texts[before], sentence]
        text = say("separator", self.language).join(part for part in parts if part)
        if text not in self._number:
            self._number[text] = len(self._texts)
            self._texts.append(text)
        return self._number[text]

    def texts(self) -> "pd.Categorical[Any]":
        """Return the finished texts, one for each row."""
        used, codes = np.unique(self.codes, return_inverse=True)
        names = pd.Index([self._texts[code] for code in used.tolist()], dtype=object)
        return pd.Categorical.from_codes(codes.astype(np.int64), names)
