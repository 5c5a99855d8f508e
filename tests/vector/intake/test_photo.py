"""Photographs: known by content, refused when dangerous, kept upright and with nothing hidden."""

import io
import struct
import zlib
from datetime import date

import pytest
from PIL import Image, ImageDraw

from vector.errors import IntakeError
from vector.intake.photo import LARGE, SMALL, photograph

GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112


def drawn(kind="JPEG", size=(640, 480), mode="RGB", **more):
    """A picture whose upper left is red, with words of the camera and of a place."""
    picture = Image.new(mode, size, 0 if mode != "RGBA" else (0, 0, 0, 0))
    if mode == "RGB":
        ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(255, 0, 0))
    exif = Image.Exif()
    exif[MAKER] = "相机 SECRET"
    exif[ORIENTATION] = more.pop("turned", 1)
    exif.get_ifd(0x8769)[0x9003] = more.pop("taken", "2026:06:18 09:30:00")
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (23.0, 7.0, 45.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, **more)
    return out.getvalue()


def opened(content):
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_a_smaller_one_with_nothing_hidden(kind):
    content = drawn(kind, (2400, 1200))
    assert opened(content).getexif().get_ifd(GPS)
    found = photograph(content, "现场.heic")
    large, small = opened(found.content), opened(found.small)
    assert (found.width, found.height) == large.size == (LARGE, LARGE // 2)
    assert small.size == (SMALL, SMALL // 2)
    for each in (large, small):
        assert each.format == "JPEG"
        assert not each.getexif()
        assert not set(each.info) & {"exif", "icc_profile", "comment", "xmp"}
    assert b"SECRET" not in found.content + found.small
    assert found.taken_on == date(2026, 6, 18)


def test_a_picture_is_turned_as_the_camera_was_held():
    found = opened(photograph(drawn(turned=6), "a.jpg").content)
    assert found.size == (480, 640)
    red = found.getpixel((470, 10))
    assert red[0] > 200 > 60 > red[1]


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1"])
def test_a_picture_of_any_kind_of_colours_is_kept(mode):
    found = opened(photograph(drawn("PNG", mode=mode), "a.png").content)
    assert found.mode == "RGB"
    if mode == "RGBA":
        assert found.getpixel((5, 5)) == (255, 255, 255)


def bomb(width, height):
    """A PNG of a few bytes that says it is immense."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", b""),
    )
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def gif():
    out = io.BytesIO()
    Image.new("P", (4, 4)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_size"),
        (b"\xff\xd8" + bytes(10 * 2**20), "photo_size"),
        (bomb(9000, 9000), "photo_pixels"),
        (bomb(60000, 60000), "photo_unread"),
        (gif(), "photo_unread"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "photo_unread"),
        (drawn()[:900], "photo_unread"),
        (b"PK\x03\x04", "photo_unread"),
    ],
    ids=["empty", "heavy", "bomb", "greater bomb", "gif", "svg", "cut", "zip"],
)  # fmt: skip
def test_what_is_no_picture_or_a_danger_is_refused_in_both_languages(content, code):
    with pytest.raises(IntakeError) as refused:
        photograph(content, "灶台.jpg")
    assert refused.value.code == code
    assert all("灶台.jpg" in refused.value.told(each) for each in ("zh", "en"))


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "", "gestern"])
def test_a_camera_whose_clock_was_not_set_tells_no_day(taken):
    assert photograph(drawn(taken=taken), "a.jpg").taken_on is None


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_damage_is_more_than_a_refusal():
    content = drawn(size=(80, 60))
    for place in range(0, len(content), 7):
        hurt = bytearray(content)
        hurt[place] ^= 0xFF
        try:
            found = photograph(bytes(hurt), "a.jpg")
        except IntakeError:
            continue
        assert opened(found.content).format == "JPEG"
