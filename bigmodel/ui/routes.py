"""The server's own routes: what a run tells, and Plotly.js from the installed wheel."""

from __future__ import annotations

import asyncio
import gzip
import importlib.metadata
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bigmodel.jobs import ensure_supervisor
from bigmodel.spec import Problem
from bigmodel.templates import templates
from bigmodel.ui.at_once import send_at_once
from bigmodel.ui.case_route import answer_case
from bigmodel.ui.live import news
from bigmodel.ui.state import workspace
from bigmodel.ui.warming import painted, resting

LOOK = 0.25
"""Seconds between two looks at whether something may be warmed."""
NO_STORE = {"Cache-Control": "no-store"}
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
PLOTLY = "/assets/plotly.min.js"

log = logging.getLogger(__name__)


@cache
def plotly_url() -> str:
    """Where components load Plotly.js from; another version has another address."""
    return f"{PLOTLY}?v={importlib.metadata.version('plotly')}"


def events_url(run: str) -> str:
    """Where a run's events are asked for."""
    return f"/runs/{run}/events"


def run_events(request: Request) -> Response:
    """``GET /runs/{id}/events?after=N``: what was written from byte N on. Runs in a thread of the server."""
    try:
        after = int(request.query_params.get("after", "0"))
    except ValueError:
        after = -1
    if after < 0:
        return JSONResponse({"problem": "after has to be a byte offset of 0 or more."}, 400, NO_STORE)
    try:
        answer: dict[str, Any] = news(workspace(), request.path_params["id"], after)
    except Problem as problem:
        return JSONResponse({"problem": str(problem)}, 404, NO_STORE)
    return JSONResponse(answer, headers=NO_STORE)


def plotly_script(request: Request) -> Response:
    """``GET /assets/plotly.min.js``: the library of the plotly wheel, gzipped once a process."""
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {**IMMUTABLE, "Content-Encoding": "gzip"} if packed else IMMUTABLE
    return Response(_plotly(packed), media_type="text/javascript", headers=headers)


@cache
def _plotly(packed: bool) -> bytes:
    # The package is found without importing it: importing plotly costs the start of the app a third of a second.
    package = find_spec("plotly")
    if package is None or not package.submodule_search_locations:
        raise Problem("The package plotly is not installed", remedy="Install it again with pip.")
    content = (Path(package.submodule_search_locations[0]) / "package_data" / "plotly.min.js").read_bytes()
    return gzip.compress(content, 6) if packed else content


@asynccontextmanager
async def lifespan(_app: object) -> AsyncGenerator[None]:
    """Warm what the first clicks need, while the browser loads and without standing in the way of the first paint."""
    try:
        send_at_once()
    except (OSError, psutil.Error) as error:
        # Not fatal: answers are then some 40 ms later.
        log.warning("The server's sockets can't be told to send at once: %s", error)
    warming = asyncio.create_task(_warm())
    yield
    warming.cancel()


async def _warm() -> None:
    await asyncio.to_thread(templates)
    await _until(painted)
    await asyncio.gather(_warm_supervisor(), _warm_pages())


async def _until(come_true: Callable[[], bool]) -> None:
    while not come_true():
        await asyncio.sleep(LOOK)


async def _warm_supervisor() -> None:
    """Start the supervisor, which loads TensorFlow in a process of its own: some seconds of a core."""
    await _until(resting)
    try:
        await asyncio.to_thread(ensure_supervisor, workspace())
    except (OSError, Problem) as error:
        # Not fatal: submitting a run starts the supervisor again and then tells the user.
        log.warning("The supervisor could not be started early: %s", error)


async def _warm_pages() -> None:
    await asyncio.to_thread(_plotly, True)
    await asyncio.to_thread(lambda: [template.task for template in templates().values()])


routes: list[BaseRoute] = [
    Route("/runs/{id}/events", run_events, methods=["GET"]),
    Route("/runs/{id}/case", answer_case, methods=["POST"]),
    Route(PLOTLY, plotly_script, methods=["GET"]),
]
