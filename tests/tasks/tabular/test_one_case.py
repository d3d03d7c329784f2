"""One case of a table: what the model says of it, what it is edited with, what training never saw."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from toy_table_run import toy_run, toy_table

from bigmodel.inference.bundle import MODEL, SCHEMA
from bigmodel.inference.table import encode_table, fit_encoder, years_in
from bigmodel.runs.scores import read_cases
from bigmodel.runs.workspace import Workspace
from bigmodel.spec import Case, CaseQuestion, Change, Derived, Figure, Problem, Schema, Sentence, Words
from bigmodel.spec.numbers import money
from bigmodel.tasks.case import EditsCase
from bigmodel.tasks.tabular.dataset import TableDataset
from bigmodel.tasks.tabular.task import TASK
from bigmodel.tasks.tabular.what_if import field_order
from bigmodel.tasks.tabular.what_if.case_form import step_of
from bigmodel.tasks.tabular.what_if.case_map import CaseMap
from bigmodel.tasks.tabular.what_if.case_remarks import never_together
from bigmodel.tasks.tabular.what_if.case_rows import case_table
from bigmodel.tasks.tabular.what_if.case_tensors import encode_edited
from bigmodel.tasks.tabular.what_if.flip_words import exact
from bigmodel.tasks.tabular.what_if.ground import Ground, Numbers, ground_of
from bigmodel.tasks.tabular.what_if.model_rows import model_rows
from bigmodel.tasks.tabular.what_if.one_case import OneCase
from bigmodel.tasks.tabular.what_if.pushes import cell_in_words

WORDS = Words(case="payment", cases="payments", positive="fraud", positives="frauds", negative="no fraud")
ONE, MAP = OneCase(), CaseMap()


class Made:
    def __init__(self, folder, classes=2, idle=()):
        workspace = Workspace(folder)
        self.run = toy_run(workspace, classes=classes, idle=idle)
        self.data = TableDataset(workspace.datasets.folder(self.run.spec().dataset))
        self.plan = self.run.spec().plan
        self.cases = read_cases(self.run, "test")

    def answer(self, row, *changes, field=None, given=()):
        return ONE.answer(self.run, self.data, WORDS, CaseQuestion(row=row, given=given, changes=changes, field=field))

    def case(self, **values):
        return ONE.blocks(self.run, self.data, WORDS, values)[0]

    def listed(self, kind, text=""):
        return ONE.listed(self.run, self.data, WORDS, kind, text)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return Made(tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return Made(tmp_path_factory.mktemp("three"), classes=3)


def test_a_case_as_it_stands_has_the_stored_score(two, three):
    for place in range(0, len(two.cases.row), 7):
        answer = two.answer(int(two.cases.row[place]))
        assert answer.score == pytest.approx(float(two.cases.score[place]), abs=1e-5)
        assert answer.was == answer.score
    for place in range(0, len(three.cases.row), 7):
        answer = three.answer(int(three.cases.row[place]))
        np.testing.assert_allclose(answer.scores, three.cases.score[place], atol=1e-5)
        assert answer.decision == str(int(np.argmax(three.cases.score[place])))
        assert answer.flagged is None
        assert answer.loss is None


def test_an_edited_case_has_the_score_of_a_row_with_these_cells(two, tmp_path):
    row = int(two.cases.row[0])
    answer = two.answer(row, Change(field="amount", value=300.0), Change(field="channel", value="phone"))
    assert answer.was == pytest.approx(float(two.cases.score[0]), abs=1e-5)
    table = two.data.take([row])
    for name, cell in (("amount", 300.0), ("channel", "phone")):
        table = table.set_column(table.schema.get_field_index(name), name, pa.array([cell]))
    file, out = tmp_path / "one.parquet", tmp_path / "scored.csv"
    pa.parquet.write_table(table, file)
    scored = TASK.score_file(two.run, {"data": [file]}, out)
    assert answer.score == pytest.approx(scored.preview["score"][0], abs=1e-5)
    assert answer.decision == scored.preview["decision"][0]


def test_decision_and_money_follow_the_score(two):
    row = next(int(row) for row, score in zip(two.cases.row, two.cases.score, strict=True) if score < 0.1)
    threshold = two.run.report().threshold
    low, high = two.answer(row), two.answer(row, Change(field="amount", value=2_000.0))
    assert (low.decision, low.flagged) == ("passed", False)
    assert (high.decision, high.flagged, high.decision_was) == ("flagged", True, "passed")
    assert high.score > threshold > low.score
    assert high.loss == pytest.approx(high.score * 2_000)
    assert high.loss_was == pytest.approx(low.loss)
    assert high.alarm == pytest.approx((1 - high.score) * two.plan.costs.false_alarm)
    missing = two.answer(row, Change(field="amount", how="missing"))
    assert missing.loss == pytest.approx(missing.score * two.plan.costs.miss)
    metrics = {each.title: (each.value, each.beside) for each in two.case(case=row).metrics}
    assert metrics["Decision"] == ("passed", "was passed")
    assert metrics["Expected loss if passed"][0] == money(low.loss, "€")


def test_the_score_along_a_field_is_the_score_of_each_value(two, three):
    row = int(two.cases.row[3])
    for field, kind, change in (("amount", "number", 55.5), ("channel", "category", "online"), ("age", "number", 33)):
        sweep = two.answer(row, Change(field=field, value=change), field=field).sweep
        assert (sweep.field, sweep.kind, sweep.here) == (field, kind, change)
        assert change in sweep.values
        for place in (0, len(sweep.values) // 2):
            value = sweep.values[place]
            alone = two.answer(row, Change(field=field, value=value))
            assert sweep.scores[place] == pytest.approx(alone.score, abs=1e-6)
    assert None in two.answer(row, field="channel").sweep.values
    hours = two.answer(row, field="time").sweep
    assert (hours.kind, len(hours.values)) == ("hour", 24)
    assert hours.here in hours.values
    amounts = two.answer(row, field="amount").sweep
    assert amounts.usual[0] > amounts.values[0]
    assert amounts.usual[1] < amounts.values[-1]
    named = three.answer(int(three.cases.row[0]), field="amount")
    assert max(named.sweep.scores) <= 1
    at = named.sweep.values.index(named.sweep.here)
    assert named.sweep.scores[at] == pytest.approx(named.score, abs=1e-6)


def test_values_that_training_never_saw_are_said(two):
    row = int(two.cases.row[0])
    assert two.answer(row).outside == ()
    said = two.answer(
        row,
        Change(field="amount", value=1e6),
        Change(field="channel", value="<b>pigeon</b>"),
        Change(field="age", value=-1),
    ).outside
    assert [sentence.split(" lies")[0] for sentence in said if "lies outside" in sentence] == [
        "amount of 1,000,000",
        "age of −1",
    ]
    assert "channel <b>pigeon</b> was not seen in training and counts as unknown." in said


def ground(table, fields):
    encoder = fit_encoder(table, fields)
    numbers = {each["name"]: Numbers.of(np.array(table[each["name"]])) for each in encoder["numbers"]}
    bare = Ground(table.num_rows, {field.name: field.kind for field in fields}, numbers, encoder, {})
    return Ground(bare.rows, bare.kinds, numbers, encoder, bare.codes_of(table))


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    return Made(tmp_path_factory.mktemp("wide"), idle=[f"Year {place}" for place in range(1, 13)])


def test_of_many_fields_those_that_move_the_scores_stand_first(wide, two):
    case = wide.case(case=int(wide.cases.row[0]))
    names = [control.name for control in case.controls]
    assert set(names[:3]) == {"amount", "channel", "age"}
    assert names[0] == "amount"  # what is at stake, whatever it moves
    assert (len(names), case.first) == (16, 10)
    assert case.question.field == "amount"
    # A few are left in the order of the data.
    few = two.case(case=int(two.cases.row[0]))
    assert ([control.name for control in few.controls], few.first) == (["amount", "time", "age", "channel"], 4)


def test_years_are_written_as_years(wide):
    row = int(wide.cases.row[0])
    controls = {control.name: control for control in wide.case(case=row).controls}
    assert [name for name in controls if controls[name].year] == [name for name in controls if name.startswith("Year")]
    help = controls["Year 10"].help
    assert help in ("95 % of payments lie below 2009", "95 % of payments lie below 2010")
    (said,) = wide.answer(row, Change(field="Year 10", value=1_950)).outside
    assert said == "Year 10 of 1950 lies outside of what training saw (1990 to 2010)."
    table = case_table(wide.data, wide.plan, row, (Change(field="Year 10", value=1_994.0),))
    assert cell_in_words(table, "Year 10", "number", year=True) == "1994"
    assert exact(1_994.0, year=True) == "1994"
    assert exact(2_500.5) == "2,500.5"
    *_, figure = MAP.blocks(wide.run, wide.data, WORDS, {"case": row, "across": "Year 3", "up": "age"})
    assert figure.figure["layout"]["xaxis"]["ticktext"][0] == "1990"


def test_an_amount_like_a_year_is_none(wide):
    row = int(wide.cases.row[0])
    (said,) = wide.answer(row, Change(field="age", value=2_000)).outside
    assert said.startswith("age of 2,000 lies outside")
    schema = Schema.load(wide.run.bundle / SCHEMA)
    years = years_in(schema)
    assert len(years) == 12
    fields = tuple(
        field.model_copy(update={"role": "amount"}) if field.name == "Year 3" else field for field in schema.fields
    )
    assert years_in(schema.model_copy(update={"fields": fields})) == years - {"Year 3"}


def test_codes_of_a_category_are_not_numbers():
    assert cell_in_words(pa.table({"zip": [90210]}), "zip", "category") == "90210"
    assert cell_in_words(pa.table({"paid": [90210]}), "paid", "number") == "90,210"


def test_pairs_that_never_stood_together_are_said(two):
    random = np.random.default_rng(0)
    amount = random.integers(0, 1_000, 800).astype(float)
    country = np.where(random.random(800) < 0.5, "DE", "CN")
    # In CN nobody pays in cash, and nobody pays much.
    how = np.where(country == "DE", np.where(random.random(800) < 0.5, "cash", "card"), "card")
    amount = np.where(country == "CN", amount / 10, amount)
    table = pa.table({"amount": amount, "country": country, "how": how})
    kinds = {"amount": "number", "country": "category", "how": "category"}
    fields = [two.plan.fields[0].model_copy(update={"name": name, "kind": kind}) for name, kind in kinds.items()]
    known = ground(table, fields)

    def said(amount, country, how, edited):
        case = pa.table({"amount": [amount], "country": [country], "how": [how]})
        codes = known.codes_of_case(case, encode_table(case, known.encoder))
        return never_together(case, known, codes, edited)

    assert said(50.0, "CN", "card", ["country"]) == ()
    (sentence,) = said(50.0, "CN", "cash", ["how"])
    assert sentence.startswith("No training row has country CN together with how cash")
    assert "country CN" in said(900.0, "CN", "card", ["amount"])[0]
    assert said(50.0, "CN", "cash", []) == ()
    assert said(50.0, "CN", None, ["how"]) == ()
    assert said(50.0, "XX", "cash", ["country"]) == ()
    assert len(said(900.0, "CN", "cash", ["country"])) == 2


def test_the_form_has_an_input_for_each_field_with_the_ranges_of_training(two):
    row = int(two.cases.row[0])
    case = two.case(case=row, changes=(Change(field="amount", value=700.0),), given=0)
    assert isinstance(case, Case)
    assert case.title == f"Payment T{row}"
    assert "test data" in case.note
    found = {control.name: control for control in case.controls}
    assert list(found) == ["amount", "time", "age", "channel"]
    cells = two.data.take([row]).to_pylist()[0]
    assert found["amount"].default == cells["amount"]
    assert found["channel"].default == cells["channel"]
    assert set(found["channel"].options) == {"shop", "online", "phone"}
    assert found["age"].step == int(found["age"].step)
    known = ground_of(two.run, two.data).numbers["amount"]
    assert found["amount"].low <= known.usual[0] < known.usual[1] <= found["amount"].high < known.high
    assert found["amount"].seen == (known.low, known.high)
    assert found["amount"].help.startswith("95 % of payments lie below ")
    assert case.question.field == "amount"
    assert case.answer.was != case.answer.score


@pytest.mark.parametrize(("span", "step"), [(200, 1), (1, 0.005), (555, 5), (3e-5, 2e-7)])
def test_steps_are_round(span, step):
    assert step_of(span) == pytest.approx(step)


def test_a_case_from_scratch_starts_from_the_usual_one(two):
    case = two.case(case=None)
    assert case.title == "A usual payment"
    assert case.note == ""
    usual = case_table(two.data, two.plan, None).to_pylist()[0]
    assert {control.name: control.default for control in case.controls}["amount"] == usual["amount"]


def test_cases_are_found_by_what_became_of_them_and_by_any_text(two, three):
    threshold = two.run.report().threshold
    score = dict(zip(two.cases.row.tolist(), two.cases.score.tolist(), strict=True))
    label = dict(zip(two.cases.row.tolist(), two.cases.y.tolist(), strict=True))
    assert list(ONE.kinds(two.run, WORDS)) == ["Missed", "False alarms", "Flagged", "All"]
    for kind, holds in {
        "Missed": lambda row: label[row] == 1 and score[row] < threshold,
        "False alarms": lambda row: label[row] == 0 and score[row] >= threshold,
        "Flagged": lambda row: score[row] >= threshold,
    }.items():
        rows = [each.row for each in two.listed(kind)]
        assert rows
        assert all(holds(row) for row in rows)
        assert [score[row] for row in rows] == sorted((score[row] for row in rows), reverse=True)
    row = int(two.cases.row[5])
    assert row in [each.row for each in two.listed("All", f" t{row} ")]
    assert two.listed("All", f"T{row}")[0].name.startswith("Payment T")
    assert two.listed("All", "no such thing") == []
    wrong = [each.row for each in three.listed("Wrong")]
    place = three.cases.row.tolist().index(wrong[0])
    assert int(np.argmax(three.cases.score[place])) != int(three.cases.y[place])


def test_rows_of_a_file_become_cases_read_as_the_training_file(two, tmp_path):
    rows = toy_table(6, seed=5)
    file = tmp_path / "new.csv"
    lines = [
        ",".join(rows.column_names),
        *(",".join("" if cell is None else str(cell) for cell in row.values()) for row in rows.to_pylist()),
    ]
    lines[2] = lines[2].replace(str(rows["amount"][1].as_py()), "much")
    file.write_text("\n".join(lines), encoding="utf-8")
    first, second, *_ = ONE.bring(two.run, WORDS, file)
    assert first.name == "Payment T0 of new.csv"
    answer = two.answer(None, given=first.given)
    scored = TASK.score_file(two.run, {"data": [file]}, tmp_path / "out.csv")
    assert answer.score == pytest.approx(scored.preview["score"][0], abs=1e-5)
    assert answer.score == answer.was
    assert Change(field="amount", how="missing") in second.given
    assert any("could not be read as a number" in sentence for sentence in second.differences)


def test_two_fields_as_a_map(two, three):
    row = int(two.cases.row[0])
    assert [control.default for control in MAP.controls(two.run)] == ["What matters most", "What matters next"]
    for across, up in (("amount", "age"), ("channel", "time"), ("age", "channel")):
        *_, figure = MAP.blocks(two.run, two.data, WORDS, {"case": row, "across": across, "up": up})
        assert isinstance(figure, Figure)
        heat, line, here = figure.figure["data"]
        assert np.shape(heat["z"]) == (len(heat["y"]), len(heat["x"]))
        assert line["contours"]["start"] == two.run.report().threshold
        at = heat["y"].index(here["y"][0]), heat["x"].index(here["x"][0])
        assert heat["z"][at[0]][at[1]] == pytest.approx(float(two.cases.score[0]), abs=1e-5)
    for amount, said in (
        (None, "Beyond the dashed line payments are flagged."),
        (1e-3, "No pair of values here reaches the threshold."),
        (1e5, "With each pair of values here this payment is flagged."),
    ):
        changes = () if amount is None else (Change(field="amount", value=amount),)
        axes = ("amount", "age") if amount is None else ("age", "channel")
        asked = {"case": row, "changes": changes, "across": axes[0], "up": axes[1]}
        _, sentence, _ = MAP.blocks(two.run, two.data, WORDS, asked)
        assert sentence.text.startswith(said)
    same = MAP.blocks(two.run, two.data, WORDS, {"case": row, "across": "age", "up": "age"})
    assert same[-1] == Sentence("Choose two different fields.")
    *_, figure = MAP.blocks(three.run, three.data, WORDS, {"case": 0, "across": "amount", "up": "age"})
    assert [trace["type"] for trace in figure.figure["data"]] == ["heatmap", "scatter"]


def axes_of(made, **chosen):
    *_, figure = MAP.blocks(made.run, made.data, WORDS, {"case": None, **chosen})
    return tuple(figure.figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis"))


def test_the_map_starts_with_the_two_fields_that_matter_most(wide, monkeypatch):
    assert axes_of(wide) == axes_of(wide, across="What matters most", up="What matters next") == ("amount", "channel")
    assert axes_of(wide, up="amount") == ("channel", "amount")
    assert axes_of(wide, across="Year 3") == ("Year 3", "amount")
    # Of two that go together the second tells little beside the first.
    model = model_rows(wide.run, wide.data)
    together = model.together.copy()
    pair = [model.layout.names.index(name) for name in ("amount", "channel")]
    together[np.ix_(pair, pair)] = 0.9
    monkeypatch.setattr(field_order, "model_rows", lambda *_: replace(model, together=together))
    assert axes_of(wide) == ("amount", "age")


def test_what_can_not_be_asked_is_said(two, tmp_path):
    assert isinstance(ONE, EditsCase)
    for question, sentence in (
        (CaseQuestion(row=10**9), "There is no row"),
        (CaseQuestion(row=0, field="nothing"), "does not look at a column 'nothing'"),
        (CaseQuestion(row=0, changes=(Change(field="amount", value="x"),)), "is no number"),
    ):
        with pytest.raises(Problem, match=sentence):
            ONE.answer(two.run, two.data, WORDS, question)
    assert "deleted" in ONE.blocks(two.run, None, WORDS, {})[0].text
    broken = Made(tmp_path)
    (broken.run.bundle / MODEL).unlink()
    with pytest.raises(Problem, match="gone"):
        broken.answer(0)


def test_encoding_what_was_edited_is_encoding_all(two):
    derived = [Derived(name="each", left="amount", operation="ratio", right="items")]
    kinds = {"amount": "number", "items": "number", "how": "category", "when": "date", "each": "number"}
    table = pa.table(
        {
            "amount": [1.0, 5.0, None, 8.0] * 5,
            "items": [1, 2, 4, 0] * 5,
            "how": ["a", "b", "a", None] * 5,
            "when": pa.array(np.datetime64("2025-01-01", "us") + np.arange(20) * np.timedelta64(37, "h")),
        }
    )
    fields = [two.plan.fields[0].model_copy(update={"name": name, "kind": kind}) for name, kind in kinds.items()]
    encoder = fit_encoder(table, fields, derived=derived)
    case = encode_table(table.slice(1, 1), encoder)
    other = table.take([1] * 20)
    for edited in (["amount"], ["items", "how"], ["when"], ["how"], []):
        rows = other
        for name in edited:
            rows = rows.set_column(rows.schema.get_field_index(name), name, table[name])
        whole, part = encode_table(rows, encoder), encode_edited(case, rows, edited, encoder)
        for kind in ("numbers", "codes"):
            np.testing.assert_array_equal(part[kind], whole[kind])
            assert part[kind].dtype == whole[kind].dtype
