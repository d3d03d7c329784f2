"""Which encoding a text file has."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from bigmodel.data.signature import HEAD
from bigmodel.data.source import open_text
from bigmodel.spec import Problem

_LOOK_AHEAD = 1 << 30


def detect_encoding(path: Path) -> str:
    """The encoding of a text file: by its byte order mark, else UTF-8 where it is valid, else by its high bytes.

    The first bytes may all be ASCII while a name in row 500,000 is not, so the search goes on (up to a gigabyte)
    until the first byte that tells.

    Raises:
        Problem: The file can't be unpacked.
    """
    with open_text(path) as stream:
        head = stream.read(HEAD)
        marked = _by_mark(head) or _without_mark(head)
        if marked:
            return marked
        seen = 0
        tail = b""
        while head and seen < _LOOK_AHEAD:
            if not head.isascii():
                return _by_high_bytes(tail + head + stream.read(HEAD))
            seen += len(head)
            tail = head[-8:]
            head = stream.read(4 << 20)
    return "utf-8"


def first_undecodable(path: Path, encoding: str) -> int | None:
    """The line (from 1) in which decoding first fails, None where all can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with open_text(path) as stream:
        while True:
            block = stream.read(1 << 20)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not block:
                return None
            line += block.count(b"\n")


def undecodable(path: Path, encoding: str) -> Problem:
    """The problem of a file that is not in the encoding it is read with."""
    line = first_undecodable(path, encoding)
    where = path.name if line is None else f"{path.name}, line {line}"
    return Problem(
        f"The text is not written in the encoding {encoding}",
        where=where,
        remedy="Choose another encoding, for example windows-1252 or gb18030.",
    )


def _by_mark(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return None


def _without_mark(head: bytes) -> str | None:
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even + odd < max(1, len(head) // 8):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_high_bytes(sample: bytes) -> str:
    if _decodes(sample, "utf-8"):
        return "utf-8"
    if _decodes(sample, "gb18030") and _mostly_pairs(sample):
        return "gb18030"
    return "windows-1252"


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        # Not final: a character cut by the end of the sample is no fault.
        codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_pairs(sample: bytes) -> bool:
    """Whether high bytes come in pairs, as Chinese does; accents stand alone between ASCII letters."""
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", sample)]
    paired = sum(length for length in runs if length % 2 == 0)
    return paired >= 0.7 * sum(runs)
