"""The sentences of forecasting: refusals, reasons and names of models, Chinese and English."""

import tomllib
from functools import cache
from importlib.resources import files

from vector.errors import ForecastError, Said


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
    own = {
        name: getattr(value, language) if isinstance(value, Said) else value
        for name, value in values.items()
    }
    return _sentences()[section][code][language].format(**own)


def refusal(code: str, **values: object) -> ForecastError:
    """Return the error of a refusal, told in both languages.

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
    >>> refusal("quantiles").english
    'The quantiles must increase strictly between 0 and 1.'
    """
    return ForecastError(*(say("refusal", code, language, **values) for language in ("zh", "en")))
