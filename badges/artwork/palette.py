"""A PNG of few colours in half the bytes, the pixels the same: people's data costs money."""

from io import BytesIO

from PIL import Image

_PIXEL = 4  # bytes: red, green, blue, alpha
_MOST = 256  # colours that one byte can number


def indexed(png: bytes) -> bytes:
    """The same picture with its pixels numbering a palette; as it is, if it has over 256 colours.

    `png` is one that we made ourselves.
    """
    with Image.open(BytesIO(png), formats=["PNG"]) as source:
        image = source.convert("RGBA")
    raw = image.tobytes()
    pixels = [raw[at : at + _PIXEL] for at in range(0, len(raw), _PIXEL)]
    palette = sorted(set(pixels))
    if len(palette) > _MOST:
        return png
    number = {colour: index for index, colour in enumerate(palette)}
    numbers = bytes(number[pixel] for pixel in pixels)
    return _written(Image.frombytes("P", image.size, numbers), palette)


def _written(image: Image.Image, palette: list[bytes]) -> bytes:
    image.putpalette(b"".join(colour[:3] for colour in palette))
    written = BytesIO()
    transparency = bytes(colour[3] for colour in palette)
    image.save(written, "PNG", optimize=True, transparency=transparency)
    return written.getvalue()
