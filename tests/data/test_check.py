import datetime

import numpy as np
import pyarrow as pa

from bigmodel.data.check import check
from bigmodel.data.copies import copies
from bigmodel.data.guess import guess_fields, guess_outcome
from bigmodel.data.split import split_rows
from bigmodel.spec import Field, Finding, Plan, Split

N = 3_000


def table(**more: object) -> pa.Table:
    rng = np.random.default_rng(0)
    x = rng.normal(size=N)
    columns = {"x": x, "colour": rng.choice(["red", "blue"], N), "y": np.where(x + rng.normal(size=N) > 2, 1, 0)}
    return pa.table(columns | more)


RANDOM = Split()


def plan(data: pa.Table, split: Split = RANDOM, **roles: str) -> Plan:
    fields = guess_fields(data, None, {"target": "y"})
    made = Plan(template="t", fields=fields, outcome=guess_outcome(data, "y"), split=split, network="mlp")
    for name, role in roles.items():
        made = made.with_role(name, role)
    return made


def found(data: pa.Table, under: Plan) -> dict[str, Finding]:
    return {finding.code: finding for finding in check(data, under)}


def mended(data: pa.Table, under: Plan, code: str) -> dict[str, Finding]:
    """What is found after the first remedy of a finding."""
    return found(data, found(data, under)[code].remedies[0].plan)


def test_sound_data() -> None:
    data = table()
    findings = check(data, plan(data))
    assert [finding.code for finding in findings] == ["good"]
    assert findings[0].title == "16 checks found nothing"


def test_no_target() -> None:
    data = table().rename_columns(["x", "colour", "fraud"])
    nothing = Plan(template="t", fields=guess_fields(data), outcome=None, network="mlp").with_role("fraud", "feature")
    findings = check(data, nothing)
    assert [(finding.code, finding.severity) for finding in findings] == [("no_target", "stop")]
    mended_plan = findings[0].remedies[0].plan
    assert mended_plan.one("target").name == "fraud"  # type: ignore[union-attr]
    assert mended_plan.outcome.classes == ("0", "1")  # type: ignore[union-attr]


def test_missing_target() -> None:
    data = table()
    y = [None if row < 100 else value for row, value in enumerate(data["y"].to_pylist())]
    data = data.set_column(2, "y", pa.array(y))
    finding = found(data, plan(data))["target_missing"]
    assert "100 rows" in finding.title
    assert "fill in y in the file" in finding.detail
    settled = mended(data, plan(data), "target_missing")["target_missing"]
    assert (settled.severity, settled.remedies) == ("good", ())
    assert settled.title == "100 rows without y are left out"


def test_one_class_and_too_few() -> None:
    data = table()
    under = plan(data)
    one = data.set_column(2, "y", pa.array([0] * N))
    assert found(one, under)["one_class"].severity == "stop"
    few = data.set_column(2, "y", pa.array([0] * (N - 5) + [1] * 5))
    assert "Only 5 rows" in found(few, under)["too_few"].title
    some = data.set_column(2, "y", pa.array([0] * (N - 80) + [1] * 80))
    assert "few_in_test" in found(some, under)
    assert "few_in_test" not in mended(some, under, "few_in_test")


def test_another_outcome_with_enough_rows_is_offered() -> None:
    rare = pa.array([0] * (N - 5) + [1] * 5)
    data = table(failure=[int(row % 7 == 0) for row in range(N)], note=["a"] * N).set_column(2, "y", rare)
    under = plan(data)
    assert found(data, under)["too_few"].remedies[0].label == "Predict failure instead"
    after = found(data, under)["too_few"].remedies[0].plan
    assert (after.one("target").name, after.outcome.classes) == ("failure", ("0", "1"))  # type: ignore[union-attr]
    assert not [finding for finding in check(data, after) if finding.severity == "stop"]
    # Where no other column would do there is nothing to press, and the sentence says what to bring.
    alone = table().drop_columns(["colour"]).set_column(1, "y", rare)
    assert found(alone, plan(alone))["too_few"].remedies == ()
    assert "Bring more such rows" in found(alone, plan(alone))["too_few"].detail


def test_left_out_answers_are_told_and_can_be_used_all_the_same() -> None:
    data = table()
    y = data["y"].to_pylist()
    data = data.append_column(
        "refund", pa.array([f"2025-01-{1 + row % 28:02d}" if y[row] else None for row in range(N)])
    )
    under = plan(data)
    told = found(data, under)["leak_left_out"]
    assert told.severity == "note"
    assert told.title == "refund is left out: known only after the fact"
    assert told.detail.startswith("refund is set only when the answer is 1.")
    used = mended(data, under, "leak_left_out")
    assert "leak_left_out" not in used
    assert used["leak"].column == "refund"


def classes_in_time(**rows: list[int]) -> tuple[pa.Table, Plan]:
    """Three classes over 300 days, a class standing in the named rows only."""
    y = ["a" if row % 2 else "b" for row in range(300)]
    for name, places in rows.items():
        for place in places:
            y[place] = name
    days = [datetime.datetime(2026, 1, 1) + datetime.timedelta(days=row) for row in range(300)]
    data = pa.table({"x": np.random.default_rng(0).normal(size=300), "time": days, "y": y})
    return data, plan(data, Split(kind="time", column="time"))


def test_a_class_that_training_lacks_is_found_before_the_run() -> None:
    data, under = classes_in_time(late=list(range(280, 300)))
    (finding,) = [each for each in check(data, under) if each.code == "part_without_class"]
    assert finding.severity == "stop"
    assert finding.title == "No row of the training part is late"
    assert [remedy.label for remedy in finding.remedies] == ["Split at random", "Leave late out"]
    assert "part_without_class" not in mended(data, under, "part_without_class")
    assert finding.remedies[1].plan.outcome.classes == ("a", "b")  # type: ignore[union-attr]
    assert "part_without_class" not in found(data, finding.remedies[1].plan)


def test_a_class_that_the_test_lacks_is_a_warning() -> None:
    data, under = classes_in_time(early=list(range(20)))
    findings = [finding for finding in check(data, under) if finding.code == "part_without_class"]
    assert [finding.severity for finding in findings] == ["warning", "warning"]
    assert [finding.title for finding in findings] == [
        "No row of the validation part is early",
        "No row of the test part is early",
    ]


def test_few_positives_at_the_end_of_time() -> None:
    data = table()
    days = [datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=row) for row in range(N)]
    y = np.where(np.arange(N) < 2_000, np.arange(N) % 8 == 0, np.arange(N) % 300 == 0).astype(int)
    data = data.set_column(2, "y", pa.array(y)).append_column("time", pa.array(days))
    under = plan(data, Split(kind="time", column="time", test=0.3))
    finding = found(data, under)["few_in_test"]
    assert [remedy.label for remedy in finding.remedies] == ["Split at random"]
    assert "few_in_test" not in mended(data, under, "few_in_test")


def test_a_column_that_tells_the_answer() -> None:
    data = table()
    rng = np.random.default_rng(1)
    y = data["y"].to_numpy()
    late = [f"2026-0{1 + n % 9}-01" if value and n % 2 else None for n, value in enumerate(y)]
    data = data.append_column("score", pa.array(y + rng.normal(scale=0.1, size=N))).append_column(
        "late", pa.array(late)
    )
    under = plan(data, score="feature", late="feature")
    leaks = [finding for finding in check(data, under) if finding.code == "leak"]
    assert {finding.column for finding in leaks} == {"score", "late"}
    assert any("ROC-AUC of 1" in finding.detail or "ROC-AUC of 0.99" in finding.detail for finding in leaks)
    for finding in leaks:
        changed = finding.remedies[0].plan
        assert next(field.role for field in changed.fields if field.name == finding.column) == "ignore"


def test_ids_constants_and_many_categories() -> None:
    rng = np.random.default_rng(2)
    data = table(
        number=np.arange(N), code=[f"A{n}" for n in range(N)], same=["x"] * N, empty=pa.nulls(N, pa.string()),
        street=[f"S{n}" for n in rng.integers(0, 900, N)],
    )  # fmt: skip
    under = plan(data, number="feature", code="feature", same="feature", empty="feature", street="feature")
    findings = check(data, under)
    assert {finding.column for finding in findings if finding.code == "id_like"} == {"number", "code"}
    codes = found(data, under)
    assert {field.role for field in codes["constant"].remedies[0].plan.fields if field.name in ("same", "empty")} == {
        "ignore"
    }
    assert codes["many_categories"].column == "street"


def test_time_while_the_split_is_random() -> None:
    data = table()
    times = [datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=n) for n in range(N)]
    data = data.append_column("time", pa.array(times))
    under = plan(data)
    finding = found(data, under)["random_despite_time"]
    assert finding.severity == "warning"
    assert finding.remedies[0].plan.split == Split(kind="time", column="time")
    assert "random_despite_time" not in mended(data, under, "random_despite_time")


def test_one_customer_on_both_sides_is_measured() -> None:
    rng = np.random.default_rng(3)
    customer = rng.integers(0, 200, N)
    bad = rng.random(200) < 0.2
    data = table(customer=[f"C{n}" for n in customer], y=np.where(bad[customer], rng.random(N) < 0.8, 0).astype(int))
    under = plan(data)
    finding = found(data, under)["group_on_both_sides"]
    assert finding.severity == "warning"
    assert "ROC-AUC of 0.9" in finding.detail
    assert finding.remedies[0].plan.split == Split(kind="group", column="customer")
    assert "group_on_both_sides" not in mended(data, under, "group_on_both_sides")
    harmless = table(customer=[f"C{n}" for n in customer])
    assert found(harmless, plan(harmless))["group_on_both_sides"].severity == "note"


def test_duplicates_across_the_split_are_counted() -> None:
    data = table()
    data = pa.concat_tables([data, data.slice(0, 100)])
    finding = found(data, plan(data))["duplicates"]
    assert finding.title.startswith("100 rows")
    assert "test rows have a twin in training" in finding.detail


def test_copies_are_left_out_by_a_button_and_come_back_by_another() -> None:
    data = table()
    data = pa.concat_tables([data, data.slice(0, 100)])
    under = plan(data)
    assert sum(len(part) for part in vars(split_rows(data, under)).values()) == N + 100
    dropping = found(data, under)["duplicates"].remedies[0].plan
    rows = np.concatenate(list(vars(split_rows(data, dropping)).values()))
    assert sorted(rows.tolist()) == list(range(N))  # the first of each stays
    told = found(data, dropping)["duplicates_left_out"]
    assert (told.severity, told.title) == ("good", "100 exact copies of another row are left out")
    assert told.remedies[0].plan == under


def test_copies_are_equal_in_what_is_learnt_and_in_the_target() -> None:
    data = pa.table({
        "id": [1, 2, 3, 4, 5, 6],
        "x": pa.array([1.5, 1.5, None, float("nan"), None, 2.5]),
        "c": ["a", "a", None, None, "", "a"],
        "y": [0, 0, 1, 1, 1, 0],
    })  # fmt: skip
    fields = tuple(
        Field(name=name, kind="category", role=role)
        for name, role in {"id": "id", "x": "feature", "c": "feature", "y": "target"}.items()
    )
    under = Plan(template="t", fields=fields, outcome=guess_outcome(data, "y"), network="mlp")
    assert copies(data, under).tolist() == [False, True, False, True, False, False]
    assert not copies(data, under.with_role("id", "feature")).any()


def test_a_split_that_cannot_be_made() -> None:
    data = table()
    under = plan(data, Split(kind="time", column="colour"))
    finding = found(data, under)["no_split"]
    assert finding.severity == "stop"
    assert "no_split" not in mended(data, under, "no_split")


def test_findings_come_gravest_first_and_names_are_text() -> None:
    name = "<b>![](http://x)</b>"
    data = table(**{name: [f"A{n}" for n in range(N)], "same": ["x"] * N})
    findings = check(data, plan(data, **{name: "feature", "same": "feature"}))
    order = ["stop", "warning", "note", "good"]
    places = [order.index(finding.severity) for finding in findings]
    assert places == sorted(places)
    assert any(name in finding.title for finding in findings)


def test_pictures_have_fields_that_are_no_columns() -> None:
    data = pa.table({"label": ["a", "b", "c"] * 40, "name": [f"{n}.png" for n in range(120)]})
    fields = (
        Field(name="picture", kind="picture", role="feature"),
        Field(name="label", kind="category", role="target"),
        Field(name="name", kind="text", role="id"),
    )
    under = Plan(template="t", fields=fields, outcome=guess_outcome(data, "label"), network="cnn")
    assert [finding.severity for finding in check(data, under)] == ["good"]
    rare = data.set_column(0, "label", pa.array(["a", "b"] * 58 + ["c"] * 4))
    finding = found(rare, under)["rare_classes"]
    assert "c (4)" in finding.title
    assert finding.remedies[0].label == "Leave c out"
    assert "rare_classes" not in mended(rare, under, "rare_classes")


def test_free_text_that_is_left_out_is_told():
    words = ["late", "parcel", "broken", "again", "refund", "please", "driver", "door"]
    rng = np.random.default_rng(1)
    data = table(review=[" ".join(rng.choice(words, 12)) + f" {row}" for row in range(N)])
    finding = found(data, plan(data))["prose_left_out"]
    assert finding.title == "review is left out: free text"
    assert finding.severity == "note"
    assert "prose_left_out" not in found(data, plan(data, review="feature"))


def test_a_target_that_only_its_place_speaks_for_is_told():
    data = table().rename_columns(["x", "colour", "kept_on"])
    fields = guess_fields(data)
    under = Plan(template="t", fields=fields, outcome=guess_outcome(data, "kept_on"), split=RANDOM, network="mlp")
    assert found(data, under)["target_by_place"].title == "kept_on is taken for the target: it is the last column"
    assert "target_by_place" not in found(data, under.with_role("kept_on", "target", "chosen by you"))
    assert "target_by_place" not in found(table(), plan(table()))
