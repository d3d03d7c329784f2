"""Score 1,000,000 rows from a CSV file with the default network: seconds, and memory of all processes.

Run: `python -m tests.benchmarks.scoring`. Trains the fraud sample for one epoch, writes its rows twenty times into one
file with new ids, and scores that by the command line.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from bigmodel.templates import template
from bigmodel.templates.reading import sample_path

ROWS = 1_000_000


def write(path: Path) -> None:
    """The sample's rows again and again until there are enough."""
    header, *lines = sample_path(template("fraud").sample).read_text(encoding="utf-8").splitlines()
    with path.open("w", encoding="utf-8") as file:
        file.write(header + "\n")
        for number in range(ROWS):
            _, _, rest = lines[number % len(lines)].partition(",")
            file.write(f"N{number:07},{rest}\n")


def watch(pid: int, peak: list[float], done: threading.Event) -> None:
    """The highest sum of resident memory of a process and its children, in MB."""
    parent = psutil.Process(pid)
    while not done.is_set():
        try:
            memory = sum(each.memory_info().rss for each in [parent, *parent.children(recursive=True)])
        except psutil.NoSuchProcess:
            return
        peak[0] = max(peak[0], memory / 2**20)
        time.sleep(0.05)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = {**os.environ, "BIGMODEL_HOME": f"{folder}/home", "BIGMODEL_IDLE_SECONDS": "1"}
        command = [sys.executable, "-m", "bigmodel.cli"]
        settings = ["--set", "epochs=1", "--name", "scorer"]
        subprocess.run([*command, "train", "fraud", *settings], env=environment, check=True, capture_output=True)
        source = Path(folder) / "million.csv"
        write(source)
        began, peak, done = time.perf_counter(), [0.0], threading.Event()
        out = Path(folder) / "out.csv"
        process = subprocess.Popen([*command, "score", "scorer", str(source), "--out", str(out)], env=environment)
        watcher = threading.Thread(target=watch, args=(process.pid, peak, done))
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - began
        done.set()
        watcher.join()
        assert code == 0
        print(f"{ROWS:,} rows ({source.stat().st_size / 2**20:.0f} MB) scored and written in {seconds:.1f} s, bar 30 s")
        print(f"peak memory of all processes {peak[0]:.0f} MB, bar 1,500 MB")


if __name__ == "__main__":
    main()
