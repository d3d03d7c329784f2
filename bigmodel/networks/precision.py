"""Which precision pays on this machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

CPU_FLAGS = Path("/proc/cpuinfo")
BFLOAT16 = {"avx512_bf16", "amx_bf16"}


@cache
def fast_bfloat16(cpu: Path = CPU_FLAGS) -> bool:
    """Whether the processor multiplies bfloat16 in hardware; False where this cannot be told (not Linux)."""
    if not cpu.exists():
        return False
    flags = next((line for line in cpu.read_text().splitlines() if line.startswith("flags")), "")
    return bool(BFLOAT16 & set(flags.split()))
