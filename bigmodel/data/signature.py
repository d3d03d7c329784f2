"""What a file is by its first bytes; its name is not trusted."""

from __future__ import annotations

import gzip
import mmap
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from bigmodel.spec import Problem

FileKind = Literal["text", "gzip", "excel", "parquet"]

HEAD = 256 * 1024
"""Bytes that are looked at to recognise a file."""

_BINARY = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"ORC": "an ORC file",
    b"ARROW1": "an Arrow file",
    b"FEA1": "a Feather file",
    b"Obj\x01": "an Avro file",
    b"PARE": "an encrypted Parquet file",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAKES = "Use a CSV, TSV, Excel or Parquet file."


def identify(path: Path) -> FileKind:
    """Say what a file is.

    Raises:
        Problem: It is missing, empty, encrypted, damaged or none of the four kinds.
    """
    head = _first_bytes(path)
    if head.startswith(b"PAR1") and (not _is_text(head) or head.endswith(b"PAR1")):
        return _parquet(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path)
    if head.startswith(_OLE):
        return _ole(path)
    if head.startswith(b"\x1f\x8b"):
        return _gzip(path)
    _refuse_binary(head, path.name)
    return "text"


def read_head(path: Path, size: int = HEAD) -> bytes:
    """The first bytes of a text file, unpacked where it is gzipped.

    Raises:
        Problem: The gzip archive is damaged.
    """
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            file.seek(0)
            return file.read(size)
    try:
        with gzip.open(path) as file:
            return file.read(size)
    except (OSError, EOFError, zlib.error):
        raise Problem("The gzip archive is damaged", where=path.name, remedy="Pack or copy it again.") from None


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        raise Problem("The file does not exist", where=path.name, remedy="Check the path.") from None
    except OSError as error:
        said = error.strerror or "unknown reason"
        raise Problem(f"The file can't be opened ({said})", where=path.name, remedy="Check the path.") from None
    if not head:
        raise Problem("The file is empty", where=path.name, remedy="Choose a file with a header and rows.")
    return head


def _parquet(path: Path) -> FileKind:
    with path.open("rb") as file:
        file.seek(-4, 2)
        if file.read() != b"PAR1":
            raise Problem(
                "The Parquet file is cut off: its end is missing", where=path.name, remedy="Copy or write it again."
            )
    return "parquet"


def _zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise Problem("The archive or workbook is damaged", where=path.name, remedy="Save or copy it again.") from None
    if any(name.startswith("xl/") for name in names) or {"mimetype", "content.xml"} <= names:
        return "excel"
    raise Problem("This is a zip archive, not a table", where=path.name, remedy="Unpack it and choose the table in it.")


def _ole(path: Path) -> FileKind:
    # An encrypted .xlsx is an OLE container with this stream; names of streams are written in UTF-16.
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encrypted = content.find("EncryptedPackage".encode("utf-16-le")) >= 0
    if encrypted:
        raise encrypted_workbook(path)
    return "excel"


def encrypted_workbook(path: Path) -> Problem:
    """The problem of a workbook that asks for a password."""
    return Problem(
        "The workbook is protected with a password", where=path.name, remedy="Save it without a password first."
    )


def _gzip(path: Path) -> FileKind:
    head = read_head(path, 4096)
    if not head:
        raise Problem("The file is empty", where=path.name, remedy="Choose a file with a header and rows.")
    if head.startswith((b"PAR1", b"PK\x03\x04", _OLE)):
        raise Problem("This is a gzipped workbook or Parquet file", where=path.name, remedy="Unpack it first.")
    _refuse_binary(head, path.name)
    return "gzip"


def _refuse_binary(head: bytes, name: str) -> None:
    if head[0] == 0x80 and len(head) > 1 and 2 <= head[1] <= 5:
        raise Problem(
            "This is a Python pickle; opening one can run any program, so it is not read", where=name, remedy=_TAKES
        )
    if _is_text(head):
        return
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise Problem(f"This is {what}, not a table", where=name, remedy=_TAKES)
    raise Problem("This is not text and no known table format", where=name, remedy=_TAKES)


def _is_text(head: bytes) -> bool:
    """Whether bytes look like text: no control characters but white space, or UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = head[:4096]
    zeros = sample.count(0)
    if zeros:
        # Text of UTF-16 without a byte order mark has its zeros on one side only.
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return len(sample) >= 4 and zeros >= len(sample) // 8 and min(even, odd) == 0
    control = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\v\x1a\x1b")
    return control * 50 <= len(sample)
