"""The app as a process of its own, for journeys and for benchmarks."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class App:
    """A running app: where it answers, where it keeps its workspace, its process, seconds until it answered."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    seconds: float

    def stop(self) -> None:
        """End it as a service manager would."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def start_app(home: Path, **environment: str) -> App:
    """Start ``streamlit run app.py`` on a free port and wait until it answers.

    Raises:
        RuntimeError: It ended or did not answer within a minute; the message holds its output.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home / "app.log"
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"],
            cwd=ROOT,
            env={**os.environ, "BIGMODEL_HOME": str(home), "BIGMODEL_IDLE_SECONDS": "20", **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    while time.perf_counter() - began < 60:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return App(url, home, process, time.perf_counter() - began)
        except OSError:
            time.sleep(0.02)
    process.kill()
    raise RuntimeError(f"the app does not answer: {log.read_text(errors='replace')[-2000:]}")
