"""The digest as an e-mail: text and HTML of the same content, nothing fetched from elsewhere."""

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from vector.catalog import Catalog
from vector.errors import MailRefused
from vector.report.letter import Letter
from vector.report.notice import Notice
from vector.report.saying import say
from vector.settings import Mail

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = say
    return environment


def compose(
    letter: Letter | Notice,
    catalog: Catalog,
    mail: Mail,
    *,
    recipients: list[tuple[str, str]],
    message_id: str,
    now: datetime,
) -> EmailMessage:
    """Write the digest as a message.

    Parameters
    ----------
    letter : Letter or Notice
        What it says.
    catalog : Catalog
        For the names of groups, methods and indices.
    mail : Mail
        For the sender.
    recipients : list of (name, address)
        Shown in the To line; who really gets it is decided by the envelope.
    message_id : str
        The same at every attempt, so that a receiver can tell a repetition.
    now : datetime
        The Date header.

    Returns
    -------
    EmailMessage
        Text and HTML alternatives, without images or links to anything but the dashboard.

    Raises
    ------
    MailRefused
        When an address cannot stand in a header.

    Examples
    --------
    >>> address(("王主任", "wang@example.org"))
    Address(display_name='王主任', username='wang', domain='example.org')
    """
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = address(parseaddr(mail.sender))
    message["To"] = [address(recipient) for recipient in recipients]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    # RFC 3834: no out-of-office answer to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    name = "reminder" if isinstance(letter, Notice) else "digest"
    values = {"letter": letter, "sections": letter.sections(catalog), "catalog": catalog}
    text = _templates().get_template(f"{name}.txt").render(values)
    html = _templates().get_template(f"{name}.html").render(values)
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    return message


def address(named: tuple[str, str]) -> Address:
    """Return a name and address for a header.

    Raises
    ------
    MailRefused
        When the address is malformed.
    """
    name, spec = named
    try:
        return Address(display_name=name, addr_spec=spec)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise MailRefused(f"邮箱地址有误：{spec!r}") from error
