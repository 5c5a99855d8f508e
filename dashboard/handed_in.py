"""Files as a browser hands them in."""

import base64

from dashboard.service import service
from dashboard.text import say
from vector.errors import UploadError

MEGABYTE = 2**20


def content_of(contents: str) -> bytes:
    """The file as it was handed in; weighed here too, since a browser may not have done so."""
    content = base64.b64decode(contents.partition(",")[2])
    size = service().settings.max_upload_mb
    if len(content) > size * MEGABYTE:
        raise UploadError(say("upload.too_large", size=size))
    return content
