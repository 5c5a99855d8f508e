"""Photographs 照片: which files are pictures, and the plain form in which they are kept.

A picture is known by its content, never by its name. It is drawn anew, smaller, as JPEG: where and
with what it was taken, and whatever else the file holds, does not come along.
"""

import hashlib
import io
import struct
from dataclasses import dataclass
from datetime import date, datetime

from PIL import Image, ImageOps

from vector.intake.fault import refuse

KINDS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 2**20
MOST_PIXELS = 40_000_000
LARGE, SMALL = 1600, 320
QUALITY = 85
WHITE = (255, 255, 255)
# The standard's numbers of the part about the taking, and of its moment.
TAKING, MOMENT = 0x8769, 0x9003
BROKEN = (
    *(OSError, SyntaxError, ValueError, IndexError, KeyError, EOFError, MemoryError),
    *(struct.error, TypeError, AttributeError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)


@dataclass(frozen=True)
class Photograph:
    """A picture as it is kept.

    Attributes
    ----------
    sha256 : str
        Of the file as it came.
    content, small : bytes
        JPEG, at most 1600 and 320 pixels long.
    width, height : int
        Of ``content``.
    taken_on : date or None
        The day that the camera wrote down.
    """

    sha256: str
    content: bytes
    small: bytes
    width: int
    height: int
    taken_on: date | None


def photograph(content: bytes, name: str) -> Photograph:
    """Look at a file and draw its picture anew.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for sentences only.

    Returns
    -------
    Photograph
        Upright, without anything but the picture.

    Raises
    ------
    IntakeError
        When it is empty, beyond 10 MB or 40 million pixels, no JPEG, PNG or WebP, or broken.

    Examples
    --------
    >>> drawn = io.BytesIO()
    >>> Image.new("RGB", (3200, 800)).save(drawn, "PNG")
    >>> found = photograph(drawn.getvalue(), "灶台.png")
    >>> found.width, found.height, found.content[:2] == b"\\xff\\xd8"
    (1600, 400, True)
    """
    if not content or len(content) > MOST_BYTES:
        raise refuse("photo_size", file=name, size=f"{len(content) / 2**20:.1f}")
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise refuse("photo_pixels", file=name, size=f"{opened.width}×{opened.height}")
            taken = _taken_on(opened)
            picture = _upright(opened)
    except BROKEN as error:
        raise refuse("photo_unread", file=name) from error
    return Photograph(
        hashlib.sha256(content).hexdigest(),
        _jpeg(picture, LARGE),
        _jpeg(picture, SMALL),
        *_fitted(picture, LARGE).size,
        taken,
    )


def _upright(opened: Image.Image) -> Image.Image:
    """Return the picture alone, turned as the camera was held, what is clear in it white."""
    opened.draft("RGB", (LARGE, LARGE))
    turned = ImageOps.exif_transpose(_fitted(opened, LARGE))
    if turned.mode != "RGB":
        seen = turned.convert("RGBA")
        turned = Image.new("RGB", seen.size, WHITE)
        turned.paste(seen, mask=seen.getchannel("A"))
    return turned


def _fitted(picture: Image.Image, longest: int) -> Image.Image:
    """Return the picture no longer than that; a small one stays as it is."""
    if max(picture.size) <= longest:
        picture.load()
        return picture
    return ImageOps.contain(picture, (longest, longest))


def _jpeg(picture: Image.Image, longest: int) -> bytes:
    written = io.BytesIO()
    plain = _fitted(picture, longest)
    plain.info.clear()
    plain.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _taken_on(opened: Image.Image) -> date | None:
    """Return the day that the camera wrote down, if it is one."""
    told = str(opened.getexif().get_ifd(TAKING).get(MOMENT, ""))
    try:
        return datetime.strptime(told[:10], "%Y:%m:%d").date()  # noqa: DTZ007
    except ValueError:
        return None
