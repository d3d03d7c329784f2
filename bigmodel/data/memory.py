"""How much memory data may take."""

from __future__ import annotations

import os


def most_bytes() -> int:
    """Bytes that a dataset may take while it is read: 8 GiB, or half of this machine's memory where that is less."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows does not say
        return 8 << 30
    return min(8 << 30, memory // 2)
