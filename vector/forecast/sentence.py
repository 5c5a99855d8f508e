"""The sentences of forecasting: refusals, reasons and names of models, Chinese and English."""

import tomllib
from functools import cache
from importlib.resources import files

from vector.errors import ForecastError


@cache
def _sentences() -> dict[str, dict[str, dict[str, str]]]:
    text = files("vector.forecast").joinpath("sentences.toml").read_text("utf-8")
    return tomllib.loads(text)


def say(section: str, code: str, language: str = "zh", **values: object) -> str:
    """Return a sentence of the file with its values put in.

    Parameters
    ----------
    section, code : str
        Table and key of ``sentences.toml``.
    language : {"zh", "en"}
        The language.
    **values
        What stands in the braces.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> say("model", "last_year")
    '去年同期'
    """
    return _sentences()[section][code][language].format(**values)


def refusal(code: str, **values: object) -> ForecastError:
    """Return the error of a refusal, its sentence Chinese first.

    Parameters
    ----------
    code : str
        A key of ``[refusal]``.
    **values
        What stands in the braces.

    Returns
    -------
    ForecastError
        To be raised by the caller.

    Examples
    --------
    >>> str(refusal("quantiles"))
    '分位点应在 0 与 1 之间，由小到大，不重复。 quantiles must increase strictly between 0 and 1.'
    """
    both = (say("refusal", code, language, **values) for language in ("zh", "en"))
    return ForecastError(" ".join(both))
