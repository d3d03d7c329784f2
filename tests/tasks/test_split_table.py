import pyarrow as pa

from bigmodel.spec import Field, Outcome, Plan, Table
from bigmodel.tasks.split_table import class_columns, split_table


def test_classes_that_are_called_like_columns_are_told_apart():
    classes = ("Rows", "Part", "From", "To", "class Rows", "plain")
    names = class_columns(Outcome(classes=classes))
    assert names == ["class class Rows", "class Part", "class From", "class To", "class Rows", "plain"]
    plan = Plan(
        template="t",
        fields=(Field(name="y", kind="category", role="target"),),
        outcome=Outcome(classes=classes),
        network="mlp",
    )
    found = split_table(pa.table({"y": list(classes) * 20}), plan, None)
    assert isinstance(found, Table)
    assert list(found.columns) == ["Part", "Rows", *names]
    assert found.columns["Part"] == ("Training", "Validation", "Test")
    assert all(sum(found.columns[name]) == 20 for name in names)
    assert sum(found.columns["Rows"]) == 120
