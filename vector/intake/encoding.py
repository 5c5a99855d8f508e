"""The encoding of a text: UTF-8 and UTF-16 prove themselves; between GB18030 and Big5 the letters
tell, for nearly every text of the one is valid in the other, as letters that no one writes.
"""

import codecs
import re
from dataclasses import dataclass

from vector.intake.fault import finding, refuse

SAMPLE = 100_000
CLEARLY = 0.25
"""So much more of a text must be common letters in Big5 than in GB18030 to be taken for it."""

PLAUSIBLE = 0.9
"""Where fewer letters are common ones, the encoding is said to be a guess."""

WHOLE = 4
"""With so many Chinese letters to each broken one, a text is damaged UTF-8 and nothing else."""

_TABLE_WORDS = ("日期", "監測", "地點", "捕獲")
_FOREIGN = re.compile(r"[^\x00-\xff\u2000-\u206f\u3000-\u303f\uff00-\uffef]")
_CHINESE = re.compile(r"[\u2e80-\u9fff]")
_HIGH = re.compile(rb"[\x80-\xff]")
# Where each standard keeps the letters people write: the first bytes of their codes.
_COMMON = {"gb18030": ("gb2312", range(0xB0, 0xF8)), "big5": ("cp950", range(0xA4, 0xC7))}


@dataclass(frozen=True)
class Encoding:
    """An encoding: the codec's name, and whether the bytes left a choice."""

    codec: str
    guessed: bool = False

    @property
    def shown(self) -> str:
        """Its name as people know it."""
        return "GB18030" if self.codec == "gb18030" else "Big5"


def encoding_of(content: bytes, name: str) -> Encoding:
    """Decide in which encoding a text is.

    Raises
    ------
    IntakeError
        ``text_encoding`` when it fits none, or is UTF-8 that was damaged.

    Examples
    --------
    >>> encoding_of("監測日期,東門".encode("big5"), "a.csv")
    Encoding(codec='cp950', guessed=True)
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise refuse("text_encoding", file=name, found=finding("utf32"))
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    unicode = "utf-16" if marked else "utf-8-sig"
    if _fits(content, unicode):
        return Encoding(unicode)
    if marked or _is_damaged_utf8(content):
        raise _refusal(content, name, unicode)
    chinese = [codec for codec in ("gb18030", "cp950", "big5hkscs") if _fits(content, codec)]
    if not chinese:
        raise _refusal(content, name, "utf-8", "gb18030", "big5hkscs")
    return _likelier(_sample(content), chinese)


def _likelier(sample: bytes, fits: list[str]) -> Encoding:
    """Choose between GB18030 and Big5 by the letters that people write."""
    big5 = next((codec for codec in fits if codec != "gb18030"), "")
    if not big5:
        return Encoding("gb18030", _share(sample, "gb18030", "gb18030") < PLAUSIBLE)
    if "gb18030" not in fits:
        return Encoding(big5, True)
    gb_share, big5_share = _share(sample, "gb18030", "gb18030"), _share(sample, big5, "big5")
    only_big5 = _says_table(sample, big5) and not _says_table(sample, "gb18030")
    if only_big5 or big5_share > gb_share + CLEARLY:
        return Encoding(big5, True)
    return Encoding("gb18030", gb_share < PLAUSIBLE)


def _fits(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _sample(content: bytes) -> bytes:
    """Return a part of the text that begins with its first letter beyond ASCII."""
    first = _HIGH.search(content)
    start = first.start() if first else 0
    return content[start : start + SAMPLE]


def _share(sample: bytes, codec: str, standard: str) -> float:
    """Return which share of the different letters is common."""
    charset, leads = _COMMON[standard]
    letters = set(_FOREIGN.findall(sample.decode(codec, "ignore")))
    codes = [letter.encode(charset, "ignore") for letter in letters]
    return sum(bool(code) and code[0] in leads for code in codes) / max(1, len(codes))


def _says_table(sample: bytes, codec: str) -> bool:
    return any(word.encode(codec) in sample for word in _TABLE_WORDS)


def _is_damaged_utf8(content: bytes) -> bool:
    text = _sample(content).decode("utf-8", "replace")
    return len(_CHINESE.findall(text)) > WHOLE * text.count("\ufffd")


def _refusal(content: bytes, name: str, *tried: str) -> Exception:
    """Name the line at which the last of the encodings tried gives up."""
    line = content.count(b"\n", 0, max(_end(content, codec) for codec in tried)) + 1
    found = finding("foreign_bytes", line=line)
    return refuse("text_encoding", file=name, found=found)


def _end(content: bytes, codec: str) -> int:
    try:
        content.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return len(content)
