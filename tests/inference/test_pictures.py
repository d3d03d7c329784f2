from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bigmodel.inference.pictures import encode_pictures, picture_encoder
from bigmodel.spec import Problem

GREY = picture_encoder(4, 6, "L")
COLOUR = picture_encoder(4, 6, "RGB")


def content(image: Image.Image, form: str = "PNG", **more: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **more)
    return buffer.getvalue()


def grey(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (4, 6), dtype=np.uint8)


def test_every_form_of_one_picture_gives_the_same_tensor(tmp_path: Path) -> None:
    pixels = grey()
    image = Image.fromarray(pixels)
    (tmp_path / "a.png").write_bytes(content(image))
    forms = [content(image), tmp_path / "a.png", image, pixels, pixels[..., None], content(image, "BMP")]
    tensor = encode_pictures(forms, GREY)["pictures"]
    assert tensor.dtype == np.uint8
    assert tensor.shape == (6, 4, 6, 1)
    for one in tensor:
        np.testing.assert_array_equal(one[..., 0], pixels)


def test_arrays_of_the_right_shape_are_taken_as_they_are() -> None:
    stack = np.stack([grey(0), grey(1)])
    np.testing.assert_array_equal(encode_pictures(stack, GREY)["pictures"], stack[..., None])
    colour = np.zeros((3, 4, 6, 3), np.uint8)
    assert encode_pictures(colour, COLOUR)["pictures"] is colour
    assert encode_pictures(np.zeros((2, 8, 8), np.uint8), GREY)["pictures"].shape == (2, 4, 6, 1)
    assert encode_pictures(np.zeros((2, 8, 8), np.uint8), COLOUR)["pictures"].shape == (2, 4, 6, 3)
    assert encode_pictures([], GREY)["pictures"].shape == (0, 4, 6, 1)


def test_modes_are_converted() -> None:
    red = Image.new("RGB", (6, 4), (255, 0, 0))
    assert encode_pictures([content(red)], GREY)["pictures"].max() == 76
    assert encode_pictures([content(red.convert("P"))], COLOUR)["pictures"][0, 0, 0].tolist() == [255, 0, 0]
    clear = Image.new("RGBA", (6, 4), (0, 0, 0, 0))
    assert encode_pictures([content(clear)], GREY)["pictures"].min() == 255
    deep = Image.fromarray(np.full((4, 6), 0x8040, np.uint16))
    assert encode_pictures([content(deep)], GREY)["pictures"].max() == 0x80
    assert encode_pictures([content(red.convert("CMYK"), "JPEG")], COLOUR)["pictures"].shape == (1, 4, 6, 3)


def test_pictures_are_turned_upright() -> None:
    pixels = np.zeros((6, 4), np.uint8)
    pixels[0] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encode_pictures([content(Image.fromarray(pixels), exif=exif)], GREY)["pictures"][0, ..., 0]
    assert (turned[:, -1] == 255).all()
    assert (turned[:, :-1] == 0).all()


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"just text",
        content(Image.new("L", (50, 50)))[:60],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"\x80\x04cos\nsystem",
    ],
)
def test_what_is_no_picture_is_said_with_its_name(bad: bytes) -> None:
    with pytest.raises(Problem, match=r"seven/x\.png: This is not a picture"):
        encode_pictures([content(Image.fromarray(grey())), bad], GREY, names=["ok.png", "seven/x.png"])


def test_other_formats_are_not_even_tried() -> None:
    with pytest.raises(Problem, match="picture 1"):
        encode_pictures([b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 4 4\n"], GREY)


def test_huge_pictures_are_refused(tmp_path: Path) -> None:
    huge = content(Image.new("1", (10_000, 6_000)))
    assert len(huge) < 20_000
    with pytest.raises(Problem, match="10,000 x 6,000 pixels"):
        encode_pictures([huge], GREY)
    with pytest.raises(Problem, match="gone"):
        encode_pictures([tmp_path / "gone.png"], GREY)
