import numpy as np
import pytest

from bigmodel.cli.arguments import make_parser
from bigmodel.cli.how_read import asks, reading_options
from bigmodel.cli.train import train
from bigmodel.spec import Problem
from bigmodel.templates import template, templates
from bigmodel.templates.reading import sample_path

FRAUD, FAULT = (template(slug).task for slug in ("fraud", "fault"))


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("amount;fraud\n" + "".join(f"{row},5;{row % 2}\n" for row in range(20)), encoding="utf-8")
    return {"data": [path]}


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "pump.csv"
    values = np.random.default_rng(0).standard_normal(4000)
    path.write_text("vibration\n" + "\n".join(f"{value:.4f}" for value in values), encoding="utf-8")
    return {"data": [path]}


def test_without_words_the_task_decides_alone(table):
    assert reading_options(FRAUD, table, {}) is None


def test_one_option_is_changed_and_the_rest_stays_as_it_was_detected(table):
    detected = FRAUD.sniff(table)
    found = reading_options(FRAUD, table, {"decimal": "."})
    assert found == detected.model_copy(update={"decimal": "."})
    assert detected.separator == ";"


@pytest.mark.parametrize(("word", "sign"), [("tab", "\t"), ("space", " "), ("|", "|")])
def test_a_separator_can_be_written_by_its_name(table, word, sign):
    assert reading_options(FRAUD, table, {"separator": word}).separator == sign


def test_signals_take_rate_window_and_overlap(recording):
    assert FAULT.sniff(recording).rate is None
    said = {"rate": "12000", "window": "256", "overlap": "0.25"}
    found = reading_options(FAULT, recording, said)
    assert (found.rate, found.window, found.overlap, found.format) == (12000.0, 256, 0.25, "recordings")


def test_an_empty_value_takes_back_what_may_be_open(recording):
    assert reading_options(FAULT, recording, {"rate": ""}).rate is None


@pytest.mark.parametrize(
    ("task", "source", "given", "said"),
    [
        (FAULT, "recording", {"speed": "3"}, "'speed'.*Options are: format, window, overlap, rate"),
        (FAULT, "recording", {"overlap": "2"}, "not possible: overlap"),
        (FAULT, "recording", {"window": "many"}, "not possible: window"),
        (FRAUD, "table", {"separator": "<->"}, "not possible: separator"),
        (FRAUD, "table", {"sheets": "a"}, "'sheets'.*Options are"),
    ],
)
def test_what_is_not_possible_is_said_with_what_is(request, task, source, given, said):
    with pytest.raises(Problem, match=said):
        reading_options(task, request.getfixturevalue(source), given)


def test_the_sample_is_read_as_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    words = make_parser().parse_args(["train", "fraud", "--read", "separator=tab"])
    with pytest.raises(Problem, match="The sample is read as it is"):
        train(words)


@pytest.mark.parametrize("slug", sorted(templates()))
def test_every_kind_of_data_takes_its_options_by_name(slug):
    task, source = template(slug).task, sample_path(template(slug).sample)
    sources = {task.inputs[0].name: [source]}
    detected = task.sniff(sources)
    names = [name for name, field in type(detected).model_fields.items() if asks(field)]
    said = {name: "" if (value := getattr(detected, name)) is None else str(value) for name in names}
    assert reading_options(task, sources, said) == detected
