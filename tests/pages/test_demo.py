"""Replay, presentation view and demos through the frame, as in a tab."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from toy_table_run import toy_run

import bigmodel
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Outcome, Outcomes, Plan
from bigmodel.spec.demo import Demo, Step
from bigmodel.ui.demo_list import edited_steps, steps_frame
from bigmodel.ui.demo_step import lacking

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
HOSTILE = "![x](http://evil.example/x.png) <b>试验</b>"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path))
    return Workspace(tmp_path)


@pytest.fixture
def run(workspace):
    def fill(folder):
        (folder / "table.parquet").write_bytes(b"")
        return 100, 2, "f" * 64

    record = workspace.datasets.add("cards.csv", "tabular", "fraud", fill)
    plan = Plan(
        template="fraud",
        fields=(Field(name="fraud", kind="category", role="target"),),
        outcome=Outcome(classes=("0", "1")),
        network="mlp",
    )
    made = workspace.new_run("tabular", "module:function", plan, record, 0)
    made.emit("begin", epochs=1, steps=1, rows=60, first_epoch=0)
    made.emit("epoch", epoch=1, val_loss=0.5, best=1)
    made.set_status("failed", "It broke.")
    return made


def keep(workspace, *steps, title="For the board"):
    return workspace.demos.keep(Demo(title=title, steps=steps))


def opened(**address):
    at = AppTest.from_file(FRAME, default_timeout=60)
    for name, value in address.items():
        at.query_params[name] = str(value)
    at.run()
    assert not at.exception
    return at


def told(at, name):
    """What a component of the page was fed with."""
    fed = [json.loads(each.proto.json) for each in at.get("bidi_component") if name in each.proto.component_name]
    assert len(fed) == 1
    return fed[0]


def place(at):
    fed = told(at, "presenter")
    return (fed["step"], len(fed["say"]))


def test_the_presentation_view_is_in_the_address_and_stays_on_every_page(workspace):
    at = opened(present=1)
    assert told(at, "presenter")["presenting"]
    assert not [each for each in at.button if each.key == "demo-add"]
    at.query_params.clear()
    at.switch_page("../../pages/runs.py").run()
    assert told(at, "presenter")["presenting"]
    assert at.query_params["present"] == "1"
    at.query_params["present"] = "0"
    at.run()
    assert not told(at, "presenter")["presenting"]
    assert "present" not in at.query_params


def test_a_step_opens_its_page_run_and_template(workspace, run):
    id = keep(workspace, Step(page="start", template="fraud"), Step(page="train", run=run.id, replay=16, say=HOSTILE))
    at = opened(demo=id, step=2)
    assert told(at, "live_chart")["run"] == run.id
    assert told(at, "live_chart")["replay"] == 16
    assert told(at, "presenter")["say"] == ["", HOSTILE]
    assert {name: at.query_params[name] for name in ("run", "demo", "step", "present")} == {
        "run": run.id,
        "demo": id,
        "step": "2",
        "present": "1",
    }


def test_a_template_without_a_run_brings_its_newest_data(workspace, run):
    id = keep(workspace, Step(page="start", template="fraud"))
    at = opened(demo=id)
    assert at.query_params["data"] == run.spec().dataset
    assert "run" not in at.query_params


def test_a_run_that_is_gone_is_said_and_the_demo_goes_on(workspace, run):
    id = keep(workspace, Step(page="train", run=run.id), Step(page="evaluate", run="calm-otter-12"), Step(page="runs"))
    at = opened(demo=id, step=1)
    at.query_params["step"] = "2"
    at.run()
    assert "Step 2" in at.warning[0].value
    assert "deleted" in at.warning[0].value
    assert place(at) == (2, 3)
    assert "run" not in at.query_params, "the run of the step before does not stand in its place"


def test_a_scenario_that_is_gone_is_said(workspace, run):
    kept = run.scenarios.keep("Half", "One case", {}, [Outcomes(title="Score", value="0.4")], 1)
    id = keep(workspace, Step(page="what_if", run=run.id, scenario=kept.id))
    assert not opened(demo=id).warning
    run.scenarios.delete(kept.id)
    assert "deleted" in opened(demo=id).warning[0].value


def test_a_run_of_another_version_is_a_sentence(workspace, run):
    id = keep(workspace, Step(page="train", run=run.id))
    spec = json.loads((run.path / "spec.json").read_text())
    (run.path / "spec.json").write_text(json.dumps({**spec, "later": 1}))
    assert "does not fit this version" in opened(demo=id).warning[0].value


@pytest.mark.parametrize("id", ["calm-otter-12", "../../etc/passwd", "<b>x</b>"])
def test_an_address_of_no_demo_is_said_as_text(workspace, id):
    at = opened(demo=id)
    assert len(at.warning) == 1
    assert "<b>" not in at.warning[0].value
    assert "demo" not in at.query_params
    assert place(at) == (0, 0)


def test_a_damaged_demo_is_said_and_can_be_deleted(workspace, run):
    id = keep(workspace, Step(page="start"))
    (workspace.demos.root / f"{id}.demo.json").write_text("{")
    assert "no JSON" in opened(demo=id).warning[0].value
    at = opened()
    at.switch_page("../../pages/runs.py").run()
    assert any("no JSON" in each.value.replace("\\", "") for each in at.error)
    at.button(key=f"demo-delete-{id}").click().run()
    assert workspace.demos.ids() == []


@pytest.mark.parametrize(("step", "seen"), [("0", 1), ("99", 2), ("x", 1), ("٣", 1)])
def test_a_step_that_is_none_is_the_nearest(workspace, step, seen):
    id = keep(workspace, Step(page="start"), Step(page="start"))
    assert place(opened(demo=id, step=step)) == (seen, 2)


def test_the_list_says_what_a_brought_demo_lacks_and_escapes_its_title(workspace, run):
    keep(workspace, Step(page="train", run="calm-otter-12"), title=HOSTILE)
    at = opened()
    at.switch_page("../../pages/runs.py").run()
    assert any("Step 1" in each.value and "deleted" in each.value for each in at.caption)
    assert all(HOSTILE not in each.value for each in at.markdown)


def test_present_begins_at_the_first_step(workspace, run):
    id = keep(workspace, Step(page="train", run=run.id), Step(page="start"))
    at = opened()
    at.switch_page("../../pages/runs.py").run()
    at.button(key=f"demo-present-{id}").click().run()
    assert place(at) == (1, 2)
    assert told(at, "live_chart")["run"] == run.id


def test_the_address_asks_for_a_replay(workspace, run):
    def at_train(replay):
        at = opened(run=run.id)
        at.query_params["replay"] = replay
        at.switch_page("../../pages/train.py").run()
        return at

    assert told(at_train("30s"), "live_chart")["replay"] == "30s"
    wrong = at_train("fast")
    assert told(wrong, "live_chart")["replay"] is None
    assert any("speed" in each.value for each in wrong.error)


def adding():
    from bigmodel.ui import state
    from bigmodel.ui.demo_add import draw_adding

    state.synchronise()
    draw_adding("train")


def test_a_view_is_added_to_a_new_demo_and_to_one_that_is_there(workspace, run):
    at = AppTest.from_function(adding, default_timeout=60)
    at.query_params["run"] = run.id
    at.run()
    at.button(key="demo-add-sure").click().run()
    assert "no title" in at.error[0].value
    assert workspace.demos.ids() == []
    at.text_input(key="demo-add-title").input("For the board").run()
    at.text_area(key="demo-add-say").input(" Watch the loss ").run()
    at.selectbox(key="demo-add-replay").select(4).run()
    at.button(key="demo-add-sure").click().run()
    [id] = workspace.demos.ids()
    step = Step(page="train", template="fraud", run=run.id, say="Watch the loss", replay=4)
    assert workspace.demos.get(id) == Demo(title="For the board", steps=(step,))
    again = AppTest.from_function(adding, default_timeout=60)
    again.query_params["run"] = run.id
    again.run()
    again.button(key="demo-add-sure").click().run()
    assert len(workspace.demos.get(id).steps) == 2


def editing():
    from bigmodel.ui import state
    from bigmodel.ui.demo_list import draw_editing

    draw_editing(state.workspace().demos.ids()[0])


def test_a_demo_is_renamed_and_deleted(workspace):
    id = keep(workspace, Step(page="start"))
    at = AppTest.from_function(editing, default_timeout=60).run()
    at.text_input(key=f"demo-title-{id}").input("Another").run()
    at.button(key=f"demo-save-{id}").click().run()
    assert workspace.demos.get(id) == Demo(title="Another", steps=(Step(page="start"),))
    other = keep(workspace, Step(page="start"))
    draw = AppTest.from_string(f"from bigmodel.ui.demo_list import draw_editing; draw_editing({id!r})").run()
    draw.button(key=f"demo-delete-{id}").click().run()
    assert workspace.demos.ids() == [other]
    assert "deleted" in draw.error[0].value


def test_steps_are_moved_removed_and_reworded_in_the_table():
    steps = (Step(page="start", say="one"), Step(page="runs"), Step(page="train", replay=4))
    edited = steps_frame(steps).drop(index=1)
    edited.loc[0, "Step"] = 3.5
    edited.loc[2, "What to say"] = " three "
    edited.loc[2, "Replay"] = "No"
    assert edited_steps(steps, edited) == (Step(page="train", say="three"), Step(page="start", say="one"))
    assert edited_steps(steps, steps_frame(steps)) == steps
    assert edited_steps((), steps_frame(())) == ()


def bring(at, name, content):
    at.file_uploader[0].upload(name, content, "application/json")
    next(each for each in at.button if each.label == "Keep it").click().run()
    assert not at.exception
    return at


def test_a_demo_file_is_brought_and_one_that_is_none_is_said(workspace, run):
    at = opened()
    at.switch_page("../../pages/runs.py").run()
    bring(at, f"{HOSTILE}.json", b'{"title": "x", "steps": [{"page": "home"}]}')
    assert "Step 1, page" in at.error[0].value.replace("\\", "")
    assert "<b>" not in at.error[0].value
    assert workspace.demos.ids() == []
    bring(at, "mine.json", b'{"title": "Mine", "steps": [{"page": "evaluate", "run": "calm-otter-12"}]}')
    assert [workspace.demos.get(id).title for id in workspace.demos.ids()] == ["Mine"]
    assert any("deleted" in each.value for each in at.caption)


def adding_on_what_if():
    from bigmodel.ui import state
    from bigmodel.ui.chosen_case import open_row
    from bigmodel.ui.demo_add import draw_adding

    state.synchronise()
    if state.run() is not None:
        open_row(state.run(), 11)
    draw_adding("what_if")


def case_on_page(at):
    return json.loads(next(each for each in at.get("bidi_component") if "case" in each.proto.component_name).proto.json)


def test_a_step_that_is_added_while_a_case_is_open_brings_it_back(workspace):
    toy = toy_run(workspace, rows=600)
    at = AppTest.from_function(adding_on_what_if, default_timeout=60)
    at.query_params["run"] = toy.id
    at.run()
    assert any("row 12" in each.value for each in at.caption)
    at.text_input(key="demo-add-title").input("For the board").run()
    at.button(key="demo-add-sure").click().run()
    [id] = workspace.demos.ids()
    [step] = workspace.demos.get(id).steps
    assert step == Step(page="what_if", template="fraud", run=toy.id, case=11)
    workspace.demos.add(id, step.model_copy(update={"case": 30}))
    at = opened(demo=id)
    assert at.query_params["case"] == "11"
    at.query_params["step"] = "2"
    at.run()
    assert not at.exception
    assert at.query_params["case"] == "30"
    assert "T30" in str(case_on_page(at))


def test_a_scenario_brings_its_own_case_whatever_row_the_step_names(workspace):
    toy = toy_run(workspace, rows=600)
    values = {"case": {"question": {"row": 40}, "called": ""}}
    kept = toy.scenarios.keep("Half", "One case", values, [Outcomes(title="Score", value="0.4")], 1)
    at = opened(demo=keep(workspace, Step(page="what_if", run=toy.id, case=11, scenario=kept.id)))
    assert at.query_params["case"] == "40"
    assert at.query_params["scenario"] == kept.id


@pytest.mark.parametrize("case", [600, 10**18])
def test_a_row_that_the_data_does_not_have_is_said(workspace, case):
    toy = toy_run(workspace, rows=600)
    step = Step(page="what_if", run=toy.id, case=case)
    at = opened(demo=keep(workspace, step))
    assert any(f"There is no row {case + 1:,} in this dataset of 600 rows" in each.value for each in at.warning)
    assert "no row" in lacking(step)


def test_a_case_without_a_run_is_said(workspace):
    at = opened(demo=keep(workspace, Step(page="what_if", case=3)))
    assert any("The case of this step belongs to a run, and none is open" in each.value for each in at.warning)
