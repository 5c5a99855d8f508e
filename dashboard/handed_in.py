"""Files as a browser hands them in."""

import base64

from dashboard.service import account, now, service
from dashboard.text import say
from vector.errors import UploadError
from vector.store.engine import session
from vector.work import quota

MEGABYTE = 2**20


def refuse_beyond_quota() -> None:
    """Refuse another file of somebody who handed in as many as a day allows."""
    running = service()
    with session(running.engine) as reading:
        quota.refuse_beyond(reading, account().email, now(), running.settings.uploads_per_day)


def content_of(contents: str) -> bytes:
    """The file as it was handed in; weighed here too, since a browser may not have done so."""
    content = base64.b64decode(contents.partition(",")[2])
    size = service().settings.max_upload_mb
    if len(content) > size * MEGABYTE:
        raise UploadError(say("upload.too_large", size=size))
    return content
