import pyarrow as pa
import pytest

from bigmodel.cli.choices import make_plan, pairs, parse_split
from bigmodel.spec import Called, Problem
from bigmodel.tasks.interactions.dataset import InteractionDataset
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.templates import template

SPLITS = ("stratified", "time", "group", "column")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    rows = 400
    table = pa.table(
        {
            "when": pa.array(range(rows), pa.timestamp("s")),
            "customer": [f"c{row % 40}" for row in range(rows)],
            "amount": [float(row % 37) for row in range(rows)],
            "channel": ["web" if row % 3 else "shop" for row in range(rows)],
            "fraud": [int(row % 10 == 0) for row in range(rows)],
        }
    )
    return TableDataset.create(table, tmp_path_factory.mktemp("data"))


def plan(data, roles=None, split=None, **settings):
    return make_plan(template("fraud"), data, roles or [], split, settings)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("stratified", ("stratified", None, 0)),
        ("time:on=when", ("time", "when", 0)),
        ("time:on=when,gap=7d", ("time", "when", 7)),
        ("time:on=when,gap=2.5", ("time", "when", 2.5)),
        ("group:customer", ("group", "customer", 0)),
        ("column:part of the data", ("column", "part of the data", 0)),
    ],
)
def test_splits_are_read(words, wanted):
    split = parse_split(words, SPLITS)
    assert (split.kind, split.column, split.gap) == wanted


@pytest.mark.parametrize("words", ["", "magic", "time", "time:when", "time:on=when,gap=soon", "group:", "time:at=x"])
def test_other_splits_are_refused(words):
    with pytest.raises(Problem):
        parse_split(words, SPLITS)


def test_settings_go_where_they_belong(data):
    made = plan(
        data, network="mlp", epochs="3", preset="quick", false_alarm="7.5", miss_is_amount="false", split_seed="4"
    )
    assert made.network == "mlp"
    assert made.hparams == {"epochs": 3, "preset": "quick"}
    assert made.costs.false_alarm == 7.5
    assert made.costs.miss_is_amount is False
    assert made.split.seed == 4


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"epochs": "0"}, "epochs"),
        ({"nonsense": "1"}, "nonsense"),
        ({"network": "resnet"}, "resnet"),
        ({"false_alarm": "-1"}, "false_alarm"),
        ({"split_test": "0.9"}, "test"),
    ],
)
def test_bad_settings_are_named(data, setting, said):
    with pytest.raises(Problem, match=said):
        plan(data, **setting)


def test_what_a_row_is_called_is_said_in_two_settings(data):
    made = plan(data, case="claim", cases="insurance claims")
    assert made.called == Called(case="claim", cases="insurance claims")
    assert template("fraud").words_of(made).flagged == template("fraud").words.flagged
    assert plan(data).called is None
    with pytest.raises(Problem, match="--set cases is missing"):
        plan(data, case="claim")
    with pytest.raises(Problem, match="case: should have at most 40 letters, not 5000, got") as found:
        plan(data, case="x" * 5000, cases="claims")
    assert len(str(found.value)) < 200
    with pytest.raises(Problem, match="cases: should be a word"):
        plan(data, case="claim", cases="<script>")


def test_roles_win_over_guesses(data):
    made = plan(data, [("target", "fraud"), ("ignore", "amount"), ("ignore", "channel")])
    roles = {field.name: field.role for field in made.fields}
    assert roles["amount"] == roles["channel"] == "ignore"
    assert roles["fraud"] == "target"


def test_unknown_roles_and_columns_are_named(data):
    with pytest.raises(Problem, match="no role 'boss'"):
        plan(data, [("boss", "amount")])
    with pytest.raises(Problem, match="no column 'fruad'"):
        plan(data, [("target", "fruad")])
    with pytest.raises(Problem, match="no column 'other'"):
        plan(data, [("ignore", "other")])
    with pytest.raises(Problem, match="no column 'other'"):
        plan(data, [("feature", "amount"), ("feature", "other")])


@pytest.mark.parametrize("role", ["feature", "id", "ignore"])
def test_each_column_of_a_role_that_takes_many_has_it(data, role):
    made = plan(data, [(role, "customer"), (role, "amount"), (role, "customer")])
    roles = {field.name: field.role for field in made.fields}
    assert roles["customer"] == roles["amount"] == role


def test_two_columns_for_a_role_of_one_are_refused(data):
    with pytest.raises(Problem, match="Only one column can have the role target, and 'fraud', 'channel' were given"):
        plan(data, [("target", "fraud"), ("target", "channel")])
    assert plan(data, [("target", "fraud"), ("target", "fraud")]).one("target").name == "fraud"


def test_two_roles_for_one_column_are_refused(data):
    with pytest.raises(Problem, match="Two roles were given to the column 'amount'"):
        plan(data, [("amount", "amount"), ("ignore", "amount")])


def test_pairs_need_an_equals_sign():
    assert pairs(["a=b=c", " x = y "], "--set") == [("a", "b=c"), ("x", "y")]
    with pytest.raises(Problem, match="--set takes NAME=VALUE"):
        pairs(["epochs"], "--set")


LOG = {"user": ["a", "a", "b", "b"], "item": ["p", "q", "p", "q"], "rating": [1, 5, 3, 4]}


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return InteractionDataset.create_with(pa.table(LOG), None, tmp_path_factory.mktemp("log"))


def test_how_a_log_is_cleaned_can_be_said(log):
    made = make_plan(template("recommendation"), log, [], None, {"core_users": "1", "liked_from": "3.5", "epochs": "2"})
    assert made.options == {"core_users": 1, "liked_from": 3.5}
    assert made.hparams == {"epochs": 2}
    assert make_plan(template("recommendation"), log, [], None, {"liked_from": ""}).options == {"liked_from": None}


def test_cleaning_that_is_out_of_range_is_refused_in_a_sentence(log):
    with pytest.raises(Problem, match="The setting core_users: should be greater than or equal to 1, got '0'"):
        make_plan(template("recommendation"), log, [], None, {"core_users": "0"})


def test_an_unknown_setting_is_named_with_all_that_there_are(log, data):
    with pytest.raises(Problem, match="There is no setting 'core_user' for recommendation") as refused:
        make_plan(template("recommendation"), log, [], None, {"core_user": "1"})
    assert {"core_users", "core_items", "liked_from", "epochs", "network"} <= set(
        refused.value.remedy.removeprefix("Settings are: ").rstrip(".").split(", ")
    )
    with pytest.raises(Problem, match="There is no setting 'core_users' for fraud"):
        plan(data, core_users="1")
