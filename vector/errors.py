"""Everything that may go wrong, as one tree; each error carries the sentence a user reads.

VectorError
├── SettingsError        a setting is missing or malformed
├── CatalogError         a catalogue file is broken (file, key, reason)
├── IntakeError          a file as a whole is refused; nothing of it is stored
├── ForecastError        a history or a future that cannot be forecast
├── StoreError           the database refuses or is not at the expected revision
├── UploadError          an upload cannot be accepted, recognised or withdrawn
│   └── UploadRecognised the very same file was taken in before and stands
└── MailError            a message cannot be handed over
    ├── MailPassing      it may succeed later (refused connection, 4xx, time-out)
    ├── MailRefused      it will never succeed (5xx, no address)
    └── MailUnconfirmed  the server's answer to the finished message was lost
"""

from typing import Literal, NamedTuple


class Said(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str


class VectorError(Exception):
    """An error with a sentence for the user.

    Parameters
    ----------
    sentence : str
        What is wrong, in Chinese, naming the place, what was found and what is expected.
    english : str, optional
        The same in English; the Chinese stands for it where there is none.

    Examples
    --------
    >>> error = VectorError("文件是空的。", "The file is empty.")
    >>> str(error), error.told("en")
    ('文件是空的。', 'The file is empty.')
    """

    def __init__(self, sentence: str, english: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.english = english

    @property
    def said(self) -> Said:
        """The sentence in both languages, to be put into another."""
        return Said(self.told("zh"), self.told("en"))

    def told(self, language: Literal["zh", "en"]) -> str:
        """Return the sentence in a language."""
        return self.english if language == "en" and self.english else self.sentence


class SettingsError(VectorError):
    """A setting is missing or malformed."""


class CatalogError(VectorError):
    """A catalogue file is broken; the service does not start with it.

    Parameters
    ----------
    file, key, reason : str
        The file's name, the entry and field at fault, and why.
    """

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"目录文件 {file} 的 {key} 有误：{reason}")
        self.file = file
        self.key = key
        self.reason = reason


class IntakeError(VectorError):
    """A file as a whole is refused; nothing of it is stored.

    Parameters
    ----------
    code : str
        The kind of refusal, one of the codes of ``vector/intake/sentences.toml``.
    sentence, english : str
        What the user is told, in both languages.
    """

    def __init__(self, code: str, sentence: str, english: str = "") -> None:
        super().__init__(sentence, english)
        self.code = code


class ForecastError(VectorError):
    """A history or a future that cannot be forecast."""


class StoreError(VectorError):
    """The database refuses, or is not at the revision the program expects."""


class UploadError(VectorError):
    """An upload cannot be accepted, recognised or withdrawn."""


class UploadRecognised(UploadError):
    """The very same file was taken in before, and stands."""


class MailError(VectorError):
    """A message cannot be handed over to the mail server."""


class MailPassing(MailError):
    """The mail server cannot take the message now; trying again later makes sense."""


class MailRefused(MailError):
    """The mail server will never take this message."""


class MailUnconfirmed(MailError):
    """The whole message went out but the server's answer was lost; it may have arrived."""
