"""All benchmarks, one after the other: `python -m tests.benchmarks [NAME ...]`."""

import importlib
import sys
import time

ALL = (
    "app",
    "case",
    "counterfactuals",
    "decision",
    "explain",
    "first_question",
    "scoring",
    "loop",
    "mnist",
    "pictures",
    "population",
    "recommendation",
    "signals",
    "tables",
)


def main() -> None:
    """Run those named, or all."""
    names = sys.argv[1:] or ALL
    # The benchmarks read their own options from the command line.
    sys.argv[1:] = []
    for name in names:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        print(f"\n== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
        began = time.perf_counter()
        module.main(*([()] if name == "tables" else []))
        print(f"({time.perf_counter() - began:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
