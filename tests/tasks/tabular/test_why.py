"""Explanations of a run that really learnt: a planted column is found first, an idle one is not, weights matter."""

import numpy as np
import onnx
import pyarrow as pa
import pytest
from onnx import numpy_helper

from bigmodel.inference.bundle import MODEL
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Change, Derived, Field, Figure, Metric, Outcome, Plan, Problem, Sentence, Words
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.what_if import importance
from bigmodel.tasks.tabular.what_if.dependence import Dependences
from bigmodel.tasks.tabular.what_if.importance import ReliesOn
from bigmodel.tasks.tabular.what_if.model_rows import model_rows, pace, spread
from bigmodel.tasks.tabular.what_if.pushes import Pushes

ROWS = 3_000
WORDS = Words(case="claim", cases="claims", positive="fraud", positives="frauds", negative="no fraud")
KINDS = {
    "claim": ("category", "id"),
    "when": ("date", "feature"),
    "paid": ("number", "amount"),
    "paid twin": ("number", "feature"),
    "region": ("category", "feature"),
    "noise": ("number", "feature"),
    "same": ("number", "feature"),
    "hidden": ("number", "ignore"),
    "ratio": ("number", "feature"),
}


def table_of(classes):
    """Claims that are fraud where ``hidden`` is large (seen by ``ratio`` alone), and now and then where dear."""
    random = np.random.default_rng(0)
    paid, hidden = random.lognormal(3, 0.6, ROWS).round(2), random.normal(5, 1, ROWS)
    strength = 4 * (hidden - 5) + 1.2 * (np.log(paid) - 3)
    if classes == 2:
        y = np.where(random.random(ROWS) < 1 / (1 + np.exp(2 - strength)), "yes", "no")
    else:
        y = np.array(["low", "middle", "high"])[np.digitize(strength, [-2, 2])]
    return pa.table(
        {
            "claim": [f"C{row}" for row in range(ROWS)],
            "when": np.datetime64("2026-01-01", "us") + (np.arange(ROWS) * 3600 * 10**6).astype("m8[us]"),
            "paid": paid,
            "paid twin": (paid * np.exp(random.normal(0, 0.02, ROWS))).round(2),
            "region": random.choice(["Nord", "Süd", "<b>西</b>"], ROWS),
            "noise": random.normal(size=ROWS),
            "same": np.full(ROWS, 7.0),
            "hidden": hidden,
            "fraud": y,
        }
    )


def trained(folder, classes):
    from bigmodel.tasks.tabular.train import train

    workspace = Workspace(folder)

    def read(target):
        data = TableDataset.create(table_of(classes), target)
        return len(data), data.columns, data.fingerprint

    record = workspace.datasets.add("claims", "tabular", "fraud", read)
    data = TableDataset(workspace.datasets.folder(record.id))
    named = ("no", "yes") if classes == 2 else ("low", "middle", "high")
    fields = tuple(Field(name=name, kind=kind, role=role) for name, (kind, role) in KINDS.items() if name != "ratio")
    plan = Plan(
        template="fraud",
        fields=(*fields, Field(name="fraud", kind="category", role="target")),
        outcome=Outcome(classes=named),
        network="mlp",
        hparams={"preset": "quick", "epochs": 12, "batch_size": 32, "early_stopping": False},
    ).with_derived([Derived(name="ratio", left="hidden", operation="ratio", right="same")])
    run = workspace.new_run("tabular", "bigmodel.tasks.tabular.train:train", plan, record, seed=0, words=WORDS)
    train(data.folder, run.spec(), run, lambda: False, False)
    run.set_status("finished")
    return run, data


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    """How fast the machine is must not choose what is shown."""
    monkeypatch.setattr(importance, "pace", lambda _run: 100_000.0)


@pytest.fixture(scope="module")
def claims(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("why"), 2)


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("why3"), 3)


def blocks_of(view, made, **values):
    return view.blocks(*made, WORDS, values)


def figure_in(blocks):
    return next(block for block in blocks if isinstance(block, Figure))


def pushed(blocks):
    """Column to its push, the average and the score, as they are drawn."""
    trace = figure_in(blocks).figure["data"][0]
    named = dict(zip((text.split(":")[0] for text in trace["hovertext"]), trace["x"], strict=True))
    return named, trace["base"][0]


def said(blocks):
    return " ".join(block.text for block in blocks if isinstance(block, Sentence))


def test_pushes_add_up_to_the_stored_score(claims):
    for part in ("validation", "test"):
        cases = read_cases(claims[0], part)
        for place in (0, int(cases.score.argmax()), int(cases.score.argmin())):
            named, base = pushed(blocks_of(Pushes(), claims, case=int(cases.row[place])))
            assert set(named) == {"when", "paid", "paid twin", "region", "noise", "same", "hidden"}
            assert base + sum(named.values()) == pytest.approx(float(cases.score[place]), abs=1e-5)
            assert named["same"] == 0


def test_a_planted_column_is_found_first_and_what_is_computed_follows_it(claims):
    cases = read_cases(claims[0], "test")
    surest = int(cases.row[cases.score.argmax()])
    blocks = blocks_of(Pushes(), claims, case=surest)
    named, _ = pushed(blocks)
    assert next(iter(named)) == "hidden"
    assert named["hidden"] > 0.4
    assert "ratio follows the columns that it is made from" in said(blocks)
    first = next(block for block in blocks_of(ReliesOn(), claims) if isinstance(block, Metric))
    assert first.title == "hidden"


def test_changes_move_the_score_and_still_add_up(claims):
    cases = read_cases(claims[0], "test")
    surest = int(cases.row[cases.score.argmax()])
    changes = (Change(field="hidden", value=5.0), Change(field="region", how="missing"))
    blocks = blocks_of(Pushes(), claims, case=surest, changes=changes)
    named, base = pushed(blocks)
    assert base + sum(named.values()) < 0.5 * float(cases.score.max())
    assert "hidden: 5" in figure_in(blocks).alt
    assert "region: missing" in figure_in(blocks).alt
    assert blocks_of(Pushes(), claims, case=None)
    with pytest.raises(Problem, match="row"):
        blocks_of(Pushes(), claims, case=10**6)


def test_other_weights_give_another_explanation(claims):
    """Adebayo et al., Sanity Checks for Saliency Maps (arXiv 1810.03292), on the bundle itself."""
    run, _ = claims
    cases = read_cases(run, "test")
    row = int(cases.row[cases.score.argmax()])
    before, _ = pushed(blocks_of(Pushes(), claims, case=row))
    path = run.bundle / MODEL
    learnt = path.read_bytes()
    try:
        model, random = onnx.load(path), np.random.default_rng(1)
        for weights in model.graph.initializer:
            values = numpy_helper.to_array(weights)
            if values.dtype == np.float32 and values.ndim == 2 and values.shape[0] > 8:
                mixed = random.permutation(values.ravel()).reshape(values.shape)
                weights.CopyFrom(numpy_helper.from_array(mixed, weights.name))
        onnx.save(model, path)
        after, _ = pushed(blocks_of(Pushes(), claims, case=row))
    finally:
        path.write_bytes(learnt)
    assert max(abs(after[name] - before[name]) for name in before) > 0.1
    assert pushed(blocks_of(Pushes(), claims, case=row))[0] == before


def test_twins_are_dealt_out_together_with_a_caution_and_idle_columns_are_named(claims):
    blocks = blocks_of(ReliesOn(), claims)
    assert "paid and paid twin go together" in said(blocks)
    names = figure_in(blocks).alt
    assert "paid + paid twin" in names
    assert "same: 0.00 (0.00 to 0.00)" in names
    assert "Nothing is seen to be lost without" in said(blocks)


def test_the_score_rises_along_the_planted_column_and_not_along_an_idle_one(claims):
    rising = figure_in(blocks_of(Dependences(), claims, column="hidden")).figure["data"]
    curve = next(trace for trace in rising if trace.get("name") == "average")
    assert curve["y"][-1] > curve["y"][0] + 0.3
    assert np.all(np.diff(curve["x"]) > 0)
    flat = next(
        trace
        for trace in figure_in(blocks_of(Dependences(), claims, column="region")).figure["data"]
        if trace.get("name") == "average"
    )
    assert np.ptp(flat["y"]) < 0.05
    assert "<b>" not in str(figure_in(blocks_of(Dependences(), claims, column="region")).figure)
    for title in Dependences().controls(claims[0])[0].options:
        assert figure_in(blocks_of(Dependences(), claims, column=title)).figure["data"]


def test_the_amount_is_asked_first_and_what_goes_with_it_is_named(claims):
    control = Dependences().controls(claims[0])[0]
    assert control.default == "paid"
    assert "ratio" not in control.options
    assert "paid goes together with paid twin, which stays as it is here" in said(
        blocks_of(Dependences(), claims, column="paid")
    )


def test_of_more_classes_the_named_one_is_explained(classes):
    cases = read_cases(classes[0], "validation")
    place = int(cases.score[:, 0].argmax())
    blocks = blocks_of(Pushes(), classes, case=int(cases.row[place]))
    named, base = pushed(blocks)
    assert base + sum(named.values()) == pytest.approx(float(cases.score[place, 0]), abs=1e-5)
    assert "score of low" in said(blocks)
    found = blocks_of(ReliesOn(), classes)
    assert "macro F1" in said(found)
    assert next(block for block in found if isinstance(block, Metric)).title == "hidden"
    control = Dependences().controls(classes[0])[1]
    assert control.options == ("low", "middle", "high")
    falling = figure_in(blocks_of(Dependences(), classes, column="hidden", **{"class": "low"})).figure["data"]
    curve = next(trace for trace in falling if trace.get("name") == "average")["y"]
    assert curve[0] > curve[-1] + 0.3


def test_what_takes_long_waits_until_somebody_asks(claims, monkeypatch):
    control = ReliesOn().controls(claims[0])[0]
    assert (control.default, control.options) == ("Quick look", ("Quick look", "Closer look"))
    monkeypatch.setattr(importance, "pace", lambda _run: 10_000.0)
    slow = ReliesOn().controls(claims[0])[0]
    assert (slow.default, slow.options) == ("Not yet", ("Not yet", "Quick look", "Closer look"))
    assert "A quick look takes about 10 s, a closer one about 42 s" in slow.help
    assert [type(block) for block in blocks_of(ReliesOn(), claims)] == [Sentence, Sentence]
    assert blocks_of(ReliesOn(), claims, closely="Quick look")[2:]


def test_a_look_tells_how_far_it_is_is_stopped_and_is_kept(claims, monkeypatch):
    monkeypatch.setitem(importance.BUDGETS, "Quick look", 4_000)
    importance._kept.cache_clear()

    class Stopped(BaseException):
        pass

    def stop(done):
        if done > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        blocks_of(ReliesOn(), claims, closely="Quick look", progress=stop)
    done = []
    looked = blocks_of(ReliesOn(), claims, closely="Quick look", progress=done.append)
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0.0, 1.0)
    assert len(done) > 100
    # The same look with fewer columns shown asks nothing again.
    again = []
    fewer = blocks_of(ReliesOn(), claims, closely="Quick look", shown=3, progress=again.append)
    assert again == [0.0]
    assert fewer[1] == looked[1]
    importance._kept.cache_clear()


def test_without_the_dataset_it_is_said_and_nothing_breaks(claims):
    for view in (ReliesOn(), Dependences()):
        assert "deleted" in said(view.blocks(claims[0], None, WORDS, {}))
    assert Pushes().blocks(claims[0], None, WORDS, {"case": 3}) == ()


def test_few_rows_stand_evenly_for_all(claims):
    model = model_rows(*claims)
    places = spread(model.score, 50)
    assert len(places) == 50
    assert abs(float(model.score[places].mean()) - float(model.score.mean())) < 0.02
    assert pace(claims[0]) > 0
    assert spread(model.score[:7], 50).tolist() == np.argsort(model.score[:7], kind="stable").tolist()
