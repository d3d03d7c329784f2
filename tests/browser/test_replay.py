"""The arithmetic of a replay, asked in the browser where it runs."""

from pathlib import Path

import pytest

import bigmodel

COMPONENTS = Path(bigmodel.__file__).parent / "ui" / "components"
FILES = ("words.js", "live_chart.words.js", "live_chart.course.js", "live_chart.replay.js")
SCRIPTS = "\n".join((COMPONENTS / name).read_text(encoding="utf-8") for name in FILES)
RUN = """[{kind: 'status', status: 'queued', t: 0}, {kind: 'status', status: 'starting', t: 100},
          {kind: 'begin', t: 104, epochs: 2, steps: 1}, {kind: 'status', status: 'training', t: 104},
          {kind: 'epoch', epoch: 1, t: 110}, {kind: 'status', status: 'interrupted', t: 5000},
          {kind: 'status', status: 'queued', t: 9000}, {kind: 'status', status: 'starting', t: 9005},
          {kind: 'begin', t: 9007, epochs: 2, steps: 1, first_epoch: 1}, {kind: 'epoch', epoch: 2, t: 9010},
          {kind: 'status', status: 'finished', t: 9012}]"""


@pytest.fixture
def ask(chromium):
    tab = chromium.new_context().new_page()
    yield lambda body: tab.evaluate(f"(() => {{ {SCRIPTS}\n{body} }})()")
    tab.context.close()


def test_events_come_by_their_own_times_and_waiting_is_left_out(ask):
    told = ask(f"""
        const replay = new Replay({RUN}, '1');
        const at = (seconds) => replay.due(seconds).map((event) => event.kind).join(' ');
        return [replay.length, replay.cut, at(0), at(4), at(5.5), replay.status, at(0.5), at(5), at(2), replay.over];
    """)
    assert told == [
        17,
        True,
        "status status",
        "begin status",
        "",
        "training",
        "epoch status status status",
        "begin epoch",
        "status",
        True,
    ]


@pytest.mark.parametrize(("speed", "seconds"), [("1", 17), ("4", 17 / 4), ("16", 17 / 16), ("30s", 30)])
def test_each_speed_takes_its_time(ask, speed, seconds):
    told = ask(f"""
        const replay = new Replay({RUN}, '{speed}');
        replay.due({seconds} * 0.99);
        const before = replay.over;
        replay.due({seconds} * 0.011);
        return [before, replay.over];
    """)
    assert told == [False, True]


def test_a_paused_replay_waits_and_one_that_begins_again_tells_all(ask):
    told = ask(f"""
        const replay = new Replay({RUN}, '16');
        replay.paused = true;
        const none = replay.due(60).length;
        replay.paused = false;
        const all = replay.due(60).length;
        replay.begin();
        return [none, all, replay.over, replay.due(60).length];
    """)
    assert told == [2, 9, False, 11]


def test_events_without_times_and_clocks_that_go_back_break_nothing(ask):
    told = ask("""
        const untimed = new Replay([{kind: 'begin', epochs: 1, steps: 1}, {kind: 'epoch', epoch: 1}], '30s');
        const all = untimed.due(0.1).length;
        const back = new Replay([{kind: 'begin', t: 50}, {kind: 'epoch', epoch: 1, t: 20}, {kind: 'log', t: 22}], '1');
        return [all, untimed.over, replayed(new Course(), untimed), back.length];
    """)
    assert told == [2, True, "The events of this run carry no times: it is shown whole.", 2]
