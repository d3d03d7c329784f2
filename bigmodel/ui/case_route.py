"""``POST /runs/{id}/case``: what the model says of a case, asked by the form while a control is dragged."""

from __future__ import annotations

import asyncio
from typing import Any

import pydantic
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bigmodel.spec import CaseQuestion, Problem
from bigmodel.spec.record import explain
from bigmodel.templates import template
from bigmodel.ui.case_picker import editor_of
from bigmodel.ui.measured import opened
from bigmodel.ui.security import from_this_page
from bigmodel.ui.state import workspace

LARGEST = 1 << 18
"""Bytes of a question at most."""
NO_STORE = {"Cache-Control": "no-store"}


def case_url(run: str) -> str:
    """Where a run answers questions about a case."""
    return f"/runs/{run}/case"


async def answer_case(request: Request) -> Response:
    """Answer one question; what is wrong with it is said in a sentence."""
    if not from_this_page(request.headers):
        return _refused("Questions are only taken from this app's own pages.", 403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return _refused("A question has to be JSON.", 415)
    body = await _body(request)
    if body is None:
        return _refused("This question is too long.", 413)
    try:
        question = CaseQuestion.model_validate_json(body, strict=True)
    except pydantic.ValidationError as error:
        return _refused(f"This question can't be read ({explain(error)}).", 400)
    try:
        answer = await asyncio.to_thread(ask, request.path_params["id"], question)
    except Problem as problem:
        return _refused(str(problem), 404 if problem.remedy == "" else 422)
    return JSONResponse(answer, headers=NO_STORE)


def ask(run_id: str, question: CaseQuestion) -> dict[str, Any]:
    """The answer as JSON values; runs in a thread of the server.

    Raises:
        Problem: Run, bundle or dataset are gone, or the question does not fit the data.
    """
    space = workspace()
    run = space.run(run_id)
    spec = run.spec()
    known = template(spec.plan.template)
    editor = editor_of(known, "One case")
    if editor is None:
        raise Problem("No case of a run of this kind can be edited here")
    data = opened(str(space.datasets.folder(spec.dataset)), known.slug, spec.fingerprint)
    return editor.answer(run, data, spec.words, question).model_dump(mode="json")


async def _body(request: Request) -> bytes | None:
    """The body, None where it is longer than a question can be."""
    whole = b""
    async for part in request.stream():
        whole += part
        if len(whole) > LARGEST:
            return None
    return whole


def _refused(sentence: str, status: int) -> Response:
    return JSONResponse({"problem": sentence}, status, NO_STORE)
