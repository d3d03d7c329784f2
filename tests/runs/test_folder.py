import errno
import json
import os
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigmodel.runs.events import append_event, plain, read_events
from bigmodel.spec import Costs, Problem, Report


def test_states_carry_their_times(new_run):
    run = new_run()
    first = run.status()
    assert first.queued is not None
    assert first.started is None
    run.set_status("starting", pid=7)
    assert run.status().started is not None
    assert run.status().pid == 7
    run.set_status("training")
    run.set_status("failed", "It broke.")
    last = run.status()
    assert (last.status, last.message, last.pid) == ("failed", "It broke.", None)
    assert last.ended is not None
    kinds = [(event["kind"], event["status"]) for event in run.events()[0]]
    assert kinds == [("status", status) for status in ("queued", "starting", "training", "failed")]


def test_epochs_are_counted_in_the_status(new_run):
    run = new_run()
    run.emit("begin", epochs=5, first_epoch=2, steps=10, rows=100, classes=2)
    assert (run.status().epoch, run.status().epochs) == (2, 5)
    run.emit("epoch", epoch=3, loss=0.5)
    assert run.status().epoch == 3
    assert run.status().status == "queued"
    run.set_status("starting")
    run.emit("begin", epochs=5)
    assert (run.status().status, run.status().epochs) == ("training", 5)


def test_events_are_read_on_from_an_offset(new_run):
    run = new_run()
    _, offset = run.events()
    run.emit("log", message="ä\n<b>")
    events, after = run.events(offset)
    assert [event["message"] for event in events] == ["ä\n<b>"]
    assert run.events(after) == ([], after)
    assert after == run.events_path.stat().st_size


def test_a_missing_file_has_no_events(tmp_path):
    assert read_events(tmp_path / "none.jsonl", 17) == ([], 0)


def test_an_offset_beyond_the_end_or_below_zero_is_harmless(new_run):
    run = new_run()
    assert run.events(10**9) == ([], 10**9)
    assert run.events(-5)[0] == run.events()[0]


def test_half_a_line_is_left_for_later(tmp_path):
    path = tmp_path / "events.jsonl"
    append_event(path, "log", {"message": "one"})
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(b'{"kind": "log", "t": 1, "mess')
    events, offset = read_events(path)
    assert len(events) == 1
    assert offset == whole
    append_event(path, "log", {"message": "two"})  # a process that was killed in the middle of a line
    events, offset = read_events(path, offset)
    assert [event["message"] for event in events] == ["two"]
    assert offset == path.stat().st_size


def test_lines_that_are_no_events_are_passed_over(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'\xff\xfe\n[]\n"kind"\n17\n\n{"no": 1}\n')
    append_event(path, "log", {"message": "good"})
    assert [event["message"] for event in read_events(path)[0]] == ["good"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["loss", "message", "epochs"]),
            st.one_of(st.floats(), st.text(), st.integers(), st.none()),
        ),
        max_size=8,
    ),
    st.integers(1, 40),
)
def test_a_reader_at_any_moment_sees_whole_events_in_order(tmp_path, values, size):
    source, path = tmp_path / "source.jsonl", tmp_path / "events.jsonl"
    source.unlink(missing_ok=True)
    for number, value in enumerate(values):
        append_event(source, "log", {**value, "step": number})
    content = source.read_bytes() if values else b""
    path.write_bytes(b"")
    seen, offset = [], 0
    for start in range(0, len(content), size):
        with path.open("ab") as file:
            file.write(content[start : start + size])
        events, offset = read_events(path, offset)
        seen += events
    assert [event["step"] for event in seen] == list(range(len(values)))
    assert all(json.loads(json.dumps(event, allow_nan=False)) for event in seen)


def test_threads_do_not_mix_their_lines(new_run):
    run = new_run()
    text = "x" * 5000

    def write() -> None:
        for _ in range(50):
            run.emit("log", message=text)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    messages = [event["message"] for event in run.events()[0] if event["kind"] == "log"]
    assert messages == [text] * 200


def test_values_that_json_lacks_become_null():
    value = {
        "nan": float("nan"),
        "inf": np.float32("inf"),
        "one": np.float32(1),
        "array": np.array([1.0, np.nan]),
        "yes": np.True_,
    }
    assert plain(value) == {"nan": None, "inf": None, "one": 1.0, "array": [1.0, None], "yes": True}


def test_a_full_disk_is_a_sentence_and_no_torn_event(new_run, monkeypatch):
    run = new_run()
    before = run.events()
    real = os.write

    def half(descriptor: int, content: bytes) -> int:
        return real(descriptor, content[: len(content) // 2])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", half)
        with pytest.raises(Problem, match="disk is full"):
            run.emit("log", message="lost")
    assert run.events() == before
    run.emit("log", message="kept")
    assert [event["message"] for event in run.events(before[1])[0]] == ["kept"]


def test_a_full_disk_keeps_the_old_status(new_run, monkeypatch):
    run = new_run()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "utime", full)
        with pytest.raises(Problem, match=r"status\.json: The disk is full"):
            run.set_status("training")
    assert run.status().status == "queued"
    assert not list(run.path.glob(".*part"))


def test_a_result_is_there_when_state_and_report_say_so(new_run):
    run = new_run()
    report = Report(best_epoch=1, epochs=1, threshold=None, metrics={}, baselines={}, counts={}, seconds=1.0)
    assert not run.has_result()
    for state in ("training", "evaluating", "stopped", "queued", "interrupted", "failed", "finished"):
        run.set_status(state)
        run.report_path.unlink(missing_ok=True)
        assert not run.has_result()
        report.save(run.report_path)
        assert run.has_result() == (state in ("stopped", "finished"))
    run.forget_result()
    run.forget_result()
    assert not run.has_result()


def test_half_a_checkpoint_is_none(new_run):
    run = new_run()
    assert not run.has_checkpoint()
    run.checkpoints.mkdir()
    (run.checkpoints / "newest.part").write_bytes(b"half")
    assert not run.has_checkpoint()
    (run.checkpoints / "newest.npz").write_bytes(b"whole")
    assert run.has_checkpoint()


def test_stop_is_a_file(new_run):
    run = new_run()
    assert not run.stop_asked()
    run.ask_stop()
    run.ask_stop()
    assert run.stop_asked()


def test_decisions_are_kept_in_order(new_run):
    run = new_run()
    assert run.decisions() == []
    for name in ("first", "second"):
        run.keep_decision(name, 0.25, Costs(), {"tp": np.int64(3), "money": float("nan")}, {"tp": 2})
    first, second = run.decisions()
    assert (first.name, second.name) == ("first", "second")
    assert first.validation == {"tp": 3, "money": None}
    with pytest.raises(Problem, match="empty"):
        run.keep_decision(" ", 0.25, Costs(), {}, {})
    (run.path / "decisions.json").write_text("{")
    with pytest.raises(Problem, match=r"decisions\.json"):
        run.decisions()


def test_tabs_that_keep_a_decision_at_once_both_succeed(new_run):
    run = new_run()
    threads = [
        threading.Thread(target=run.keep_decision, args=(f"decision {number}", 0.5, Costs(), {}, {}))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(run.decisions()) == 8
