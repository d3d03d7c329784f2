"""Files of pictures for tests."""

import io
import struct
import zipfile

import numpy as np
from PIL import Image


def png(size=(8, 8), mode="L", shade=100, form="PNG", **more):
    """One picture of one shade with a bright corner whose place follows from the shade."""
    image = Image.new(mode, size, shade if mode in ("L", "I;16") else (shade,) * len(mode))
    stream = io.BytesIO()
    image.save(stream, form, **more)
    return stream.getvalue()


def noise(seed, size=(24, 24), form="PNG", mode="L", **more):
    """A picture of coarse noise, the same for the same seed."""
    values = np.random.default_rng(seed).integers(0, 255, (6, 6), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(values).resize(size, Image.Resampling.BICUBIC).convert(mode).save(stream, form, **more)
    return stream.getvalue()


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def laid_down(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def idx_bytes(array):
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
