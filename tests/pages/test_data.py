from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import bigmodel
from bigmodel import jobs
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Field, Problem
from bigmodel.tasks.tabular.task import TASK as TABULAR
from bigmodel.tasks.tabular.task import TabularTask
from bigmodel.ui import incoming

FRAME = Path(bigmodel.__file__).parent / "ui" / "frame.py"
PAGE = "../../pages/data.py"
HOSTILE = "![x](http://evil.example/x.png)"
ROWS = 400


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("BIGMODEL_HOME", str(tmp_path / "home"))
    return Workspace(tmp_path / "home")


@pytest.fixture
def table() -> bytes:
    """Claims with a hostile column, a Chinese one, and a yes/no outcome."""
    random = np.random.default_rng(0)
    fraud = random.random(ROWS) < 0.2
    lines = [f"claim_id,金额,{HOSTILE},fraud"]
    lines += [
        f"C{row:04d},{random.lognormal(4, 1):.2f},{'=1+1' if hit else 'plain'} {row % 7},{'yes' if hit else 'no'}"
        for row, hit in enumerate(fraud)
    ]
    return "\n".join(lines).encode()


@pytest.fixture
def dataset(workspace, tmp_path, table):
    path = tmp_path / "claims.csv"
    path.write_bytes(table)

    def fill(folder):
        data = TABULAR.read({"data": [path]}, None, folder)
        return len(data), data.columns, data.fingerprint

    return workspace.datasets.add(f"{HOSTILE}.csv", "tabular", "fraud", fill)


def opened(**address: str) -> AppTest:
    at = AppTest.from_file(str(FRAME), default_timeout=60)
    for name, value in address.items():
        at.query_params[name] = value
    at.run()
    at.switch_page(PAGE).run()
    assert not at.exception
    return at


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def all_markdown(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.title, at.header, at.subheader, at.error, at.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind) + "\n".join(labels(at))


def pressed(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    at.run()
    assert not at.exception
    return at


def test_without_a_template_one_is_chosen_first(workspace):
    at = opened()
    assert at.title[0].value == "What do you want to decide?"
    at.button(key="choose-fraud").click().run()
    assert at.title[0].value == "Bring your data"


def test_a_file_is_previewed_then_read_then_judged(workspace, table):
    at = opened()
    at.button(key="choose-fraud").click().run()
    at.file_uploader[0].upload("fälle 2026.csv", table).run()
    assert list(at.dataframe[0].value.columns) == ["claim_id", "金额", HOSTILE, "fraud"]
    pressed(at, "Use this file")
    (record,) = workspace.datasets.list()
    assert (record.name, record.rows, record.columns, record.sample) == ("fälle 2026.csv", ROWS, 4, False)
    assert "Train on this" in labels(at)
    assert not list((workspace.root / "incoming").glob("*/*"))


def test_a_file_is_looked_at_once_however_often_the_page_runs(workspace, table, monkeypatch):
    looks = []

    def counted(name, real):
        def look(self, *given):
            looks.append(name)
            return real(self, *given)

        return look

    for name in ("sniff", "preview"):
        monkeypatch.setattr(TabularTask, name, counted(name, getattr(TabularTask, name)))
    at = opened()
    at.button(key="choose-fraud").click().run()
    at.file_uploader[0].upload("claims.csv", table + b"\nC9999,1,plain,no").run()
    at.run()
    assert looks == ["sniff", "preview"]
    separator = next(field for field in at.text_input if field.label == "Separator")
    separator.set_value(";").run()
    assert looks == ["sniff", "preview", "preview"]


def test_the_same_file_is_not_added_twice(workspace, table):
    for _time in range(2):
        at = opened()
        at.button(key="choose-fraud").click().run()
        at.file_uploader[0].upload("claims.csv", table).run()
        pressed(at, "Use this file")
        (record,) = workspace.datasets.list()
        assert at.query_params["data"] == record.id


def test_a_wrong_reading_is_corrected(workspace, table):
    at = opened()
    at.button(key="choose-fraud").click().run()
    at.file_uploader[0].upload("claims.csv", table).run()
    separator = next(field for field in at.text_input if field.label == "Separator")
    separator.set_value(";").run()
    assert len(at.dataframe[0].value.columns) == 1
    separator = next(field for field in at.text_input if field.label == "Separator")
    separator.set_value("two signs").run()
    assert "This way of reading is not possible" in at.error[0].value
    assert "Use this file" not in labels(at)
    assert not at.exception


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"PAR1 nothing of the kind"])
def test_a_bad_file_is_one_sentence_and_leaves_nothing(workspace, content):
    at = opened()
    at.button(key="choose-fraud").click().run()
    at.file_uploader[0].upload("bad.csv" if b"PAR1" not in content else "bad.parquet", content).run()
    if "Use this file" in labels(at):
        pressed(at, "Use this file")
    assert len(at.error) == 1
    assert not at.exception
    assert workspace.datasets.list() == []


def test_an_upload_that_finds_no_room_is_one_sentence(workspace, table, monkeypatch):
    def refuse(_upload, _room):
        raise Problem("The disk is full")

    at = opened()
    at.button(key="choose-fraud").click().run()
    monkeypatch.setattr(incoming, "set_down", refuse)
    at.file_uploader[0].upload("claims.csv", table).run()
    assert not at.exception
    assert [element.value for element in at.error] == ["The disk is full\\."]


def test_a_path_on_this_machine_is_read_where_it_lies(workspace, tmp_path, table):
    path = tmp_path / "large.csv"
    path.write_bytes(table)
    at = opened()
    at.button(key="choose-fraud").click().run()
    at.text_input(key="path-fraud-data-read").set_value(str(path)).run()
    pressed(at, "Use this file")
    assert workspace.datasets.list()[0].name == "large.csv"
    assert path.exists()


def test_a_path_that_is_none_is_a_sentence(workspace):
    at = opened()
    at.button(key="choose-fraud").click().run()
    at.text_input(key="path-fraud-data-read").set_value("/no/such/*file*.csv").run()
    assert "no file" in at.error[0].value
    assert "*file*" not in at.error[0].value


def test_names_and_columns_never_become_markup(dataset):
    at = opened(data=dataset.id)
    assert "evil" in all_markdown(at).replace("\\", "").replace("\u2060", "")
    assert HOSTILE not in all_markdown(at).replace(f"`{HOSTILE}`", "")


def test_the_table_of_columns_holds_roles_and_facts(dataset):
    frame = opened(data=dataset.id).data_editor[0].value
    assert frame["Column"].tolist() == ["claim_id", "金额", HOSTILE, "fraud"]
    assert frame["Role"].tolist()[-1] == "Target"
    assert frame["Distinct"].tolist()[0] == ROWS
    assert (frame["Why"] != "").all()


def test_a_role_that_is_edited_enters_the_plan_and_its_consequences(dataset):
    at = opened(data=dataset.id)
    key = f"columns-{dataset.id}"
    at.session_state[key] = {"edited_rows": {3: {"Role": "Feature"}}, "added_rows": [], "deleted_rows": []}
    at.run()
    assert not at.exception
    assert at.title[0].value == "This data can't be trained on yet"
    train = next(button for button in at.button if button.label == "Train on this")
    assert train.disabled


def test_the_positive_class_can_be_changed(dataset):
    at = opened(data=dataset.id)
    key = f"positive-{dataset.id}-0"
    label = next(each.label for each in at.button_group if each.key == key)
    assert label == "What is looked for in fraud (the positive class)"
    assert at.segmented_control(key=key).value == "yes"
    for label in ("no", "yes", "no"):
        at.segmented_control(key=key).set_value(label).run()
        assert not at.exception
        assert at.segmented_control(key=key).value == label
        assert at.session_state["bm_plans"][dataset.id].outcome.positive == label


def test_the_split_follows_its_control(dataset):
    at = opened(data=dataset.id)
    at.number_input(key=f"shares-{dataset.id}-0-test").set_value(20).run()
    at.number_input(key=f"shares-{dataset.id}-0-seed").set_value(7).run()
    title = at.title[0].value
    kind, key = (f"split-{dataset.id}-0-{name}" for name in ("kind", "column-column"))

    def split(at):
        assert not at.exception
        found = at.session_state["bm_plans"][dataset.id].split
        assert (found.test, found.seed) == (0.2, 7)
        return found.kind, found.column

    # Which column says the part can't be known: that is asked, and nothing is wrong meanwhile.
    at.segmented_control(key=kind).set_value("column").run()
    assert split(at) == ("stratified", None)
    assert at.selectbox(key=key).value is None
    assert at.title[0].value == title
    assert any("as before" in each.value for each in at.caption)
    at.selectbox(key=key).set_value(HOSTILE).run()
    assert split(at) == ("column", HOSTILE)
    assert at.selectbox(key=key).value == HOSTILE
    assert at.title[0].value == "This data can't be trained on yet"
    at.segmented_control(key=kind).set_value("stratified").run()
    assert split(at) == ("stratified", None)


def test_costs_enter_the_plan(dataset):
    at = opened(data=dataset.id)
    at.text_input(key=f"costs-{dataset.id}-0-currency").set_value("元").run()
    at.number_input(key=f"costs-{dataset.id}-0-alarm").set_value(40.0).run()
    assert not at.exception
    plan = at.session_state["bm_plans"][dataset.id]
    assert (plan.costs.currency, plan.costs.false_alarm) == ("元", 40.0)


def test_a_remedy_is_one_click_and_keeps_the_costs(dataset):
    at = opened(data=dataset.id)
    at.text_input(key=f"costs-{dataset.id}-0-currency").set_value("CHF").run()
    pressed(at, "Keep 30 % for the test")
    plan = at.session_state["bm_plans"][dataset.id]
    assert plan.split.test == 0.3
    assert plan.costs.currency == "CHF"
    assert at.number_input(key=f"shares-{dataset.id}-1-test").value == 30
    at.run()
    assert at.session_state["bm_plans"][dataset.id] == plan


def test_train_on_this_queues_one_run_and_opens_it(dataset, workspace, monkeypatch):
    submitted = []
    monkeypatch.setattr(jobs, "submit", lambda workspace, folder: submitted.append(folder.id))
    at = opened(data=dataset.id)
    pressed(at, "Train on this")
    (row,) = workspace.runs()
    assert submitted == [row.id]
    assert at.query_params["run"] == row.id
    plan = at.session_state["bm_plans"][dataset.id]
    assert workspace.run(row.id).spec().plan.fields == plan.fields


def test_what_a_row_is_called_goes_with_the_run(dataset, workspace, monkeypatch):
    monkeypatch.setattr(jobs, "submit", lambda workspace, folder: None)
    at = opened(data=dataset.id)
    key = f"called-{dataset.id}-0"
    assert at.text_input(key=f"{key}-case").value == "transaction"
    at.text_input(key=f"{key}-case").set_value("claim")
    at.text_input(key=f"{key}-cases").set_value("claims").run()
    assert not at.exception
    pressed(at, "Train on this")
    (row,) = workspace.runs()
    spec = workspace.run(row.id).spec()
    assert (spec.words.case, spec.words.cases, spec.words.positive) == ("claim", "claims", "fraud")
    assert spec.plan.called.cases == "claims"


def test_a_dataset_is_used_again_renamed_and_deleted(dataset, workspace):
    at = opened(data=dataset.id)
    pressed(at, "Change data")
    assert at.title[0].value == "Bring your data"
    at.button(key=f"use-{dataset.id}").click().run()
    assert "Train on this" in labels(at)
    pressed(at, "Change data")
    name = next(field for field in at.text_input if field.label == "Name")
    name.set_value("renamed <b>")
    at.form_submit_button[0].click().run()
    assert workspace.datasets.get(dataset.id).name == "renamed <b>"
    assert at.button(key=f"delete-{dataset.id}").disabled
    at.checkbox(key=f"sure-{dataset.id}").check().run()
    at.button(key=f"delete-{dataset.id}").click().run()
    assert workspace.datasets.list() == []
    assert not at.exception


def test_the_plan_survives_a_change_of_page(dataset):
    at = opened(data=dataset.id)
    key = f"columns-{dataset.id}"
    at.session_state[key] = {"edited_rows": {1: {"Role": "Ignore"}}, "added_rows": [], "deleted_rows": []}
    at.run()
    at.switch_page("../../pages/runs.py").run()
    at.switch_page(PAGE).run()
    assert at.data_editor[0].value["Role"].tolist()[1] == "Ignore"
    plan = at.session_state["bm_plans"][dataset.id]
    assert plan.fields[1] == Field(name="金额", kind="number", role="ignore", reason="chosen by you")


def test_data_deleted_in_another_tab_is_a_sentence(workspace, dataset, monkeypatch):
    at = opened()
    at.button(key="choose-fraud").click().run()
    workspace.datasets.delete(dataset.id)
    pressed(at, "Use")
    assert "was deleted" in at.warning[0].value
    assert at.title[0].value == "Bring your data"
