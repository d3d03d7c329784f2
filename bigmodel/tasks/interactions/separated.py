"""Logs whose cells are parted by two colons or by spaces, as in some public data sets: read by a copy with tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bigmodel.data.signature import identify, read_head
from bigmodel.data.source import open_text

HEAD = 64 * 1024
BLOCK = 4 << 20
_OTHERS = (b",", b";", b"\t", b"|")

Rewrite = Callable[[bytes], bytes]


@contextmanager
def with_tabs(path: Path) -> Iterator[Path]:
    """The file itself, or a passing copy of the same name whose ``::`` or runs of spaces are tabs.

    Every file of a log goes by here, when it is looked at, read and scored, so that options mean the same each time.

    Raises:
        Problem: The file is no table.
    """
    rewrite = _rewriting(path)
    if rewrite is None:
        yield path
        return
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / path.name.removesuffix(".gz")
        with open_text(path) as source, copy.open("wb") as sink:
            while block := source.read(BLOCK):
                sink.write(rewrite(block + source.readline()))
        yield copy


def _rewriting(path: Path) -> Rewrite | None:
    if identify(path) not in ("text", "gzip"):
        return None
    head = read_head(path, HEAD)
    lines = [line.strip() for line in head.splitlines()]
    lines = [line for line in (lines[:-1] if len(head) == HEAD else lines) if line]
    if len(lines) < 2:
        return None
    if len({line.count(b"::") for line in lines}) == 1 and lines[0].count(b"::"):
        return _colons
    if any(sign in line for line in lines for sign in _OTHERS):
        return None
    widths = {len(line.split()) for line in lines}
    return _spaces if len(widths) == 1 and widths.pop() >= 2 else None


def _colons(block: bytes) -> bytes:
    return block.replace(b"::", b"\t")


def _spaces(block: bytes) -> bytes:
    return re.sub(rb" +", b"\t", re.sub(rb"^ +| +(?=\r?$)", b"", block, flags=re.MULTILINE))
