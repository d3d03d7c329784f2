import asyncio
import gzip
import json
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit import config

from bigmodel import jobs
from bigmodel.jobs.ask import KILL, NEVER_STARTED
from bigmodel.runs.folder import RunFolder
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Plan, Problem
from bigmodel.ui.epochs import epochs_of
from bigmodel.ui.routes import plotly_url, routes
from bigmodel.ui.security import Security, allowed


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    def json(self):
        return json.loads(self.content)


class Client:
    """Asks an ASGI app without a server."""

    def __init__(self, app):
        self.app = app

    def get(self, path, params=None, headers=None):
        fields = {"host": "localhost", **{name.lower(): value for name, value in (headers or {}).items()}}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": urlencode(params or {}).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:]))


@pytest.fixture
def client():
    return Client(Starlette(routes=routes, middleware=[Middleware(Security)]))


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    workspace = Workspace(tmp_path)

    def fill(folder):
        (folder / "rows").write_text("1")
        return 10, 2, "ab" * 32

    record = workspace.datasets.add("cards.csv", "tabular", "fraud", fill)
    fields = (Field(name="fraud", kind="category", role="target"),)
    plan = Plan(template="fraud", fields=fields, outcome=Outcome(classes=("no", "yes")), network="mlp")
    return workspace.new_run("tabular", "module:function", plan, record, seed=0)


def epoch(run, number, val_loss):
    run.emit("epoch", epoch=number, loss=0.5 / number, val_loss=val_loss, accuracy=0.9, val_accuracy=0.9, best=1)


def test_only_what_is_new_is_told(client, run):
    run.emit("begin", epochs=3, steps=5, rows=100, first_epoch=0, classes=2)
    first = client.get(f"/runs/{run.id}/events").json()
    assert [event["kind"] for event in first["events"]][-1] == "begin"
    assert "sentence" not in first
    epoch(run, 1, 0.6)
    epoch(run, 2, 0.5)
    second = client.get(f"/runs/{run.id}/events", params={"after": first["next"]}).json()
    assert [event["epoch"] for event in second["events"]] == [1, 2]
    assert second["sentence"]
    third = client.get(f"/runs/{run.id}/events", params={"after": second["next"]}).json()
    assert third["events"] == []
    assert third["next"] == second["next"] == run.events_path.stat().st_size


def test_the_sentence_sees_all_epochs_however_few_are_new(client, run):
    epoch(run, 1, 0.6)
    offset = client.get(f"/runs/{run.id}/events").json()["next"]
    epoch(run, 2, 0.5)
    whole = client.get(f"/runs/{run.id}/events").json()["sentence"]
    assert client.get(f"/runs/{run.id}/events", params={"after": offset}).json()["sentence"] == whole


def test_after_the_end_the_sentence_says_which_epoch_was_best(client, run):
    run.set_status("training")
    epoch(run, 1, 0.6)
    first = client.get(f"/runs/{run.id}/events").json()
    assert first["sentence"].endswith("Best epoch so far: 1.")
    run.set_status("evaluating")
    told = client.get(f"/runs/{run.id}/events", params={"after": first["next"]}).json()
    assert told["sentence"].endswith("Epoch 1 was best.")
    run.set_status("finished")
    assert client.get(f"/runs/{run.id}/events").json()["sentence"].endswith("Epoch 1 was best.")


def test_the_events_are_not_read_anew_for_every_viewer_and_epoch(client, run, monkeypatch):
    epoch(run, 1, 0.6)
    client.get(f"/runs/{run.id}/events")
    seen = []
    real = RunFolder.events

    def events(folder, after=0):
        seen.append(after)
        return real(folder, after)

    monkeypatch.setattr(RunFolder, "events", events)
    offset = run.events_path.stat().st_size
    epoch(run, 2, 0.5)
    told = [client.get(f"/runs/{run.id}/events", params={"after": offset}).json() for _viewer in range(3)]
    assert len({answer["sentence"] for answer in told}) == 1
    assert min(seen) == offset


def test_epochs_of_an_emptied_file_are_read_from_its_beginning(run):
    epoch(run, 1, 0.6)
    epoch(run, 2, 0.5)
    assert [each["epoch"] for each in epochs_of(run)] == [1, 2]
    run.events_path.unlink()
    epoch(run, 7, 0.4)
    assert [each["epoch"] for each in epochs_of(run)] == [7]


@pytest.mark.parametrize("after", [10**6, 10**30])
def test_an_offset_behind_the_end_tells_nothing(client, run, after):
    answer = client.get(f"/runs/{run.id}/events", params={"after": after})
    assert answer.status_code == 200
    assert answer.json()["events"] == []
    assert answer.json()["next"] == run.events_path.stat().st_size


def test_a_waiting_run_knows_its_place(client, run):
    answer = client.get(f"/runs/{run.id}/events")
    assert (answer.json()["status"], answer.json()["place"]) == ("queued", 1)
    assert answer.headers["cache-control"] == "no-store"


def test_a_run_that_nobody_trains_any_more_is_told_as_interrupted(client, run, looks, monkeypatch):
    run.set_status("training")

    def mark(_workspace):
        run.set_status("interrupted", "The supervisor ended.")

    monkeypatch.setattr(jobs, "reconcile", mark)
    answer = client.get(f"/runs/{run.id}/events").json()
    assert (answer["status"], answer["message"]) == ("interrupted", "The supervisor ended.")


def test_a_run_stopped_in_the_queue_is_told_apart_from_one_that_broke_off(client, run):
    run.set_status("interrupted", "The process was killed.")
    assert client.get(f"/runs/{run.id}/events").json()["never_started"] is False
    run.set_status("interrupted", NEVER_STARTED)
    assert client.get(f"/runs/{run.id}/events").json()["never_started"] is True


def test_many_viewers_look_for_lost_runs_once(client, run, looks):
    run.set_status("training")
    for _viewer in range(5):
        client.get(f"/runs/{run.id}/events")
    assert len(looks) == 1


def test_a_run_that_is_over_looks_for_none(client, run, looks):
    run.set_status("finished")
    client.get(f"/runs/{run.id}/events")
    assert looks == []


def test_the_curves_are_told_though_lost_runs_cannot_be_closed(client, run, monkeypatch):
    def refuse(_workspace):
        raise Problem("The disk is full")

    monkeypatch.setattr(jobs, "reconcile", refuse)
    run.set_status("training")
    assert client.get(f"/runs/{run.id}/events").json()["status"] == "training"


def test_a_run_that_does_not_stop_in_time_may_be_ended(client, run, monkeypatch):
    def stop():
        return client.get(f"/runs/{run.id}/events").json()["stop"]

    run.set_status("training")
    assert stop() is None
    run.ask_stop()
    assert stop() == "asked"
    monkeypatch.setenv("BIGMODEL_STOP_SECONDS", "0")
    assert stop() == "late"
    run.stop_path.write_bytes(KILL)
    assert stop() == "ending"
    run.stop_path.unlink()
    run.ask_stop()
    run.set_status("queued")
    assert stop() == "asked"
    run.set_status("stopped")
    assert stop() is None


@pytest.mark.parametrize("id", ["no-such-1", "..", "../..", "x" * 300])
def test_an_unknown_run_gets_a_sentence(client, run, id):
    answer = client.get(f"/runs/{id}/events")
    assert answer.status_code == 404
    if answer.headers["content-type"] == "application/json":
        assert answer.json()["problem"].endswith(".")


@pytest.mark.parametrize("after", ["-1", "x", "1e3"])
def test_an_offset_that_is_none_is_refused(client, run, after):
    answer = client.get(f"/runs/{run.id}/events", params={"after": after})
    assert answer.status_code == 400
    assert "byte offset" in answer.json()["problem"]


def test_plotly_is_packed_and_kept_by_the_browser(client):
    path = plotly_url().partition("?")[0]
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert b"plotly.js" in plain.content[:200]


def test_every_answer_carries_the_policy(client, run):
    for path in (f"/runs/{run.id}/events", "/nothing/here"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "img-src 'self' data: blob:" in policy
        assert "unsafe-eval" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_a_foreign_host_is_refused(client, run):
    before = config.get_option("server.allowedHosts")
    config.set_option("server.allowedHosts", ["localhost", "127.0.0.1"])
    try:
        for host, status in (("localhost:8501", 200), ("127.0.0.1", 200), ("evil.example", 400), ("", 400)):
            assert client.get(f"/runs/{run.id}/events", headers={"Host": host}).status_code == status
    finally:
        config.set_option("server.allowedHosts", before)


def test_hosts_are_compared_without_port_and_case():
    assert allowed("LocalHost:1", ["localhost"])
    assert allowed("[::1]:8501", ["::1"])
    assert allowed("anything", [])
    assert not allowed("localhost.evil.example", ["localhost"])
