import numpy as np
import pyarrow as pa
import pytest

from bigmodel.evaluation.judge import judge
from bigmodel.figures.timeline import spells
from bigmodel.runs.scores import CaseScores, read_cases, write_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Figure, Metric, Outcome, Plan, Sentence, Split, Table, Words
from bigmodel.tasks.signals.dataset import SignalDataset
from bigmodel.tasks.signals.groups import ranked, told
from bigmodel.tasks.signals.healthy import fault_score, healthy_class
from bigmodel.tasks.signals.views import VIEWS
from bigmodel.tasks.signals.views.machines import Machines
from bigmodel.tasks.signals.views.timeline import Timeline, distance, first_rings, lead
from bigmodel.tasks.signals.views.watch import Watch
from bigmodel.tasks.signals.views.window import Window

WORDS = Words(case="window", cases="windows")
CLASSES = ("ball", "healthy", "inner race")
RATE, WINDOW, EACH = 6000.0, 512, 40
GEOMETRY = {"balls": 9, "ball_diameter": 7.9, "pitch_diameter": 39.0, "contact_angle": 0.0}


def made(tmp_path, classes=CLASSES, geometry=GEOMETRY, speed=True, machines=True):
    """A finished run on two machines; pump B turns faulty after half of its windows and is named worse."""
    random = np.random.default_rng(0)
    healthy = healthy_class(Outcome(classes=classes))
    faulty = next(place for place in range(len(classes)) if place != healthy)
    y = np.concatenate([np.full(EACH, healthy or 0), np.full(EACH // 2, healthy or 0), np.full(EACH // 2, faulty)])
    certain = np.where(np.arange(2 * EACH) < EACH, 0.95, 0.7)
    score = np.full((2 * EACH, len(classes)), 0.0) + ((1 - certain) / (len(classes) - 1))[:, None]
    score[np.arange(2 * EACH), y] = certain
    score[EACH + 3] = score[EACH + 3][np.roll(np.arange(len(classes)), 1)]  # one mistake, on pump B
    cases = {
        "label": [classes[each] for each in y],
        "recording": [f"r{place // (EACH // 2)}" for place in range(2 * EACH)],
        "start": (np.arange(2 * EACH) % (EACH // 2)) * WINDOW,
    }
    if machines:
        cases["machine"] = ["pump A"] * EACH + ["pump B"] * EACH
    if speed:
        cases["speed"] = np.full(2 * EACH, 1500.0)
    folder = tmp_path / "data"
    folder.mkdir()
    values = random.standard_normal((2 * EACH, WINDOW, 1)).astype(np.float32)
    data = SignalDataset.create(values, pa.table(cases), RATE, folder, geometry=geometry)
    roles = {"signal": "feature", "label": "target"}
    plan = Plan(
        template="fault",
        fields=tuple(Field(name=name, kind="category", role=roles.get(name, "group")) for name in ("signal", *cases)),
        outcome=Outcome(classes=classes),
        split=Split(),
        network="envelope_cnn",
    )
    workspace = Workspace(tmp_path / "home")
    record = workspace.datasets.add("data", "signals", "fault", lambda _folder: (len(y), 1, "f"))
    run = workspace.new_run("signals", "module:function", plan, record, seed=0)
    shown = (score[:, 1] if len(classes) == 2 else score).astype(np.float32)
    found = CaseScores(np.arange(len(y), dtype=np.int64), y.astype(np.int32), shown)
    for part in ("validation", "test"):
        write_cases(run, part, found)
    judge(
        outcome=plan.outcome,
        costs=plan.costs,
        threshold=0.5 if len(classes) == 2 else None,
        validation=found,
        test=found,
        baselines={},
        counts={part: np.bincount(y, minlength=len(classes)).tolist() for part in ("train", "validation", "test")},
        best_epoch=1,
        epochs=1,
        seconds=1.0,
        words=WORDS,
        extra=told(data.cases, found.row, found.y, plan.outcome),
    ).save(run.report_path)
    run.set_status("finished")
    return run, data


@pytest.fixture
def pumps(tmp_path):
    return made(tmp_path)


def of(kind, blocks):
    return [block for block in blocks if isinstance(block, kind)]


@pytest.mark.parametrize(
    ("classes", "place"),
    [
        (("good", "bad"), 0),
        (("ball", "inner", "Normal_0"), 2),
        (("B007", "no fault", "OR"), 1),
        (("abnormal", "ball", "inner"), None),
        (("a", "b", "c"), None),
    ],
)
def test_the_healthy_class_is_known_by_its_name(classes, place):
    assert healthy_class(Outcome(classes=classes)) == place


def test_the_fault_score_is_all_that_is_not_healthy():
    score = np.array([[0.2, 0.7, 0.1]], np.float32)
    assert np.allclose(fault_score(score, 1), 0.3)
    assert np.allclose(fault_score(np.array([0.2], np.float32), 0), 0.2)


def test_false_alarms_a_week_follow_from_the_assumed_windows_an_hour(pumps):
    run, data = pumps
    cards = {}
    for hourly in (1.0, 10.0):
        blocks = Watch().blocks(run, data, WORDS, {"alarm": 0.5, "hourly": hourly})
        cards[hourly] = {metric.title: metric.value for metric in of(Metric, blocks)}
    # One of 60 healthy windows is wrong: 168 hours a week.
    assert cards[1.0]["False alarms a week"] == "2.8"
    assert cards[10.0]["False alarms a week"] == "28"
    assert cards[1.0]["Missed faults"] == "0 %"


def test_a_higher_alarm_line_misses_more_and_rings_less(pumps):
    run, data = pumps
    low, high = (
        {metric.title: metric.value for metric in of(Metric, Watch().blocks(run, data, WORDS, {"alarm": line}))}
        for line in (0.1, 0.9)
    )
    assert high["Missed faults"] == "100 %"
    assert low["Missed faults"] == "0 %"
    assert high["False alarms"] == "0 %"


def test_the_first_alarm_line_leaves_few_healthy_validation_windows_above_it(pumps):
    run, _ = pumps
    line = Watch().controls(run)[0].default
    cases = read_cases(run, "validation")
    calm = cases.y == CLASSES.index("healthy")
    assert (fault_score(cases.score, 1)[calm] >= line).mean() <= 0.01


def test_machines_come_weakest_first_with_their_mistake(pumps):
    run, data = pumps
    table = of(Table, Machines().blocks(run, data, WORDS, {}))[0]
    assert table.columns["Machine"] == ["pump B", "pump A"]
    assert table.columns["Named right"] == [1 - 1 / EACH, 1.0]
    assert table.columns["Most frequent mistake"][0].startswith("healthy taken for")
    assert table.columns["Most frequent mistake"][1] == "–"


def test_what_windows_are_grouped_by_can_be_chosen(pumps):
    run, data = pumps
    control = Machines().controls(run)[0]
    assert control.options == ("Machine", "Recording")
    table = of(Table, Machines().blocks(run, data, WORDS, {"by": "Recording"}))[0]
    assert sorted(table.columns["Recording"]) == ["r0", "r1", "r2", "r3"]


def test_where_all_windows_are_of_one_machine_they_are_told_apart_by_recording(tmp_path):
    run, data = made(tmp_path)
    one = pa.table({**{name: data.cases[name] for name in data.cases.column_names}, "machine": ["pump A"] * len(data)})
    data.cases = one
    heading, remark, _, table = Machines().blocks(run, data, WORDS, {"by": "Machine"})
    assert heading.text == "Each recording"
    assert "one machine, pump A" in remark.text
    assert "Recording" in table.columns


def test_the_most_certain_mistake_is_offered_first_and_drawn(pumps):
    run, data = pumps
    control = Window().controls(run)[0]
    assert "taken for" in control.options[0]
    assert control.options[0].endswith(f"window {EACH + 4}")
    assert all("named right" in option for option in control.options[1:])
    figures = of(Figure, Window().blocks(run, data, WORDS, {}))
    assert [figure.title.split(",")[0] for figure in figures] == [
        "Waveform",
        "Spectrum",
        "Spectrogram",
        "Envelope spectrum",
    ]
    assert "BPFO" in figures[-1].alt


@pytest.mark.parametrize("without", ["geometry", "speed"])
def test_fault_frequencies_are_marked_only_where_they_are_known(tmp_path, without):
    run, data = made(tmp_path, **{without: None if without == "geometry" else False})
    envelope = of(Figure, Window().blocks(run, data, WORDS, {}))[-1]
    assert not envelope.figure["layout"]["shapes"]
    assert "BPFO" not in envelope.alt


def test_the_machine_that_turns_faulty_is_shown_first(pumps):
    run, data = pumps
    blocks = Timeline().blocks(run, data, WORDS, {"alarm": 0.5})
    (figure,) = of(Figure, blocks)
    assert "pump B" in figure.alt
    assert f"{EACH} windows, {EACH // 2} of them faulty" in figure.alt
    assert of(Sentence, blocks)[1].text == "The alarm rings with the first faulty window."


def test_the_machine_is_chosen_from_those_that_there_are(pumps):
    run, data = pumps
    which = Timeline().controls(run)[0]
    assert (which.kind, which.options, which.default) == ("choice", ("pump B", "pump A"), "pump B")
    (figure,) = of(Figure, Timeline().blocks(run, data, WORDS, {"which": "pump A"}))
    assert "pump A" in figure.alt
    (figure,) = of(Figure, Timeline().blocks(run, data, WORDS, {"which": "<b>pump Z</b>"}))
    assert "pump B" in figure.alt


def test_a_result_that_tells_of_no_machines_still_shows_one(pumps):
    run, data = pumps
    report = run.report()
    report.model_copy(update={"extra": {}}).save(run.report_path)
    assert [control.name for control in Timeline().controls(run)] == ["alarm"]
    assert of(Figure, Timeline().blocks(run, data, WORDS, {}))


def test_machines_that_turn_faulty_come_before_large_ones():
    groups = np.array(["a"] * 9 + ["b"] * 2 + ["c"] * 4)
    faulty = np.array([False] * 9 + [False, True] + [True] * 2 + [False] * 2)
    assert ranked(groups, faulty) == ["c", "b", "a"]


def test_lead_time_counts_from_the_alarm_that_rang_last_before_the_fault():
    faulty = np.arange(20) >= 10
    alarms = np.zeros(20, bool)
    alarms[[2, 6, 7, 8, 12]] = True
    time = np.datetime64("2026-01-01T00", "ns") + np.arange(20) * np.timedelta64(1, "h")
    assert lead(alarms, faulty, None)[0] == "The alarm rang 4 windows before the fault was noted."
    assert "4 hours before" in lead(alarms, faulty, time)[0]
    late = np.arange(20) >= 13
    assert lead(late, faulty, None) == ("The alarm rang 3 windows after the fault began.", "caution")
    assert lead(np.zeros(20, bool), faulty, None)[1] == "bad"
    assert lead(np.zeros(20, bool), np.zeros(20, bool), None)[1] == "good"


def test_one_window_alone_is_no_alarm():
    assert first_rings(np.array([0, 1, 0, 1, 1, 1, 0], bool)).tolist() == [3]
    assert spells(np.array([1, 0, 1, 1], bool)) == [(0, 0), (2, 3)]


def test_distances_are_told_in_the_unit_that_suits():
    time = np.array(["2026-01-01T00:00", "2026-01-01T00:30", "2026-01-09T00:00"], "datetime64[ns]")
    assert distance(0, 1, time) == "30 minutes"
    assert distance(0, 2, time) == "8 days"
    assert distance(0, 1, None) == "1 window"


def test_without_a_healthy_class_or_machines_those_views_are_silent(tmp_path):
    run, data = made(tmp_path, classes=("ball", "inner race", "outer race"), machines=False)
    assert not Watch().blocks(run, data, WORDS, {})
    assert not Timeline().blocks(run, data, WORDS, {})


@pytest.mark.parametrize("classes", [CLASSES, ("no fault", "fault")])
def test_every_view_answers_with_and_without_the_data(tmp_path, classes):
    run, data = made(tmp_path, classes=classes)
    for view in VIEWS:
        values = {control.name: control.default for control in view.controls(run)}
        for each in (data, None):
            for block in view.blocks(run, each, WORDS, values):
                assert not isinstance(block, Figure) or (block.alt and block.figure["data"])
