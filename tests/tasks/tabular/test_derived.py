"""Computed columns from the plan to the scored file and the list of alerts."""

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.data.check import check
from bigmodel.explain.columns import layout_of
from bigmodel.inference.encode import encode
from bigmodel.inference.table import encode_table, fit_encoder
from bigmodel.runs.scores import CaseScores
from bigmodel.spec import Derived, Field, Outcome, Plan, Problem, Schema, Words
from bigmodel.tasks.tabular.score import as_trained
from bigmodel.tasks.tabular.task import TASK as TABULAR
from bigmodel.tasks.tabular.train import learnt_fields
from bigmodel.tasks.tabular.what_if.ground import editable
from bigmodel.tasks.views.alerts import columns_of

OUTCOME = Outcome(classes=("no", "yes"))
RATIO = Derived(name="debt over income", left="debt", operation="ratio", right="income")


@pytest.fixture
def data(tmp_path):
    rng = np.random.default_rng(0)
    lines = ["debt;income;y"]
    for row in range(400):
        debt, income = rng.uniform(1, 9), rng.uniform(10, 90)
        # Numbers with a decimal comma, some missing, some by zero.
        cells = (f"{debt:.2f}".replace(".", ","), "0,0" if row % 50 == 0 else f"{income:.2f}".replace(".", ","))
        lines.append(f"{'' if row % 40 == 1 else cells[0]};{cells[1]};{'yes' if rng.random() < 0.3 else 'no'}")
    path = tmp_path / "loans.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "read").mkdir()
    return TABULAR.read({"data": [path]}, None, tmp_path / "read")


@pytest.fixture
def plan(data):
    return TABULAR.suggest(data, "credit", {"target": "y"}, {}).with_derived([RATIO])


def test_it_stands_among_the_columns_with_kind_role_and_reason(data, plan):
    assert plan.fields[-1] == Field(name=RATIO.name, kind="number", role="feature", reason="debt / income")
    columns = TABULAR.profile(data, plan, Words())[0].columns
    assert columns["Column"] == ["debt", "income", "y", RATIO.name]
    assert columns["Missing"][-1] == pytest.approx((8 + 10) / 400)
    assert RATIO.name in [field.name for field in learnt_fields(plan)]


def test_role_ignore_takes_it_away(data, plan):
    without = plan.with_role(RATIO.name, "ignore")
    fields = learnt_fields(without)
    assert RATIO.name not in [field.name for field in fields]
    encoder = fit_encoder(data.as_planned(without), fields, derived=without.derived)
    assert encoder["derived"] == []
    assert len(encoder["numbers"]) == 2


def test_sources_of_what_could_never_be_computed_are_no_fields_of_a_case():
    table = pa.table({"debt": [1.0, 2.0], "income": [0.0, 0.0], "age": [30.0, 40.0]})
    fields = [
        Field(name=name, kind="number", role="feature" if name in ("age", RATIO.name) else "ignore")
        for name in (*table.column_names, RATIO.name)
    ]
    encoder = fit_encoder(table, fields[2:], derived=[RATIO])
    plan = Plan(template="credit", fields=fields, outcome=OUTCOME, network="mlp")
    assert list(editable(encoder, plan)) == layout_of(encoder).names == ["age"]


def test_training_and_scoring_encode_alike(data, plan):
    table = data.as_planned(plan)
    encoder = fit_encoder(table, learnt_fields(plan), derived=plan.derived)
    encoder["reading"] = data.reading.model_dump(mode="json")
    schema = Schema(task="tabular", template="credit", fields=plan.fields, outcome=OUTCOME, encoder=encoder)
    assert Schema.model_validate_json(schema.model_dump_json()) == schema
    learnt = encode_table(table, encoder)["numbers"]
    assert np.isfinite(learnt[:, -1]).sum() == 400 - 18
    text = pa.table({name: data.table[name].cast(pa.string()) for name in ("debt", "income")})
    for scored in (
        TABULAR.encode(data.table, schema),
        encode(as_trained(text, schema.model_copy(update={"encoder": encoder | {"reading": {}}})), schema),
        # A file that has a column of this name all the same: what the model learnt is computed.
        TABULAR.encode(data.table.append_column(RATIO.name, pa.array(["?"] * 400)), schema),
    ):
        np.testing.assert_array_equal(scored["numbers"], learnt)


def test_a_source_that_is_left_out_is_still_read(data, plan):
    alone = plan.with_role("debt", "ignore").with_role("income", "ignore")
    table = data.as_planned(alone)
    encoder = fit_encoder(table, learnt_fields(alone), derived=alone.derived)
    assert [fitted["name"] for fitted in encoder["numbers"]] == [RATIO.name]
    np.testing.assert_array_equal(
        encode_table(data.table, encoder)["numbers"][:, 0], encode_table(table, encoder)["numbers"][:, 0]
    )


def test_alerts_show_it_beside_what_it_is_made_from(data, plan):
    cases = CaseScores(np.array([5, 7]), np.array([1, 0]), np.array([0.9, 0.1], np.float32), None, None)
    shown = columns_of(cases, np.array([0, 1]), data, plan, Words())
    ratio = [data.table["debt"][row].as_py() / data.table["income"][row].as_py() for row in (5, 7)]
    assert shown[RATIO.name] == ratio
    assert list(shown)[-3:] == ["debt", "income", RATIO.name]


def test_columns_that_cannot_be_made_are_refused(plan):
    for changes, said in (
        ({"left": "gone", "name": "n"}, "no column of the data"),
        ({"left": RATIO.name, "name": "n"}, "no column of the data"),
        ({"left": "y", "name": "n"}, "from the target"),
        ({"name": "debt"}, "already"),
    ):
        with pytest.raises(Problem, match=said):
            plan.with_derived([RATIO.model_copy(update=changes)])


def test_a_source_that_becomes_the_target_stops_training(data, plan):
    changed = plan.with_role("y", "ignore").with_role("debt", "target")
    changed = changed.model_copy(update={"outcome": Outcome(classes=tuple(sorted(set(map(str, range(1, 9))))))})
    found = {finding.code: finding for finding in check(data.as_planned(changed), changed)}
    assert found["made_from_target"].severity == "stop"
    mended = found["made_from_target"].remedies[0].plan
    assert "made_from_target" not in {each.code for each in check(data.as_planned(mended), mended)}


def test_a_plan_without_computed_columns_is_read_as_before():
    plain = Plan(template="t", fields=(), outcome=OUTCOME, network="mlp").model_dump()
    del plain["derived"]
    assert Plan.model_validate(plain).derived == ()
