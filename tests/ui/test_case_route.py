"""``POST /runs/{id}/case``: who may ask, what a question may be, and that the answer is that of the bundle."""

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from toy_table_run import toy_run

from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.ui.case_route import LARGEST, case_url
from bigmodel.ui.routes import routes
from bigmodel.ui.security import Security

APP = Starlette(routes=routes, middleware=[Middleware(Security)])
JSON = {"content-type": "application/json", "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIGMODEL_HOME", str(home))
        yield toy_run(Workspace(home))


def post(path, body, headers=JSON):
    """Status and JSON of the answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"host": "localhost", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(APP(scope, receive, send))
    return sent[0]["status"], json.loads(b"".join(message.get("body", b"") for message in sent[1:]))


def test_the_answer_is_the_stored_score_and_follows_the_changes(run):
    cases = read_cases(run, "test")
    row = int(cases.row[0])
    status, answer = post(case_url(run.id), {"row": row})
    assert status == 200
    assert answer["score"] == pytest.approx(float(cases.score[0]), abs=1e-5)
    change = {"field": "amount", "how": "set", "value": 4000}
    status, answer = post(case_url(run.id), {"row": row, "given": [], "changes": [change], "field": "amount"})
    assert (status, answer["decision"]) == (200, "flagged")
    assert answer["was"] == pytest.approx(float(cases.score[0]), abs=1e-5)
    assert answer["sweep"]["here"] == 4000


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/json", "sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "application/json", "sec-fetch-site": "same-site"}, 403),
        ({"content-type": "application/json", "origin": "https://evil.example"}, 403),
        ({"content-type": "application/json", "origin": "null"}, 403),
        ({"content-type": "text/plain", "sec-fetch-site": "same-origin"}, 415),
        ({"sec-fetch-site": "same-origin"}, 415),
        ({"content-type": "application/json", "origin": "http://localhost"}, 200),
        ({"content-type": "application/json; charset=utf-8"}, 200),
    ],
)
def test_other_sites_are_refused(run, headers, status):
    found, answer = post(case_url(run.id), {"row": 0}, headers)
    assert found == status
    assert ("problem" in answer) == (status != 200)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"row": 1e400}',
        b'{"row": NaN}',
        {"row": "5"},
        {"row": True},
        {"row": -1},
        {"row": 0, "more": 1},
        {"row": 0, "field": {}},
        {"row": 0, "changes": "amount"},
        {"row": 0, "changes": [{"field": "amount", "value": [1]}]},
        {"row": 0, "changes": [{"field": "amount", "value": True}]},
        {"row": 0, "changes": [{"field": "amount", "how": "eval", "value": "1"}]},
        b'{"row": 0, "changes": [{"field": "amount", "value": Infinity}]}',
        {"row": 0, "changes": [{"field": "amount", "value": 1.0}] * 2_001},
    ],
)
def test_what_is_no_question_gets_a_sentence(run, body):
    status, answer = post(case_url(run.id), body)
    assert status == 400
    assert answer["problem"].startswith("This question can't be read")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"row": 10**12}, "There is no row"),
        ({"row": 0, "changes": [{"field": "<script>", "value": 1}]}, "is not in this data"),
        ({"row": 0, "changes": [{"field": "amount", "value": "much"}]}, "is no number"),
        ({"row": 0, "changes": [{"field": "amount", "how": "leave_out", "value": 1}]}, "can't be changed in this way"),
        ({"row": 0, "changes": [{"field": "time", "value": "2024-02-30"}]}, "is no date"),
        ({"row": 0, "field": "fraud"}, "does not look at"),
    ],
)
def test_a_question_that_does_not_fit_the_data_gets_a_sentence(run, body, said):
    status, answer = post(case_url(run.id), body)
    assert status == 422
    assert said in answer["problem"]


def test_too_long_a_question_is_not_read(run):
    status, answer = post(case_url(run.id), b" " * (LARGEST + 1))
    assert (status, answer["problem"]) == (413, "This question is too long.")


@pytest.mark.parametrize("name", ["no-run-1", "..", "%2e%2e", "<b>"])
def test_a_run_that_is_not_there_gets_a_sentence(run, name):
    status, answer = post(f"/runs/{name}/case", {"row": 0})
    assert status in (404, 422)
    assert answer["problem"]


@given(
    value=st.one_of(st.text(max_size=40), st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.none()),
    field=st.sampled_from(["amount", "age", "channel", "time"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_gets_an_answer_or_a_sentence(run, field, value):
    body = {"row": 0, "changes": [{"field": field, "value": value}], "field": field}
    status, answer = post(case_url(run.id), body)
    assert status in (200, 400, 422)
    if status == 200:
        assert 0 <= answer["score"] <= 1
    else:
        assert answer["problem"].endswith((".", "!", "?"))
